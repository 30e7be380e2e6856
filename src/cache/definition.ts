import { expand } from '../dockerfile/expand.ts';
import type { CopyLike, Heredoc, Run, Scope, Word } from '../dockerfile/model.ts';
import type { BuildCall } from './call.ts';
import { basename } from '../repository/paths.ts';
import { clean } from './selector.ts';

/**
 * What of an operation is hashed before any input (cache-semantics 1.1 and 2), part by part. Two operations with equal parts are the same to the
 * builder; a part that can't be known stands there as it is written, so it is equal where it is written alike and the image below is the same.
 */
export interface Definition {
  readonly operation: 'run' | 'copy' | 'workdir' | 'merge';
  readonly parts: Readonly<Partial<Record<Part, string>>>;
  /** RUN: name and value of all in force, in order of the last assignments; null for other operations. */
  readonly environment: readonly Assignment[] | null;
}

export type Part =
  /** RUN: its argument list, shell included. */
  | 'command'
  | 'mounts'
  | 'flags'
  | 'directory'
  | 'user'
  /** What the whole build is called with. */
  | 'call'
  | 'platform'
  /** COPY and ADD: base names, contents written in place, destination. */
  | 'sources'
  | 'destination'
  | 'owner'
  | 'mode'
  | 'epoch';

export interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly from: 'env' | 'arg';
}

export function digestText({ operation, parts, environment }: Definition): string {
  const entries = Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([operation, entries, environment?.map(({ name, value }) => [name, value]) ?? null]);
}

/** What a word is, or how it is written when only the build knows. No value begins like the latter. */
export function known(word: Word): string {
  return word.value ?? `\0${word.raw}`;
}

function environmentOf(scope: Scope): readonly Assignment[] {
  return scope.variables().map(({ name, value, from }) => ({
    name,
    // The base image's own variables stand in front of all these, and are the same as long as it is.
    value: value ?? '\0unknown',
    from: from === 'env' ? ('env' as const) : ('arg' as const),
  }));
}

export interface Surroundings {
  readonly call: BuildCall;
  readonly args: ReadonlyMap<string, string>;
  /** The working directory as RUN gets it; with a NUL in front: below the base image's own. */
  readonly directory: string;
  readonly platform: string;
}

/** `mounts`: their text, with the inputs they take in place of sources. */
export function runDefinition(run: Run, mounts: string, at: Surroundings): Definition {
  const { call, args } = at;
  const flags = run.flags
    .filter(({ name, value }) => name !== 'mount' && !(name === 'network' && value?.value === 'default'))
    .map(({ name, value }) => [name, value && known(value)])
    .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
  // `--network` of the build is only the default.
  const network = flags.some(([name]) => name === 'network') ? '' : (call.network ?? '');
  return {
    operation: 'run',
    parts: {
      command: JSON.stringify(commandOf(run)),
      mounts,
      flags: JSON.stringify(flags),
      directory: at.directory,
      user: run.scope.user ? known(run.scope.user) : '',
      call: JSON.stringify([network, call.hosts ?? [], call.limits ?? [], args.get('BUILDKIT_SANDBOX_HOSTNAME') ?? '']),
      platform: at.platform,
    },
    environment: environmentOf(run.scope),
  };
}

function commandOf(run: Run): readonly string[] {
  if (run.command.form === 'exec') return run.command.words;
  const shell = run.scope.shell ?? ['/bin/sh', '-c'];
  const [heredoc] = run.heredocs;
  // A script with `#!` is a file of its own, named by the delimiter.
  if (run.heredocScript && heredoc && run.command.text.startsWith('#!')) {
    return [...shell, `/dev/pipes/${heredoc.name}`, '\0file', run.command.text];
  }
  return [...shell, run.command.text];
}

export function workdirDefinition(scope: Scope, directory: string, args: ReadonlyMap<string, string>): Definition {
  return {
    operation: 'workdir',
    parts: {
      destination: directory.includes('\0') ? directory : clean(directory),
      user: scope.user ? known(scope.user) : '',
      epoch: args.get('SOURCE_DATE_EPOCH') ?? '',
    },
    environment: null,
  };
}

/** One thing that COPY or ADD takes, as its definition has it. */
export interface Source {
  /** Base name of the cleaned path; `/` for all. */
  readonly name: string;
  readonly include: readonly string[];
  /** A file written in place. */
  readonly text: string | null;
}

export function copyDefinition(copy: CopyLike, sources: readonly Source[], directory: string): Definition {
  const unpack = copy.flags.find(({ name }) => name === 'unpack')?.value?.value ?? null;
  const keepGit = copy.flags.some(({ name }) => name === 'keep-git-dir');
  const checksum = copy.flags.find(({ name }) => name === 'checksum')?.value;
  return {
    operation: 'copy',
    parts: {
      sources: JSON.stringify([
        sources.map(({ name, include, text }) => [name, include, text]),
        copy.exclude.map(known),
        copy.keyword === 'ADD' ? (unpack ?? 'add') : '',
        keepGit,
        checksum ? known(checksum) : '',
      ]),
      destination: copy.destinationPath ?? `${directory}\0${copy.destination.value ?? copy.destination.raw}`,
      owner: copy.chown ? known(copy.chown) : '',
      mode: copy.chmod ? known(copy.chmod).replace(/^0+(?=[0-7])/, '') : '',
    },
    environment: null,
  };
}

export function sourceName(path: string): string {
  const cleaned = clean(path);
  return cleaned === '' ? '/' : basename(cleaned);
}

/** The file that a heredoc of COPY or ADD makes: variables expanded unless the delimiter is quoted. */
export function heredocText({ body, quoted, chomp }: Heredoc, scope: Scope, isOnScratch: boolean): string {
  const text = chomp ? body.replace(/^\t+/gm, '') : body;
  if (quoted) return text;
  const { value } = expand(text, {
    escape: '\\',
    quotes: false,
    lookup: (name) => {
      const variable = scope.get(name);
      if (!variable) return { kind: isOnScratch ? 'unset' : 'unknown' };
      return variable.value === null ? { kind: 'unknown' } : { kind: 'set', value: variable.value };
    },
  });
  return value ?? `\0${text}`;
}
