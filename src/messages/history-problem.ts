import type { WitnessProblem } from '../replay/witness.ts';
import type { NoHistoryReason } from '../sources/history.ts';
import type { NoCloneReason } from '../sources/partial-clone.ts';

/** Why findings have no evidence, or evidence from fewer commits than were asked for; the words are in `messages/<language>/history.ts`. */
export type HistoryProblem =
  | WitnessProblem
  | { readonly kind: 'none'; readonly reason: NoHistoryReason }
  /** `detail` in git's words, hostile text. */
  | { readonly kind: 'no-clone'; readonly reason: NoCloneReason; readonly detail: string }
  | { readonly kind: 'fewer'; readonly why: 'shallow' | 'corrupt'; readonly there: number; readonly asked: number };
