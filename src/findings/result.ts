import type { Place } from '../context/model.ts';
import type { Nature } from '../dockerfile/model.ts';
import type { UnreadableReason } from '../repository/tree.ts';
import type { Finding } from './finding.ts';

/** One Dockerfile that was checked. */
export interface CheckedFile {
  readonly path: string;
  /** From the root of the repository (`''` is the root); null: not known. */
  readonly context: string | null;
  /** `compose.yaml:4`, or the kind of reason (`sources`, `root`); null when the context is not known. */
  readonly contextFrom: string | null;
  /** Ids of the ecosystems whose installs were seen. */
  readonly ecosystems: readonly string[];
  readonly stages: number;
}

/** Why something could not be checked; the words are in `messages/<language>/incomplete.ts`. */
export type IncompleteReason =
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'nature'; readonly nature: Exclude<Nature, 'dockerfile'> }
  /** A file that decides about a build can't be read (broken YAML); `detail` is the parser's own words (hostile text). */
  | { readonly kind: 'broken-file'; readonly detail: string; readonly line: number | null }
  /** The API answered so, after the retries. */
  | { readonly kind: 'api'; readonly detail: string }
  | { readonly kind: 'files-cut'; readonly count: number }
  /** A defect of ours; `detail` is the error's message. */
  | { readonly kind: 'internal'; readonly detail: string };

export interface Incomplete {
  readonly path: string;
  readonly reason: IncompleteReason;
}

/** An inline ignore that is in force, for the summary. */
export interface IgnoreInForce {
  readonly at: Place;
  readonly rules: readonly string[];
  /** As written; null when missing (then `kasane/ignore-without-reason` says so). */
  readonly reason: string | null;
  /** Findings it holds back. */
  readonly findings: number;
}

/** What the engine answers, and all that the reports get. */
export interface Result {
  readonly files: readonly CheckedFile[];
  /** In scope, the most severe first, then by path and line. */
  readonly findings: readonly Finding[];
  readonly incomplete: readonly Incomplete[];
  /** Findings that the scope leaves out (already there before, or in unchanged files). */
  readonly outOfScope: number;
  readonly ignores: readonly IgnoreInForce[];
}
