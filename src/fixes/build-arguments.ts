import type { Build } from '../build.ts';
import type { Dockerfile, Instruction, Word } from '../dockerfile/model.ts';
import { parseDockerfile } from '../dockerfile/parse.ts';
import { commandsOf } from '../ecosystems/commands.ts';
import { contextPath } from '../ecosystems/placement.ts';
import { stepsOf, type Step } from '../ecosystems/steps.ts';
import type { Doubt } from '../findings/doubt.ts';
import type { Proposal } from '../findings/finding.ts';

/** The file as it reads with other values for arguments that decide something in a stage. */
export interface Reading {
  readonly dockerfile: Dockerfile;
  /** The values: whoever changes its text has to read it with them again. */
  readonly args: ReadonlyMap<string, string>;
  /** `SVC=api`, or only the name where it stands for any value. */
  readonly passed: readonly string[];
  /** The file of the repository whose build passes them; null: anybody may. */
  readonly by: string | null;
  /** A source that is copied without them is copied with them too. */
  readonly copies: boolean;
}

interface Readings {
  /** Arguments on which a path or a command of the stage depends. */
  readonly names: readonly string[];
  /** Null: more than can be looked at. */
  readonly all: readonly Reading[] | null;
}

const readBefore = new WeakMap<Build, Map<number, Readings>>();

/** Each is one more reading of the file, and one more proof. */
const mostReadings = 100;
const mostNames = 100;

/** What the suggestion is with another reading: the same one, another, or nothing can be said. */
export type Again = Proposal | 'other' | 'unknown';

/** A suggestion has to be right with all values that a build passes, or that anybody may pass today without breaking the build. */
export function argumentDoubts(
  build: Build,
  stage: number,
  { edits, doubts }: Proposal,
  again: (reading: Reading) => Again,
): readonly Doubt[] {
  const { names, all } = readingsOf(build, stage);
  if (all === null) return [{ kind: 'argument-decides', passed: names, by: null, reason: 'not-known' }];
  const said = new Set(doubts.map((doubt) => JSON.stringify(doubt)));
  for (const reading of all) {
    const { passed, by } = reading;
    const found = reading.copies ? again(reading) : 'unknown';
    if (found === 'unknown') {
      // Such a build fails today, if nobody says that it is made.
      if (by === null) continue;
      return [{ kind: 'argument-decides', passed, by, reason: 'not-known' }];
    }
    const more = found === 'other' ? [] : found.doubts.filter((doubt) => !said.has(JSON.stringify(doubt)));
    if (found !== 'other' && more.length === 0 && JSON.stringify(found.edits) === JSON.stringify(edits)) continue;
    return [{ kind: 'argument-decides', passed, by, reason: 'other-lines' }, ...more];
  }
  return [];
}

/** May a build argument change what this stage copies, where to, or what it runs? */
export function dependsOnArguments(build: Build, stage: number): boolean {
  return readingsOf(build, stage).names.length > 0;
}

/** Declared builds first. */
function readingsOf(build: Build, stage: number): Readings {
  const byStage = readBefore.get(build) ?? new Map<number, Readings>();
  readBefore.set(build, byStage);
  const found = byStage.get(stage) ?? read(build, stage);
  byStage.set(stage, found);
  return found;
}

