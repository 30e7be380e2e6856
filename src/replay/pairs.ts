import type { ReplayedStep } from '../cache/replay.ts';
import type { StepInQuestion } from '../findings/evidence.ts';
import { commandsIn, hasCommand } from '../findings/work-in-question.ts';

type Pairs = ReadonlyMap<ReplayedStep, ReplayedStep>;

/**
 * Which step of a changed Dockerfile is which of today's: by stage and text, the first with the first; then the RUN that a suggestion made of one, by the
 * command in question; what is left of a stage, by keyword where there are as many of them on both sides.
 */
export function pairSteps(
  before: readonly ReplayedStep[],
  after: readonly ReplayedStep[],
  questions: readonly StepInQuestion[],
): Pairs {
  const pairs = new Map(matched(before, after, textOf, false));
  for (const one of before) {
    const question = questions.find(({ line }) => line === one.step.line);
    const made = question && !pairs.has(one) ? madeOf(one, question, after, pairs) : null;
    if (made) pairs.set(one, made);
  }
  const taken = new Set(pairs.values());
  const rest = matched(
    before.filter((one) => !pairs.has(one)),
    after.filter((one) => !taken.has(one)),
    (one) => `${stageOf(one)} ${one.step.keyword}`,
    true,
  );
  return new Map([...pairs, ...rest]);
}

/** Where the work in question is done in the changed Dockerfile; null: nowhere. */
export function workOf(
  one: ReplayedStep,
  question: StepInQuestion,
  before: readonly ReplayedStep[],
  after: readonly ReplayedStep[],
): ReplayedStep | null {
  const pairs = pairSteps(before, after, [question]);
  // A command that the step itself has not: the suggestion does that part of its work in a new step.
  const isNew = question.command !== null && !hasCommand(one.step.text, question.command);
  return (isNew ? madeOf(one, question, after, pairs) : null) ?? pairs.get(one) ?? null;
}

/** The first step that is none of today's and has the command. */
function madeOf(
  one: ReplayedStep,
  { command }: StepInQuestion,
  after: readonly ReplayedStep[],
  pairs: Pairs,
): ReplayedStep | null {
  if (command === null) return null;
  const taken = new Set(pairs.values());
  return (
    after.find((other) => isBeside(one, other) && !taken.has(other) && hasCommand(other.step.text, command)) ?? null
  );
}

function isBeside(one: ReplayedStep, other: ReplayedStep): boolean {
  return other.step.stage === one.step.stage && other.step.keyword === one.step.keyword;
}

/** The steps of a changed Dockerfile that do the work of one RUN of today's. */
export interface MadeSteps {
  /** In order: all that do something of it, or only those that are new where the RUN itself stays. */
  readonly steps: readonly ReplayedStep[];
  readonly staysItself: boolean;
}

/** Of each RUN whose work a changed Dockerfile does not leave to one. */
export function madeSteps(
  before: readonly ReplayedStep[],
  after: readonly ReplayedStep[],
  questions: readonly StepInQuestion[],
): ReadonlyMap<ReplayedStep, MadeSteps> {
  const same = new Map(matched(before, after, textOf, false));
  const taken = new Set(same.values());
  const free = after.filter((other) => !taken.has(other));
  /** Each is a part of one step. */
  const open = new Set(free);
  const made = new Map<ReplayedStep, MadeSteps>();
  for (const one of before.filter(({ step }) => step.keyword === 'RUN' && free.length > 0)) {
    const parts = same.has(one) ? [] : partsOf(one, open);
    const added = questions.flatMap(({ line, command }) => {
      if (line !== one.step.line || command === null || hasCommand(one.step.text, command)) return [];
      return free.find((other) => isBeside(one, other) && hasCommand(other.step.text, command)) ?? [];
    });
    if (parts.length > 1) {
      made.set(one, { steps: parts, staysItself: false });
      for (const part of parts) open.delete(part);
    } else if (added.length > 0) made.set(one, { steps: [...new Set(added)], staysItself: true });
  }
  return made;
}

/** The first ones, as many as have all its commands. */
function partsOf(one: ReplayedStep, open: Iterable<ReplayedStep>): readonly ReplayedStep[] {
  const parts: ReplayedStep[] = [];
  let left = commandsIn(one.step.text).length;
  for (const other of open) {
    if (left <= 0 || !isBeside(one, other) || !isPartOf(other, one)) continue;
    parts.push(other);
    left -= commandsIn(other.step.text).length;
  }
  return parts;
}

function isPartOf(other: ReplayedStep, one: ReplayedStep): boolean {
  return commandsIn(other.step.text).every((part) => hasCommand(one.step.text, part));
}

function textOf(one: ReplayedStep): string {
  return `${stageOf(one)} ${one.step.text}`;
}

/** The first with the first of each key. `needsAll`: only where there are as many on both sides. */
function matched(
  before: readonly ReplayedStep[],
  after: readonly ReplayedStep[],
  keyOf: (one: ReplayedStep) => string,
  needsAll: boolean,
): readonly (readonly [ReplayedStep, ReplayedStep])[] {
  const theirs = grouped(after, keyOf);
  return [...grouped(before, keyOf)].flatMap(([key, ours]) => {
    const others = theirs.get(key) ?? [];
    if (needsAll && ours.length !== others.length) return [];
    return ours.flatMap((one, index) => {
      const other = others[index];
      return other ? [[one, other] as const] : [];
    });
  });
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

/** Its name, else its number. */
export function stageOf({ step }: ReplayedStep): string {
  return step.stageName ?? String(step.stage);
}
