import type { Base } from './base.ts';
import { type Content, join } from './content.ts';
import { Directories, type Directory } from './directories.ts';
import { DIRECTORY, type Entry, entryOf, type Item } from './item.ts';
import { Selection } from './selection.ts';
import { keyOf, type Selector } from './selector.ts';

/** One path that changes: what stands there from now on; null: nothing. */
export interface Change {
  readonly path: string;
  readonly item: Item | null;
  /** What stood there, null: nothing. Spares a listing with a base to look it up; then all changes have it. */
  readonly before?: Item | null;
}

/**
 * A build context after ignoring, or the files of a stage, kept up to date change by change, with the digest of everything that steps select from
 * it. A change costs its path's depth times the selections; nothing ever walks the whole of it again, but after a symbolic link changed.
 *
 * On a base, only what differs from it is held, and the rest is looked up.
 */
export class Listing {
  readonly #isIgnored: (path: string) => boolean;
  readonly #isAllIgnored: (directory: string) => boolean;
  #base: Base | null = null;
  /** What is there, ignored or not; null: the base has it, but it is gone. Directories only where they were given. */
  readonly #items = new Map<string, Item | null>();
  #directories: Directories;
  /** How many directories were given. */
  #given = 0;
  /** All entries, parents first; null: nobody has asked for all yet. */
  #shown: Map<string, Entry> | null = null;
  readonly #selections = new Map<string, Selection>();
  /** The same, to go through at each change. */
  readonly #selected: Selection[] = [];
  #linkChanged = false;
  #isRelative = false;

  /** `isAllIgnored`: is a directory that is ignored so with all that is below it? */
  constructor(
    isIgnored: (path: string) => boolean = () => false,
    isAllIgnored: (directory: string) => boolean = () => false,
  ) {
    this.#isIgnored = isIgnored;
    this.#isAllIgnored = isAllIgnored;
    this.#directories = this.#newDirectories();
  }

