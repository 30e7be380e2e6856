import { basename, dirname } from '../repository/paths.ts';
import type { Content, ContentDoubt } from './content.ts';
import { DIRECTORY, type Item } from './item.ts';
import { resolve } from './links.ts';
import { Listing } from './listing.ts';
import { type CopyDetails, imageKey, type Node, type Origin } from './node.ts';
import { isPlain, keyOf, type Selector } from './selector.ts';
import { outermostMatch, splitWildcard } from './wildcard.ts';

/** The files of a stage, as far as they can be known without running anything (cache-semantics 6.1). */
interface Files {
  /** What lies below, where nobody can see: the image or command that made it. Null: nothing. */
  readonly below: { readonly key: string; readonly doubt: ContentDoubt } | null;
  /** What COPY and WORKDIR put on top, absolute paths without their first slash. */
  readonly items: ReadonlyMap<string, Item>;
}

interface Options {
  readonly nodes: readonly Node[];
  readonly context: Listing;
  /** What a command with unknown result is compared by. */
  keyOf(node: number): string;
  /** Contexts larger than this are not followed through COPY. */
  readonly mostEntries: number;
}

const NOTHING: Files = { below: null, items: new Map() };

/** The contents of what steps take from stages and images in one build. */
export class StageFiles {
  readonly #options: Options;
  readonly #files = new Map<number, Files>();
  readonly #listings = new Map<Files, Listing>();

  constructor(options: Options) {
    this.#options = options;
  }

  content(origin: Origin, selectors: readonly Selector[]): Content {
    const files = this.#filesOf(origin);
    const names = selectors.map(keyOf).join(' ');
    const { below } = files;
    if (below && files.items.size === 0) return { digest: `${below.key} ${names}`, doubt: below.doubt };
    const listing = this.#listingOf(files);
    const { digest, doubt } = listing.content(selectors);
    if (!below || selectors.every((selector) => isOwnFile(listing, selector))) return { digest, doubt };
    return { digest: `${digest} ${below.key} ${names}`, doubt: below.doubt };
  }

  #listingOf(files: Files): Listing {
    const known = this.#listings.get(files);
    if (known) return known;
    const listing = new Listing();
    listing.apply([...files.items].map(([path, item]) => ({ path, item })));
    this.#listings.set(files, listing);
    return listing;
  }

  #filesOf(origin: Origin): Files {
    if (origin.kind === 'scratch') return NOTHING;
    if (origin.kind === 'image') {
      return hidden(`image ${imageKey(origin.image)}`, { kind: 'image', name: origin.image.name });
    }
    const known = this.#files.get(origin.node);
    if (known) return known;
    // From the bottom up, so that a long stage is no deep recursion.
    const open: number[] = [];
    for (let next: Origin = origin; next.kind === 'node' && !this.#files.has(next.node);) {
      open.push(next.node);
      next = this.#options.nodes[next.node]?.base ?? { kind: 'scratch' };
    }
    let files = NOTHING;
    for (const node of open.toReversed()) {
      files = this.#made(node);
      this.#files.set(node, files);
    }
    return files;
  }

  #made(index: number): Files {
    const node = this.#options.nodes[index];
    const unknown = hidden(this.#options.keyOf(index), { kind: 'output', node: index });
    if (!node) return unknown;
    const base = this.#filesOf(node.base);
    switch (node.definition.operation) {
      case 'run':
        return unknown;
      case 'workdir': {
        const items = new Map(base.items);
        const owner = node.definition.parts.user || '0:0';
        makeDirectories(items, node.definition.parts.destination ?? '', withOwner(DIRECTORY, owner, null));
        return { below: base.below, items };
      }
      case 'merge': {
        const [layer] = node.inputs;
        const upper = layer?.kind === 'layer' ? this.#filesOf(layer.origin) : unknown;
        return upper.below ? unknown : { below: base.below, items: new Map([...base.items, ...upper.items]) };
      }
      case 'copy': {
        const items = node.copy && this.#copied(node.copy, base);
        return items ? { below: base.below, items } : unknown;
      }
    }
  }

  /** Null: can't be followed. */
  #copied({ destination, sources, owner, mode, unpacks }: CopyDetails, base: Files): ReadonlyMap<string, Item> | null {
    const items = new Map(base.items);
    const isInDirectory = destination.endsWith('/');
    const to = destination.replace(/^\/+|\/+$/g, '');
    const owned = (item: Item): Item => withOwner(item, owner, mode);
    if (throughLink(items, to)) return null;
    const put = (name: string, item: Item): void => {
      const isDirectory = isInDirectory || to === '' || items.get(to)?.kind === 'directory';
      const path = isDirectory ? (to === '' ? name : `${to}/${name}`) : to;
      makeDirectories(items, dirname(path), owned(DIRECTORY));
      items.set(path, owned(item));
    };
    for (const source of sources) {
      if (source.kind === 'text') {
        put(source.name, { kind: 'file', mode: '644', content: `text ${source.text}` });
        continue;
      }
      const files = source.from === 'context' ? null : this.#filesOf(source.from);
      const from = files ? this.#listingOf(files) : this.#options.context;
      // What lies below a stage may add to its directories, and to what a wildcard matches.
      if (files?.below && !isOwnFile(from, source.selector)) return null;
      const taken = takenBy(source.selector, from, this.#options.mostEntries);
      if (!taken) return null;
      for (const { path, name } of taken) {
        const item = from.get(path);
        if (item && item.kind !== 'directory') {
          if (unpacks || item.kind === 'symlink') return null;
          put(name, item);
          continue;
        }
        if ((!item && path !== '') || from.size > this.#options.mostEntries) return null;
        makeDirectories(items, to, owned(item ?? DIRECTORY));
        for (const [below, { item: entry }] of from.entries()) {
          const relative = path === '' ? below : below.startsWith(`${path}/`) ? below.slice(path.length + 1) : '';
          if (relative !== '') items.set(to === '' ? relative : `${to}/${relative}`, owned(entry));
        }
      }
    }
    return items;
  }
}

