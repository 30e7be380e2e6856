import type { Build } from '../../build.ts';
import type { BuildContext } from '../../context/model.ts';
import type { CopyLike, Instruction, Run } from '../../dockerfile/model.ts';
import { isSource, viewStage, type Brought, type KnownInstall, type StageView } from '../../ecosystems/code.ts';
import { commandsOf } from '../../ecosystems/commands.ts';
import { isHandedOn } from '../../ecosystems/handed-on.ts';
import { isBelow } from '../../ecosystems/image-path.ts';
import { installsIn, type FoundInstall } from '../../ecosystems/installs.ts';
import { contextPath, placementAfter } from '../../ecosystems/placement.ts';
import { destinationOf, stepsOf, type Step } from '../../ecosystems/steps.ts';
import type { StepInQuestion } from '../../findings/evidence.ts';
import type { Proposal, Sighting } from '../../findings/finding.ts';
import { writtenSource } from '../../ecosystems/written-source.ts';
import { dependsOnArguments } from '../../fixes/build-arguments.ts';
import { installFirst, installFirstAssumed, type LateInstall } from '../../fixes/install-first.ts';
import { narrowMount } from '../../fixes/narrow-mount.ts';
import { basename } from '../../repository/paths.ts';
import { defineRule } from '../rule.ts';

export interface Values {
  /** The copies (or mounts) that bring code, in order. */
  readonly copies: readonly { readonly line: number; readonly text: string }[];
  /** Files that they bring besides the manifests; null: not known, or others for each build. */
  readonly code: { readonly count: number; readonly example: string } | null;
  readonly installs: readonly { readonly line: number; readonly label: string }[];
  /** What the installs read, from the context; empty: not known. */
  readonly manifests: readonly string[];
  /** The install needs the code itself; only its dependencies can be installed before. */
  readonly needsCode: boolean;
  /** `stage`: the same stage. `parent`: the copy stands in a stage that this one is built on. */
  readonly where: 'stage' | 'parent' | 'mount' | 'onbuild';
}

/** Each suggestion is proved on the whole file; nobody reads more of them. */
const mostSuggestions = 40;

interface Budget {
  left: number;
}

export default defineRule<Values>({
  id: 'cache/copy-before-install',
  severity: 'error',
  claims: ['C1', 'C2', 'C3', 'C4'],
  factors: ['II'],
  fix: 'safe',
  *check(build) {
    const budget = { left: mostSuggestions };
    for (const stage of build.needed) {
      yield* build.context ? inStage(build, build.context, stage, budget) : unseen(build, stage, budget);
      yield* onbuild(build, stage);
    }
  },
});

function* inStage(build: Build, context: BuildContext, stage: number, budget: Budget): Iterable<Sighting<Values>> {
  const view = viewStage(build.dockerfile, context, stage);
  if (!view?.installs.some(({ found }) => found.run.stage === stage)) return;
  const late: KnownInstall[] = [];
  const right: KnownInstall[] = [];
  const copies = new Map<CopyLike, Brought>();
  for (const one of view.installs) {
    const above = view.codeAbove(one.index);
    if (above.length === 0) right.push(one);
    else if (
      one.found.run.stage === stage &&
      !covered(one, right, late) &&
      !isHandedOn(build.dockerfile, context, view, one)
    ) {
      late.push(one);
      for (const { copy, brought } of above) copies.set(copy, brought);
    }
  }
  if (late.length > 0) yield sighting(build, stage, late, copies, budget);
  for (const one of right) if (one.found.run.stage === stage) yield* mounted(build, context, one, view);
}

/** A later install that reads nothing new finds everything there. One that needs the code itself does so as soon as the one above it is right. */
function covered(one: KnownInstall, right: readonly KnownInstall[], late: readonly KnownInstall[]): boolean {
  if (right.some((earlier) => isSameAgain(one, earlier))) return true;
  const earlier = one.inspection.dependencyStep === undefined ? right : [...right, ...late];
  return earlier.some(({ found, inspection }) => {
    const read = new Set(inspection.reads.map(({ imagePath }) => imagePath));
    return (
      found.install.ecosystem === one.found.install.ecosystem &&
      one.inspection.reads.every(({ imagePath }) => read.has(imagePath))
    );
  });
}

/** The same command once more, below a copy of the code that brought a lock file too: what it installs is there by then. */
function isSameAgain(one: KnownInstall, earlier: KnownInstall): boolean {
  const [again, before] = [one.found.install, earlier.found.install];
  return (
    again.ecosystem === before.ecosystem &&
    again.directory === before.directory &&
    again.label === before.label &&
    again.keeps !== false &&
    earlier.inspection.reads.every(({ imagePath }) => one.inspection.reads.some((read) => read.imagePath === imagePath))
  );
}

