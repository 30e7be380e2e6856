import { readFileSync } from 'node:fs';
import type { Answer } from '../../src/cache/answer.ts';
import { Builder, type CacheKind } from '../../src/cache/builder.ts';
import type { BuildCall } from '../../src/cache/call.ts';
import type { Item } from '../../src/cache/item.ts';
import { Listing } from '../../src/cache/listing.ts';
import { planBuild, type Plan } from '../../src/cache/plan.ts';
import { readIgnoreFile } from '../../src/context/ignore.ts';

/**
 * A case that was built by real builders, twice or more often (`../fixtures/cache/vectors.json`). All paths are relative to the build context, where
 * the Dockerfile is `Dockerfile`, and a file `busybox` with mode 755 is always there. `via`: changes between the first build and `change`, each with
 * a build of its own; the last build is compared. `expected`: builder → printed instruction → whether it was CACHED. `touch`, `chown`, `sameStat`,
 * `secrets` and `http` change nothing that a model by content could see.
 */
export interface Vector extends Call {
  readonly name: string;
  readonly about: string;
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, FileValue>>;
  readonly change?: Change;
  readonly via?: readonly Change[];
  /** Two of its steps are equal, so that one is CACHED even in the first build. */
  readonly firstMayReuse?: boolean;
  readonly expected: Readonly<Record<string, readonly Expected[]>>;
}

interface Call {
  readonly dockerfile?: string;
  readonly dockerignore?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly flags?: readonly string[];
}

type FileValue =
  | string
  | { readonly content: string; readonly mode?: string }
  | { readonly symlink: string }
  | { readonly dir: true; readonly mode?: string };

interface Change extends Call {
  readonly set?: Readonly<Record<string, FileValue>>;
  readonly delete?: readonly string[];
  readonly chmod?: Readonly<Record<string, string>>;
}

export interface Expected {
  readonly step: string;
  readonly cached?: boolean;
  readonly absent?: boolean;
}

/** Where the files of vectors with `http` are served, for the model. */
export const FILES = 'http://files.example';

export const vectors = JSON.parse(
  readFileSync(new URL('../fixtures/cache/vectors.json', import.meta.url), 'utf8'),
) as readonly Vector[];

/** What one build of a vector is given. */
export interface Given {
  readonly dockerfile: string;
  readonly call: BuildCall;
  readonly items: ReadonlyMap<string, Item>;
  readonly isIgnored: (path: string) => boolean;
}

/** All builds of a vector, the first one first. */
export function buildsOf(vector: Vector): readonly Given[] {
  const items = new Map<string, Item>([['busybox', { kind: 'file', mode: '755', content: 'busybox' }]]);
  const call: Call & { dockerfile: string } = { ...vector };
  put(items, vector.files ?? {});
  const builds = [given(items, call)];
  for (const change of [...(vector.via ?? []), vector.change ?? {}]) {
    for (const path of change.delete ?? []) {
      for (const known of items.keys()) if (known === path || known.startsWith(`${path}/`)) items.delete(known);
    }
    put(items, change.set ?? {});
    for (const [path, mode] of Object.entries(change.chmod ?? {})) {
      const item = items.get(path) ?? { kind: 'directory', mode };
      items.set(path, item.kind === 'file' || item.kind === 'directory' ? { ...item, mode } : item);
    }
    Object.assign(call, change);
    builds.push(given(items, call));
  }
  return builds;
}

function put(items: Map<string, Item>, files: Readonly<Record<string, FileValue>>): void {
  for (const [path, value] of Object.entries(files)) items.set(path, itemOf(value));
}

function itemOf(value: FileValue): Item {
  if (typeof value === 'string') return { kind: 'file', mode: '644', content: value };
  if ('symlink' in value) return { kind: 'symlink', content: value.symlink, target: value.symlink };
  if ('dir' in value) return { kind: 'directory', mode: value.mode ?? '755' };
  return { kind: 'file', mode: value.mode ?? '644', content: value.content };
}

function given(files: ReadonlyMap<string, Item>, call: Call & { dockerfile: string }): Given {
  const { dockerignore } = call;
  const dockerfile = call.dockerfile.replaceAll('{{HTTP}}', FILES);
  const items = new Map(files);
  // The mode of the context's own directory is nothing that a step could select.
  items.delete('.');
  items.set('Dockerfile', { kind: 'file', mode: '644', content: dockerfile });
  if (dockerignore !== undefined) items.set('.dockerignore', { kind: 'file', mode: '644', content: dockerignore });
  const own = items.get('Dockerfile.dockerignore');
  const ignore = readIgnoreFile(own?.kind === 'file' ? own.content : (dockerignore ?? ''));
  return { dockerfile, call: callOf(call), items, isIgnored: (path) => ignore.ignores(path) };
}

function callOf({ buildArgs, target, flags = [] }: Call): BuildCall {
  const values = (name: string): readonly string[] =>
    flags.filter((flag) => flag.startsWith(`--${name}=`)).map((flag) => flag.slice(name.length + 3));
  const [platform] = values('platform');
  const [network] = values('network');
  return {
    args: new Map(Object.entries(buildArgs ?? {})),
    hosts: values('add-host').map((host) => host.replace(/:.*/, '')),
    limits: [...values('ulimit'), ...values('shm-size')],
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
    ...(network === undefined ? {} : { network }),
    noCache: flags.includes('--no-cache') ? 'all' : new Set(values('no-cache-filter')),
  };
}

export interface Built {
  readonly plan: Plan;
  readonly answers: readonly Answer[];
}

/** The last of several builds by one builder. */
export function build(builds: readonly Given[], kind: CacheKind = 'kept'): Built {
  const builder = new Builder({ kind, isNetworkFixed: false, mostEntries: Infinity });
  let last: Built | null = null;
  for (const { dockerfile, call, items, isIgnored } of builds) {
    const plan = planBuild({ path: 'Dockerfile', text: dockerfile }, call);
    if (!plan) throw new Error(`Not a Dockerfile: ${dockerfile}`);
    last = { plan, answers: builder.build(plan, listing(items, isIgnored)) };
  }
  if (!last) throw new Error('No build');
  return last;
}

function listing(items: ReadonlyMap<string, Item>, isIgnored: (path: string) => boolean): Listing {
  const context = new Listing(isIgnored);
  context.apply([...items].map(([path, item]) => ({ path, item })));
  return context;
}
