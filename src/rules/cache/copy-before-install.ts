import type { Build } from '../../build.ts';
import type { BuildContext } from '../../context/model.ts';
import type { CopyLike, Instruction, Run } from '../../dockerfile/model.ts';
import { commandsOf } from '../../ecosystems/commands.ts';
import type { Inspection } from '../../ecosystems/ecosystem.ts';
import { isBelow } from '../../ecosystems/image-path.ts';
import { inspect, installsIn, isManifest, type FoundInstall } from '../../ecosystems/installs.ts';
import { isOtherInstall } from '../../ecosystems/other-installs.ts';
import { contextPath, placementAfter, type Placement } from '../../ecosystems/placement.ts';
import { destinationOf, stepsOf, type Step } from '../../ecosystems/steps.ts';
import type { Sighting } from '../../findings/finding.ts';
import { installFirst, type LateInstall } from '../../fixes/install-first.ts';
import { basename } from '../../repository/paths.ts';
import { defineRule } from '../rule.ts';

export interface Values {
  /** The copies (or mounts) that bring code, in order. */
  readonly copies: readonly { readonly line: number; readonly text: string }[];
  /** Files that they bring besides the manifests; null: the context is not known. */
  readonly code: { readonly count: number; readonly example: string } | null;
  readonly installs: readonly { readonly line: number; readonly label: string }[];
  /** What the installs read, from the context; empty: not known. */
  readonly manifests: readonly string[];
  /** The install needs the code itself; only its dependencies can be installed before. */
  readonly needsCode: boolean;
  /** `stage`: the same stage. `parent`: the copy stands in a stage that this one is built on. */
  readonly where: 'stage' | 'parent' | 'mount' | 'onbuild';
}

export default defineRule<Values>({
  id: 'cache/copy-before-install',
  severity: 'error',
  claims: ['C1', 'C2', 'C3', 'C4'],
  factors: ['II'],
  fix: 'safe',
  *check(build) {
    for (const stage of build.needed) {
      yield* build.context ? inStage(build, build.context, stage) : unseen(build, stage);
      yield* onbuild(build, stage);
    }
  },
});

type Known = Extract<Inspection, { kind: 'known' }>;

interface Seen {
  readonly found: FoundInstall;
  readonly step: Step;
  readonly index: number;
  readonly inspection: Known;
}