function sighting(
  build: Build,
  stage: number,
  late: readonly KnownInstall[],
  copies: ReadonlyMap<CopyLike, Brought>,
  budget: Budget,
): Sighting<Values> {
  const ordered = [...copies.keys()].toSorted((a, b) => a.index - b.index);
  const runs = [...new Set(late.map(({ found }) => found.run))];
  const instructions: readonly Instruction[] = [...ordered, ...runs];
  const code = [...new Set([...copies.values()].flatMap((brought) => brought.code))];
  const installs: readonly LateInstall[] = late.map(({ found, inspection }) => ({ found, inspection }));
  const fix = budget.left-- > 0 ? installFirst(build, stage, installs, ordered) : null;
  const certain =
    build.facts.doubt === null &&
    build.context?.doubt === null &&
    [...copies.values()].some(({ directory }) => directory);
  // Another build copies files of other names: those of the default are not said for all.
  const varies = dependsOnArguments(build, stage);
  const isForAll = !varies || (fix !== null && !fix.doubts.some(({ kind }) => kind === 'argument-decides'));
  const example = exampleOf(code);
  const bringer = varies ? ordered.find((copy) => copies.get(copy)?.code.includes(example)) : undefined;
  const written = bringer?.sources.some(({ raw }) => raw.includes('$')) ? writtenSource(bringer, example) : example;
  return {
    ...spanOf(instructions),
    severity: certain ? 'error' : 'warning',
    values: {
      copies: ordered.map((copy) => ({ line: copy.range.startLine, text: shown(copy.normalized) })),
      code: written === null ? null : { count: code.length, example: written },
      installs: late.map(({ found }) => ({ line: lineOf(found), label: found.install.label })),
      manifests: late.some(needsCode) || !isForAll ? [] : manifestsOf(build, late, varies),
      needsCode: late.some(needsCode),
      where: ordered.some((copy) => copy.stage === stage) ? 'stage' : 'parent',
    },
    anchor: instructions.map(({ normalized }) => normalized),
    ranges: instructions.map(({ range }) => range),
    steps: late.map(stepOf),
    ...(fix ? { fix } : {}),
  };
}

/** With the suggestion an install may be split from what stands behind it, or only its dependencies are installed early. */
function stepOf({ found, inspection, step }: KnownInstall): StepInQuestion {
  const { run, command } = found;
  const text = command.shell && commandsOf(run, step.workdir).script?.slice(command.shell.start, command.shell.end);
  return { line: run.range.startLine, command: inspection.dependencyStep ?? text ?? null };
}

function needsCode({ inspection }: KnownInstall): boolean {
  return inspection.dependencyStep !== undefined;
}

function spanOf(instructions: readonly Instruction[]): { startLine: number; endLine: number } {
  return {
    startLine: Math.min(...instructions.map(({ range }) => range.startLine)),
    endLine: Math.max(...instructions.map(({ range }) => range.endLine)),
  };
}

function lineOf({ run, command }: FoundInstall): number {
  if (run.command.form === 'exec' || command.shell === null || run.heredocScript) return run.range.startLine;
  return run.command.lineOf(command.shell.start);
}

/** A file by which a reader knows the project: the one nearest to the root, code before anything else. */
function exampleOf(code: readonly string[]): string {
  return code.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0] ?? '';
}

function manifestsOf(
  { dockerfile, context }: Build,
  late: readonly KnownInstall[],
  asWritten: boolean,
): readonly string[] {
  if (!context) return [];
  const paths = late.flatMap(({ found, inspection, index }) => {
    const files = placementAfter(stepsOf(dockerfile, found.run.stage ?? 0).slice(0, index), context, found.run);
    return inspection.reads.map(({ imagePath, kind }) => {
      if (kind === 'directory') return `${basename(imagePath)}/`;
      const path = files.find(imagePath) ?? basename(imagePath);
      const copy = files.broughtBy(imagePath);
      return (asWritten && copy && copy.keyword !== 'RUN' && writtenSource(copy, path)) || path;
    });
  });
  return [...new Set(paths)];
}

function rank(path: string): number {
  return (isSource(path) ? 0 : 100) + path.split('/').length;
}

const longestText = 60;

function shown(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
}

