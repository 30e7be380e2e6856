import type { Build } from '../build.ts';
import type { BuildContext } from '../context/model.ts';
import type { CopyLike, Dockerfile, Instruction, Run } from '../dockerfile/model.ts';
import { parseDockerfile } from '../dockerfile/parse.ts';
import { commandsOf, type PlacedCommand } from '../ecosystems/commands.ts';
import type { Inspection } from '../ecosystems/ecosystem.ts';
import { fromDirectory, isBelow, overlap, resolve } from '../ecosystems/image-path.ts';
import { namedFiles } from '../ecosystems/implicit-inputs.ts';
import { inspect, installsIn, type FoundInstall } from '../ecosystems/installs.ts';
import { placementAfter, type Placement } from '../ecosystems/placement.ts';
import { destinationOf, stepsOf, type Step } from '../ecosystems/steps.ts';
import type { Doubt } from '../findings/doubt.ts';
import type { Proposal } from '../findings/finding.ts';
import { stageNamed } from '../image/stages.ts';
import { applyEdits } from './apply.ts';
import { assumedContext } from './assumed-context.ts';
import {
  blockOf,
  editOf,
  inTheirDirectories,
  originsOf,
  overwritten,
  rangeLength,
  withDestination,
  type Block,
  type Reordered,
} from './blocks.ts';
import { argumentDoubts } from './build-arguments.ts';
import { copyLines, type Placed } from './copy-line.ts';
import type { Edit } from './edit.ts';
import { effectOf } from './effects.ts';
import { noEffect, together, touches, unknownEffect, type Effect } from './effect.ts';
import { keepOut } from './keep-out.ts';
import { prove } from './prove.ts';
import { splitRun } from './split-run.ts';

export interface LateInstall {
  readonly found: FoundInstall;
  readonly inspection: Extract<Inspection, { kind: 'known' }>;
}

/**
 * Copy the manifests, install, copy the rest: one edit from the first copy that brings code to the last install below it. What stands between stays
 * above the install when it has nothing to do with the copied files, and goes below the copy when it may have. Null: no edit can be shown.
 */
export function installFirst(
  build: Build,
  stage: number,
  installs: readonly LateInstall[],
  copies: readonly CopyLike[],
): Proposal | null {
  const proposal = drawn(build, stage, installs, copies);
  if (proposal === null) return null;
  const more = argumentDoubts(build, stage, proposal, ({ dockerfile, args }) => {
    const { context } = build;
    if (context === null) return 'unknown';
    const same = installs.map((one) => sameInstall(one, dockerfile, context));
    if (same.includes('unknown')) return 'unknown';
    const late = same.filter((one) => typeof one === 'object');
    const above = copies.map(({ index }) => dockerfile.instructions[index]).filter((one) => one !== undefined);
    if (late.length < installs.length || !above.every(isCopy)) return 'other';
    return drawn({ ...build, dockerfile }, stage, late, above, args) ?? 'other';
  });
  return { edits: proposal.edits, doubts: [...proposal.doubts, ...more] };
}

/** The install in the same file, read with other arguments; `nothing`: it reads no manifest then. */
export function sameInstall(
  { found }: LateInstall,
  dockerfile: Dockerfile,
  context: BuildContext,
): LateInstall | 'nothing' | 'unknown' {
  const step = stepsOf(dockerfile, found.run.stage ?? 0).find(
    ({ instruction }) => instruction.index === found.run.index,
  );
  if (step?.instruction.keyword !== 'RUN') return 'unknown';
  const other = installsIn(step.instruction, step.workdir).find(
    ({ command, install }) =>
      command.shell?.start === found.command.shell?.start && install.ecosystem === found.install.ecosystem,
  );
  if (!other) return 'unknown';
  const inspection = inspect(other, dockerfile, context);
  return inspection.kind === 'known' ? { found: other, inspection } : inspection.kind;
}

function isCopy(instruction: Instruction): instruction is CopyLike {
  return instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
}

