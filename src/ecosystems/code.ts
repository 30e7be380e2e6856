import type { BuildContext } from '../context/model.ts';
import type { CopyLike, Dockerfile } from '../dockerfile/model.ts';
import { commandsOf, type PlacedCommand } from './commands.ts';
import type { Inspection } from './ecosystem.ts';
import { inspect, installsIn, isManifest, type FoundInstall } from './installs.ts';
import { isOtherInstall } from './other-installs.ts';
import { placementAfter, type Placement } from './placement.ts';
import { preparesFrom } from './prepares.ts';
import { stepsOf, type Step } from './steps.ts';

/** An install of which the files say what it reads. */
export interface KnownInstall {
  readonly found: FoundInstall;
  readonly step: Step;
  /** Position in the steps of the stage. */
  readonly index: number;
  readonly inspection: Extract<Inspection, { kind: 'known' }>;
}

/** The code that one copy brings (rules.md: "A copy that brings code"). */
export interface Brought {
  /** Paths in the context. */
  readonly code: readonly string[];
  /** A directory is copied, not only single files. */
  readonly directory: boolean;
  /** The directory holds what an install reads. */
  readonly project: boolean;
}

/** A stage with the stages it is built on: its installs, and the copies above them that bring code. */
export interface StageView {
  readonly steps: readonly Step[];
  readonly installs: readonly KnownInstall[];
  /** Copies of code above a step, in order. Copies that feed an install of which nothing is known, or a step that prepares one, are not among them. */
  codeAbove(index: number): readonly { readonly copy: CopyLike; readonly brought: Brought }[];
  /** Does an install read this path of the context, or one of its kind? Or is it no code for another reason? */
  readonly isCode: (path: string) => boolean;
}

/** More than any file that a person wrote (the largest known has 171 instructions). */
const mostSteps = 1000;
const mostInstalls = 64;

/** Null: more steps than anybody would write. */
export function viewStage(dockerfile: Dockerfile, context: BuildContext, stage: number): StageView | null {
  const steps = stepsOf(dockerfile, stage);
  if (steps.length > mostSteps) return null;
  const installs = installsOf(steps, dockerfile, context);
  const needed = neededBy(installs, context, steps);
  const read = new Set(installs.flatMap(({ inspection }) => inspection.reads.map(({ imagePath }) => imagePath)));
  const isCode = (path: string): boolean => !needed.has(path) && !isManifest(path) && !furniture.test(path);
  let placement: Placement | null = null;
  const judged = new Map<CopyLike, Brought | null>();
  const codeIn = (copy: CopyLike): Brought | null => {
    placement ??= placementAfter(steps, context);
    const known = judged.get(copy);
    if (known !== undefined) return known;
    const brought = judge(copy, placement, read, isCode);
    judged.set(copy, brought);
    return brought;
  };
  const others = steps.flatMap((step, index) => (runsOtherInstall(step) ? [index] : []));
  const feeds = (copy: CopyLike, at: number, index: number): boolean => {
    const places = placement?.filledBy(copy) ?? [];
    return (
      others.some((other) => other > at && other < index) ||
      steps
        .slice(at + 1, index + 1)
        .some((step) => commandsBefore(step, installs).some((command) => preparesFrom(command, places)))
    );
  };
  return {
    steps,
    installs,
    isCode,
    codeAbove: (index) =>
      steps.slice(0, index).flatMap(({ instruction }, at) => {
        if ((instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') || instruction.from !== null) return [];
        const brought = codeIn(instruction);
        return brought && (brought.project || !feeds(instruction, at, index)) ? [{ copy: instruction, brought }] : [];
      }),
  };
}

function installsOf(steps: readonly Step[], dockerfile: Dockerfile, context: BuildContext): readonly KnownInstall[] {
  const found = steps.flatMap((step, index) =>
    step.instruction.keyword === 'RUN'
      ? installsIn(step.instruction, step.workdir).map((install) => ({ found: install, step, index }))
      : [],
  );
  return found.slice(0, mostInstalls).flatMap((install) => {
    const inspection = inspect(install.found, dockerfile, context);
    return inspection.kind === 'known' ? [{ ...install, inspection }] : [];
  });
}

/** Paths of the context that the installs read. */
function neededBy(
  installs: readonly KnownInstall[],
  context: BuildContext,
  steps: readonly Step[],
): ReadonlySet<string> {
  const files = new Set<string>();
  for (const { found, inspection, index } of installs) {
    const placement = placementAfter(steps.slice(0, index), context, found.run);
    for (const { imagePath, kind } of inspection.reads) {
      const path = placement.find(imagePath);
      if (path !== null) files.add(path);
      if (kind === 'directory') for (const { entry } of placement.under(imagePath)) files.add(entry.path);
    }
  }
  return files;
}

/** What such an install needs is not known, so a copy above it may be what it needs. */
function runsOtherInstall({ instruction, workdir }: Step): boolean {
  return instruction.keyword === 'RUN' && commandsOf(instruction, workdir).commands.some(isOtherInstall);
}

/** All commands of a step without installs, and those above the first install of another one. */
function commandsBefore({ instruction, workdir }: Step, installs: readonly KnownInstall[]): readonly PlacedCommand[] {
  if (instruction.keyword !== 'RUN') return [];
  const { commands } = commandsOf(instruction, workdir);
  const first = commands.findIndex((command) =>
    installs.some(({ found }) => found.run === instruction && found.command.shell === command.shell),
  );
  return first < 0 ? commands : commands.slice(0, first);
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

/** Is it surely code, by its name alone? */
export function isSource(path: string): boolean {
  return source.test(path) && !setting.test(path);
}

/** Null: no code. */
function judge(
  copy: CopyLike,
  placement: Placement,
  read: ReadonlySet<string>,
  isCode: (path: string) => boolean,
): Brought | null {
  const files = placement.filesOf(copy);
  const directory = placement.bringsDirectory(copy);
  // A directory that brings what an install reads is the project, whatever it is written in; elsewhere only what is surely code counts.
  const project = directory && files.some(({ imagePath }) => read.has(imagePath));
  const code = files.map(({ entry }) => entry.path).filter((path) => isCode(path) && (project || isSource(path)));
  return code.length === 0 ? null : { code, directory, project };
}
