import { Listing } from '../../src/cache/listing.ts';
import { type Plan, planBuild } from '../../src/cache/plan.ts';
import type { BuildCall } from '../../src/cache/call.ts';
import type { Item } from '../../src/cache/item.ts';
import { resolve } from '../../src/cache/links.ts';
import { splitWildcard } from '../../src/cache/wildcard.ts';
import { readIgnoreFile } from '../../src/context/ignore.ts';

/** All that one build is given. `@` in an instruction or a file stands for the salt of its case. */
export interface State {
  /** Of the context; without the Dockerfile, its ignore file and `busybox`. */
  readonly files: ReadonlyMap<string, Item>;
  /** In front of the first FROM. */
  readonly globals: readonly string[];
  readonly stages: readonly StageText[];
  readonly ignore: readonly string[];
  readonly ignoreName: '.dockerignore' | 'Dockerfile.dockerignore';
  /** Dockerfile and ignore file are ignored themselves. */
  readonly hides: boolean;
  readonly args: Readonly<Record<string, string>>;
  readonly target: string | null;
  /** Files that get a new time, and nothing else. */
  readonly touched: readonly string[];
  /** The builder gets the context from another folder, so that it takes none of it for what it has already (cache-semantics 3.3). */
  readonly isFresh: boolean;
}

export interface StageText {
  readonly from: string;
  readonly name: string | null;
  /** Instructions; one may be of several lines. */
  readonly lines: readonly string[];
}

/** What makes it a case of its own: with a salt no case finds in the cache what another one left there. */
export function salted(state: State, salt: string): State {
  const fill = (text: string): string => text.replaceAll('@', salt);
  const files = [...state.files].map(([path, item]): [string, Item] => [
    path,
    item.kind === 'file' ? { ...item, content: fill(item.content) } : item,
  ]);
  const stages = state.stages.map((stage) => ({ ...stage, lines: stage.lines.map(fill) }));
  return { ...state, files: new Map(files), stages };
}

/** RUN of a changed network would be another step; none of them needs one. */
export const NETWORK = 'none';

export function dockerfileOf({ globals, stages }: State): string {
  const texts = stages.flatMap(({ from, name, lines }) => [`FROM ${from}${name ? ` AS ${name}` : ''}`, ...lines]);
  return `${[...globals, ...texts].join('\n')}\n`;
}

/** Null: there is none. What all stages are built on is never ignored. */
export function ignoreFileOf({ ignore, hides, ignoreName }: State): string | null {
  if (ignore.length === 0 && !hides) return null;
  const hidden = hides ? ['Dockerfile', ignoreName] : [];
  return `${[...ignore, '!busybox', ...hidden].join('\n')}\n`;
}

function file(content: string, mode = '644'): Item {
  return { kind: 'file', mode, content };
}

/** The whole context, before ignoring. */
export function itemsOf(state: State): ReadonlyMap<string, Item> {
  const items = new Map([['busybox', file('busybox', '755')], ...state.files]);
  items.set('Dockerfile', file(dockerfileOf(state)));
  const ignore = ignoreFileOf(state);
  if (ignore !== null) items.set(state.ignoreName, file(ignore));
  return items;
}

export function listingOf(state: State): Listing {
  const ignore = readIgnoreFile(ignoreFileOf(state) ?? '');
  const listing = new Listing((path) => ignore.ignores(path));
  listing.apply([...itemsOf(state)].map(([path, item]) => ({ path, item })));
  return listing;
}

function callOf({ args, target }: State): BuildCall {
  return { args: new Map(Object.entries(args)), network: NETWORK, ...(target === null ? {} : { target }) };
}

/** Null: the model says that the builder refuses it. */
export function planOf(state: State): Plan | null {
  return planBuild({ path: 'Dockerfile', text: dockerfileOf(state) }, callOf(state));
}

/** Is all there that is copied from the context by name? Else a real build would fail for sure. */
export function hasSources(state: State): boolean {
  const listing = listingOf(state);
  const inputs = planOf(state)?.nodes.flatMap((node) => node.inputs) ?? [];
  return inputs.every(
    (input) =>
      input.kind !== 'context' ||
      input.selectors.every(({ path, wildcard }) => {
        const fixed = wildcard ? splitWildcard(path).fixed : path;
        const place = resolve((at) => listing.get(at), fixed, true);
        return place.kind === 'path' && (place.path === '' || listing.get(place.path) !== undefined);
      }),
  );
}
