import type { NoCloneReason, NoHistoryReason } from '../repository/history.ts';

/** Why findings have no evidence, or evidence from fewer commits than were asked for; the words are in `messages/<language>/history.ts`. */
export type HistoryProblem =
  | { readonly kind: 'none'; readonly reason: NoHistoryReason }
  /** `detail` in git's words, hostile text. */
  | { readonly kind: 'no-clone'; readonly reason: NoCloneReason; readonly detail: string }
  | { readonly kind: 'fewer'; readonly why: 'shallow' | 'corrupt'; readonly there: number; readonly asked: number }
  /** It can't be read to its end. */
  | { readonly kind: 'broken-off' | 'stopped' }
  /** A defect of ours; `detail` is the error's message. */
  | { readonly kind: 'failed'; readonly detail: string }
  /** So many findings were left out. */
  | { readonly kind: 'too-many'; readonly count: number };