function drawn(
  { dockerfile, context, tree }: Pick<Build, 'dockerfile' | 'context' | 'tree'>,
  stage: number,
  installs: readonly LateInstall[],
  copies: readonly CopyLike[],
  someArgs: ReadonlyMap<string, string> = new Map(),
): Proposal | null {
  if (context === null) return null;
  const draft = draftOf(dockerfile, context, stage, installs, copies);
  if (draft === null) return null;

  const after = parseDockerfile(dockerfile.path, applyEdits(dockerfile.text, [draft.edit]), { someArgs });
  const fills = [...installs.flatMap(({ inspection }) => inspection.writes), ...draft.made];
  const kept = keepOut(overwritten(dockerfile, context, stage, fills, draft.below), {
    tree,
    dockerfile,
    context,
  });
  const doubts: Doubt[] = [
    ...(context.doubt ? [context.doubt] : []),
    ...installs.flatMap(({ inspection }) => inspection.hazards),
    ...draft.doubts,
    ...kept.doubts,
    // A step that is new is a doubt by itself (its ecosystem says which).
    ...(installs.some(({ inspection }) => inspection.dependencyStep !== undefined)
      ? []
      : prove({ before: dockerfile, after, context, about: [], origins: originsOf(dockerfile, after, draft) })),
  ];
  return {
    edits: [draft.edit, ...kept.edits],
    doubts: [...new Map(doubts.map((doubt) => [JSON.stringify(doubt), doubt])).values()],
  };
}

/** The same where the context is not known: drawn with the files that such an install usually reads, for a person to complete. */
export function installFirstAssumed(
  { dockerfile, facts }: Build,
  stage: number,
  installs: readonly FoundInstall[],
  copies: readonly { readonly copy: CopyLike; readonly to: string }[],
): Proposal | null {
  const doubt: Doubt = facts.doubt ?? { kind: 'context-not-found' };
  const reads = installs.map(({ install }) => install.usual.map((name) => resolve(install.directory, name) ?? name));
  const { to } = copies.at(-1) ?? { to: '/' };
  const context = assumedContext(
    reads.flat().flatMap((path) => fromDirectory(path, to) ?? []),
    doubt,
  );
  const late = installs.map((found, index): LateInstall => {
    const files = reads[index] ?? [];
    return {
      found,
      inspection: {
        kind: 'known',
        reads: files.map((imagePath) => ({ imagePath, kind: 'file' })),
        writes: [],
        hazards: [],
      },
    };
  });
  const draft = draftOf(
    dockerfile,
    context,
    stage,
    late,
    copies.map(({ copy }) => copy),
  );
  return draft && { edits: [draft.edit], doubts: [doubt, ...draft.doubts] };
}

interface Draft extends Reordered {
  readonly edit: Edit;
  readonly doubts: readonly Doubt[];
  /** Copies that stand below an install now. */
  readonly below: readonly CopyLike[];
  /** Places that stand above those copies now, besides what the installs fill. */
  readonly made: readonly string[];
}