  /**
   * Begins with what the base has, in a listing that is empty. `isRelative`: all that there is together is only ever compared with itself at other times,
   * so that its digest may begin anywhere.
   */
  begin(base: Base, isRelative: boolean): void {
    this.#base = base;
    this.#isRelative = isRelative;
    this.#shown = null;
    this.#directories = this.#newDirectories();
    for (const selection of this.#selected) selection.fill();
  }

  /** The changes of one commit, in any order. Each path once. */
  apply(changes: readonly Change[]): void {
    for (const selection of this.#selected) selection.touched.length = 0;
    const removed = new Set<Change>();
    // A file may give way to a directory of its name, and the other way round.
    for (const change of changes) {
      const { path, item } = change;
      if (item && this.#given === 0 && !isDirectory(item)) continue;
      const before = this.#before(change);
      if (!before || (item && isDirectory(before) === isDirectory(item))) continue;
      this.#remove(path, before, this.#isTold(change));
      if (item) removed.add(change);
    }
    for (const change of changes) {
      const { path, item } = change;
      if (item) this.#put(path, item, removed.has(change) ? null : this.#before(change), this.#isTold(change));
    }
    if (!this.#linkChanged) return;
    this.#linkChanged = false;
    for (const selection of this.#selected) selection.followLinks();
  }

  /** After ignoring; directories as far as they are entries. */
  get(path: string): Item | undefined {
    if (this.#shown) return this.#shown.get(path)?.item;
    const own = this.#items.get(path);
    const item = own === undefined ? this.#base?.get(path) : own;
    if (item && !isDirectory(item) && !this.#isIgnored(path)) return item;
    // What the base has may be gone, if it is ignored.
    return this.#directories.has(path) ? this.#directoryAt(path) : undefined;
  }

  /** All of it, parents first. */
  entries(): Iterable<readonly [path: string, entry: Entry]> {
    return this.#whole();
  }

  get size(): number {
    return this.#whole().size;
  }

  /** At least what stands at a path or below, parents first. `enter`: is anything of a directory wanted? */
  below(start: string, enter: (directory: string) => boolean): Iterable<readonly [path: string, entry: Entry]> {
    if (!this.#base || this.#shown) return this.#whole();
    const leaves: (readonly [string, Entry])[] = [];
    const goIn = (path: string): boolean => {
      if (!enter(path)) return false;
      // It is known from now on.
      this.#directories.has(path);
      return true;
    };
    for (const [path, item] of goIn(start) ? this.#base.walk(start, goIn) : []) {
      if (!this.#items.has(path) && !this.#isIgnored(path)) leaves.push([path, entryOf(item)]);
    }
    for (const [path, item] of this.#items) {
      if (item && !isDirectory(item) && !this.#isIgnored(path)) leaves.push([path, entryOf(item)]);
    }
    return [...this.#shownDirectories(), ...leaves];
  }

  /** Has the digest of all that there is begun anywhere? */
  get isRelative(): boolean {
    return this.#isRelative;
  }

  /** Did the last changes touch anything that is selected, or may they have? */
  isTouched(): boolean {
    return this.#selected.some((selection) => selection.touched.length > 0 || selection.isInDoubt());
  }

  selection(selector: Selector): Selection {
    const key = keyOf(selector);
    const known = this.#selections.get(key);
    if (known) return known;
    const selection = new Selection(selector, this);
    this.#selections.set(key, selection);
    this.#selected.push(selection);
    return selection;
  }

  content(selectors: readonly Selector[]): Content {
    const [first] = selectors;
    if (first && selectors.length === 1) return this.selection(first).content();
    return join(selectors.map((selector) => this.selection(selector).content()));
  }

  #before(change: Change): Item | null {
    const { path, before } = change;
    if (before !== undefined && this.#isTold(change)) return before;
    const own = this.#items.get(path);
    return own === undefined ? (this.#base?.get(path) ?? null) : own;
  }

  #isTold({ before }: Change): boolean {
    return this.#base !== null && before !== undefined;
  }

  #put(path: string, item: Item, before: Item | null, isTold: boolean): void {
    if (isDirectory(item)) {
      this.#items.set(path, item);
      const directory = this.#directories.at(path);
      const wasShown = this.#directories.isShown(directory);
      if (!before) {
        this.#given += 1;
        this.#directories.hold(directory);
      }
      // It may have been there already because of what is in it.
      if (wasShown) this.#change(path, before ?? DIRECTORY, item);
      return;
    }
    const directory = this.#directories.of(path);
    const isKept = this.#isKept(path, directory, isTold);
    if (isKept || !isTold) this.#items.set(path, item);
    if (!before) this.#directories.hold(directory);
    if (!isKept) return;
    if (!before) this.#directories.turn(directory, true);
    this.#change(path, before, item);
  }

  #remove(path: string, item: Item, isTold: boolean): void {
    if (isDirectory(item)) {
      const directory = this.#directories.at(path);
      this.#forget(path);
      if (this.#directories.isShown(directory)) this.#change(path, item, DIRECTORY);
      this.#given -= 1;
      this.#directories.release(directory);
      return;
    }
    const directory = this.#directories.of(path);
    const isKept = this.#isKept(path, directory, isTold);
    if (isKept || !isTold) this.#forget(path);
    if (isKept) {
      this.#change(path, item, null);
      this.#directories.turn(directory, false);
    }
    this.#directories.release(directory);
  }

  #isKept(path: string, directory: Directory, isTold: boolean): boolean {
    if (directory.isHidden) return false;
    // Where it is told what was there, nobody asks what is ignored: it isn't held.
    return (isTold && this.#items.get(path) != null) || !this.#isIgnored(path);
  }

  #forget(path: string): void {
    // What nobody has changed yet is of the base.
    const isOfBase = this.#base !== null && (!this.#items.has(path) || this.#base.get(path) !== undefined);
    if (isOfBase) this.#items.set(path, null);
    else this.#items.delete(path);
  }

  #newDirectories(): Directories {
    return new Directories(
      { keeps: (path) => !this.#isIgnored(path), hidesAll: this.#isAllIgnored },
      (path, isShown) => {
        const directory = this.#directoryAt(path);
        this.#change(path, isShown ? null : directory, isShown ? directory : null);
      },
      this.#base,
    );
  }

  #directoryAt(path: string): Item {
    const item = this.#items.get(path);
    return item && isDirectory(item) ? item : DIRECTORY;
  }

  /** What stands there as an entry, before and after. */
  #change(path: string, from: Item | null, to: Item | null): void {
    const before = from && entryOf(from);
    const after = to && entryOf(to);
    if (after) this.#shown?.set(path, after);
    else this.#shown?.delete(path);
    if (leadsElsewhere(from) || leadsElsewhere(to)) this.#linkChanged = true;
    for (const selection of this.#selected) selection.change(path, before, after);
  }

  #whole(): ReadonlyMap<string, Entry> {
    if (this.#shown) return this.#shown;
    const enter = (path: string): boolean => {
      // It is known from now on.
      this.#directories.has(path);
      return true;
    };
    for (const [path, item] of this.#base?.walk('', enter) ?? []) {
      if (!this.#items.has(path) && !this.#isIgnored(path)) this.#items.set(path, item);
    }
    const shown = new Map(this.#shownDirectories());
    for (const [path, item] of this.#items) {
      if (item && !isDirectory(item) && !this.#isIgnored(path)) shown.set(path, entryOf(item));
    }
    this.#shown = shown;
    return shown;
  }

  *#shownDirectories(): Generator<readonly [path: string, entry: Entry]> {
    for (const path of this.#directories.shown()) yield [path, entryOf(this.#directoryAt(path))];
  }
}

/** What is below it is somewhere else. */
function leadsElsewhere(item: Item | null): boolean {
  return item?.kind === 'symlink' || item?.kind === 'submodule';
}

function isDirectory(item: Item): boolean {
  return item.kind === 'directory';
}
