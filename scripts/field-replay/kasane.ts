import { fileURLToPath } from 'node:url';
import { outputOf } from './clones.ts';

/** `replay --format json`. */
export interface ReplayJson {
  /** From the root of the repository. */
  readonly context: string;
  readonly commits: number;
  readonly steps: readonly ReplayStep[];
}

export interface ReplayStep {
  readonly line: number;
  readonly instruction: string;
  readonly stage: string;
  readonly rebuilt: number;
  readonly rebuiltAfterFix: number | null;
  readonly unknown: number;
  readonly unknownAfterFix: number | null;
  /** A letter a commit, oldest first: `r` made again, `c` cached, `?` not known. */
  readonly strip: string;
  readonly stepsAfterFix: readonly {
    readonly instruction: string;
    readonly rebuilt: number;
    readonly unknown: number;
  }[];
  readonly causes: readonly { readonly group: string; readonly commits: number }[];
}

/** `check --format json`. */
export interface CheckJson {
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly startLine: number;
    readonly endLine: number;
    readonly evidence?: {
      readonly commits: number;
      readonly rebuilt: number;
      readonly rebuiltAfterFix: number | null;
    };
    readonly fix: { readonly safe: boolean } | null;
  }[];
}

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** What the sources of this version print for a repository. */
export function kasane(clone: string, ...args: readonly string[]): string {
  // A finding is no failure here.
  return outputOf(process.execPath, [cli, ...args, '--color', 'never'], { cwd: clone, accept: [0, 1] });
}