function draftOf(
  dockerfile: Dockerfile,
  context: BuildContext,
  stage: number,
  installs: readonly LateInstall[],
  copies: readonly CopyLike[],
): Draft | null {
  const steps = stepsOf(dockerfile, stage);
  const before = placementAfter(steps, context);
  const named = new Set(
    steps.flatMap((step, index) =>
      installs.some(({ found }) => found.run === step.instruction)
        ? namedFiles(step, steps.slice(0, index), [], '').map(({ path }) => path)
        : [],
    ),
  );
  const project = { dockerfile, installs, before, named };
  const region = regionOf(steps, stage, installs, (step) => isCopyOf(step, copies) || isPartOfProject(step, project));
  if (region === null || copies.some((copy) => copy.stage !== stage)) return null;
  const { above, between } = region;
  const doubts: Doubt[] = [];

  const upper: Block[] = [];
  const lower: Block[] = [];
  const kept: Step[] = [];
  const below: CopyLike[] = [];
  const brought: Placed[] = [];
  const made: string[] = [];
  const filled: string[] = [];
  /** Files that are made below: by another stage, a heredoc, a command. */
  const madeBelow: string[] = [];
  let settings = false;

  /** What is not yet there for the installs of a step, as it is drawn so far. */
  const neededBy = (step: Step, run: Run, own: readonly LateInstall[]): readonly Placed[] | null =>
    missing(steps, step, run, own, placementAfter([...above, ...kept], context), brought, context);

  const notThereYet = (
    step: Step,
    run: Run,
    own: readonly LateInstall[],
    lines: readonly string[],
  ): readonly Doubt[] => {
    const old = steps.slice(0, steps.indexOf(step));
    const directories = own.flatMap(({ found }) => [found.command.directory ?? [], found.install.directory].flat());
    const files = placementAfter(old, context, run);
    const there = placementAfter([...above, ...kept], context);
    const text = lines.filter((line) => !/^\s*#/.test(line)).join('\n');
    const hazards = own.flatMap(({ inspection }) => inspection.hazards);
    const isLacking = (imagePath: string, path: string): boolean =>
      files.broughtBy(imagePath) !== run &&
      there.find(imagePath) !== path &&
      !brought.some(({ to, from }) => to === imagePath && from === path);
    return namedFiles(step, old, directories, text).flatMap(({ variable, path: imagePath }): Doubt[] => {
      if (hazards.some((doubt) => doubt.kind === 'pip/setting-names-file' && doubt.variable === variable)) return [];
      const path = files.find(imagePath);
      if (path !== null) return isLacking(imagePath, path) ? [{ kind: 'named-file', path, variable }] : [];
      if (isFile.test(imagePath) && madeBelow.some((place) => isBelow(imagePath, place)))
        return [{ kind: 'named-file', path: imagePath, variable }];
      // `SSL_CERT_DIR=/app/certs`; of other directories an install reads nothing.
      const store = /CERT|(?:^|_)CA(?:_|$)/i.test(variable ?? '') ? files.under(imagePath) : [];
      const lost = store.find(({ imagePath: place, entry }) => isLacking(place, entry.path));
      return lost ? [{ kind: 'named-file', path: lost.entry.path, variable }] : [];
    });
  };

  for (const [index, step] of between.entries()) {
    const { instruction } = step;
    const block = blockOf(dockerfile, between[index - 1]?.instruction ?? null, instruction);
    const own = instruction.keyword === 'RUN' ? installs.filter(({ found }) => found.run === instruction) : [];
    const separate = own.flatMap(({ inspection }) => inspection.dependencyStep ?? []);
    if (instruction.keyword === 'RUN' && separate.length > 0) {
      // The install itself stays below the code; what it can do before is a step of its own.
      const needed = neededBy(step, instruction, own);
      const inserted = needed && copyLines(dockerfile, needed, step);
      if (!needed || !inserted || separate.length < own.length) return null;
      brought.push(...needed);
      doubts.push(...notThereYet(step, instruction, own, separate));
      const [keyword = 'RUN'] = /^\S+/.exec((block.lines.at(-rangeLength(instruction)) ?? '').trimStart()) ?? [];
      const lines = [...inserted, ...separate.map((command) => `${keyword} ${command}`)];
      upper.push({ lead: block.lead, lines, origins: lines.map(() => null) });
      const [finish] = own.flatMap(({ inspection }) => inspection.finishStep ?? []);
      // The call is said again with an option, so it has to be all that the step runs.
      if (finish !== undefined && !isAlone(instruction, own)) return null;
      const rest =
        finish === undefined
          ? block.lines
          : [...block.lines.slice(0, -rangeLength(instruction)), `${keyword} ${finish}`];
      lower.push({ ...block, lines: rest, workdir: step.workdir });
      continue;
    }
    if (instruction.keyword === 'RUN' && own.length > 0) {
      const isInstall = (command: PlacedCommand): boolean => own.some(({ found }) => found.command === command);
      const split = splitRun(dockerfile, {
        run: instruction,
        workdir: step.workdir,
        isInstall,
        needsCode: (effect) => needsCode(effect, own, filled, before, context),
        isCopied: (path) => before.find(path) !== null,
        fills: own.flatMap(({ inspection }) => inspection.writes),
      });
      if (split === null) return null;
      doubts.push(...split.doubts);
      made.push(...split.made);
      const needed = neededBy(step, instruction, own);
      if (needed === null) return null;
      const inserted = copyLines(dockerfile, needed, step);
      if (inserted === null) return null;
      brought.push(...needed);
      doubts.push(...notThereYet(step, instruction, own, split.head));
      const comments = block.lines.slice(0, block.lines.length - rangeLength(instruction));
      const head = { lead: block.lead, lines: [...comments, ...split.head], origins: [instruction] };
      if (inserted.length > 0) {
        // What stands above the step stands above both; at the very top the step keeps it.
        const isFirst = upper.length === 0;
        upper.push({ lead: isFirst ? [] : block.lead, lines: inserted, origins: inserted.map(() => null) });
        upper.push(isFirst ? head : { ...head, lead: [] });
      } else upper.push(head);
      if (split.tail) {
        const lines = [...split.tail.comments, ...split.tail.lines];
        lower.push({ lead: [], lines, origins: [instruction], workdir: step.workdir });
      }
      continue;
    }
    const goesDown = staysBehind(step, { ...project, copies, context, filled, settings });
    if (goesDown) {
      if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
        lower.push(withDestination(block, instruction, step.workdir, between.at(-1)?.workdir ?? null));
        below.push(instruction);
        filled.push(...before.filledBy(instruction));
        if (instruction.from !== null || instruction.heredocs.length > 0)
          madeBelow.push(...before.filledBy(instruction));
        settings ||= before.filesOf(instruction).some(({ imagePath }) => isBelow(imagePath, '/etc'));
      } else {
        lower.push({ ...block, workdir: step.workdir });
        const effect = runEffect(instruction, step.workdir);
        if (effect.kind === 'known') madeBelow.push(...effect.writes);
      }
    } else {
      upper.push(block);
      kept.push(step);
      if (instruction.keyword === 'RUN') made.push(...filesMadeBy(instruction, step.workdir));
    }
  }
  const [first] = between.map(({ instruction }) => instruction);
  if (!first) return null;
  const placed = inTheirDirectories(lower, between.at(-1)?.workdir ?? null);
  const order = [...upper, ...placed].flatMap(({ origins }) => origins);
  return {
    edit: editOf(dockerfile, between, upper, placed),
    first,
    replaced: between.length,
    order,
    doubts,
    below,
    made,
  };
}

