import { basename } from '../repository/paths.ts';
import type { Content } from './content.ts';
import { type Item, stampOf } from './item.ts';
import { hash, Multiset } from './multiset.ts';

/** An entry that comes, goes or changes below the fixed directories of a selector. */
export interface EntryChange {
  /** From those directories on; `''`: they themselves. */
  readonly relative: string;
  /** In the context or stage. */
  readonly path: string;
  readonly before: Item | null;
  readonly after: Item | null;
}

/** The entries that one selector takes. The three kinds are digested in three ways (cache-semantics 3.2). */
export interface PathList {
  /** Is what changed taken? */
  change(change: EntryChange): boolean;
  has(relative: string): boolean;
  content(): Content;
  clear(): void;
}

/** One path: a file, or a directory with all below it. Links below it are not followed. */
export class PlainList implements PathList {
  readonly #all = new Multiset();
  #own: Item | null = null;

  change({ relative, before, after }: EntryChange): boolean {
    if (before) this.#all.remove(row(relative, stampOf(before)));
    if (after) this.#all.add(row(relative, stampOf(after)));
    if (relative === '') this.#own = after;
    return true;
  }

  has(): boolean {
    return true;
  }

  content(): Content {
    const isFile = this.#own !== null && this.#own.kind !== 'directory';
    if (isFile && this.#own) return { digest: ofEntry(hash(stampOf(this.#own))), doubt: null };
    return { digest: `directory ${this.#all.digest()}`, doubt: null };
  }

  clear(): void {
    this.#all.clear();
    this.#own = null;
  }
}

/** Entries that a wildcard or patterns let through, each by its name in the list: directories without what is in them. */
export class EntryList {
  readonly #rows = new Multiset();
  readonly #stamps = new Multiset();
  readonly #name: string;
  #named = 0;

  /** `source`: clean path of the selector; one entry alone that has its name counts as if it were selected by itself. */
  constructor(source: string) {
    this.#name = basename(source);
  }

  get size(): number {
    return this.#rows.size;
  }

  add(relative: string, stamp: string): void {
    this.#rows.add(row(relative, stamp));
    this.#stamps.add(stamp);
    if (this.#isNamed(relative)) this.#named += 1;
  }

  remove(relative: string, stamp: string): void {
    this.#rows.remove(row(relative, stamp));
    this.#stamps.remove(stamp);
    if (this.#isNamed(relative)) this.#named -= 1;
  }

  digest(): string {
    if (this.size === 1 && this.#named === 1) return ofEntry(this.#stamps.digest());
    return `list ${this.#rows.digest()}`;
  }

  clear(): void {
    this.#rows.clear();
    this.#stamps.clear();
    this.#named = 0;
  }

  #isNamed(relative: string): boolean {
    return this.#name !== '' && (relative === '' || basename(relative) === this.#name);
  }
}

function ofEntry(digest: string): string {
  return `entry ${digest}`;
}

function row(name: string, stamp: string): string {
  return `${name}\0${stamp}`;
}
