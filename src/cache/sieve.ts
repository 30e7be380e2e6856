import { dirname } from '../repository/paths.ts';

interface Directory {
  readonly kept: boolean;
  /** Direct children that are shown. */
  shown: number;
}

/**
 * Which directories are entries, when files and directories are left out by pattern (cache-semantics 4.4, and 3.2 for `--exclude` and `--parents`):
 * one that is kept itself, and one that holds something that is. The root is none.
 */
export class Sieve {
  readonly #keeps: (path: string) => boolean;
  readonly #show: (path: string, isShown: boolean) => void;
  readonly #directories = new Map<string, Directory>();

  /** `show` is told each entry that appears or goes. */
  constructor(keeps: (path: string) => boolean, show: (path: string, isShown: boolean) => void) {
    this.#keeps = keeps;
    this.#show = show;
  }

  /** A directory comes before what is in it, and goes after it. */
  directory(path: string, exists: boolean): void {
    if (exists) {
      const kept = this.#keeps(path);
      this.#directories.set(path, { kept, shown: 0 });
      if (kept) this.#turn(path, true);
      return;
    }
    const directory = this.#directories.get(path);
    this.#directories.delete(path);
    if (directory && (directory.kept || directory.shown > 0)) this.#turn(path, false);
  }

  /** Anything that is no directory. */
  leaf(path: string, exists: boolean): void {
    if (this.#keeps(path)) this.#turn(path, exists);
  }

  /** Parents appear first and go last, so that one sieve can feed another. */
  #turn(path: string, isShown: boolean): void {
    const turned = [path];
    for (let parent = dirname(path); parent !== ''; parent = dirname(parent)) {
      const directory = this.#directories.get(parent);
      if (!directory) break;
      const before = directory.kept || directory.shown > 0;
      directory.shown += isShown ? 1 : -1;
      if (before === (directory.kept || directory.shown > 0)) break;
      turned.push(parent);
    }
    for (const entry of isShown ? turned.toReversed() : turned) this.#show(entry, isShown);
  }
}
