import { dirname } from '../repository/paths.ts';
import { type Content, join } from './content.ts';
import { DIRECTORY, type Entry, entryOf, type Item } from './item.ts';
import { Selection } from './selection.ts';
import { keyOf, type Selector } from './selector.ts';
import { Sieve } from './sieve.ts';

/** One path that changes: what stands there from now on; null: nothing. */
export interface Change {
  readonly path: string;
  readonly item: Item | null;
}

/**
 * A build context after ignoring, or the files of a stage, kept up to date change by change, with the digest of everything that steps select from
 * it. A change costs its path's depth times the selections; nothing ever walks the whole of it again, but after a symbolic link changed.
 */
export class Listing {
  /** What is there, ignored or not. Directories only where they were given. */
  readonly #items = new Map<string, Item>();
  /** Directory → how many entries are in it, and one if it was given itself. */
  readonly #holds = new Map<string, number>();
  readonly #shown = new Map<string, Entry>();
  readonly #sieve: Sieve;
  readonly #selections = new Map<string, Selection>();
  #linkChanged = false;

  constructor(isIgnored: (path: string) => boolean = () => false) {
    this.#sieve = new Sieve(
      (path) => !isIgnored(path),
      (path, isShown) => this.#show(path, isShown ? (this.#items.get(path) ?? DIRECTORY) : null),
    );
  }

  /** The changes of one commit, in any order. Each path once. */
  apply(changes: readonly Change[]): void {
    for (const selection of this.#selections.values()) selection.touched.length = 0;
    // A file may give way to a directory of its name, and the other way round.
    for (const { path, item } of changes) {
      const before = this.#items.get(path);
      if (before && (!item || isDirectory(before) !== isDirectory(item))) this.#remove(path, before);
    }
    for (const { path, item } of changes) if (item) this.#put(path, item);
    if (!this.#linkChanged) return;
    this.#linkChanged = false;
    for (const selection of this.#selections.values()) selection.followLinks();
  }

  /** After ignoring; directories as far as they are entries. */
  get(path: string): Item | undefined {
    return this.#shown.get(path)?.item;
  }

  entries(): IterableIterator<[string, Entry]> {
    return this.#shown.entries();
  }

  get size(): number {
    return this.#shown.size;
  }

  /** Did the last changes touch anything that is selected? */
  isTouched(): boolean {
    for (const selection of this.#selections.values()) if (selection.touched.length > 0) return true;
    return false;
  }

  selection(selector: Selector): Selection {
    const key = keyOf(selector);
    const known = this.#selections.get(key);
    if (known) return known;
    const selection = new Selection(selector, this);
    this.#selections.set(key, selection);
    return selection;
  }

  content(selectors: readonly Selector[]): Content {
    return join(selectors.map((selector) => this.selection(selector).content()));
  }

  #put(path: string, item: Item): void {
    const before = this.#items.get(path);
    this.#items.set(path, item);
    if (before) {
      if (this.#shown.has(path)) this.#show(path, item);
      return;
    }
    this.#hold(isDirectory(item) ? path : dirname(path));
    if (isDirectory(item)) {
      // It may have been there already because of what is in it.
      if (this.#shown.has(path)) this.#show(path, item);
    } else {
      this.#sieve.leaf(path, true);
    }
  }

  #remove(path: string, item: Item): void {
    if (isDirectory(item)) {
      this.#items.delete(path);
      if (this.#shown.has(path)) this.#show(path, DIRECTORY);
      this.#release(path);
    } else {
      this.#sieve.leaf(path, false);
      this.#items.delete(path);
      this.#release(dirname(path));
    }
  }

  /** Something more is in the directory, or it was given itself. A new directory is something more in the one above. */
  #hold(directory: string): void {
    const born: string[] = [];
    for (let path = directory; path !== ''; path = dirname(path)) {
      const count = this.#holds.get(path) ?? 0;
      this.#holds.set(path, count + 1);
      if (count > 0) break;
      born.push(path);
    }
    for (const path of born.toReversed()) this.#sieve.directory(path, true);
  }

  #release(directory: string): void {
    for (let path = directory; path !== ''; path = dirname(path)) {
      const count = this.#holds.get(path) ?? 0;
      if (count > 1) {
        this.#holds.set(path, count - 1);
        return;
      }
      this.#holds.delete(path);
      this.#sieve.directory(path, false);
    }
  }

  #show(path: string, item: Item | null): void {
    const before = this.#shown.get(path) ?? null;
    const after = item === DIRECTORY ? PLAIN_DIRECTORY : item && entryOf(item);
    if (after) this.#shown.set(path, after);
    else this.#shown.delete(path);
    if (leadsElsewhere(before) || leadsElsewhere(after)) this.#linkChanged = true;
    for (const selection of this.#selections.values()) selection.change(path, before, after);
  }
}

/** Nearly all directories are like that. */
const PLAIN_DIRECTORY = entryOf(DIRECTORY);

/** What is below it is somewhere else. */
function leadsElsewhere(entry: Entry | null): boolean {
  return entry?.item.kind === 'symlink' || entry?.item.kind === 'submodule';
}

function isDirectory(item: Item): boolean {
  return item.kind === 'directory';
}
