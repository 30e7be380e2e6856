/** What the first request does not need, in a bundle of its own (`action.ts` imports it later). */
export { check } from '../engine.ts';
export { parseConfiguration } from '../findings/configuration.ts';
export { messagesIn } from '../messages/index.ts';
export { rules } from '../rules/index.generated.ts';
export { contextSettings } from '../findings/settings.ts';
export { askHistory } from '../replay/witness.ts';
export { openHistory } from '../sources/history.ts';
export { clonePartially } from '../sources/partial-clone.ts';
