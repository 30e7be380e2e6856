import type { Content } from './content.ts';
import type { Entry } from './item.ts';
import { type EntryChange, EntryList, type PathList, withLinks } from './path-list.ts';
import { leadsTo, outermostMatch, splitWildcard } from './wildcard.ts';

/** A wildcard without patterns: what matches, and all below it. */
export class WildcardList implements PathList {
  readonly #pattern: string;
  readonly #matched: (path: string) => string | null;
  readonly #contentOf: (path: string) => Content;
  readonly #list: EntryList;
  /** Links that the wildcard itself matched count by what they lead to: relative path → path. */
  readonly #links = new Map<string, string>();

  /** `contentOf`: of a plain path, links followed. */
  constructor(path: string, contentOf: (path: string) => Content) {
    this.#pattern = splitWildcard(path).pattern;
    this.#matched = outermostMatch(this.#pattern);
    this.#contentOf = contentOf;
    this.#list = new EntryList(path);
  }

  change({ relative, path, before, after }: EntryChange): boolean {
    const matched = this.#matched(relative);
    if (matched === null || relative === '') return false;
    const isLink = ({ item }: Entry): boolean => item.kind === 'symlink' && matched === relative;
    if (before) {
      if (isLink(before)) this.#links.delete(relative);
      else this.#list.remove(relative, before.hash);
    }
    if (after) {
      if (isLink(after)) this.#links.set(relative, path);
      else this.#list.add(relative, after.hash);
    }
    return true;
  }

  has(relative: string): boolean {
    return relative !== '' && this.#matched(relative) !== null;
  }

  enters(directory: string): boolean {
    return leadsTo(this.#pattern, directory) || this.#matched(directory) !== null;
  }

  content(): Content {
    return withLinks(this.#list, this.#links, this.#contentOf);
  }

  clear(): void {
    this.#list.clear();
    this.#links.clear();
  }
}
