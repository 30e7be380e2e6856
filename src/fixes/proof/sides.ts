import type { BuildContext } from '../../context/model.ts';
import type { Dockerfile, Instruction, Range, Run } from '../../dockerfile/model.ts';
import { destinationOf, stepsOf, type Step } from '../../ecosystems/steps.ts';

export interface Change {
  readonly before: Dockerfile;
  readonly after: Dockerfile;
  /** Null: not known, and what needs it is a doubt. */
  readonly context: BuildContext | null;
  /** Lines of the old file whose instructions the change may drop or rewrite: what the finding is about. */
  readonly about: readonly Range[];
  /**
   * Who made the change knows which old instruction a new one is, or is a half of; one that is missing here is new. Null: told by the text.
   */
  readonly origins: ReadonlyMap<Instruction, Instruction> | null;
}

/** A step of the new file, and the old one that it is, or is a half of. */
export interface Part {
  readonly old: Step;
  readonly new: Step;
  readonly oldIndex: number;
  readonly newIndex: number;
}

/** One stage on both sides. */
export interface Sides {
  readonly stage: number;
  readonly oldSteps: readonly Step[];
  readonly newSteps: readonly Step[];
  readonly parts: readonly Part[];
  /** Old steps of which nothing is left. */
  readonly lost: readonly Step[];
  /** New steps that were not there. */
  readonly fresh: readonly Step[];
}

export function sidesOf(change: Change, stage: number): Sides {
  const oldSteps = own(stepsOf(change.before, stage), stage);
  const newSteps = own(stepsOf(change.after, stage), stage);
  const origins = change.origins ? toldBy(change.origins, oldSteps, newSteps) : guessed(oldSteps, newSteps);
  const oldIndex = new Map(oldSteps.map((step, index) => [step, index]));
  const parts = newSteps.flatMap((step, newIndex): Part[] => {
    const old = origins.get(step);
    return old ? [{ old, new: step, oldIndex: oldIndex.get(old) ?? 0, newIndex }] : [];
  });
  const found = new Set(parts.map(({ old }) => old));
  return {
    stage,
    oldSteps,
    newSteps,
    parts,
    lost: oldSteps.filter((step) => !found.has(step)),
    fresh: newSteps.filter((step) => !origins.has(step)),
  };
}

function own(steps: readonly Step[], stage: number): readonly Step[] {
  return steps.filter(({ instruction }) => instruction.stage === stage);
}

function toldBy(
  origins: ReadonlyMap<Instruction, Instruction>,
  oldSteps: readonly Step[],
  newSteps: readonly Step[],
): ReadonlyMap<Step, Step> {
  const byInstruction = new Map(oldSteps.map((step) => [step.instruction, step]));
  const found = new Map<Step, Step>();
  for (const step of newSteps) {
    const origin = origins.get(step.instruction);
    const old = origin && byInstruction.get(origin);
    if (old) found.set(step, old);
  }
  return found;
}

/** Equal steps in their order; a RUN that is new is a half of the first old one that has all its words and is nowhere else. */
function guessed(oldSteps: readonly Step[], newSteps: readonly Step[]): ReadonlyMap<Step, Step> {
  const waiting = new Map<string, Step[]>();
  for (const step of newSteps.toReversed()) {
    const key = identityOf(step);
    const list = waiting.get(key);
    if (list) list.push(step);
    else waiting.set(key, [step]);
  }
  const found = new Map<Step, Step>();
  const gone: Step[] = [];
  for (const old of oldSteps) {
    const match = waiting.get(identityOf(old))?.pop();
    if (match) found.set(match, old);
    else gone.push(old);
  }
  for (const step of newSteps) {
    const { instruction } = step;
    if (found.has(step) || instruction.keyword !== 'RUN') continue;
    const whole = gone.find((old) => isHalfOf(instruction, old.instruction));
    if (whole) found.set(step, whole);
  }
  return found;
}

function isHalfOf(half: Run, whole: Instruction): boolean {
  if (whole.keyword !== 'RUN') return false;
  const words = new Set(wordsOf(whole.normalized));
  return wordsOf(half.normalized).every((word) => words.has(word));
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[\s;&|(){}]+/).filter((word) => word !== '');
}

/** A copy is the same when it brings the same to the same place, however its destination is written. */
export function identityOf({ instruction, workdir }: Step): string {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return instruction.normalized;
  const destination = destinationOf(instruction, workdir);
  if (destination === null) return instruction.normalized;
  const flags = instruction.flags.map(({ name, value }) => `${name}=${value?.value ?? value?.raw ?? ''}`);
  const sources = instruction.sources.map(({ value, raw }) => value ?? raw);
  const heredocs = instruction.heredocs.map(({ name, body }) => `${name}\n${body}`);
  const isDirectory = destination.isDirectory || sources.length > 1;
  return JSON.stringify([instruction.keyword, flags, sources, heredocs, destination.path, isDirectory]);
}
