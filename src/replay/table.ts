import type { GroupCause, ReplayedStep, ReplayResult } from '../cache/replay.ts';
import type { Strip } from '../cache/strip.ts';

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
  /** The same step with the suggestions; null: there are none, or it is gone with them. */
  readonly suggested: Pick<ReplayRow, 'rebuilt' | 'unknown' | 'strip'> | null;
}

/** Each step once, in order of the file. `suggested`: the results of the same targets with the suggestions; null: there are none. */
export function tableOf(
  today: readonly ReplayResult[],
  suggested: readonly ReplayResult[] | null,
): readonly ReplayRow[] {
  const rows = new Map<number, ReplayRow>();
  for (const [index, { steps }] of today.entries()) {
    const pairs = pair(steps, suggested?.[index]?.steps ?? []);
    for (const replayed of steps) {
      const { step, rebuilt, unknown, strip, causes } = replayed;
      if (rows.has(step.line)) continue;
      rows.set(step.line, {
        line: step.line,
        instruction: firstLine(replayed),
        stage: stageOf(replayed),
        rebuilt,
        unknown,
        strip,
        causes,
        suggested: pairs.get(replayed) ?? null,
      });
    }
  }
  return [...rows.values()].sort((a, b) => a.line - b.line);
}

/** By stage and text, the first with the first; what is left of a stage, by keyword where there are as many of them on both sides. */
function pair(
  before: readonly ReplayedStep[],
  after: readonly ReplayedStep[],
): ReadonlyMap<ReplayedStep, ReplayedStep> {
  const pairs = new Map<ReplayedStep, ReplayedStep>();
  const match = (keyOf: (one: ReplayedStep) => string, needsAll: boolean): void => {
    const taken = new Set(pairs.values());
    const left = grouped(
      after.filter((one) => !taken.has(one)),
      keyOf,
    );
    const open = grouped(
      before.filter((one) => !pairs.has(one)),
      keyOf,
    );
    for (const [key, ours] of open) {
      const theirs = left.get(key) ?? [];
      if (needsAll && ours.length !== theirs.length) continue;
      for (const [index, one] of ours.entries()) {
        const other = theirs[index];
        if (other) pairs.set(one, other);
      }
    }
  };
  match((one) => `${stageOf(one)} ${one.step.text}`, false);
  match((one) => `${stageOf(one)} ${one.step.keyword}`, true);
  return pairs;
}

function grouped(
  steps: readonly ReplayedStep[],
  keyOf: (one: ReplayedStep) => string,
): ReadonlyMap<string, readonly ReplayedStep[]> {
  const groups = new Map<string, ReplayedStep[]>();
  for (const step of steps) {
    const key = keyOf(step);
    const group = groups.get(key);
    if (group) group.push(step);
    else groups.set(key, [step]);
  }
  return groups;
}

function stageOf({ step }: ReplayedStep): string {
  return step.stageName ?? String(step.stage);
}

function firstLine({ step }: ReplayedStep): string {
  return step.text.split('\n', 1)[0] ?? '';
}
