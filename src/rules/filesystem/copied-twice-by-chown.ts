import type { Build } from '../../build.ts';
import type { CopyLike, Run } from '../../dockerfile/model.ts';
import { commandsOf } from '../../ecosystems/commands.ts';
import { isBelow } from '../../ecosystems/image-path.ts';
import { inspect, installsIn } from '../../ecosystems/installs.ts';
import { placementAfter, type Placement } from '../../ecosystems/placement.ts';
import { destinationOf, stepsOf, type Step } from '../../ecosystems/steps.ts';
import { chownOnCopy, type ChownQuestion } from '../../fixes/chown-on-copy.ts';
import type { Sighting } from '../../findings/finding.ts';
import { effectOf } from '../../fixes/effects.ts';
import { recursiveChanges, type RecursiveChange } from '../../fixes/owner-change.ts';
import { basename } from '../../repository/paths.ts';
import { defineRule } from '../rule.ts';

export interface Values {
  /** The first command, as written. */
  readonly command: string;
  readonly program: RecursiveChange['program'];
  /** Absolute paths in the image below which files are stored again. */
  readonly paths: readonly string[];
  /** The steps that brought those files, in order. */
  readonly from: readonly { readonly line: number; readonly instruction: 'COPY' | 'ADD' | 'RUN' }[];
  /** Bytes stored a second time; null: not known, or only in part. */
  readonly bytes: number | null;
}

/** Less than this is not worth a word. */
const worthAWord = 1024 * 1024;

/**
 * `chown -R`, `chmod -R` over files that an earlier layer of this file brought. Silent: what is proved small, made by the same RUN, only in the base
 * image, on a volume or mount, not shipped; a path or command that can't be known.
 */
export default defineRule<Values>({
  id: 'filesystem/copied-twice-by-chown',
  severity: 'warning',
  claims: ['F3'],
  factors: [],
  fix: 'safe',
  *check(build) {
    const seen = new Set<Run>();
    for (const target of build.targets) {
      const base = target.chain[0]?.base;
      if (target.development || !base) continue;
      const steps = stepsOf(build.dockerfile, target.stage.index);
      const found = steps.flatMap(({ instruction: run, workdir }, index) => {
        if (run.keyword !== 'RUN' || run.onbuild || seen.has(run)) return [];
        seen.add(run);
        const changes = recursiveChanges(run, workdir);
        return changes.length > 0 ? [{ run, index, changes }] : [];
      });
      if (found.length === 0) continue;
      const placement = build.context && placementAfter(steps, build.context);
      const filesOf = filesByCopy(placement);
      if (isTooMuch(steps, found.length, filesOf)) continue;
      for (const one of found) yield* sightingOf(build, { ...one, steps, base, placement, filesOf });
    }
  },
});

/** A file that is made to keep us busy: nobody writes so many steps over so many files by hand. */
function isTooMuch(steps: readonly Step[], changes: number, filesOf: (copy: CopyLike) => Files): boolean {
  let looks = steps.length * changes;
  for (const { instruction } of steps) {
    if (looks > mostLooks) return true;
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') looks += filesOf(instruction).length * changes;
  }
  return looks > mostLooks;
}

const mostLooks = 5_000_000;

type Files = ReturnType<Placement['filesOf']>;

/** The files that a copy brings from the context, worked out once. */
function filesByCopy(placement: Placement | null): (copy: CopyLike) => Files {
  const known = new Map<CopyLike, Files>();
  return (copy) => {
    if (!placement || copy.from !== null) return [];
    const files = known.get(copy) ?? placement.filesOf(copy);
    known.set(copy, files);
    return files;
  };
}

function* sightingOf(build: Build, question: ChownQuestion): Iterable<Sighting<Values>> {
  const { run, steps, index, changes, filesOf } = question;
  const before = steps.slice(0, index);
  const outside = untouched(steps, run);
  const found = changes.flatMap((change) => {
    const paths = [...new Set(change.operands.flatMap(({ path }) => (path === null || outside(path) ? [] : [path])))];
    const brought = paths.map((path) => ({
      path,
      parts: before.flatMap((step) => broughtBy(step, path, filesOf, build)),
    }));
    const stored = brought.filter(({ parts }) => isWorthAWord(parts));
    return stored.length > 0 ? [{ change, stored }] : [];
  });
  const [first] = found;
  if (!first) return;
  const parts = new Map(
    found.flatMap(({ stored }) => stored.flatMap((one) => one.parts.map((part) => [part.key, part]))),
  );
  const sources = [...new Set([...parts.values()].map(({ step }) => step))];
  const fix = chownOnCopy(build, { ...question, changes: found.map(({ change }) => change) });
  yield {
    ...run.range,
    values: {
      command: first.change.command.words.map(({ raw }) => raw).join(' '),
      program: first.change.program,
      paths: [...new Set(found.flatMap(({ stored }) => stored.map(({ path }) => path)))],
      from: sources.map(({ keyword, range }) => ({ line: range.startLine, instruction: keyword })),
      bytes: bytesOf([...parts.values()]),
    },
    ...(fix ? { fix } : {}),
    anchor: found.map(({ change }) => change.command.words.map(({ raw }) => raw).join(' ')),
  };
}

