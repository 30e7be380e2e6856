import type { BuildContext } from '../context/model.ts';
import type { Dockerfile, Instruction, Range, Run, Scope } from '../dockerfile/model.ts';
import { commandsOf } from '../ecosystems/commands.ts';
import { fromDirectory, isBelow } from '../ecosystems/image-path.ts';
import { inspect, installsIn } from '../ecosystems/installs.ts';
import { placementAfter, type Placement } from '../ecosystems/placement.ts';
import { destinationOf, stepsOf, type Step } from '../ecosystems/steps.ts';
import type { Doubt } from '../findings/doubt.ts';
import { effectOf } from './effects.ts';
import { commute, together, type Effect } from './effect.ts';

export interface Change {
  readonly before: Dockerfile;
  readonly after: Dockerfile;
  /** Null: not known, and what needs it is a doubt. */
  readonly context: BuildContext | null;
  /** Lines of the old file whose instructions the change may rewrite, split or drop: what the finding is about. */
  readonly about: readonly Range[];
}

/**
 * Points 1, 2, 3 and 5 of the contract's section 5, as far as they do not belong to an ecosystem: the new file parses; each step that was there
 * before still runs, under the same settings; no two steps that changed places touch the same files; every stage ends in the same configuration.
 * Empty: proved.
 */
export function prove(change: Change): readonly Doubt[] {
  const { before, after } = change;
  if (after.nature !== 'dockerfile' || after.problems.length > 0 || after.stages.length !== before.stages.length) {
    return [{ kind: 'not-proved', rule: 'kasane/invalid-dockerfile' }];
  }
  const doubts = before.stages.flatMap((_, stage) => proveStage(change, stage));
  return [...new Map(doubts.map((doubt) => [JSON.stringify(doubt), doubt])).values()];
}

interface Pair {
  readonly old: Step;
  readonly new: Step;
}

/** A stage's steps on both sides. `old` or `new` is null where the other side has none like it. */
interface Sides {
  readonly oldSteps: readonly Step[];
  readonly newSteps: readonly Step[];
  readonly pairs: readonly Pair[];
  /** RUNs of the old side that are split or rewritten, with all RUNs that are new. */
  readonly gone: readonly Step[];
  readonly fresh: readonly Step[];
}

function proveStage(change: Change, stage: number): readonly Doubt[] {
  const { before, after } = change;
  if (before.stages[stage]?.from.normalized !== after.stages[stage]?.from.normalized) {
    return [{ kind: 'not-proved', rule: 'kasane/invalid-dockerfile' }];
  }
  const sides = matchSides(own(stepsOf(before, stage), stage), own(stepsOf(after, stage), stage));
  return [...goneForGood(change, sides), ...settings(sides), ...orders(change, stage, sides)];
}

function own(steps: readonly Step[], stage: number): readonly Step[] {
  return steps.filter(({ instruction }) => instruction.stage === stage);
}

function matchSides(oldSteps: readonly Step[], newSteps: readonly Step[]): Sides {
  const waiting = new Map<string, Step[]>();
  for (const step of newSteps) {
    const key = identityOf(step);
    const list = waiting.get(key);
    if (list) list.push(step);
    else waiting.set(key, [step]);
  }
  // From the end, so that taking one is cheap; the order among equals stays.
  for (const list of waiting.values()) list.reverse();
  const pairs: Pair[] = [];
  const gone: Step[] = [];
  for (const step of oldSteps) {
    const match = waiting.get(identityOf(step))?.pop();
    if (match) pairs.push({ old: step, new: match });
    else gone.push(step);
  }
  const matched = new Set(pairs.map((pair) => pair.new));
  return { oldSteps, newSteps, pairs, gone, fresh: newSteps.filter((step) => !matched.has(step)) };
}

