import type { GroupCause, ReplayedStep, ReplayResult } from '../cache/replay.ts';
import type { Strip } from '../cache/strip.ts';
import type { StepInQuestion } from '../findings/evidence.ts';
import { madeSteps, pairSteps, stageOf } from './pairs.ts';

/** One step of today's Dockerfile over a history. */
export interface ReplayRow {
  readonly line: number;
  /** As it is written, on one line. */
  readonly instruction: string;
  /** Its name, else its number. */
  readonly stage: string;
  readonly rebuilt: number;
  /** In how many more commits it may have been built again. */
  readonly unknown: number;
  readonly strip: Strip;
  readonly causes: readonly GroupCause[];
  /** The same step with the suggestions; null: there are none, it is gone with them, or they split it. */
  readonly suggested: Counted | null;
  /** Steps that the suggestions make of it, or beside it for a part of its work; empty: none. */
  readonly made: readonly MadeStep[];
}

type Counted = Pick<ReplayRow, 'rebuilt' | 'unknown' | 'strip'>;

export interface MadeStep extends Counted {
  readonly instruction: string;
}

/** Each step once, in order of the file. `suggested`: the results of the same targets with the suggestions; null: there are none. `questions`: what the suggestions are about. */
export function tableOf(
  today: readonly ReplayResult[],
  suggested: readonly ReplayResult[] | null,
  questions: readonly StepInQuestion[] = [],
): readonly ReplayRow[] {
  const rows = new Map<number, ReplayRow>();
  for (const [index, { steps }] of today.entries()) {
    const later = suggested?.[index]?.steps ?? [];
    const pairs = pairSteps(steps, later, questions);
    const allMade = madeSteps(steps, later, questions);
    for (const replayed of steps) {
      const { step, rebuilt, unknown, strip, causes } = replayed;
      if (rows.has(step.line)) continue;
      const made = allMade.get(replayed);
      rows.set(step.line, {
        line: step.line,
        instruction: firstLine(replayed),
        stage: stageOf(replayed),
        rebuilt,
        unknown,
        strip,
        causes,
        suggested: made && !made.staysItself ? null : (pairs.get(replayed) ?? null),
        made: made?.steps.map((one) => ({ ...countsOf(one), instruction: firstLine(one) })) ?? [],
      });
    }
  }
  return [...rows.values()].sort((a, b) => a.line - b.line);
}

function countsOf({ rebuilt, unknown, strip }: ReplayedStep): Counted {
  return { rebuilt, unknown, strip };
}

function firstLine({ step }: ReplayedStep): string {
  return step.text.split('\n', 1)[0] ?? '';
}
