import type { Dockerfile, Instruction, Stage, Workdir } from '../dockerfile/model.ts';
import { namePattern } from './name-pattern.ts';
import type { LoggedStep } from './logged-step.ts';

/** What a log says of a step. A step that it doesn't have has none. */
export type StepTime =
  | { readonly kind: 'measured'; readonly seconds: number }
  /** It was only ever taken from the cache. */
  | { readonly kind: 'cached' }
  | { readonly kind: 'unfinished' };

/** What the steps of a Dockerfile took, by their line. Of a log of other Dockerfiles: none. */
export function stepTimes(dockerfile: Dockerfile, logged: readonly LoggedStep[]): ReadonlyMap<number, StepTime> {
  const stages = stagesOf(dockerfile);
  const read = logged.map((step) => ({ step, ...place(step, stages) }));
  // Bake builds many targets in one log: one that says something else at a place of this Dockerfile is another's, or an older version's.
  const others = new Set(read.filter(({ isOther }) => isOther).map(({ target }) => target));
  const isOneOwn = read.some(({ line, target }) => line !== null && !others.has(target));
  const found = new Map<number, LoggedStep[]>();
  for (const { step, line, target } of read) {
    if (line === null || (isOneOwn && others.has(target))) continue;
    const same = found.get(line);
    if (same) same.push(step);
    else found.set(line, [step]);
  }
  return new Map([...found].map(([line, steps]) => [line, timeOf(steps)]));
}

interface Place {
  readonly line: number | null;
  /** Of bake; empty where there is only one. */
  readonly target: string;
  /** There is no such step in the stage of that name. */
  readonly isOther: boolean;
}

function place({ words, position, text }: LoggedStep, stages: Stages): Place {
  const own = stages.get(words.at(-1) ?? '');
  const stage = own ?? stages.get('');
  const target = words
    .slice(0, own ? -1 : undefined)
    // `linux/amd64`
    .filter((word) => !word.includes('/'))
    .join(' ');
  if (!stage) return { line: null, target, isOther: false };
  const alike = stage.filter(({ matches }) => matches(text));
  const step = alike.find((one) => one.position === position) ?? (alike.length === 1 ? alike[0] : undefined);
  return { line: step?.line ?? null, target, isOther: alike.length === 0 && !isOfImage.test(text) };
}

/** What the base image itself brings. */
const isOfImage = /^(?:FROM|ONBUILD) /;

interface Step {
  readonly line: number;
  readonly position: number;
  readonly matches: (text: string) => boolean;
}

/** By the name that BuildKit prints; the only stage of a file has none. */
type Stages = ReadonlyMap<string, readonly Step[]>;

function stagesOf({ stages }: Dockerfile): Stages {
  return new Map(
    stages.map((stage) => {
      const name = stages.length === 1 ? '' : (stage.name ?? `stage-${stage.index}`);
      return [name, stepsOf(stage)] as const;
    }),
  );
}

function stepsOf({ base, triggered, instructions }: Stage): readonly Step[] {
  const steps: Step[] = [];
  // FROM is the first one, where it is an image.
  const first = base.kind === 'stage' || base.kind === 'scratch' ? 1 : 2;
  const add = (instruction: Instruction, lead: string): void => {
    if (!makesStep(instruction)) return;
    const matches = namePattern(`${lead}${instruction.normalized}`);
    steps.push({ line: instruction.range.startLine, position: first + steps.length, matches });
  };
  for (const instruction of triggered) add(instruction, 'ONBUILD ');
  for (const instruction of instructions) if (!instruction.onbuild) add(instruction, '');
  return steps;
}

function makesStep(instruction: Instruction): boolean {
  const { keyword } = instruction;
  if (keyword === 'WORKDIR') return !isRoot(instruction);
  return keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD';
}

/** `WORKDIR /` makes nothing. */
function isRoot({ path, scope }: Workdir): boolean {
  const whole = path.value?.startsWith('/') ? path.value : `${scope.workdir ?? '?'}/${path.value ?? '?'}`;
  return whole.split('/').every((name) => name === '' || name === '.');
}

/**
 * Several vertices are one step: the download of an ADD and its copy have one name, platforms and bake's targets run side by side, so the slowest counts.
 * Of several builds the mean of those that ran it.
 */
function timeOf(steps: readonly LoggedStep[]): StepTime {
  const builds = new Map<number, Map<string, number>>();
  for (const { build, words, outcome } of steps) {
    if (outcome.kind !== 'done') continue;
    const names = builds.get(build) ?? new Map<string, number>();
    builds.set(build, names);
    const name = words.join(' ');
    names.set(name, (names.get(name) ?? 0) + outcome.seconds);
  }
  if (builds.size > 0) {
    let sum = 0;
    for (const names of builds.values()) sum += Math.max(...names.values());
    return { kind: 'measured', seconds: sum / builds.size };
  }
  return { kind: steps.some(({ outcome }) => outcome.kind === 'cached') ? 'cached' : 'unfinished' };
}
