import type { Content } from './content.ts';
import type { Entry } from './item.ts';
import { type EntryChange, EntryList, type PathList, withLinks } from './path-list.ts';
import { matcherOf } from './patterns.ts';
import type { Selector } from './selector.ts';
import { Sieve } from './sieve.ts';
import { outermostMatch, splitWildcard } from './wildcard.ts';

/**
 * `--exclude` and `--parents`, with or without a wildcard: everything below the source that the patterns let through, and the directories above it.
 * Patterns begin below the source, or below what its wildcard matched, which they themselves therefore never leave out.
 */
export class PatternList implements PathList {
  readonly #matched: ((path: string) => string | null) | null;
  readonly #keeps: (relative: string) => boolean;
  readonly #list: EntryList;
  #sieve: Sieve;
  /** Directories, let through or not. */
  readonly #directories = new Map<string, Entry>();
  readonly #through = new Map<string, Entry>();
  /** Links let through that no directory is listed above: they count by what they lead to. Relative path → path. */
  readonly #links = new Map<string, string>();
  readonly #isRoot: boolean;
  #current: { readonly relative: string; readonly path: string; readonly entry: Entry } | null = null;
  readonly #contentOf: (path: string) => Content;
  /** The source itself, where it has no wildcard. */
  #own: { readonly path: string; readonly entry: Entry } | null = null;

  /** `contentOf`: of a plain path, links followed. */
  constructor({ path, wildcard, include, exclude }: Selector, contentOf: (path: string) => Content) {
    this.#contentOf = contentOf;
    this.#isRoot = path === '';
    this.#matched = wildcard ? outermostMatch(splitWildcard(path).pattern) : null;
    const included = matcherOf(include);
    const excluded = matcherOf(exclude);
    this.#keeps = (relative) => {
      const candidate = this.#candidate(relative);
      return candidate !== null && (included?.(candidate) ?? true) && !(excluded?.(candidate) ?? false);
    };
    this.#list = new EntryList(path);
    this.#sieve = this.#newSieve();
  }

  change({ relative, path, before, after }: EntryChange): boolean {
    if (relative === '') {
      if (this.#matched) return false;
      this.#own = after && { path, entry: after };
      return true;
    }
    if (this.#candidate(relative) === null) return false;
    const entry = after ?? before;
    if (!entry) return false;
    const size = this.#size;
    const was = this.#through.get(relative);
    if (before && after) {
      if (after.item.kind === 'directory') this.#directories.set(relative, after);
      if (was) {
        this.#remove(relative, was);
        this.#add(relative, path, after);
      }
      return was !== undefined;
    }
    this.#current = { relative, path, entry };
    if (entry.item.kind === 'directory') {
      if (after) this.#directories.set(relative, entry);
      this.#sieve.directory(relative, after !== null);
      if (!after) this.#directories.delete(relative);
    } else {
      this.#sieve.leaf(relative, after !== null);
    }
    return this.#size !== size;
  }

  has(relative: string): boolean {
    return relative === '' ? this.#isOwnListed() : this.#through.has(relative);
  }

  enters(): boolean {
    return true;
  }

  content(): Content {
    const own = this.#isOwnListed() ? this.#own : null;
    if (!own) return withLinks(this.#list, this.#links, this.#contentOf);
    // A link as the source counts by all that it leads to, whatever the patterns say.
    if (own.entry.item.kind === 'symlink') return this.#contentOf(own.path);
    this.#list.add('', own.entry.hash);
    const digest = this.#list.digest();
    this.#list.remove('', own.entry.hash);
    return { digest, doubt: null };
  }

  clear(): void {
    this.#list.clear();
    this.#directories.clear();
    this.#through.clear();
    this.#links.clear();
    this.#own = null;
    this.#sieve = this.#newSieve();
  }

  /** By the patterns, which it is matched with as an empty path; else for what is in it. */
  #isOwnListed(): boolean {
    if (!this.#own) return false;
    return this.#keeps('') || (this.#own.entry.item.kind === 'directory' && this.#list.size > 0);
  }

  get #size(): number {
    return this.#list.size + this.#links.size;
  }

  #add(relative: string, path: string, entry: Entry): void {
    this.#through.set(relative, entry);
    if (this.#isFollowed(relative, entry)) this.#links.set(relative, path);
    else this.#list.add(relative, entry.hash);
  }

  #remove(relative: string, entry: Entry): void {
    this.#through.delete(relative);
    if (!this.#links.delete(relative)) this.#list.remove(relative, entry.hash);
  }

  /** What the wildcard itself matched; without one, what stands in the root, of which there is no header (`checksum.go:includedPaths`). */
  #isFollowed(relative: string, { item }: Entry): boolean {
    if (item.kind !== 'symlink') return false;
    return this.#matched ? this.#candidate(relative) === '' : this.#isRoot && !relative.includes('/');
  }

  /** What the patterns are matched with; null: not below the source. */
  #candidate(relative: string): string | null {
    if (!this.#matched) return relative;
    const matched = this.#matched(relative);
    return matched === null ? null : relative.slice(matched.length + 1);
  }

  #newSieve(): Sieve {
    return new Sieve(this.#keeps, (relative, isShown) => {
      const entry = this.#current?.relative === relative ? this.#current.entry : this.#directories.get(relative);
      const was = this.#through.get(relative);
      if (isShown && entry) {
        this.#add(relative, this.#current?.path ?? '', entry);
      } else if (!isShown && was) {
        this.#remove(relative, was);
      }
    });
  }
}