function read(build: Build, stage: number): Readings {
  const { dockerfile } = build;
  const written = new Set(dockerfile.instructions.flatMap(argsOf));
  if (written.size === 0) return { names: [], all: [] };
  if (written.size > mostNames) return { names: [...written], all: null };
  const names = namesThatDecide(dockerfile, stage, [...written]);

  const sets = new Map<string, { values: readonly (readonly [string, string])[]; by: string | null }>();
  const add = (values: readonly (readonly [string, string])[], by: string | null): void => {
    const key = JSON.stringify(values.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    if (values.length > 0 && !sets.has(key)) sets.set(key, { values, by });
  };
  for (const { args, origin } of build.declared) {
    const values = [...args].flatMap(([name, value]) =>
      value !== null && written.has(name) ? [[name, value] as const] : [],
    );
    add(values, origin.at?.path ?? null);
  }
  for (const values of valuesInContext(build, stage, names)) add(values, null);
  for (const name of names) add([[name, marker(0)]], null);
  if (sets.size > mostReadings) return { names, all: null };
  const all = [...sets.values()].flatMap(({ values, by }): readonly Reading[] => {
    const other = withArgs(dockerfile, values);
    // No port, and no name of an image: nobody can pass that.
    if (by === null && other.problems.length > dockerfile.problems.length) return [];
    return [
      {
        dockerfile: other,
        args: new Map(values),
        passed: values.map(([name, value]) => (value === marker(0) ? name : `${name}=${value}`)),
        by,
        copies: copiesAll(build, other, stage),
      },
    ];
  });
  return { names, all };
}

/** One reading shows all that end up somewhere; `${X:+…}` shows its argument only by another text. */
function namesThatDecide(dockerfile: Dockerfile, stage: number, written: readonly string[]): readonly string[] {
  if (/\$\{\w+:?[^}:\w-]/.test(dockerfile.text)) {
    const usual = textOf(dockerfile, stage);
    return written.filter((name) => textOf(withArgs(dockerfile, [[name, marker(0)]]), stage) !== usual);
  }
  const marked = textOf(
    withArgs(
      dockerfile,
      written.map((name, index) => [name, marker(index)]),
    ),
    stage,
  );
  return written.filter((_, index) => marked.includes(marker(index)));
}

function argsOf(instruction: Instruction): readonly string[] {
  return instruction.keyword === 'ARG' ? instruction.args.map(({ name }) => name) : [];
}

/** Stands for any value: by it one sees where an argument ends up, through ENV and `${…:-…}` too. */
function marker(index: number): string {
  return `kasane-any-${index}-value`;
}

function withArgs({ path, text }: Dockerfile, values: readonly (readonly [string, string])[]): Dockerfile {
  return parseDockerfile(path, text, { someArgs: new Map(values) });
}

/** All paths and words of the stage, as they read. */
function textOf(dockerfile: Dockerfile, stage: number): string {
  return JSON.stringify(stepsOf(dockerfile, stage).map(wordsOf));
}

function readAs(word: Word | null): string {
  return word?.value ?? word?.raw ?? '';
}

function wordsOf({ instruction, workdir }: Step): readonly (string | null)[] {
  switch (instruction.keyword) {
    case 'COPY':
    case 'ADD':
      return [workdir, ...[...instruction.sources, instruction.destination, instruction.chown].map(readAs)];
    case 'RUN': {
      const { commands } = commandsOf(instruction, workdir);
      const words = commands.flatMap((one) => [one.directory, ...one.words.map(({ value, raw }) => value ?? raw)]);
      return [workdir, ...words, ...instruction.mounts.flatMap(({ source, target }) => [readAs(source), target])];
    }
    case 'WORKDIR':
      return [readAs(instruction.path)];
    default:
      return [];
  }
}

/** Is everything there that is copied from the context today? */
function copiesAll({ dockerfile, context }: Build, other: Dockerfile, stage: number): boolean {
  if (context === null) return false;
  const steps = stepsOf(other, stage);
  return stepsOf(dockerfile, stage).every(({ instruction }, index) => {
    if ((instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') || instruction.from !== null) return true;
    const copy = steps[index]?.instruction;
    if (copy?.keyword !== instruction.keyword) return false;
    return instruction.sources.every(({ value }, at) => {
      const source = copy.sources[at]?.value ?? null;
      if (value === source || value === null || !isThere(value)) return true;
      return source !== null && isThere(source);
    });
  });

  function isThere(source: string): boolean {
    return (context?.select(source)?.length ?? 0) > 0;
  }
}

/** `-r/app/list-${X}.txt`: the names from the first argument on; where they lie in the context is not asked. */
const afterFixedPart = /[^/=]*kasane-any-.*$/;

/** Values with which a source of a copy, or a word of a command, names something else that the context has. */
function* valuesInContext(
  { dockerfile, context }: Build,
  stage: number,
  names: readonly string[],
): Iterable<readonly (readonly [string, string])[]> {
  if (context === null || names.length === 0) return;
  const marked = withArgs(
    dockerfile,
    names.map((name, index) => [name, marker(index)]),
  );
  const usual = names.map((name) => defaultOf(dockerfile, name));
  const patterns = stepsOf(marked, stage).flatMap(({ instruction, workdir }) => {
    if ((instruction.keyword === 'COPY' || instruction.keyword === 'ADD') && instruction.from === null)
      return instruction.sources.flatMap(({ value }) => patternOf('^', contextPath(value ?? ''), usual) ?? []);
    if (instruction.keyword !== 'RUN') return [];
    const words = wordsOf({ instruction, workdir }).flatMap((word) => afterFixedPart.exec(word ?? '') ?? []);
    return words.flatMap((word) => patternAlone(word, usual) ?? patternOf('(?:^|/)', word, usual) ?? []);
  });
  for (const pattern of new Set(patterns)) {
    const matches = new RegExp(pattern);
    for (const { path } of context.entries) {
      const groups = matches.exec(path)?.groups;
      if (groups)
        yield Object.entries(groups).map(([key, value]) => [names[Number(key.slice(1))] ?? '', value] as const);
    }
  }
}

function defaultOf(dockerfile: Dockerfile, name: string): string {
  const values = dockerfile.instructions.flatMap((instruction) =>
    instruction.keyword === 'ARG'
      ? instruction.args.flatMap((arg) => (arg.name === name ? (arg.value?.value ?? []) : []))
      : [],
  );
  return values[0] ?? '';
}

/** Null: no argument is in it. A value has as many names as the default. */
function patternOf(start: string, word: string, usual: readonly string[]): string | null {
  const parts = word.split(/kasane-any-(\d+)-value/);
  if (parts.length === 1) return null;
  const seen = new Set<string>();
  const pattern = parts.map((part, at) => {
    if (at % 2 === 0)
      return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replaceAll(String.raw`\*`, '[^/]*');
    if (seen.has(part)) return String.raw`\k<a${part}>`;
    seen.add(part);
    return `(?<a${part}>${namesLike(usual[Number(part)] ?? '')})`;
  });
  return `${start}${pattern.join('')}(?:/|$)`;
}

function namesLike(value: string): string {
  const slashes = value.replace(/^\.?\/|\/$/g, '').split('/').length - 1;
  return slashes === 0 ? '[^/]+' : `[^/]+(?:/[^/]+){${slashes}}`;
}

/** A word that is an argument and nothing else may mean anything (`production`): a file of the same kind, or the directory of some manifest. */
function patternAlone(word: string, usual: readonly string[]): string | null {
  const index = /^kasane-any-(\d+)-value$/.exec(word)?.[1];
  if (index === undefined) return null;
  const value = usual[Number(index)] ?? '';
  const [, extension] = /\.([a-z]\w*)$/i.exec(value) ?? [];
  return extension === undefined
    ? String.raw`(?:^|/)(?<a${index}>${namesLike(value)})/(?:package\.json|requirements[^/]*\.txt)$`
    : String.raw`(?:^|/)(?<a${index}>${namesLike(value)}\.${extension})$`;
}