function hidden(key: string, doubt: ContentDoubt): Files {
  return { below: { key, doubt }, items: new Map() };
}

/** A file that is certainly there, so that what lies below it does not matter. */
function isOwnFile(listing: Listing, selector: Selector): boolean {
  if (!isPlain(selector)) return false;
  const place = resolve((path) => listing.get(path), selector.path, true);
  const item = place.kind === 'path' ? listing.get(place.path) : undefined;
  return item?.kind === 'file';
}

/** Paths with the names that they get in a directory; null: patterns, or a place that is not known. */
function takenBy(
  selector: Selector,
  from: Listing,
  mostEntries: number,
): readonly { readonly path: string; readonly name: string }[] | null {
  const get = (path: string): Item | undefined => from.get(path);
  if (isPlain(selector)) {
    const place = resolve(get, selector.path, true);
    return place.kind === 'path' ? [{ path: place.path, name: basename(selector.path) }] : null;
  }
  if (selector.include.length > 0 || selector.exclude.length > 0 || from.size > mostEntries) return null;
  const { fixed, pattern } = splitWildcard(selector.path);
  const place = resolve(get, fixed, true);
  if (place.kind !== 'path') return null;
  const matched = outermostMatch(pattern);
  const prefix = place.path === '' ? '' : `${place.path}/`;
  return [...from.entries()]
    .map(([path]) => path)
    .filter((path) => path.startsWith(prefix) && matched(path.slice(prefix.length)) === path.slice(prefix.length))
    .sort()
    .map((path) => ({ path, name: basename(path) }));
}

function makeDirectories(items: Map<string, Item>, path: string, item: Item): void {
  for (let directory = path; directory !== ''; directory = dirname(directory)) {
    if (!items.has(directory)) items.set(directory, item);
  }
}

function throughLink(items: ReadonlyMap<string, Item>, path: string): boolean {
  for (let directory = path; directory !== ''; directory = dirname(directory)) {
    if (items.get(directory)?.kind === 'symlink') return true;
  }
  return false;
}

function withOwner(item: Item, owner: string | null, mode: string | null): Item {
  if (item.kind === 'submodule') return item;
  const owned = owner === null ? item : { ...item, owner };
  return mode === null || owned.kind === 'symlink' ? owned : { ...owned, mode };
}
