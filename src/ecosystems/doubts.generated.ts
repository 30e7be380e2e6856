// Written by scripts/generate.ts from the folder listing: no need to edit.
import type { NpmDoubt } from './npm.ts';
import type { PipDoubt } from './pip.ts';

export type EcosystemDoubt = NpmDoubt | PipDoubt;
