import type { BuildContext } from '../../context/model.ts';
import type { CopyLike, Instruction } from '../../dockerfile/model.ts';
import { commandsOf } from '../../ecosystems/commands.ts';
import { fromDirectory, isBelow, overlap, resolve } from '../../ecosystems/image-path.ts';
import { placementAfter, type Placement } from '../../ecosystems/placement.ts';
import { destinationOf, stepsOf, type Step } from '../../ecosystems/steps.ts';
import type { Doubt } from '../../findings/doubt.ts';
import { commute, unknownEffect, type Effect } from '../effect.ts';
import { effectOfRun } from '../run-effect.ts';
import { stepDoubt } from './step-doubt.ts';
import type { Change, Part, Sides } from './sides.ts';

/** More than this many steps that change places are no suggestion that a person could read. */
const mostMoved = 60;

/** Every two steps that changed places have to give the same files in either order, and what a moved step reads has to be there as it was. */
export function orderDoubts(change: Change, sides: Sides): readonly Doubt[] {
  const { parts, lost, fresh } = sides;
  // A step out of nothing can't be judged.
  const strange = fresh.find(({ instruction }) => instruction.keyword === 'RUN');
  if (strange) return [stepDoubt((lost[0] ?? strange).instruction)];
  const moved = misplaced(
    parts.filter(({ old }) => isFileStep(old.instruction) || ['WORKDIR', 'VOLUME'].includes(old.instruction.keyword)),
  );
  const [first] = moved;
  if (!first) return [];
  const { context } = change;
  if (context === null || moved.length > mostMoved) return [stepDoubt(first.old.instruction)];
  const judge = new Judge(change, context, sides);
  const doubts: Doubt[] = [];
  for (const [index, a] of moved.entries()) {
    for (const b of moved.slice(index + 1)) {
      if (!inverted(a, b)) continue;
      doubts.push(...(a.oldIndex < b.oldIndex ? judge.swap(a, b) : judge.swap(b, a)));
    }
  }
  for (const part of moved) doubts.push(...judge.input(part));
  return doubts;
}

function isFileStep({ keyword }: Instruction): boolean {
  return keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD';
}

