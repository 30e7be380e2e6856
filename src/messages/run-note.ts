import type { HistoryProblem } from '../findings/history-problem.ts';

/** What became of the review; `detail` is what GitHub answered (hostile text). */
export type ReviewNote =
  | { readonly kind: 'closed' | 'locked' | 'fork-gone' | 'moved' | 'partly' }
  | { readonly kind: 'read-only'; readonly detail: string }
  | { readonly kind: 'not-posted'; readonly detail: string };

/** What the reader should know of a run of the action, besides the findings; the words are in `messages/<language>/action.ts`. */
export type RunNote =
  | ReviewNote
  /** Named in the input, and not there. */
  | { readonly kind: 'no-configuration'; readonly path: string }
  | { readonly kind: 'no-report' }
  | { readonly kind: 'history'; readonly problem: HistoryProblem }
  /** Annotations that found no place. */
  | { readonly kind: 'annotated'; readonly count: number };

/** Why the action can't do what it was asked; `value` is what the workflow says. */
export type ActionProblem =
  | { readonly kind: 'bad-input'; readonly name: string; readonly value: string; readonly allowed: readonly string[] }
  | { readonly kind: 'not-a-number'; readonly name: string; readonly value: string }
  | { readonly kind: 'outside-workspace'; readonly name: string; readonly value: string }
  | { readonly kind: 'no-token' }
  | { readonly kind: 'unknown-event'; readonly event: string }
  | { readonly kind: 'no-pull-request'; readonly event: string }
  | { readonly kind: 'no-base'; readonly event: string }
  /** A defect of ours. */
  | { readonly kind: 'failed'; readonly detail: string };
