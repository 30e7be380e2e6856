import type { Edit } from '../fixes/edit.ts';
import type { Doubt } from './doubt.ts';
import type { Evidence, StepInQuestion, Threshold } from './evidence.ts';

export type Severity = 'error' | 'warning' | 'notice';
export const severities: readonly Severity[] = ['error', 'warning', 'notice'];

/** -1 when `a` is more severe than `b`. */
export function bySeverity(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}

/** What a rule proposes. It is safe when `doubts` is empty and the engine's own proof holds (`fixes/prove.ts`). */
export interface Proposal {
  readonly edits: readonly Edit[];
  readonly doubts: readonly Doubt[];
}

/** What a rule yields. `Values` are what its sentence is made of (see `messages/`). */
export interface Sighting<Values> {
  /** Default: the Dockerfile. A script of the context has its own path. */
  readonly path?: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Default: the rule's own; only ever lower. */
  readonly severity?: Severity;
  readonly values: Values;
  readonly fix?: Proposal;
  /**
   * What identifies the finding besides rule and path: normalised texts of the instructions or commands it is about. Not line
   * numbers, comments or white space (`findings/fingerprint.ts`).
   */
  readonly anchor: readonly string[];
  /** Lines of the instructions concerned, when they are not one block: an ignore above any of them counts. Default: start to end. */
  readonly ranges?: readonly { readonly startLine: number; readonly endLine: number }[];
  /**
   * Bare names of what it is about, where another rule may see the same (`findings/precedence.ts`): programs it says are started
   * (`nginx`), absolute paths in the image (`/data`), paths of the repository (`.env`), variables (`DB_HOST`).
   */
  readonly subjects?: readonly string[];
  /** What the history is asked about; the one that the suggestion saves most counts. */
  readonly steps?: readonly StepInQuestion[];
  /** Said only when the history shows it; then there are `steps` and a `fix`. */
  readonly threshold?: Threshold;
}

export interface Fix {
  readonly safe: boolean;
  /** Why it is not safe; empty when it is. */
  readonly doubts: readonly Doubt[];
  readonly edits: readonly Edit[];
}

/** A finding as everything to the right of the engine sees it. `rule` and `values` belong together (`messages/`). */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  /** The Dockerfile whose check found it (differs from `path` for scripts). */
  readonly dockerfile: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly ranges: readonly { readonly startLine: number; readonly endLine: number }[];
  /** As in `Sighting`. */
  readonly subjects?: readonly string[];
  /** As in `Sighting`. */
  readonly steps?: readonly StepInQuestion[];
  /** As in `Sighting`; whoever reads the engine's result has no use for it. */
  readonly threshold?: Threshold;
  readonly values: unknown;
  readonly claims: readonly string[];
  readonly factors: readonly string[];
  readonly fingerprint: string;
  /** Like `fingerprint`, without the path: survives a rename. */
  readonly anchor: string;
  /** See `Identity`. */
  readonly twins: string;
  readonly fix: Fix | null;
  readonly introduced: boolean | null;
  /** Null: the history was not read, or says nothing of it. */
  readonly evidence: Evidence | null;
}
