import type { Build } from '../../build.ts';
import type { BuildContext } from '../../context/model.ts';
import type { CopyLike, Run } from '../../dockerfile/model.ts';
import { commandsOf, type PlacedCommand } from '../../ecosystems/commands.ts';
import { isHandedOn } from '../../ecosystems/handed-on.ts';
import { viewStage, type KnownInstall, type StageView } from '../../ecosystems/code.ts';
import { placementAfter, type Placement } from '../../ecosystems/placement.ts';
import type { Step } from '../../ecosystems/steps.ts';
import type { Sighting } from '../../findings/finding.ts';
import { mayBeInput, seenFrom } from '../../ecosystems/implicit-inputs.ts';
import { argumentDoubts } from '../../fixes/build-arguments.ts';
import { liftStep, type Lift, type Lifted } from '../../fixes/lift-step.ts';
import { mayPass } from '../../fixes/may-pass.ts';
import { effectOfRun } from '../../fixes/run-effect.ts';
import { basename } from '../../repository/paths.ts';
import { defineRule } from '../rule.ts';

export interface Values {
  /** Copies that none of the steps needs, in order. */
  readonly copies: readonly { readonly line: number; readonly text: string }[];
  /** Steps that would stand below them then, and be made again with them. */
  readonly passed: readonly { readonly line: number; readonly text: string }[];
  /** Steps that go up. */
  readonly steps: readonly { readonly line: number; readonly label: string }[];
  /** Paths of the context that they read. */
  readonly reads: readonly string[];
}

/** Each is one more build at every commit of the history, and each try a proof of the whole file. */
const mostSteps = 4;
const mostTries = 40;
/** Instructions between two places: nobody reads a suggestion that moves more. */
const farthest = 40;

interface Budget {
  tries: number;
}

/**
 * Says what would be possible; the engine asks the history whether it is worth it (`findings/evidence.ts`). Of the suggestions that change the same
 * lines it keeps one.
 */
export default defineRule<Values>({
  id: 'cache/order-by-change-rate',
  severity: 'warning',
  claims: ['C1', 'C4'],
  factors: [],
  fix: 'safe',
  needsHistory: true,
  *check(build) {
    const { context } = build;
    if (context === null) return;
    const budget = { tries: mostTries };
    for (const stage of build.needed) yield* inStage(build, context, stage, budget);
  },
});

/** What is asked of a stage, with the arguments that it is read with. */
interface InStage {
  readonly build: Build;
  readonly stage: number;
  readonly view: StageView;
  readonly costly: readonly Costly[];
  /** Where the stage ends. */
  readonly files: Placement;
  readonly args: ReadonlyMap<string, string>;
}

/** A step that takes its time, and of which it is known what it reads. */
interface Costly {
  readonly run: Run;
  readonly workdir: string | null;
  readonly label: string;
  readonly reads: readonly string[];
  readonly installs: readonly KnownInstall[];
  /** Paths of the context. */
  readonly manifests: readonly string[];
}

function lookInto(
  build: Build,
  context: BuildContext,
  stage: number,
  args: InStage['args'] = new Map(),
): InStage | null {
  const view = viewStage(build.dockerfile, context, stage);
  if (!view) return null;
  const costly = view.steps.flatMap((step, index) => costlyStep(build, context, stage, view, step, index));
  return { build, stage, view, costly, files: placementAfter(view.steps, context), args };
}

function* inStage(build: Build, context: BuildContext, stage: number, budget: Budget): Iterable<Sighting<Values>> {
  const seen = lookInto(build, context, stage);
  if (!seen) return;
  const { costly } = seen;
  const copies = seen.view.steps.filter(
    ({ instruction }) => instruction.stage === stage && isCopy(instruction) && isOfContext(instruction),
  );
  if (copies.length === 0) return;
  // The last takes those above it along.
  for (const one of costly.slice(-mostSteps).toReversed()) {
    const lifts = liftsOf(seen, one, copies, budget);
    const safe = lifts.find(isSafe);
    // Past other costly steps more may be saved, if history says so.
    const far = lifts.find((lifted) => !isSafe(lifted) && (!safe || lifted.passed.length > 0));
    for (const lifted of [safe, far]) if (lifted) yield sighting(one, lifted, costly);
  }
}