function isCopy(instruction: Instruction): instruction is CopyLike {
  return instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
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

class Judge {
  readonly #change: Change;
  readonly #context: BuildContext;
  readonly #sides: Sides;
  /** All steps, those of stages below included. */
  readonly #oldSteps: readonly Step[];
  readonly #newSteps: readonly Step[];
  readonly #after: Placement;
  readonly #effects = new Map<Step, Effect>();

  constructor(change: Change, context: BuildContext, sides: Sides) {
    this.#change = change;
    this.#context = context;
    this.#sides = sides;
    this.#oldSteps = stepsOf(change.before, sides.stage);
    this.#newSteps = stepsOf(change.after, sides.stage);
    this.#after = placementAfter(this.#newSteps, context);
  }

  /** Two steps whose order is the other one now; `first` stood first. */
  swap(first: Part, second: Part): readonly Doubt[] {
    const [a, b] = [first.new.instruction, second.new.instruction];
    // Builders before BuildKit throw away what later steps write into a volume.
    const volume = [first, second].find(({ old }) => old.instruction.keyword === 'VOLUME');
    if (volume) return a.keyword === b.keyword ? [] : [stepDoubt(volume.old.instruction)];
    if (a.keyword === 'WORKDIR' || b.keyword === 'WORKDIR') {
      return a.keyword === 'WORKDIR' ? this.#workdir(first, second) : this.#workdir(second, first);
    }
    if (isCopy(a) && isCopy(b)) return this.#copies(a, b) ? [stepDoubt(second.old.instruction)] : [];
    if (isCopy(a)) return this.#writesOver(a, second) ? [stepDoubt(second.old.instruction)] : [];
    if (isCopy(b)) return this.#writesOver(b, first) ? [stepDoubt(first.old.instruction)] : [];
    const [one, other] = [this.#effect(first), this.#effect(second)];
    if (commute(one, other)) return [];
    const blamed = other.kind === 'unknown' && one.kind !== 'unknown' ? second : first;
    return [stepDoubt(blamed.old.instruction)];
  }

  /** WORKDIR makes its directory for the USER in force; a copy with an owner of its own makes it otherwise. */
  #workdir(workdir: Part, { old, new: step }: Part): readonly Doubt[] {
    const { instruction } = workdir.new;
    const copy = step.instruction;
    if (instruction.keyword !== 'WORKDIR' || !isCopy(copy)) return [];
    const { value } = instruction.path;
    const path = value === null ? null : resolve(workdir.new.workdir ?? '/', value);
    const destination = destinationOf(copy, step.workdir);
    if (path === null || destination === null) return [stepDoubt(workdir.old.instruction)];
    if (!overlap(path, destination.path) || this.#before(old).exists(path)) return [];
    const { user } = workdir.old.instruction.scope;
    const isRoot = user === null || /^(?:root|0)(?::|$)/.test(user.value ?? '');
    return copy.chown === null && copy.chmod === null && isRoot ? [] : [{ kind: 'owner-or-mode-changes', path }];
  }

  /** Does one of two copies lay a file over another one of the other? The same file from the same place may lie in both. */
  #copies(a: CopyLike, b: CopyLike): boolean {
    const places = this.#after
      .filledBy(a)
      .flatMap((one) =>
        this.#after.filledBy(b).flatMap((other) => (overlap(one, other) ? [isBelow(one, other) ? one : other] : [])),
      );
    return places.some((place) => {
      if (a.from !== null || b.from !== null) return true;
      const [from, other] = [this.#after.sourcesOf(a, place), this.#after.sourcesOf(b, place)];
      if (from.length === 0 || other.length === 0) return true;
      const isSame = from.length === 1 && other.length === 1 && from[0] === other[0];
      if (isSame && a.chown?.value === b.chown?.value && a.chmod?.value === b.chmod?.value) return false;
      const names = new Set(from.flatMap((path) => namesBelow(this.#context, path)));
      return other.some((path) => namesBelow(this.#context, path).some((name) => names.has(name)));
    });
  }

  /** Does the RUN write what the copy brings, or the other way round? What it reads is asked by `input`. */
  #writesOver(copy: CopyLike, part: Part): boolean {
    const effect = this.#effect(part);
    if (effect.kind === 'unknown') return true;
    const filled = this.#after.filledBy(copy);
    return effect.writes.some((path) => {
      if (!filled.some((place) => overlap(path, place))) return false;
      if (copy.from !== null) return true;
      const from = this.#after.sourcesOf(copy, path);
      return (
        from.length === 0 ||
        from.some(
          (source) => source === '' || this.#context.get(source) !== undefined || this.#context.isDirectory(source),
        )
      );
    });
  }

  /** What a moved RUN reads comes from the same file of the context, edited by the same steps; its directories are there. */
  input(part: Part): readonly Doubt[] {
    const run = part.new.instruction;
    const origin = part.old.instruction;
    const effect = run.keyword === 'RUN' ? this.#effect(part) : unknownEffect;
    if (run.keyword !== 'RUN' || origin.keyword !== 'RUN' || effect.kind === 'unknown') return [];
    const [old, now] = [this.#before(part.old), this.#now(part.new)];
    const entered = commandsOf(run, part.new.workdir).commands.flatMap(({ directory }) => directory ?? []);
    const lacks =
      effect.reads.some((path) => !sameThere(path, old, now)) ||
      entered.some((path) => old.isDirectory(path) && !now.isDirectory(path) && !now.exists(path));
    if (lacks) return [stepDoubt(origin)];
    return effect.reads.flatMap((path) => this.#editors(path, part, old, now));
  }

  /** Steps that may have edited what is read, and did not before (a copy that undid it came between), or no longer do. */
  #editors(path: string, part: Part, old: Placement, now: Placement): readonly Doubt[] {
    const oldBringer = this.#sides.oldSteps.findIndex(({ instruction }) => instruction === old.broughtBy(path));
    const newBringer = this.#sides.newSteps.findIndex(({ instruction }) => instruction === now.broughtBy(path));
    return this.#sides.parts
      .filter((other) => {
        if (
          other === part ||
          other.new.instruction.keyword !== 'RUN' ||
          other.newIndex >= part.newIndex ||
          other.newIndex < newBringer
        )
          return false;
        if (other.oldIndex > oldBringer && other.oldIndex < part.oldIndex) return false;
        const effect = this.#effect(other);
        return effect.kind === 'unknown' || effect.writes.some((place) => overlap(place, path));
      })
      .map((other) => stepDoubt(other.old.instruction));
  }

  #before(step: Step): Placement {
    return this.#upTo(this.#oldSteps, step);
  }

  #now(step: Step): Placement {
    return this.#upTo(this.#newSteps, step);
  }

  #upTo(steps: readonly Step[], { instruction }: Step): Placement {
    const at = steps.findIndex((step) => step.instruction === instruction);
    return placementAfter(steps.slice(0, at), this.#context, instruction.keyword === 'RUN' ? instruction : null);
  }

  #effect(part: Part): Effect {
    const known = this.#effects.get(part.new);
    if (known) return known;
    const { instruction } = part.new;
    const origin = part.old.instruction;
    const effect =
      instruction.keyword === 'RUN' && origin.keyword === 'RUN'
        ? effectOfRun(
            { run: instruction, workdir: part.new.workdir },
            { run: origin, workdir: part.old.workdir },
            this.#change.before,
            this.#context,
          )
        : unknownEffect;
    this.#effects.set(part.new, effect);
    return effect;
  }
}

function sameThere(path: string, old: Placement, now: Placement): boolean {
  const from = old.find(path);
  if (from !== null) return now.find(path) === from;
  return old.under(path).every(({ imagePath }) => old.find(imagePath) === now.find(imagePath));
}

function namesBelow(context: BuildContext, path: string): readonly string[] {
  if (context.get(path)) return [''];
  return context
    .under(path)
    .map((entry) => fromDirectory(`/${entry.path}`, path === '' ? '/' : `/${path}`) ?? entry.path);
}
