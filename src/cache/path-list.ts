import { basename } from '../repository/paths.ts';
import { type Content, join } from './content.ts';
import type { Entry } from './item.ts';
import { type Hash, hashOf, Multiset, paired, textOf } from './multiset.ts';

/** An entry that comes, goes or changes below the fixed directories of a selector. */
export interface EntryChange {
  /** From those directories on; `''`: they themselves. */
  readonly relative: string;
  /** In the context or stage. */
  readonly path: string;
  readonly before: Entry | null;
  readonly after: Entry | null;
}

/** The entries that one selector takes. The three kinds are digested in three ways (cache-semantics 3.2). */
export interface PathList {
  /** Is what changed taken? */
  change(change: EntryChange): boolean;
  has(relative: string): boolean;
  /** Can it take anything in this directory? */
  enters(directory: string): boolean;
  content(): Content;
  clear(): void;
}

/** One path: a file, or a directory with all below it. Links below it are not followed. */
export class PlainList implements PathList {
  readonly #all = new Multiset();
  #own: Entry | null = null;
  #content: Content | null = null;

  change({ relative, before, after }: EntryChange): boolean {
    this.#content = null;
    const name = hashOf(relative);
    if (before) this.#all.remove(paired(name, before.hash));
    if (after) this.#all.add(paired(name, after.hash));
    if (relative === '') this.#own = after;
    return true;
  }

  has(): boolean {
    return true;
  }

  enters(): boolean {
    return true;
  }

  content(): Content {
    return (this.#content ??= { digest: this.#digest(), doubt: null });
  }

  #digest(): string {
    if (!this.#own || this.#own.item.kind === 'directory') return `directory ${this.#all.digest()}`;
    return entryDigest(textOf(this.#own.hash));
  }

  clear(): void {
    this.#content = null;
    this.#all.clear();
    this.#own = null;
  }
}

/** Entries that a wildcard or patterns let through, each by its name in the list: directories without what is in them. */
export class EntryList {
  readonly #rows = new Multiset();
  readonly #entries = new Multiset();
  readonly #name: string;
  #named = 0;

  /** `source`: clean path of the selector; one entry alone that has its name counts as if it were selected by itself. */
  constructor(source: string) {
    this.#name = basename(source);
  }

  get size(): number {
    return this.#rows.size;
  }

  add(relative: string, hash: Hash): void {
    this.#rows.add(paired(hashOf(relative), hash));
    this.#entries.add(hash);
    if (this.#isNamed(relative)) this.#named += 1;
  }

  remove(relative: string, hash: Hash): void {
    this.#rows.remove(paired(hashOf(relative), hash));
    this.#entries.remove(hash);
    if (this.#isNamed(relative)) this.#named -= 1;
  }

  digest(): string {
    if (this.size === 1 && this.#named === 1) return entryDigest(this.#entries.digest());
    return `list ${this.#rows.digest()}`;
  }

  clear(): void {
    this.#rows.clear();
    this.#entries.clear();
    this.#named = 0;
  }

  #isNamed(relative: string): boolean {
    return this.#name !== '' && (relative === '' || basename(relative) === this.#name);
  }
}

/** With links that are followed, as they are selected by themselves: relative path → path. `contentOf`: of a plain path, links followed. */
export function withLinks(
  list: EntryList,
  links: ReadonlyMap<string, string>,
  contentOf: (path: string) => Content,
): Content {
  if (links.size === 0) return { digest: list.digest(), doubt: null };
  const sorted = [...links].sort(([a], [b]) => (a < b ? -1 : 1));
  const targets = sorted.map(([relative, path]) => {
    const { digest, doubt } = contentOf(path);
    return { digest: `${relative} ${digest}`, doubt };
  });
  return join([{ digest: list.digest(), doubt: null }, ...targets]);
}

function entryDigest(hash: string): string {
  return `entry ${hash}`;
}