function costlyStep(
  build: Build,
  context: BuildContext,
  stage: number,
  view: StageView,
  { instruction: run, workdir }: Step,
  index: number,
): readonly Costly[] {
  if (run.keyword !== 'RUN' || run.stage !== stage) return [];
  const { dockerfile } = build;
  const installs = view.installs.filter(({ found }) => found.run === run);
  const packages = commandsOf(run, workdir).commands.flatMap((command) => systemLabel(command) ?? []);
  const label = installs[0]?.found.install.label ?? packages[0];
  if (label === undefined) return [];
  const effect = effectOfRun({ run, workdir }, { run, workdir }, dockerfile, context);
  if (effect.kind === 'unknown') return [];
  const needsCode = installs.some(({ inspection }) => inspection.dependencyStep !== undefined);
  const earlier = view.installs.filter((one) => one.index < index);
  if (needsCode || installs.some(hasHazard)) return [];
  if (installs.some((one) => isRepeated(one, earlier) || isHandedOn(dockerfile, context, view, one))) return [];
  const files = placementAfter(view.steps.slice(0, index), context, run);
  const manifests = effect.reads.flatMap((place) => {
    const path = files.find(place);
    return path === null ? (files.isDirectory(place) ? [`${basename(place)}/`] : []) : [path];
  });
  if (manifests.length === 0) return [];
  // What is mounted for it comes with it.
  const reads = effect.reads.filter((place) => files.broughtBy(place) !== run);
  return [{ run, workdir, label, reads, installs, manifests: [...new Set(manifests)] }];
}

/** The second time there is little left to do. */
function isRepeated(one: KnownInstall, earlier: readonly KnownInstall[]): boolean {
  const { ecosystem, directory, label } = one.found.install;
  return earlier.some(
    ({ found: { install } }) =>
      install.ecosystem === ecosystem && install.directory === directory && install.label === label,
  );
}

/** A suggestion, and what was asked for it. */
interface Attempt extends Lifted {
  readonly over: CopyLike;
  readonly installs: Lift['installs'];
}

/** From as high as it can go: above each copy, with other installs carried along or passed. */
function liftsOf(seen: InStage, one: Costly, copies: readonly Step[], budget: Budget): readonly Attempt[] {
  const lifts: Attempt[] = [];
  for (const { instruction: over } of copies) {
    if (!isCopy(over) || over.index > one.run.index) break;
    if (one.run.index - over.index > farthest) continue;
    for (const installs of ['carry', 'pass'] as const) {
      if (installs === 'carry' && lifts.some(isSafe)) continue;
      if ((budget.tries -= 1) < 0) return lifts;
      const lifted = attempt(seen, one, over, installs);
      const found = lifted && { ...lifted, over, installs };
      if (found && isForAllArguments(seen, one, found)) lifts.push(found);
    }
    if (lifts.some(isSafe) && lifts.some((lifted) => !isSafe(lifted))) break;
  }
  return lifts;
}

/** Above this copy. Null: it can't be. */
function attempt(
  { build, stage, view, files, costly, args }: InStage,
  one: Costly,
  over: CopyLike,
  installs: Lift['installs'],
): Lifted | null {
  const lifted = liftStep(build, {
    stage,
    run: one.run,
    reads: one.reads,
    over,
    installs,
    mayPass: (step) => mayPass(step, one),
    mayNeed: (copy) => mayBeInput(copy, files, seenFrom(one.run, view)),
    args,
  });
  if (!lifted) return null;
  const raised = view.installs.filter(({ found }) => lifted.raised.includes(found.run));
  // What one passes, those that go along have to pass too.
  const along = costly.filter(({ run }) => run !== one.run && lifted.raised.includes(run));
  const isPassed = ({ instruction }: Step): boolean => lifted.passed.some((run) => run === instruction);
  const swapped = view.steps.filter((step) => isPassed(step) && mayPass(step, one));
  if (along.some((other) => !swapped.every((step) => mayPass(step, other)))) return null;
  const needs = (run: Run): boolean => lifted.below.some((copy) => mayBeInput(copy, files, seenFrom(run, view)));
  if (raised.some(hasHazard) || lifted.raised.some(needs)) return null;
  const hazards = raised.flatMap(({ inspection }) => inspection.hazards);
  const { edits, doubts } = lifted.proposal;
  return { ...lifted, proposal: { edits, doubts: [...hazards, ...doubts] } };
}