function isAlone({ command }: Run, own: readonly LateInstall[]): boolean {
  return (
    own.length === 1 &&
    command.form === 'shell' &&
    command.text.trim() === own[0]?.found.command.words.map(({ raw }) => raw).join(' ')
  );
}

/** An empty directory lies as well below a copy as above. */
function filesMadeBy(run: Run, workdir: string | null): readonly string[] {
  const { commands } = commandsOf(run, workdir);
  const effect = together(commands.filter(({ words }) => words[0]?.value !== 'mkdir').map(effectOf));
  return effect.kind === 'known' ? effect.writes : [];
}

/** May a command touch the code? What the install reads is there for it too, and a place that no file of the context has is its own. */
function needsCode(
  effect: Effect,
  own: readonly LateInstall[],
  filled: readonly string[],
  before: Placement,
  context: BuildContext,
): boolean {
  if (effect.kind === 'unknown') return true;
  const manifests = new Set(own.flatMap(({ inspection }) => inspection.reads.map(({ imagePath }) => imagePath)));
  const reads = effect.reads.filter((path) => !manifests.has(path));
  return touches({ ...effect, reads, writes: overCode(effect.writes, filled, before, context) }, filled);
}

/** The places at which the context has something, or may have. */
function overCode(
  writes: readonly string[],
  filled: readonly string[],
  before: Placement,
  context: BuildContext,
): readonly string[] {
  return writes.filter(
    (path) => filled.includes(path) || before.find(path) !== null || before.isDirectory(path) || context.doubt !== null,
  );
}

/** From the first of the copies to the last of the installs, in the stage's own instructions. */
function regionOf(
  steps: readonly Step[],
  stage: number,
  installs: readonly LateInstall[],
  isFirst: (step: Step) => boolean,
): { readonly above: readonly Step[]; readonly between: readonly Step[] } | null {
  const first = steps.findIndex((step) => step.instruction.stage === stage && isFirst(step));
  const last = steps.findLastIndex(({ instruction }) => installs.some(({ found }) => found.run === instruction));
  return first < 0 || last < first ? null : { above: steps.slice(0, first), between: steps.slice(first, last + 1) };
}

/** By its name: `ca.pem`, but not `node_modules/.bin`. */
const isFile = /[^/]\.\w+$/;