function* inStage(build: Build, context: BuildContext, stage: number): Iterable<Sighting<Values>> {
  const { dockerfile } = build;
  const steps = stepsOf(dockerfile, stage);
  const seen = steps.flatMap((step, index) => installsAt(step, index, build, context));
  if (!seen.some(({ found }) => found.run.stage === stage)) return;

  const placement = placementAfter(steps, context);
  const needed = neededBy(seen, context, steps);
  const judged = new Map<CopyLike, Brought | null>();
  const codeOf = (copy: CopyLike, installs: readonly Seen[]): Brought | null => {
    const known = judged.get(copy);
    if (known !== undefined) return known;
    const brought = codeIn(copy, placement, needed, installs);
    judged.set(copy, brought);
    return brought;
  };

  const late: Seen[] = [];
  const right: Seen[] = [];
  const copies = new Map<CopyLike, Brought>();
  for (const one of seen) {
    const above = steps.slice(0, one.index).flatMap(({ instruction }) => {
      if ((instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') || instruction.from !== null) return [];
      const brought = codeOf(instruction, seen);
      if (!brought || (!brought.project && feedsOther(steps, instruction, one.index))) return [];
      return [{ copy: instruction, brought }];
    });
    if (above.length === 0) right.push(one);
    else if (one.found.run.stage === stage && !covered(one, right, late)) {
      late.push(one);
      for (const { copy, brought } of above) copies.set(copy, brought);
    }
  }
  if (late.length > 0) yield sighting(build, stage, late, copies);
  for (const one of right) if (one.found.run.stage === stage) yield* mounted(build, context, one, needed);
}

function installsAt(step: Step, index: number, { dockerfile }: Build, context: BuildContext): readonly Seen[] {
  const { instruction, workdir } = step;
  if (instruction.keyword !== 'RUN') return [];
  return installsIn(instruction, workdir).flatMap((found) => {
    const inspection = inspect(found, dockerfile, context);
    return inspection.kind === 'known' ? [{ found, step, index, inspection }] : [];
  });
}

/** A later install that reads nothing new finds everything there. One that needs the code itself does so as soon as the one above it is right. */
function covered(one: Seen, right: readonly Seen[], late: readonly Seen[]): boolean {
  const earlier = one.inspection.dependencyStep === undefined ? right : [...right, ...late];
  return earlier.some(({ found, inspection }) => {
    const read = new Set(inspection.reads.map(({ imagePath }) => imagePath));
    return (
      found.install.ecosystem === one.found.install.ecosystem &&
      one.inspection.reads.every(({ imagePath }) => read.has(imagePath))
    );
  });
}

/** Is this path of the context one that some install reads? */
function neededBy(seen: readonly Seen[], context: BuildContext, steps: readonly Step[]): (path: string) => boolean {
  const files = new Set<string>();
  for (const { found, inspection, index } of seen) {
    const placement = placementAfter(steps.slice(0, index), context, found.run);
    for (const { imagePath, kind } of inspection.reads) {
      const path = placement.find(imagePath);
      if (path !== null) files.add(path);
      if (kind === 'directory') for (const { entry } of placement.under(imagePath)) files.add(entry.path);
    }
  }
  return (path) => files.has(path) || isManifest(path);
}

interface Brought {
  readonly code: readonly string[];
  /** A directory is copied, not only single files. */
  readonly directory: boolean;
  /** The directory holds what an install reads. */
  readonly project: boolean;
}

/** An install between the copy and this one, of which nothing is known, may need what is copied. */
function feedsOther(steps: readonly Step[], copy: CopyLike, until: number): boolean {
  const from = steps.findIndex(({ instruction }) => instruction === copy);
  return steps
    .slice(from, until)
    .some(
      ({ instruction, workdir }) =>
        instruction.keyword === 'RUN' && commandsOf(instruction, workdir).commands.some(isOtherInstall),
    );
}

/** Languages in which projects are written: a file of them changes with the project, wherever it is copied to. */
const source =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|pyx|pyi|rb|php|go|rs|java|kt|kts|scala|groovy|cs|fs|vb|c|cc|cpp|cxx|h|hpp|swift|dart|ex|exs|erl|hs|ml|clj|lua|pl|r|jl|html?|css|s[ac]ss|less|sql|ipynb|proto|graphql)$/i;
/** Settings of tools, written in a language. */
const setting =
  /(?:^|\/)(?:[^/]*\.config\.[cm]?[jt]s|\.[^/]*rc\.[cm]?js|(?:gulp|grunt)file\.[cm]?[jt]s|conftest\.py)$/i;
/** Part of every repository, and rarely changed. */
const furniture =
  /(?:^|\/)(?:readme[^/]*|licen[cs]e[^/]*|(?:docker|container)file[^/]*|[^/]*\.dockerfile|[^/]*\.dockerignore|\.git(?:ignore|attributes|keep|modules)|\.editorconfig|\.keep)$/i;

/** The code that a copy brings; null: none. */
function codeIn(
  copy: CopyLike,
  placement: Placement,
  needed: (path: string) => boolean,
  installs: readonly Seen[],
): Brought | null {
  const files = placement.filesOf(copy);
  const directory = placement.bringsDirectory(copy);
  const read = new Set(installs.flatMap(({ inspection }) => inspection.reads.map(({ imagePath }) => imagePath)));
  // A directory that brings what an install reads is the project, whatever it is written in; elsewhere only what is surely code counts.
  const isProject = directory && files.some(({ imagePath }) => read.has(imagePath));
  const code = files
    .map(({ entry }) => entry.path)
    .filter(
      (path) => !needed(path) && !furniture.test(path) && (isProject || (source.test(path) && !setting.test(path))),
    );
  return code.length === 0 ? null : { code, directory, project: isProject };
}

function sighting(
  build: Build,
  stage: number,
  late: readonly Seen[],
  copies: ReadonlyMap<CopyLike, Brought>,
): Sighting<Values> {
  const ordered = [...copies.keys()].toSorted((a, b) => a.index - b.index);
  const runs = [...new Set(late.map(({ found }) => found.run))];
  const instructions: readonly Instruction[] = [...ordered, ...runs];
  const code = [...new Set([...copies.values()].flatMap((brought) => brought.code))];
  const installs: readonly LateInstall[] = late.map(({ found, inspection }) => ({ found, inspection }));
  const fix = installFirst(build, stage, installs, ordered);
  const certain =
    build.facts.doubt === null &&
    build.context?.doubt === null &&
    [...copies.values()].some(({ directory }) => directory);
  return {
    ...spanOf(instructions),
    severity: certain ? 'error' : 'warning',
    values: {
      copies: ordered.map((copy) => ({ line: copy.range.startLine, text: shown(copy.normalized) })),
      code: { count: code.length, example: exampleOf(code) },
      installs: late.map(({ found }) => ({ line: lineOf(found), label: found.install.label })),
      manifests: late.some(needsCode) ? [] : manifestsOf(build, late),
      needsCode: late.some(needsCode),
      where: ordered.some((copy) => copy.stage === stage) ? 'stage' : 'parent',
    },
    anchor: instructions.map(({ normalized }) => normalized),
    ranges: instructions.map(({ range }) => range),
    ...(fix ? { fix } : {}),
  };
}

function needsCode({ inspection }: Seen): boolean {
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

function manifestsOf({ dockerfile, context }: Build, late: readonly Seen[]): readonly string[] {
  if (!context) return [];
  const paths = late.flatMap(({ found, inspection, index }) => {
    const files = placementAfter(stepsOf(dockerfile, found.run.stage ?? 0).slice(0, index), context, found.run);
    return inspection.reads.map(({ imagePath, kind }) =>
      kind === 'file' ? (files.find(imagePath) ?? basename(imagePath)) : `${basename(imagePath)}/`,
    );
  });
  return [...new Set(paths)];
}

function rank(path: string): number {
  return (source.test(path) && !setting.test(path) ? 0 : 100) + path.split('/').length;
}

const longestText = 60;

function shown(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
}

/** `RUN --mount=type=bind,target=.`: the whole context is an input of the step. */
function* mounted(
  build: Build,
  context: BuildContext,
  one: Seen,
  needed: (path: string) => boolean,
): Iterable<Sighting<Values>> {
  const { run } = one.found;
  const whole = run.mounts.filter(
    (mount) =>
      mount.type === 'bind' &&
      mount.from === null &&
      mount.target !== null &&
      contextPath(mount.source?.value ?? '') === '' &&
      mount.source?.value !== null,
  );
  if (
    !whole.some(
      ({ target }) => target !== null && one.inspection.reads.some(({ imagePath }) => isBelow(imagePath, target)),
    )
  )
    return;
  const code = context.entries.map(({ path }) => path).filter((path) => !needed(path) && !furniture.test(path));
  if (code.length === 0) return;
  const text = run.flags.find(({ name, value }) => name === 'mount' && /\bbind\b/.test(value?.raw ?? ''));
  yield {
    ...run.range,
    severity: context.doubt === null ? 'error' : 'warning',
    values: {
      copies: [{ line: run.range.startLine, text: `--mount=${text?.value?.raw ?? 'type=bind'}` }],
      code: { count: code.length, example: exampleOf(code) },
      installs: [{ line: lineOf(one.found), label: one.found.install.label }],
      manifests: manifestsOf(build, [one]),
      needsCode: false,
      where: 'mount',
    },
    anchor: [run.normalized],
  };
}

/** Where the context is not known: only the whole of it above an install that works in it. */
function* unseen(build: Build, stage: number): Iterable<Sighting<Values>> {
  yield* broad(stepsOf(build.dockerfile, stage), (run) => run.stage === stage, 'stage');
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
  yield* broad(steps, () => true, 'onbuild');
}

function* broad(
  steps: readonly Step[],
  isOwn: (run: Run) => boolean,
  where: 'stage' | 'onbuild',
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
      const above = copies.filter(({ to }) => isBelow(install.directory, to)).map(({ copy }) => copy);
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
      };
    }
  }
}
