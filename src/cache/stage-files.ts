import { basename, dirname } from '../repository/paths.ts';
import type { Content, ContentDoubt } from './content.ts';
import { DIRECTORY, type Item } from './item.ts';
import { resolve } from './links.ts';
import { type Change, Listing } from './listing.ts';
import { hash } from './multiset.ts';
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

type Items = Map<string, Item>;

/** What steps take from a stage, kept from build to build: what is the same in both is not looked at again. */
export interface StageListing {
  readonly listing: Listing;
  readonly items: ReadonlyMap<string, Item>;
}

interface Options {
  readonly nodes: readonly Node[];
  /** Of the build before, by node; replaced by those of this one. */
  readonly listings: Map<number, StageListing>;
  readonly context: Listing;
  /** What an operation with unknown result is compared by. */
  keyOf(node: number): string;
  /** How many entries may be walked in one build; what is beyond is not known. */
  readonly mostEntries: number;
}

const NOTHING: Files = { below: null, items: new Map() };

/** The contents of what steps take from stages and images in one build. */
export class StageFiles {
  readonly #options: Options;
  readonly #files = new Map<number, Files>();
  readonly #listings = new Map<Files, Listing>();
  readonly #names = new Map<Files, string>();
  #entriesLeft: number;

  constructor(options: Options) {
    this.#options = options;
    this.#entriesLeft = options.mostEntries;
  }

  content(origin: Origin, selectors: readonly Selector[]): Content {
    const files = this.#filesOf(origin);
    const names = selectors.map(keyOf).join(' ');
    const { below } = files;
    if (below && files.items.size === 0) return { digest: `${below.key} ${names}`, doubt: below.doubt };
    const listing = this.#listingOf(origin, files);
    const content = listing.content(selectors);
    const { digest, doubt } = content;
    // What lies below may lead elsewhere by a link of its own; nobody puts files behind one and copies them from in front of it.
    if (!below || selectors.every((selector) => isOwnFile(listing, selector))) return content;
    const unknown = { digest: `${digest} ${below.key} ${names}`, doubt: below.doubt };
    return doubt === null
      ? { ...unknown, top: { on: `${below.key} ${this.#namesOf(files)} ${names}`, files: digest } }
      : unknown;
  }

