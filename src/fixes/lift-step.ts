import type { Build } from '../build.ts';
import type { BuildContext } from '../context/model.ts';
import type { CopyLike, Instruction, Run } from '../dockerfile/model.ts';
import { parseDockerfile } from '../dockerfile/parse.ts';
import { installsIn } from '../ecosystems/installs.ts';
import { overlap, parentOf } from '../ecosystems/image-path.ts';
import { placementAfter, type Placement } from '../ecosystems/placement.ts';
import { stepsOf, type Step } from '../ecosystems/steps.ts';
import type { Doubt } from '../findings/doubt.ts';
import type { Proposal } from '../findings/finding.ts';
import { applyEdits } from './apply.ts';
import { blockOf, editOf, inTheirDirectories, originsOf, overwritten, withDestination, type Block } from './blocks.ts';
import { unknownEffect, type Effect } from './effect.ts';
import { keepOut } from './keep-out.ts';
import { prove } from './prove.ts';
import { effectOfRun } from './run-effect.ts';

export interface Lift {
  readonly stage: number;
  /** The step that goes up. */
  readonly run: Run;
  /** Files and directories that it reads, as absolute paths in the image. */
  readonly reads: readonly string[];
  /** Above this copy, with all that it needs. */
  readonly over: CopyLike;
  /** Other installs between the two: `carry` takes those that don't need the copies up as well, `pass` leaves them below. */
  readonly installs: 'carry' | 'pass';
  /** A RUN of which it is not known what it does: may it stand below the step as well? Such a suggestion is never safe. */
  readonly mayPass: (run: Step) => boolean;
  /** May the step need this copy in a way that its command does not say? */
  readonly mayNeed: (copy: CopyLike) => boolean;
  /** What the file is read with. */
  readonly args?: ReadonlyMap<string, string>;
}

export interface Lifted {
  readonly proposal: Proposal;
  /** Copies that stand below the step now, in order. */
  readonly below: readonly CopyLike[];
  /** RUNs that stand below it now. */
  readonly passed: readonly Run[];
  /** RUNs that stand above the copies now; the step itself is the last. */
  readonly raised: readonly Run[];
}

/**
 * Puts a RUN and what it needs above a copy that it does not need, in one edit; everything that has nothing to do with it stays in its order below.
 * Null: the image could be another one, by more than what `mayPass` allows.
 */
export function liftStep(build: Build, lift: Lift): Lifted | null {
  const { context, dockerfile } = build;
  if (context === null) return null;
  const steps = stepsOf(dockerfile, lift.stage);
  const first = steps.findIndex(({ instruction }) => instruction === lift.over);
  const last = steps.findIndex(({ instruction }) => instruction === lift.run);
  if (first < 0 || last < first || steps[first]?.instruction.stage !== lift.stage) return null;
  const between = steps.slice(first, last + 1);
  const files = placementAfter(steps, context);
  const effect = effectsIn(build, context);
  const lower = whatStays(between, { lift, files, effect, context });
  if (lower === null) return null;

  const below = between.flatMap(({ instruction }) =>
    lower.has(instruction) && isCopy(instruction) ? [instruction] : [],
  );
  const passed = between.filter(({ instruction }) => lower.has(instruction) && instruction.keyword === 'RUN');
  const workdir = between.at(-1)?.workdir ?? null;
  const upperBlocks: Block[] = [];
  const lowerBlocks: Block[] = [];
  for (const [index, step] of between.entries()) {
    const { instruction } = step;
    const block = blockOf(dockerfile, between[index - 1]?.instruction ?? null, instruction);
    if (!lower.has(instruction)) {
      upperBlocks.push(block);
      continue;
    }
    const placed: Block = isCopy(instruction)
      ? inWorkdir(withDestination(block, instruction, step.workdir, workdir), instruction, workdir)
      : { ...block, workdir: step.workdir };
    const above = between[index - 1]?.instruction;
    const joined = above && lower.has(above) ? joinedWith(lowerBlocks.at(-1), placed, workdir) : null;
    if (joined) lowerBlocks.splice(-1, 1, joined);
    else lowerBlocks.push(placed);
  }
  const moved = inTheirDirectories(lowerBlocks, workdir);
  const edit = editOf(dockerfile, between, upperBlocks, moved);
  const after = parseDockerfile(dockerfile.path, applyEdits(dockerfile.text, [edit]), {
    someArgs: lift.args ?? new Map(),
  });
  const order = [...upperBlocks, ...moved].flatMap(({ origins }) => origins);
  const origins = originsOf(dockerfile, after, { first: lift.over, replaced: between.length, order });

  const allowed = new Set(passed.filter(lift.mayPass).map(lineOf));
  const broken = prove({ before: dockerfile, after, context, about: [], origins });
  if (broken.some((doubt) => doubt.kind !== 'step-between' || !allowed.has(doubt.line))) return null;

  const raised = between.filter(({ instruction }) => !lower.has(instruction));
  const there = placementAfter(steps.slice(0, first), context);
  if (below.some((copy) => raised.some((step) => ownersDiffer(copy, step.instruction, files, there)))) return null;
  const fills = raised.flatMap((step) => {
    const own = effect(step);
    return step.instruction.keyword === 'RUN' && own.kind === 'known' ? own.writes : [];
  });
  const kept = keepOut(overwritten(dockerfile, context, lift.stage, fills, below), {
    tree: build.tree,
    dockerfile,
    context,
  });
  const doubts: readonly Doubt[] = [...(context.doubt ? [context.doubt] : []), ...kept.doubts, ...broken];
  return { proposal: { edits: [edit, ...kept.edits], doubts }, below, passed: runsOf(passed), raised: runsOf(raised) };
}