/** Is it the same, and as safe, with what builds pass for the arguments, and what anybody may pass? */
function isForAllArguments({ build, stage }: InStage, one: Costly, { proposal, over, installs }: Attempt): boolean {
  const doubts = argumentDoubts(build, stage, proposal, ({ dockerfile, args }) => {
    const { context } = build;
    const seen = context && lookInto({ ...build, dockerfile }, context, stage, args);
    const same = seen?.costly.find(({ run }) => run.index === one.run.index);
    const copy = dockerfile.instructions[over.index];
    if (!seen || !same || !copy || !isCopy(copy)) return 'other';
    return attempt(seen, same, copy, installs)?.proposal ?? 'other';
  });
  return doubts.length === 0;
}

function isSafe({ proposal }: Lifted): boolean {
  return proposal.doubts.length === 0;
}

function sighting(
  one: Costly,
  { proposal, below, passed, raised }: Lifted,
  costly: readonly Costly[],
): Sighting<Values> {
  const [first] = below;
  const steps = costly.filter(({ run }) => raised.includes(run));
  const instructions = [...below, ...steps.map(({ run }) => run)];
  // Other installs and builds are made again with the step then: that has to be worth it.
  const isSwap = proposal.doubts.some(({ kind }) => kind === 'step-between');
  return {
    startLine: Math.min(...instructions.map(({ range }) => range.startLine)),
    endLine: one.run.range.endLine,
    values: {
      copies: below.map(shownAt),
      passed: isSwap ? passed.map(shownAt) : [],
      steps: steps.map(({ run, label }) => ({ line: run.range.startLine, label })),
      reads: [...new Set(steps.flatMap(({ manifests }) => manifests))],
    },
    anchor: [first, ...passed, one.run].flatMap((instruction) => instruction?.normalized ?? []),
    ranges: instructions.map(({ range }) => range),
    steps: steps.map(({ run }) => ({ line: run.range.startLine, command: null })),
    threshold: { commits: 20, saved: 5, share: isSwap ? 2 / 3 : 1 / 2 },
    fix: proposal,
  };
}

function shownAt({ range, normalized }: CopyLike | Run): { readonly line: number; readonly text: string } {
  const text = normalized.length > 60 ? `${normalized.slice(0, 59)}…` : normalized;
  return { line: range.startLine, text };
}

function isCopy(instruction: Step['instruction']): instruction is CopyLike {
  return instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
}

function isOfContext({ from, sources }: CopyLike): boolean {
  return from === null && sources.some(({ value }) => value !== null && !/^(?:https?:|git@|git:|ssh:)/.test(value));
}

/** What is open about an install wherever it stands. All else may be there only where it stands. */
const standing: ReadonlySet<string> = new Set(['npm/lock-missing', 'npm/lock-out-of-step', 'npm/lock-rewritten']);

function hasHazard({ inspection }: KnownInstall): boolean {
  return inspection.hazards.some(({ kind }) => !standing.has(kind));
}

/** Null: it installs no packages of the system. */
function systemLabel({ words: [program, ...rest] }: PlacedCommand): string | null {
  const name = basename(program?.value ?? '');
  const verb = rest.find(({ value }) => value === 'install' || value === 'add')?.value;
  return verb != null && /^(?:apt-get|apt|apk|dnf|yum|microdnf|zypper)$/.test(name) ? `${name} ${verb}` : null;
}
