import { dirname } from '../repository/paths.ts';
import type { Base } from './base.ts';

/** One directory of a listing. */
export class Directory {
  readonly path: string;
  /** Null: the root. */
  readonly parent: Directory | null;
  readonly kept: boolean;
  /** Is it certain that nothing below is shown either? */
  readonly isHidden: boolean;
  /** Does the base have it? */
  readonly isOfBase: boolean;
  /** How many entries more are in it, or how many times more it was given itself, than in the base. */
  more = 0;
  /** How many entries the base has in it; null: not asked yet. */
  baseCount: number | null = null;
  /** Direct children that are shown; null: not counted yet. Means nothing where it is kept itself. */
  shown: number | null;

  constructor({ path, parent, kept, isHidden, isOfBase }: Fixed) {
    this.path = path;
    this.parent = parent;
    this.kept = kept;
    this.isHidden = isHidden;
    this.isOfBase = isOfBase;
    this.shown = isOfBase && !isHidden ? null : 0;
  }
}

type Fixed = Pick<Directory, 'path' | 'parent' | 'kept' | 'isHidden' | 'isOfBase'>;

interface Rules {
  keeps(path: string): boolean;
  /** Is certainly nothing kept in a directory that isn't? */
  hidesAll(directory: string): boolean;
}

/**
 * The directories of a build context: which there are, because something is in them, and which of them are entries (cache-semantics 4.4): one that is not
 * ignored itself, and one that holds something that is not. The root is none.
 */
export class Directories {
  readonly #rules: Rules;
  readonly #show: (path: string, isShown: boolean) => void;
  readonly #base: Base | null;
  /** Those that anybody has asked for, parents first. */
  readonly #known = new Map<string, Directory>();
  readonly #root = new Directory({ path: '', parent: null, kept: false, isHidden: false, isOfBase: false });
  /** The last one that was asked for: neighbours change together. */
  #last = this.#root;

  /** `show` is told each directory that appears as an entry, or goes. `base`: what is there already, and was shown as far as it is kept. */
  constructor(rules: Rules, show: (path: string, isShown: boolean) => void, base: Base | null) {
    this.#rules = rules;
    this.#show = show;
    this.#base = base;
  }

  /** Is a directory there, and is it an entry? */
  has(path: string): boolean {
    return (this.#known.has(path) || this.#base?.isDirectory(path) === true) && this.isShown(this.at(path));
  }

  /** The directory that is there, or is about to be: then it has to be held next. */
  at(path: string): Directory {
    if (path === this.#last.path) return this.#last;
    const known = this.#known.get(path);
    if (known) {
      this.#last = known;
      return known;
    }
    const open: string[] = [];
    let at = path;
    while (at !== '' && !this.#known.has(at)) {
      open.push(at);
      at = dirname(at);
    }
    let directory = at === '' ? this.#root : (this.#known.get(at) ?? this.#root);
    for (const next of open.toReversed()) {
      const parent: Directory = directory;
      const kept = !parent.isHidden && this.#rules.keeps(next);
      directory = new Directory({
        path: next,
        parent,
        kept,
        isHidden: parent.isHidden || (!kept && this.#rules.hidesAll(next)),
        isOfBase: (parent === this.#root || parent.isOfBase) && (this.#base?.isDirectory(next) ?? false),
      });
      this.#known.set(next, directory);
    }
    this.#last = directory;
    return directory;
  }

  isShown(directory: Directory): boolean {
    return directory.parent !== null && this.#exists(directory) && this.#isShown(directory);
  }

  /** Those that are known and shown, parents first. */
  *shown(): Generator<string> {
    for (const directory of this.#known.values()) if (this.isShown(directory)) yield directory.path;
  }

  /** Something more is in it, or it was given itself. A new directory is something more in the one above. */
  hold(directory: Directory): void {
    const born: Directory[] = [];
    for (let at = directory; at.parent; at = at.parent) {
      const existed = this.#exists(at);
      at.more += 1;
      if (existed) break;
      born.push(at);
    }
    for (const at of born.toReversed()) {
      if (!at.kept || !at.parent) continue;
      this.turn(at.parent, true);
      this.#show(at.path, true);
    }
  }

  release(directory: Directory): void {
    for (let at = directory; at.parent; at = at.parent) {
      at.more -= 1;
      if (this.#exists(at)) return;
      if (!at.isOfBase) this.#known.delete(at.path);
      if (!this.#isShown(at)) continue;
      this.#show(at.path, false);
      this.turn(at.parent, false);
    }
    this.#last = this.#root;
  }

  /** Something in it has become an entry, or is none any more: so may it itself, and those above. Parents appear first and go last. */
  turn(directory: Directory, isShown: boolean): void {
    const turned: string[] = [];
    for (let at = directory; at.parent && !at.kept; at = at.parent) {
      const before = this.#shownIn(at);
      at.shown = before + (isShown ? 1 : -1);
      if (before > 0 === at.shown > 0) break;
      turned.push(at.path);
    }
    for (const path of isShown ? turned.toReversed() : turned) this.#show(path, isShown);
  }

  #exists(directory: Directory): boolean {
    if (!directory.isOfBase) return directory.more > 0;
    // A directory is not empty.
    if (directory.more >= 0) return true;
    directory.baseCount ??= this.#base?.childCount(directory.path) ?? 0;
    return directory.baseCount + directory.more > 0;
  }

  #isShown(directory: Directory): boolean {
    return directory.kept || this.#shownIn(directory) > 0;
  }

  /** As the base has it, where nothing in it has turned yet. */
  #shownIn(directory: Directory): number {
    return (directory.shown ??= this.#base ? this.#countShown(directory.path, this.#base) : 0);
  }

  #countShown(top: string, base: Base): number {
    const counts = new Map<string, number>([[top, 0]]);
    const kept = new Set<string>();
    const add = (path: string): void => {
      for (let at = dirname(path); at.length >= top.length; at = dirname(at)) {
        const count = counts.get(at) ?? 0;
        counts.set(at, count + 1);
        if (at === top || count > 0 || kept.has(at)) return;
      }
    };
    const enter = (path: string): boolean => {
      if (this.#rules.keeps(path)) {
        kept.add(path);
        add(path);
      }
      return true;
    };
    for (const [path] of base.walk(top, enter)) if (this.#rules.keeps(path)) add(path);
    return counts.get(top) ?? 0;
  }
}