function runsOf(steps: readonly Step[]): readonly Run[] {
  return steps.flatMap(({ instruction }) => (instruction.keyword === 'RUN' ? [instruction] : []));
}

/** A relative destination is seen from the directory that the stage is in then. */
function inWorkdir(block: Block, { destination }: CopyLike, workdir: string | null): Block {
  return destination.value?.startsWith('/') === true ? block : { ...block, workdir };
}

/** What stands without a blank line between stays so; null: there is one, or they run in different directories. */
function joinedWith(
  above: Block | undefined,
  { lead, lines, origins, workdir }: Block,
  last: string | null,
): Block | null {
  if (!above || lead.length > 0) return null;
  const [one, other] = [above.workdir ?? last, workdir ?? last];
  if (one !== other) return null;
  return {
    lead: above.lead,
    lines: [...above.lines, ...lines],
    origins: [...above.origins, ...origins],
    workdir: one,
  };
}

/** A directory that is not there yet is made by the copy that comes first, for the owner that it names. */
function ownersDiffer(copy: CopyLike, other: Instruction, files: Placement, there: Placement): boolean {
  if (!isCopy(other) || copy.chown?.raw === other.chown?.raw) return false;
  const made = new Set(files.filledBy(copy).flatMap((place) => parentsOf(place)));
  return files
    .filledBy(other)
    .flatMap((place) => parentsOf(place))
    .some((directory) => made.has(directory) && !there.exists(directory));
}

/** `/a/b/c` → `/a`, `/a/b`, and itself, which may be a directory. */
function parentsOf(place: string): readonly string[] {
  const parents: string[] = [];
  for (let at = place; at !== '/'; at = parentOf(at)) parents.push(at);
  return parents;
}

interface Sorting {
  readonly lift: Lift;
  /** Of the whole stage. */
  readonly files: Placement;
  readonly effect: (step: Step) => Effect;
  readonly context: BuildContext;
}

/** The instructions that end up below the step; null: the copy can't be passed. */
function whatStays(between: readonly Step[], sorting: Sorting): ReadonlySet<Instruction> | null {
  const { lift, effect } = sorting;
  const needs = [...lift.reads];
  const lower = new Set<Instruction>();
  const undecided: Step[] = [];
  for (const step of between.toReversed()) {
    const { instruction } = step;
    if (instruction === lift.run) continue;
    if (isCopy(instruction)) {
      const isNeeded = needs.some((place) => brings(instruction, place, sorting)) || lift.mayNeed(instruction);
      if (!isNeeded) lower.add(instruction);
      else if (instruction === lift.over) return null;
      continue;
    }
    if (instruction.keyword !== 'RUN') continue;
    const own = effect(step);
    const isInstall = installsIn(instruction, step.workdir).length > 0;
    if (own.kind === 'unknown') {
      if (!lift.mayPass(step)) return null;
      lower.add(instruction);
    } else if (touches(own, lift.over, sorting)) {
      // What prepares the system from the copy may be what the step needs.
      if (own.system === 'changes' && !lift.mayPass(step)) return null;
      lower.add(instruction);
    } else if (isInstall && lift.installs === 'pass') {
      if (!lift.mayPass(step)) return null;
      lower.add(instruction);
    } else if (isInstall || own.system === 'changes') needs.push(...own.reads);
    else undecided.push(step);
  }
  for (const step of undecided.toReversed()) {
    const own = effect(step);
    const isTouched = between.some(
      ({ instruction }) => lower.has(instruction) && isCopy(instruction) && touches(own, instruction, sorting),
    );
    if (isTouched) lower.add(step.instruction);
  }
  return lower;
}

/** Does the RUN read or write what the copy brings? */
function touches(effect: Effect, copy: CopyLike, sorting: Sorting): boolean {
  return effect.kind === 'unknown' || [...effect.reads, ...effect.writes].some((place) => brings(copy, place, sorting));
}

/** Does the copy bring what lies here, or may it? */
function brings(copy: CopyLike, place: string, { files, context }: Sorting): boolean {
  if (!files.filledBy(copy).some((filled) => overlap(filled, place))) return false;
  if (copy.from !== null) return true;
  const sources = files.sourcesOf(copy, place);
  return (
    sources.length === 0 ||
    sources.some((source) => source === '' || context.get(source) !== undefined || context.isDirectory(source))
  );
}

function lineOf({ instruction }: Step): number {
  return instruction.range.startLine;
}

function isCopy(instruction: Instruction): instruction is CopyLike {
  return instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
}

function effectsIn({ dockerfile }: Build, context: BuildContext): (step: Step) => Effect {
  const known = new Map<Step, Effect>();
  return (step) => {
    const { instruction, workdir } = step;
    const effect =
      known.get(step) ??
      (instruction.keyword === 'RUN'
        ? effectOfRun({ run: instruction, workdir }, { run: instruction, workdir }, dockerfile, context)
        : unknownEffect);
    known.set(step, effect);
    return effect;
  };
}