interface Project {
  readonly dockerfile: Dockerfile;
  readonly installs: readonly LateInstall[];
  /** All files of the stage, where it ends. */
  readonly before: Placement;
  /** Places that variables name at the installs. */
  readonly named: ReadonlySet<string>;
}

interface Behind extends Project {
  readonly copies: readonly CopyLike[];
  readonly context: BuildContext;
  /** Places that copies fill which go below the install. */
  readonly filled: readonly string[];
  /** One of them brings settings of the system (`/etc/apt/sources.list`). */
  readonly settings: boolean;
}

function isCopyOf({ instruction }: Step, copies: readonly CopyLike[]): boolean {
  return copies.some((copy) => copy === instruction);
}

/** Does the step go below the install, together with the copies? */
function staysBehind(step: Step, behind: Behind): boolean {
  const { instruction, workdir } = step;
  const { copies, before, context, filled, settings } = behind;
  if (instruction.keyword === 'RUN') {
    const effect = runEffect(instruction, workdir);
    if (effect.kind === 'unknown') return touches(effect, filled);
    return (
      touches({ ...effect, writes: overCode(effect.writes, filled, before, context) }, filled) ||
      (settings && effect.system === 'changes')
    );
  }
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return false;
  if (isCopyOf(step, copies) || isPartOfProject(step, behind)) return true;
  const own = before.filledBy(instruction);
  const covered = own.filter((place) => filled.some((other) => overlap(place, other)));
  // Manifests that are copied again are the same files: they may as well come first.
  return covered.length > 0 && !covered.every((place) => instruction.from === null && before.find(place) !== null);
}

/**
 * A directory of the project, or what another stage built of it, that no install reads: its files change with the code, so above the install it would
 * run that again all the same.
 */
function isPartOfProject({ instruction, workdir }: Step, { dockerfile, installs, before, named }: Project): boolean {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return false;
  const { from } = instruction;
  const place = destinationOf(instruction, workdir)?.path;
  if (place === undefined || before.filesOf(instruction).some(({ imagePath }) => named.has(imagePath))) return false;
  if (from !== null && [...named].some((path) => isFile.test(path) && isBelow(path, place))) return false;
  if (from === null ? !before.bringsDirectory(instruction) : stageNamed(dockerfile, from) === null) return false;
  return (
    installs.some(({ found: { install } }) => place !== install.directory && isBelow(place, install.directory)) &&
    installs.every(({ inspection: { reads, writes } }) =>
      [...reads.map(({ imagePath }) => imagePath), ...writes].every((path) => !overlap(place, path)),
    )
  );
}

function runEffect(instruction: Instruction, workdir: string | null): Effect {
  if (instruction.keyword !== 'RUN') return noEffect;
  const { commands, unreadable } = commandsOf(instruction, workdir);
  return unreadable ? unknownEffect : together(commands.map(effectOf));
}

/** What the installs of one RUN read that no copy above them brings any more. */
function missing(
  steps: readonly Step[],
  step: Step,
  run: Run,
  own: readonly LateInstall[],
  there: Placement,
  brought: readonly Placed[],
  context: BuildContext,
): readonly Placed[] | null {
  const old = placementAfter(steps.slice(0, steps.indexOf(step)), context, run);
  const needed: Placed[] = [];
  const isThere = (imagePath: string, from: string): boolean =>
    there.find(imagePath) === from || [...brought, ...needed].some((one) => one.to === imagePath && one.from === from);
  for (const { imagePath, kind } of own.flatMap(({ inspection }) => inspection.reads)) {
    if (kind === 'file') {
      const from = old.find(imagePath);
      const like = old.broughtBy(imagePath);
      if (from === null || like === null) return null;
      if (like.keyword === 'RUN' || isThere(imagePath, from)) continue;
      needed.push({ from, to: imagePath, kind, like });
    } else {
      const files = old.under(imagePath);
      const [first] = files;
      const like = first ? old.broughtBy(first.imagePath) : null;
      if (!first || like === null || like.keyword === 'RUN') continue;
      if (files.every((file) => isThere(file.imagePath, file.entry.path))) continue;
      const sources = old.sourcesOf(like, imagePath);
      const [from] = sources;
      if (from === undefined || sources.length > 1) return null;
      needed.push({ from, to: imagePath, kind, like });
    }
  }
  return needed;
}