/** A copy is the same when it brings the same to the same place, however its destination is written. */
function identityOf({ instruction, workdir }: Step): string {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return instruction.normalized;
  const destination = destinationOf(instruction, workdir);
  if (destination === null) return instruction.normalized;
  const flags = instruction.flags.map(({ name, value }) => `${name}=${value?.value ?? value?.raw ?? ''}`);
  const sources = instruction.sources.map(({ value, raw }) => value ?? raw);
  const heredocs = instruction.heredocs.map(({ name, body }) => `${name}\n${body}`);
  return JSON.stringify([
    instruction.keyword,
    flags,
    sources,
    heredocs,
    destination.path,
    destination.isDirectory || sources.length > 1,
  ]);
}

function goneForGood({ about }: Change, { gone }: Sides): readonly Doubt[] {
  return gone
    .filter(
      ({ instruction: { range } }) =>
        !about.some(({ startLine, endLine }) => startLine <= range.startLine && range.endLine <= endLine),
    )
    .map(({ instruction }) => stepDoubt(instruction));
}

function stepDoubt({ range, normalized }: Instruction): Doubt {
  return { kind: 'step-between', line: range.startLine, instruction: short(normalized) };
}

function short(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** USER, WORKDIR, SHELL and variables of every RUN, and the order of all that only sets something. */
function settings({ oldSteps, newSteps, pairs, gone, fresh }: Sides): readonly Doubt[] {
  const doubts: Doubt[] = [];
  const blame = (step: Step): Doubt => {
    const setting = lastSetting(oldSteps, newSteps, pairs, step) ?? step.instruction;
    return { kind: 'setting-between', line: setting.range.startLine, instruction: short(setting.normalized) };
  };
  for (const pair of pairs)
    if (pair.old.instruction.keyword === 'RUN' && !sameSettings(pair.old, pair.new)) doubts.push(blame(pair.old));
  const oldRuns = gone.filter(({ instruction }) => instruction.keyword === 'RUN');
  for (const step of fresh) {
    const { instruction } = step;
    if (instruction.keyword !== 'RUN' || oldRuns.length === 0) continue;
    if (!oldRuns.some((old) => sameSettings(old, step))) doubts.push(blame(oldRuns[0] ?? step));
  }
  let latest = -1;
  for (const pair of pairs) {
    if (isFileStep(pair.old.instruction)) continue;
    const at = newSteps.indexOf(pair.new);
    if (at < latest) doubts.push(blame(pair.old));
    latest = Math.max(latest, at);
  }
  return doubts;
}

function isFileStep({ keyword }: Instruction): boolean {
  return keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD';
}

function sameSettings(a: Step, b: Step): boolean {
  return (
    a.workdir === b.workdir &&
    settingsText(a.instruction.scope) === settingsText(b.instruction.scope) &&
    flagsText(a.instruction) === flagsText(b.instruction)
  );
}

function settingsText(scope: Scope): string {
  const variables = scope
    .variables()
    .map(({ name, value, from }) => [name, value, value === null ? from : ''].join('='));
  return JSON.stringify([scope.user?.value ?? scope.user?.raw ?? null, scope.shell, variables.toSorted()]);
}

/** Mounts, network and security of a RUN. */
function flagsText(instruction: Instruction): string {
  if (instruction.keyword !== 'RUN') return '';
  return JSON.stringify(instruction.flags.map(({ name, value }) => [name, value?.value ?? value?.raw ?? '']));
}

/** The setting that a step has newly below or above it. */
function lastSetting(
  oldSteps: readonly Step[],
  newSteps: readonly Step[],
  pairs: readonly Pair[],
  step: Step,
): Instruction | null {
  const partner = pairs.find(({ old }) => old === step)?.new;
  const from = oldSteps.indexOf(step);
  const to = partner ? newSteps.indexOf(partner) : from;
  for (const pair of pairs) {
    if (!['USER', 'WORKDIR', 'ENV', 'ARG', 'SHELL'].includes(pair.old.instruction.keyword)) continue;
    if (oldSteps.indexOf(pair.old) < from !== newSteps.indexOf(pair.new) < to) return pair.old.instruction;
  }
  return null;
}

interface Part {
  /** The instruction of the old file that it is, or is a half of. */
  readonly origin: Instruction;
  readonly step: Step;
  readonly oldIndex: number;
  readonly newIndex: number;
}

/** Every two file-changing steps that changed places have to give the same files in either order. */
function orders(change: Change, stage: number, { oldSteps, newSteps, pairs, gone, fresh }: Sides): readonly Doubt[] {
  const oldIndex = new Map(oldSteps.map((step, index) => [step, index]));
  const newIndex = new Map(newSteps.map((step, index) => [step, index]));
  const partOf = (old: Step, step: Step): Part => ({
    origin: old.instruction,
    step,
    oldIndex: oldIndex.get(old) ?? 0,
    newIndex: newIndex.get(step) ?? 0,
  });
  const parts: Part[] = pairs.map((pair) => partOf(pair.old, pair.new));
  // Halves of a split RUN stand in its order; a RUN that is new stands for the old one whose words it has.
  for (const step of fresh) {
    const { instruction } = step;
    if (instruction.keyword !== 'RUN') continue;
    const origin = gone.find((old) => isHalfOf(instruction, old.instruction));
    if (origin) parts.push(partOf(origin, step));
  }
  const files = parts.filter(({ step }) => isFileStep(step.instruction) || step.instruction.keyword === 'WORKDIR');
  const moved = misplaced(files);
  if (moved.length === 0) return [];
  const [first] = moved;
  if (first && moved.length > mostMoved) return [stepDoubt(first.origin)];
  const judge = new Judge(change, stage);
  const doubts: Doubt[] = [];
  for (const [index, a] of moved.entries()) {
    for (const b of moved.slice(index + 1)) {
      if (!inverted(a, b)) continue;
      doubts.push(...(a.oldIndex < b.oldIndex ? judge.swap(a, b) : judge.swap(b, a)));
    }
  }
  return doubts;
}

/** Those that changed places with another one. */
function misplaced(parts: readonly Part[]): readonly Part[] {
  const inOrder = parts.toSorted((a, b) => a.newIndex - b.newIndex);
  const smallestAfter: number[] = [];
  inOrder
    .toReversed()
    .forEach((part, index) => smallestAfter.push(Math.min(part.oldIndex, smallestAfter[index - 1] ?? Infinity)));
  smallestAfter.reverse();
  let largest = -1;
  return inOrder.filter((part, index) => {
    const moved = largest > part.oldIndex || (smallestAfter[index + 1] ?? Infinity) < part.oldIndex;
    largest = Math.max(largest, part.oldIndex);
    return moved;
  });
}

function inverted(a: Part, b: Part): boolean {
  return (a.oldIndex - b.oldIndex) * (a.newIndex - b.newIndex) < 0;
}

function isHalfOf(half: Run, whole: Instruction): boolean {
  if (whole.keyword !== 'RUN') return false;
  const words = new Set(whole.normalized.split(/\s+/));
  return half.normalized.split(/\s+/).every((word) => words.has(word) || word === '&&');
}

/** More than this many steps that change places are no suggestion that a person could read. */
const mostMoved = 60;

class Judge {
  readonly #change: Change;
  readonly #stage: number;
  readonly #effects = new Map<Step, Effect>();
  #after: Placement | null = null;

  constructor(change: Change, stage: number) {
    this.#change = change;
    this.#stage = stage;
  }

  /** Two steps whose order is the other one now; `first` stood first. */
  swap(first: Part, second: Part): readonly Doubt[] {
    const [a, b] = [first.step.instruction, second.step.instruction];
    const copies = [a, b].filter((one) => one.keyword === 'COPY' || one.keyword === 'ADD');
    if (a.keyword === 'WORKDIR' || b.keyword === 'WORKDIR') return this.#workdir(first, second);
    if (copies.length === 2) return this.#copies(first, second);
    if (copies.length === 1) return this.#copyAndRun(first, second);
    const [one, other] = [this.#effect(first), this.#effect(second)];
    if (commute(one, other)) return [];
    return [stepDoubt(other.kind === 'unknown' && one.kind !== 'unknown' ? second.origin : first.origin)];
  }

  /** WORKDIR makes its directory for the USER in force; a copy with an owner of its own makes it otherwise. */
  #workdir(first: Part, second: Part): readonly Doubt[] {
    const [workdir, other] = first.step.instruction.keyword === 'WORKDIR' ? [first, second] : [second, first];
    const copy = other.step.instruction;
    if (copy.keyword === 'WORKDIR') return [];
    const { context, before } = this.#change;
    if (workdir.step.instruction.keyword !== 'WORKDIR' || context === null) return [];
    const path =
      stepsOf(before, this.#stage).find(({ instruction }) => instruction.index > workdir.origin.index)?.workdir ?? null;
    if (path === null || copy.keyword === 'RUN') return copy.keyword === 'RUN' ? [] : [stepDoubt(workdir.origin)];
    if (copy.keyword !== 'COPY' && copy.keyword !== 'ADD') return [];
    const steps = stepsOf(before, this.#stage);
    const old = placementAfter(
      steps.slice(
        0,
        steps.findIndex(({ instruction }) => instruction === other.origin),
      ),
      context,
    );
    if (old.exists(path)) return [];
    const destination = destinationOf(copy, other.step.workdir);
    if (destination === null || (!isBelow(path, destination.path) && !isBelow(destination.path, path))) return [];
    const user = workdir.origin.scope.user;
    const plain =
      copy.chown === null && copy.chmod === null && (user === null || /^(?:root|0)(?::|$)/.test(user.value ?? ''));
    return plain ? [] : [{ kind: 'owner-or-mode-changes', path }];
  }

  /** The same files from the same place may lie in both. */
  #copies(first: Part, second: Part): readonly Doubt[] {
    const { context } = this.#change;
    const [a, b] = [first.step.instruction, second.step.instruction];
    if (
      context === null ||
      (a.keyword !== 'COPY' && a.keyword !== 'ADD') ||
      (b.keyword !== 'COPY' && b.keyword !== 'ADD')
    )
      return [stepDoubt(first.origin)];
    const after = this.#placement();
    const [filledA, filledB] = [after.filledBy(a), after.filledBy(b)];
    const both = filledA.flatMap((one) =>
      filledB.flatMap((other) => (isBelow(one, other) ? [one] : isBelow(other, one) ? [other] : [])),
    );
    if (both.length === 0) return [];
    const known = a.from === null && b.from === null && sameOwner(a, b);
    const same =
      known &&
      both.every((place) => {
        const [from, other] = [after.sourcesOf(a, place), after.sourcesOf(b, place)];
        return from.length === 1 && other.length === 1 && from[0] === other[0];
      });
    if (same) return [];
    const clash = both.some((place) => {
      const [from, other] = [after.sourcesOf(a, place), after.sourcesOf(b, place)];
      if (from.length === 0 || other.length === 0 || a.from !== null || b.from !== null) return true;
      return from.some((path) => {
        const names = new Set(namesBelow(context, path));
        return other.some((one) => namesBelow(context, one).some((name) => names.has(name)));
      });
    });
    return clash ? [stepDoubt(second.origin)] : [];
  }

  #copyAndRun(first: Part, second: Part): readonly Doubt[] {
    const { context, after, before } = this.#change;
    const isCopyFirst = first.step.instruction.keyword !== 'RUN';
    const [copyPart, runPart] = isCopyFirst ? [first, second] : [second, first];
    const copy = copyPart.step.instruction;
    const run = runPart.step.instruction;
    if (context === null || run.keyword !== 'RUN' || (copy.keyword !== 'COPY' && copy.keyword !== 'ADD'))
      return [stepDoubt(runPart.origin)];
    const effect = this.#effect(runPart);
    if (effect.kind === 'unknown') return [stepDoubt(runPart.origin)];
    const filled = this.#placement().filledBy(copy);
    if (commute(effect, { kind: 'known', reads: [], writes: filled })) return [];

    // What the RUN reads is there all the same, and what it writes is no file of the copy.
    const newSteps = stepsOf(after, this.#stage);
    const there = placementAfter(
      newSteps.slice(0, newSteps.indexOf(newSteps.find(({ instruction }) => instruction === run) ?? runPart.step)),
      context,
      run,
    );
    const oldSteps = stepsOf(before, this.#stage);
    const old = placementAfter(
      oldSteps.slice(
        0,
        oldSteps.findIndex(({ instruction }) => instruction === runPart.origin),
      ),
      context,
      runPart.origin.keyword === 'RUN' ? runPart.origin : null,
    );
    const entered = commandsOf(run, runPart.step.workdir).commands.flatMap(({ directory }) =>
      directory === null ? [] : [directory],
    );
    const lacking =
      effect.reads.some((path) => !sameThere(path, old, there)) ||
      entered.some((path) => old.isDirectory(path) && !there.isDirectory(path) && !there.exists(path));
    const overwrites = effect.writes.some((path) =>
      this.#placement()
        .sourcesOf(copy, path)
        .some((from) => context.get(from) !== undefined || (from !== '' && context.isDirectory(from)) || from === ''),
    );
    const other =
      copy.from !== null &&
      effect.writes.some((path) => filled.some((place) => isBelow(path, place) || isBelow(place, path)));
    return lacking || overwrites || other ? [stepDoubt(runPart.origin)] : [];
  }

  #placement(): Placement {
    const { after, context } = this.#change;
    if (context === null) throw new Error('asked for files of an unknown context');
    this.#after ??= placementAfter(stepsOf(after, this.#stage), context);
    return this.#after;
  }

  #effect(part: Part): Effect {
    const known = this.#effects.get(part.step);
    if (known) return known;
    const effect = this.#read(part);
    this.#effects.set(part.step, effect);
    return effect;
  }

  /** Of all its commands; of an install what its ecosystem says of it where it stood, with all files there. */
  #read({ step: { instruction, workdir }, origin }: Part): Effect {
    const { context, before } = this.#change;
    if (instruction.keyword !== 'RUN' || origin.keyword !== 'RUN') return { kind: 'unknown' };
    const { commands, unreadable } = commandsOf(instruction, workdir);
    if (unreadable) return { kind: 'unknown' };
    const oldWorkdir = stepsOf(before, this.#stage).find((old) => old.instruction === origin)?.workdir ?? null;
    const installs = context === null ? [] : installsIn(origin, oldWorkdir);
    return together(
      commands.map((command): Effect => {
        const found = installs.find(
          (one) => sameWords(one.command.words, command.words) && one.command.directory === command.directory,
        );
        if (!found || context === null) return effectOf(command);
        const inspection = inspect(found, before, context);
        if (inspection.kind !== 'known') return { kind: 'unknown' };
        const reads = inspection.reads.map(({ imagePath }) => imagePath);
        const own: Effect = { kind: 'known', reads, writes: inspection.writes, system: 'changes' };
        return together([own, effectOf({ ...command, words: [] })]);
      }),
    );
  }
}

function sameWords(a: readonly { readonly raw: string }[], b: readonly { readonly raw: string }[]): boolean {
  return a.length === b.length && a.every(({ raw }, index) => raw === b[index]?.raw);
}

function sameThere(path: string, old: Placement, now: Placement): boolean {
  const from = old.find(path);
  if (from !== null) return now.find(path) === from;
  return old.under(path).every(({ imagePath }) => old.find(imagePath) === now.find(imagePath));
}

function sameOwner(
  a: Extract<Instruction, { keyword: 'COPY' | 'ADD' }>,
  b: Extract<Instruction, { keyword: 'COPY' | 'ADD' }>,
): boolean {
  return a.chown?.value === b.chown?.value && a.chmod?.value === b.chmod?.value;
}

function namesBelow(context: BuildContext, path: string): readonly string[] {
  if (context.get(path)) return [''];
  return context
    .under(path)
    .map((entry) => fromDirectory(`/${entry.path}`, path === '' ? '/' : `/${path}`) ?? entry.path);
}