/** `RUN --mount=type=bind,target=.`: the whole context is an input of the step. */
function* mounted(
  build: Build,
  context: BuildContext,
  one: KnownInstall,
  { isCode }: StageView,
): Iterable<Sighting<Values>> {
  const { run } = one.found;
  const whole = run.mounts.find(
    ({ type, from, target, source: path }) =>
      type === 'bind' &&
      from === null &&
      target !== null &&
      path?.value !== null &&
      contextPath(path?.value ?? '') === '' &&
      one.inspection.reads.some(({ imagePath }) => isBelow(imagePath, target)),
  );
  if (!whole) return;
  const code = context.entries.map(({ path }) => path).filter(isCode);
  if (code.length === 0) return;
  const text = run.flags.find(({ name, value }) => name === 'mount' && /\bbind\b/.test(value?.raw ?? ''));
  const fix = narrowMount(build, whole, one);
  yield {
    ...run.range,
    severity: context.doubt === null ? 'error' : 'warning',
    values: {
      copies: [{ line: run.range.startLine, text: `--mount=${text?.value?.raw ?? 'type=bind'}` }],
      code: { count: code.length, example: exampleOf(code) },
      installs: [{ line: lineOf(one.found), label: one.found.install.label }],
      manifests: manifestsOf(build, [one], false),
      needsCode: false,
      where: 'mount',
    },
    anchor: [run.normalized],
    steps: [stepOf(one)],
    ...(fix ? { fix } : {}),
  };
}

/** Where the context is not known: only the whole of it above an install that works in it. */
function* unseen(build: Build, stage: number, budget: Budget): Iterable<Sighting<Values>> {
  yield* broad(
    stepsOf(build.dockerfile, stage),
    (run) => run.stage === stage,
    'stage',
    (found, copies) => (budget.left-- > 0 ? installFirstAssumed(build, stage, [found], copies) : null),
  );
}

/** Triggers run in the build of another file, with a context of its own. */
function* onbuild(build: Build, stage: number): Iterable<Sighting<Values>> {
  const triggers = build.dockerfile.stages[stage]?.instructions.flatMap((instruction) =>
    instruction.keyword === 'ONBUILD' ? [{ instruction: instruction.trigger, workdir: null }] : [],
  );
  if (!triggers || triggers.length === 0) return;
  let workdir: string | null = stepsOf(build.dockerfile, stage).at(-1)?.workdir ?? null;
  const steps = triggers.map(({ instruction }): Step => {
    if (instruction.keyword === 'WORKDIR' && instruction.path.value?.startsWith('/')) workdir = instruction.path.value;
    return { instruction, workdir };
  });
  yield* broad(
    steps,
    () => true,
    'onbuild',
    () => null,
  );
}

type Draw = (
  found: FoundInstall,
  copies: readonly { readonly copy: CopyLike; readonly to: string }[],
) => Proposal | null;

function* broad(
  steps: readonly Step[],
  isOwn: (run: Run) => boolean,
  where: 'stage' | 'onbuild',
  draw: Draw,
): Iterable<Sighting<Values>> {
  const copies: { copy: CopyLike; to: string }[] = [];
  const right: FoundInstall[] = [];
  for (const { instruction, workdir } of steps) {
    if ((instruction.keyword === 'COPY' || instruction.keyword === 'ADD') && instruction.from === null) {
      const to = destinationOf(instruction, workdir)?.path;
      if (to !== undefined && instruction.sources.some(({ value }) => value !== null && contextPath(value) === ''))
        copies.push({ copy: instruction, to });
    }
    if (instruction.keyword !== 'RUN') continue;
    for (const found of installsIn(instruction, workdir)) {
      const { install } = found;
      const covering = copies.filter(({ to }) => isBelow(install.directory, to));
      const above = covering.map(({ copy }) => copy);
      if (above.length === 0) right.push(found);
      if (above.length === 0 || !isOwn(instruction) || install.usual.length === 0) continue;
      if (
        right.some(
          (earlier) =>
            earlier.install.ecosystem === install.ecosystem && earlier.install.directory === install.directory,
        )
      )
        continue;
      const instructions = [...above, instruction];
      const fix = draw(found, covering);
      yield {
        ...spanOf(instructions),
        severity: 'warning',
        values: {
          copies: above.map((copy) => ({ line: copy.range.startLine, text: shown(copy.normalized) })),
          code: null,
          installs: [{ line: lineOf(found), label: install.label }],
          manifests: [],
          needsCode: false,
          where: where === 'stage' && above.some(({ stage }) => stage !== instruction.stage) ? 'parent' : where,
        },
        anchor: instructions.map(({ normalized }) => normalized),
        ranges: instructions.map(({ range }) => range),
        ...(fix ? { fix } : {}),
      };
    }
  }
}