/** Mounts of the RUN and volumes: nothing of them is stored in a layer. */
function untouched(steps: readonly Step[], run: Run): (path: string) => boolean {
  const places = [
    ...run.mounts.flatMap(({ target }) => target ?? []),
    ...steps.flatMap(({ instruction }) =>
      instruction.keyword === 'VOLUME' ? instruction.paths.flatMap(({ value }) => value ?? []) : [],
    ),
  ];
  return (path) => places.some((place) => isBelow(path, place.replace(/(?<=.)\/+$/u, '')));
}

/** What a step put below a path. */
interface Part {
  /** One for each file, so that a file below two paths counts once. */
  readonly key: string;
  readonly step: CopyLike | Run;
  /** Null: not known, and not known to be small. */
  readonly bytes: number | null;
}

function isWorthAWord(parts: readonly Part[]): boolean {
  const bytes = bytesOf(parts);
  return parts.length > 0 && (bytes === null || bytes >= worthAWord);
}

function bytesOf(parts: readonly Part[]): number | null {
  return parts.reduce<number | null>((sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes), 0);
}

function broughtBy(
  { instruction, workdir }: Step,
  path: string,
  filesOf: (copy: CopyLike) => Files,
  build: Build,
): readonly Part[] {
  if (instruction.onbuild) return [];
  if (instruction.keyword === 'RUN') return madeBy(instruction, workdir, path, build);
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return [];
  const files = filesOf(instruction);
  const destination = destinationOf(instruction, workdir);
  if (files.length === 0) {
    // From another stage, or a file that git does not hold: it surely lands there only when its destination does.
    if (!destination || !isBelow(destination.path, path) || isKnownSmall(instruction)) return [];
    return [{ key: `${instruction.index}`, step: instruction, bytes: null }];
  }
  return files
    .filter(({ imagePath }) => isBelow(imagePath, path))
    .map(({ imagePath, entry }) => ({ key: imagePath, step: instruction, bytes: entry.size }));
}

/** Settings, scripts and single sources: hardly ever a MiB. */
const small =
  /\.(?:sh|bash|conf|cfg|cnf|ini|json|ya?ml|toml|txt|env|properties|xml|crt|pem|key|service|template|tmpl|md|lock|py|rb|php|pl|lua|sql)$|(?:^|\/)(?:conf|config|configs|etc|conf\.d|\w+\.d|scripts?|templates?|hooks|entrypoint|healthcheck)\/*$/iu;

function isKnownSmall({ sources, heredocs }: CopyLike): boolean {
  return (
    heredocs.length + sources.length > 0 &&
    sources.every(({ value }) => value !== null && small.test(withoutQuery(value)))
  );
}

/** An address without what stands behind the path. */
function withoutQuery(source: string): string {
  return /^https?:/iu.test(source) ? source.replace(/[?#].*$/u, '') : source;
}

const downloads = new Set(['git', 'curl', 'wget', 'tar', 'unzip']);

const filled = new WeakMap<Run, readonly string[]>();

/** What a RUN surely put there, as far as we can read it. */
function madeBy(run: Run, workdir: string | null, path: string, build: Build): readonly Part[] {
  const places = filled.get(run) ?? filledBy(run, workdir, build);
  filled.set(run, places);
  return places.some((place) => isBelow(place, path)) ? [{ key: `${run.index}`, step: run, bytes: null }] : [];
}

/** Clones, downloads, what was unpacked, installed dependencies. */
function filledBy(run: Run, workdir: string | null, build: Build): readonly string[] {
  const { commands } = commandsOf(run, workdir);
  const written = commands.flatMap((command) => {
    if (!downloads.has(basename(command.words[0]?.value ?? ''))) return [];
    const effect = effectOf(command);
    return effect.kind === 'known' ? effect.writes : [];
  });
  const { context, dockerfile } = build;
  const installed = context
    ? installsIn(run, workdir).flatMap((found) => {
        const inspection = inspect(found, dockerfile, context);
        return inspection.kind === 'known' ? inspection.writes : [];
      })
    : [];
  return [...written, ...installed];
}
