import { dirname } from '../repository/paths.ts';
import type { Base } from './base.ts';

/** One directory of a listing. */
export class Directory {
  readonly path: string;
  /** Null: the root. */
  readonly parent: Directory | null;
  readonly kept: boolean;
  /** Is it certain that nothing below is shown either? Then it stands for all that is below it. */
  readonly isHidden: boolean;
  /** How many files more are below it than in the base, given directories counted as such. */
  more = 0;
  /** How many files the base has below it; null: not asked yet. */
  baseCount: number | null = null;
  /** Direct children that are shown; null: not counted yet. Means nothing where it is kept itself. */
  shown: number | null;
  readonly #prefix: string;

  constructor({ path, parent, kept, isHidden }: Fixed) {
    this.path = path;
    this.parent = parent;
    this.kept = kept;
    this.isHidden = isHidden;
    this.shown = isHidden ? 0 : null;
    this.#prefix = path === '' ? '' : `${path}/`;
  }

  /** Is it what `Directories.of` answers for the path? */
  isOf(path: string): boolean {
    return path.startsWith(this.#prefix) && (this.isHidden || path.indexOf('/', this.#prefix.length) < 0);
  }
}

type Fixed = Pick<Directory, 'path' | 'parent' | 'kept' | 'isHidden'>;

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
  readonly #root = new Directory({ path: '', parent: null, kept: false, isHidden: false });
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

  /** The directory that something is in, or is about to be: then it has to be held next. */
  of(path: string): Directory {
    return this.#last.isOf(path) ? this.#last : this.at(dirname(path));
  }

  /** The directory that is there, or is about to be; below a hidden one, that one. */
  at(path: string): Directory {
    const open: string[] = [];
    let at = path;
    let directory = at === '' ? this.#root : this.#known.get(at);
    while (!directory) {
      open.push(at);
      at = dirname(at);
      directory = at === '' ? this.#root : this.#known.get(at);
    }
    for (let next = open.pop(); next !== undefined && !directory.isHidden; next = open.pop()) {
      const kept = this.#rules.keeps(next);
      directory = new Directory({
        path: next,
        parent: directory,
        kept,
        isHidden: !kept && this.#rules.hidesAll(next),
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

  /** A file more is in it or below, or it was given itself. A new directory is something more in the one above. */
  hold(directory: Directory): void {
    const born: Directory[] = [];
    for (let at = directory; at.parent; at = at.parent) {
      if (!this.#exists(at)) born.push(at);
      at.more += 1;
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
      if (this.#exists(at)) continue;
      if (at.baseCount === 0) this.#forget(at);
      if (!this.#isShown(at)) continue;
      this.#show(at.path, false);
      this.turn(at.parent, false);
    }
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
    if (directory.more > 0) return true;
    directory.baseCount ??= this.#base?.fileCount(directory.path) ?? 0;
    return directory.baseCount + directory.more > 0;
  }

  #forget(directory: Directory): void {
    this.#known.delete(directory.path);
    this.#last = this.#root;
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
