import type { Build } from '../../build.ts';
import type { BuildContext } from '../../context/model.ts';
import type { CopyLike, Run } from '../../dockerfile/model.ts';
import { bystandersIn, onlyThese, type Bystander } from '../../ecosystems/bystanders.ts';
import { sharers, usesOf } from '../../ecosystems/bystander-uses.ts';
import { costlyCommand, type CostlyCommand } from '../../ecosystems/costly.ts';
import { placementAfter } from '../../ecosystems/placement.ts';
import { stepsOf } from '../../ecosystems/steps.ts';
import type { Doubt } from '../../findings/doubt.ts';
import type { Proposal } from '../../findings/finding.ts';
import { appendLines } from '../../fixes/ignore-lines.ts';
import { dirname, isWithin } from '../../repository/paths.ts';
import { defineRule } from '../rule.ts';

export interface Values {
  /** The copy that brings them, or the RUN that mounts them. */
  readonly copy: { readonly line: number; readonly text: string };
  readonly isMount: boolean;
  /** Paths in the context; a folder ends with a slash. */
  readonly files: readonly string[];
  /** What is run again. */
  readonly step: { readonly line: number; readonly label: string };
}

interface Place {
  readonly copy: CopyLike | Run;
  readonly run: Run;
  readonly command: CostlyCommand;
  readonly files: readonly Bystander[];
}

/** So many commits say what a repository is like; three of them in vain, and three of a hundred, are more than chance. */
const threshold = { commits: 20, saved: 3, share: 0.03 };

/** More than any file that a person wrote. */
const mostSteps = 1000;

export default defineRule<Values>({
  id: 'cache/unused-files-in-copy',
  severity: 'notice',
  claims: ['C1', 'C4'],
  factors: [],
  fix: 'diff',
  needsHistory: true,
  *check(build) {
    const { context, dockerfile } = build;
    // The builder's own clone knows no ignore file: a line there cures nothing.
    if (!context || context.doubt !== null || context.kind === 'git' || build.declared.some(isClone)) return;
    const candidates = bystandersIn(context, dockerfile.path);
    const place = candidates.length > 0 ? bestPlace(build, context, candidates) : null;
    const others = place && sharers(build);
    if (!place || !others) return;
    const isUsed = usesOf(build, context, place.files, others);
    const unused = place.files.filter((one) => !isUsed(one));
    const fix = unused.length > 0 ? leaveOut(unused, build, context, others) : null;
    if (!fix) return;
    const { copy, run, command } = place;
    const instructions = copy === run ? [run] : [copy, run];
    yield {
      startLine: Math.min(...instructions.map(({ range }) => range.startLine)),
      endLine: Math.max(...instructions.map(({ range }) => range.endLine)),
      values: {
        copy: { line: copy.range.startLine, text: shown(copy) },
        isMount: copy === run,
        files: unused.map(({ path, isFolder }) => (isFolder ? `${path}/` : path)),
        step: { line: command.line, label: command.label },
      },
      anchor: instructions.map(({ normalized }) => normalized),
      ranges: instructions.map(({ range }) => range),
      subjects: unused.map(({ path }) => context.toRepository(path)),
      steps: [{ line: run.range.startLine, command: null }],
      threshold,
      fix,
    };
  },
});

function isClone({ kind }: Build['declared'][number]): boolean {
  return kind === 'git';
}

/** The costly step with most of these files above it: every one below the same copy is made again for them just as often. */
function bestPlace(build: Build, context: BuildContext, candidates: readonly Bystander[]): Place | null {
  const rest = onlyThese(context, candidates);
  let best: Place | null = null;
  for (const stage of build.needed) {
    for (const place of placesIn(build, rest, stage, candidates)) {
      if (!best || rank(place) > rank(best)) best = place;
    }
  }
  return best;
}

const weights = { work: 2, install: 1, setup: 0 };

/** A step that has to stand below the code says more than one that need not. */
function rank({ files, command }: Place): number {
  return files.length * 3 + weights[command.kind];
}

function placesIn(
  { dockerfile }: Build,
  context: BuildContext,
  stage: number,
  candidates: readonly Bystander[],
): readonly Place[] {
  const steps = stepsOf(dockerfile, stage);
  if (steps.length > mostSteps) return [];
  const placement = placementAfter(steps, context);
  const places: Place[] = [];
  const above = new Set<Bystander>();
  let first: CopyLike | null = null;
  for (const { instruction, workdir } of steps) {
    if ((instruction.keyword === 'COPY' || instruction.keyword === 'ADD') && instruction.from === null) {
      const brought = broughtBy(placement.filesOf(instruction), candidates);
      if (brought.length > 0) first ??= instruction;
      for (const one of brought) above.add(one);
    }
    if (instruction.keyword !== 'RUN' || instruction.stage !== stage) continue;
    const command = costlyCommand(instruction, workdir);
    if (!command) continue;
    const mounted = instruction.mounts.some(({ type, from }) => type === 'bind' && from === null)
      ? broughtBy(placementAfter([], context, instruction).filesOf(instruction), candidates)
      : [];
    if (first) places.push({ copy: first, run: instruction, command, files: [...above] });
    if (mounted.length > 0) places.push({ copy: instruction, run: instruction, command, files: mounted });
  }
  return places;
}

function broughtBy(
  files: readonly { readonly entry: { readonly path: string } }[],
  candidates: readonly Bystander[],
): readonly Bystander[] {
  const names = new Set(files.flatMap(({ entry: { path } }) => [path, path.slice(0, Math.max(0, path.indexOf('/')))]));
  return candidates.filter(({ path }) => names.has(path));
}

function leaveOut(
  files: readonly Bystander[],
  { tree, dockerfile }: Build,
  context: BuildContext,
  others: readonly { readonly path: string }[],
): Proposal | null {
  const ignoreFile = context.ignoreFile ?? context.toRepository('.dockerignore');
  const edit = appendLines(
    ignoreFile,
    files.map(({ path }) => path),
    tree,
  );
  if (!edit) return null;
  const isNear = (path: string): boolean =>
    [dirname(dockerfile.path), context.directory].includes(dirname(path)) && isWithin(path, context.directory);
  const doubts: Doubt[] = [{ kind: 'gone-from-image', paths: files.map(({ path }) => path) }];
  if (others.some(({ path }) => isNear(path))) doubts.push({ kind: 'shared-with-other-build', path: ignoreFile });
  return { edits: [edit], doubts };
}

const longestText = 60;

function shown({ normalized }: CopyLike | Run): string {
  return normalized.length > longestText ? `${normalized.slice(0, longestText - 1)}…` : normalized;
}
