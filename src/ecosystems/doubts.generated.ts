export type EcosystemDoubt = never;