  /** The same for the same files and links, whatever is in them. */
  #namesOf(files: Files): string {
    const known = this.#names.get(files);
    if (known !== undefined) return known;
    const names = [...files.items].flatMap(([path, { kind }]) => (kind === 'directory' ? [] : [`${kind} ${path}`]));
    const made = hash(names.sort().join('\n'));
    this.#names.set(files, made);
    return made;
  }

  #listingOf(origin: Origin, files: Files): Listing {
    const known = this.#listings.get(files);
    if (known) return known;
    const { listings } = this.#options;
    const last = origin.kind === 'node' ? listings.get(origin.node) : undefined;
    const listing = last?.listing ?? new Listing();
    listing.apply(changesBetween(last?.items ?? NOTHING.items, files.items));
    if (origin.kind === 'node') listings.set(origin.node, { listing, items: files.items });
    this.#listings.set(files, listing);
    this.#entriesLeft -= files.items.size;
    return listing;
  }

  #filesOf(origin: Origin): Files {
    if (origin.kind === 'scratch') return NOTHING;
    if (origin.kind === 'image') {
      return {
        below: { key: `image ${imageKey(origin.image)}`, doubt: { kind: 'image', name: origin.image.name } },
        items: new Map(),
      };
    }
    const known = this.#files.get(origin.node);
    if (known) return known;
    const files = this.#made(origin.node);
    this.#files.set(origin.node, files);
    return files;
  }

  /** From the last operation that hides what is below it, upwards. */
  #made(top: number): Files {
    const above: (readonly [index: number, node: Node])[] = [];
    let start: Files | null = null;
    for (let index = top; start === null;) {
      const node = this.#options.nodes[index];
      const known = this.#files.get(index);
      if (known) start = known;
      else if (!node || isHiding(node)) start = this.#hidden(index);
      else {
        above.push([index, node]);
        if (node.base.kind === 'node') index = node.base.node;
        else start = this.#filesOf(node.base);
      }
    }
    let { below } = start;
    let items = new Map(start.items);
    this.#entriesLeft -= items.size;
    for (const [index, node] of above.toReversed()) {
      if (this.#put(node, items, below !== null) && this.#entriesLeft >= 0) continue;
      ({ below } = this.#hidden(index));
      items = new Map();
    }
    return { below, items };
  }

  #hidden(node: number): Files {
    return { below: { key: this.#options.keyOf(node), doubt: { kind: 'output', node } }, items: new Map() };
  }

  /** False: can't be followed. `hasBelow`: there may be more than the items. */
  #put({ definition, inputs, copy }: Node, items: Items, hasBelow: boolean): boolean {
    if (definition.operation === 'workdir') {
      const { destination = '', user } = definition.parts;
      makeDirectories(items, destination, withOwner(DIRECTORY, user || '0:0', null));
      return true;
    }
    if (definition.operation === 'merge') {
      const [layer] = inputs;
      const upper = layer?.kind === 'layer' ? this.#filesOf(layer.origin) : null;
      if (!upper || upper.below) return false;
      for (const [path, item] of upper.items) items.set(path, item);
      this.#entriesLeft -= upper.items.size;
      return true;
    }
    return copy !== null && this.#copy(copy, items, hasBelow);
  }

  #copy({ destination, sources, owner, mode, unpacks }: CopyDetails, items: Items, hasBelow: boolean): boolean {
    const to = destination.replace(/^\/+|\/+$/g, '');
    if (isBehindLink(items, to)) return false;
    const owned = (item: Item): Item => withOwner(item, owner, mode);
    // A directory of that name may lie below, where nobody sees it: then the file goes into it. `unseen`: what it is taken for; null: either.
    const put = (name: string, item: Item, unseen: 'directory' | 'file' | null): boolean => {
      const isDirectory = destination.endsWith('/') || to === '' || items.get(to)?.kind === 'directory';
      const isUnseen = !isDirectory && hasBelow && !items.has(to);
      if (isUnseen && unseen === null) return false;
      const isInside = isDirectory || (isUnseen && unseen === 'directory');
      const path = isInside ? (to === '' ? name : `${to}/${name}`) : to;
      makeDirectories(items, dirname(path), owned(DIRECTORY));
      items.set(path, owned(item));
      return true;
    };
    return sources.every((source) => {
      if (source.kind === 'text') {
        const file: Item = { kind: 'file', mode: '644', content: `text ${source.text}` };
        return put(source.name, file, sources.length === 1 ? 'file' : 'directory');
      }
      const files = source.from === 'context' ? null : this.#filesOf(source.from);
      const from = source.from !== 'context' && files ? this.#listingOf(source.from, files) : this.#options.context;
      // What lies below a stage may add to its directories, and to what a wildcard matches.
      if (files?.below && !isOwnFile(from, source.selector)) return false;
      const taken = this.#taken(source.selector, from);
      return (
        taken !== null &&
        taken.every(({ path, name }) => {
          const item = from.get(path);
          if (!item && path !== '') return false;
          if (!item || item.kind === 'directory') return this.#copyDirectory(from, path, to, items, owned);
          // Archives are unpacked, and a link that a wildcard matched is followed.
          if (unpacks || item.kind === 'symlink') return false;
          // Several files go nowhere else.
          const isOne = sources.length === 1 && taken.length === 1;
          return put(name, item, !isOne ? 'directory' : basename(to) === name ? 'file' : null);
        })
      );
    });
  }

  #copyDirectory(from: Listing, path: string, to: string, items: Items, owned: (item: Item) => Item): boolean {
    this.#entriesLeft -= from.size;
    if (this.#entriesLeft < 0) return false;
    // The destination is made before anything is copied into it, so the mode of the source is not its own (`fsutil/copy.Copy`).
    makeDirectories(items, to, owned(DIRECTORY));
    for (const [below, { item }] of from.entries()) {
      const relative = path === '' ? below : below.startsWith(`${path}/`) ? below.slice(path.length + 1) : '';
      if (relative !== '') items.set(to === '' ? relative : `${to}/${relative}`, owned(item));
    }
    return true;
  }

  /** Paths with the names that they get in a directory; null: patterns, or a place that is not known. */
  #taken(selector: Selector, from: Listing): readonly { readonly path: string; readonly name: string }[] | null {
    const get = (path: string): Item | undefined => from.get(path);
    if (isPlain(selector)) {
      const place = resolve(get, selector.path, true);
      return place.kind === 'path' ? [{ path: place.path, name: basename(selector.path) }] : null;
    }
    this.#entriesLeft -= from.size;
    if (selector.include.length > 0 || selector.exclude.length > 0 || this.#entriesLeft < 0) return null;
    const { fixed, pattern } = splitWildcard(selector.path);
    const place = resolve(get, fixed, true);
    if (place.kind !== 'path') return null;
    const matched = outermostMatch(pattern);
    const prefix = place.path === '' ? '' : `${place.path}/`;
    return Array.from(from.entries(), ([path]) => path)
      .filter((path) => path.startsWith(prefix) && matched(path.slice(prefix.length)) === path.slice(prefix.length))
      .sort()
      .map((path) => ({ path, name: basename(path) }));
  }
}

function changesBetween(before: ReadonlyMap<string, Item>, after: ReadonlyMap<string, Item>): readonly Change[] {
  const changes: Change[] = [];
  for (const path of before.keys()) if (!after.has(path)) changes.push({ path, item: null });
  for (const [path, item] of after) if (before.get(path) !== item) changes.push({ path, item });
  return changes;
}

/** Nothing of what is below it can be taken for what it was. */
function isHiding({ definition, copy }: Node): boolean {
  return definition.operation === 'run' || (definition.operation === 'copy' && copy === null);
}

/** A file that is certainly there, so that what lies below it does not matter. */
function isOwnFile(listing: Listing, selector: Selector): boolean {
  if (!isPlain(selector)) return false;
  const place = resolve((path) => listing.get(path), selector.path, true);
  const item = place.kind === 'path' ? listing.get(place.path) : undefined;
  return item?.kind === 'file';
}

function makeDirectories(items: Items, path: string, item: Item): void {
  for (let directory = path; directory !== ''; directory = dirname(directory)) {
    if (!items.has(directory)) items.set(directory, item);
  }
}

function isBehindLink(items: ReadonlyMap<string, Item>, path: string): boolean {
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
