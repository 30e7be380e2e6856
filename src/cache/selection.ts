import type { Content, ContentDoubt } from './content.ts';
import { DIRECTORY, type Entry, entryOf, type Item, stampOf } from './item.ts';
import { resolve } from './links.ts';
import { hashOf, Multiset, paired } from './multiset.ts';
import { type PathList, PlainList } from './path-list.ts';
import { PatternList } from './pattern-list.ts';
import { isPlain, type Selector } from './selector.ts';
import { splitWildcard } from './wildcard.ts';
import { WildcardList } from './wildcard-list.ts';

/** Where the entries come from. */
export interface Entries {
  /** All of them together are only ever compared with themselves at other times. */
  readonly isRelative: boolean;
  get(path: string): Item | undefined;
  entries(): Iterable<readonly [path: string, entry: Entry]>;
  /** At least what stands at a path or below, in the directories that are entered. */
  below(path: string, enter: (directory: string) => boolean): Iterable<readonly [path: string, entry: Entry]>;
  selection(selector: Selector): Selection;
}

/** What one selector takes, and its digest, kept up to date entry by entry. */
export class Selection {
  /** Paths taken whose entries changed with the last changes; directories, which have nothing but a mode, with a slash behind. */
  readonly touched: string[] = [];
  readonly #selector: Selector;
  readonly #entries: Entries;
  readonly #list: PathList;
  /** Whether they are checked out is not known, so all that the list has of them is that they are there. */
  readonly #submodules = new Multiset();
  /** Where they are. */
  readonly #submodulePaths = new Set<string>();
  #start: Start;

  constructor(selector: Selector, entries: Entries) {
    this.#selector = selector;
    this.#entries = entries;
    this.#list = listFor(selector, entries);
    this.#start = this.#find();
    this.fill();
  }

  /** Anew, with what is there now. */
  fill(): void {
    this.#start = this.#find();
    this.#list.clear();
    this.#submodules.clear();
    this.#submodulePaths.clear();
    const { path: start } = this.#start;
    if (start === null) return;
    if (this.#selector.path === '' && isPlain(this.#selector) && this.#entries.isRelative) {
      // Some beginning that nothing else has.
      this.#list.change({ relative: '\0', path: '', before: null, after: entryOf(DIRECTORY) });
    } else {
      const enter = (path: string): boolean => {
        const relative = this.#relative(path);
        return relative !== null && (relative === '' || this.#list.enters(relative));
      };
      for (const [path, entry] of this.#entries.below(start, enter)) this.change(path, null, entry);
    }
    this.touched.length = 0;
  }

  change(path: string, before: Entry | null, after: Entry | null): void {
    const relative = this.#relative(path);
    if (relative === null) return;
    const isTaken = this.#list.change({ relative, path, before: listed(before), after: listed(after) });
    if (!isTaken) return;
    if (before?.item.kind === 'submodule') {
      this.#submodules.remove(paired(hashOf(relative), before.hash));
      this.#submodulePaths.delete(path);
    }
    if (after?.item.kind === 'submodule') {
      this.#submodules.add(paired(hashOf(relative), after.hash));
      this.#submodulePaths.add(path);
    }
    this.touched.push((after ?? before)?.item.kind === 'directory' ? `${path}/` : path);
  }

  /** A link changed: the path may lead elsewhere. */
  followLinks(): void {
    const start = this.#find();
    if (start.path === this.#start.path && start.known === this.#start.known) {
      // In a circle it may be another link of the same text.
      this.#start = start;
      return;
    }
    this.fill();
    this.touched.push(this.#selector.path);
  }

  /** Does it lead through a link that was not read? */
  isInDoubt(): boolean {
    const doubt = this.#start.doubt ?? (isPlain(this.#selector) ? null : this.#list.content().doubt);
    return doubt?.kind === 'link' && doubt.isUnread;
  }

  content(): Content {
    const { doubt, known } = this.#start;
    if (doubt) return { digest: `${known} ${this.#selector.path}`, doubt };
    const content = this.#list.content();
    if (this.#submodules.isEmpty()) return content;
    // Other commits of them may make another content; other files do.
    const digest = `${content.digest} ${this.#submodules.digest()}`;
    if (content.doubt !== null) return { digest, doubt: content.doubt };
    const [path = this.#selector.path] = [...this.#submodulePaths].sort();
    return { digest, doubt: { kind: 'submodule', path }, top: { on: 'submodules', files: content.digest } };
  }

  /** What is selected now: the name under which it is digested → where it is, and its stamp. Walks everything. */
  rows(): ReadonlyMap<string, { readonly path: string; readonly stamp: string }> {
    const rows = new Map<string, { path: string; stamp: string }>();
    for (const [path, { item }] of this.#entries.entries()) {
      const relative = this.#relative(path);
      if (relative !== null && this.#list.has(relative)) rows.set(relative, { path, stamp: stampOf(item) });
    }
    return rows;
  }

  #find(): Start {
    const { path, wildcard } = this.#selector;
    const fixed = wildcard ? splitWildcard(path).fixed : path;
    // A last link is followed where the path goes on behind it, in the wildcard; and by a plain path.
    const found = resolve((at) => this.#entries.get(at), fixed, wildcard || isPlain(this.#selector));
    if (found.kind === 'path') return { path: found.path, known: '', doubt: null };
    const { at, item } = found;
    const doubt: ContentDoubt =
      item.kind === 'symlink'
        ? { kind: 'link', path: at, isUnread: item.target === null }
        : { kind: 'submodule', path: at };
    return { path: null, known: stampOf(item), doubt };
  }

  /** From the selector's fixed directories on; null: not below them. */
  #relative(path: string): string | null {
    const start = this.#start.path;
    if (start === null) return null;
    if (start === '') return path;
    if (!path.startsWith(start)) return null;
    if (path.length === start.length) return '';
    return path.charAt(start.length) === '/' ? path.slice(start.length + 1) : null;
  }
}

/** Where the fixed directories of a selector lead. */
interface Start {
  /** Null: nobody knows, and `doubt` says why. */
  readonly path: string | null;
  /** What is known all the same. */
  readonly known: string;
  readonly doubt: ContentDoubt | null;
}

const SUBMODULE = entryOf({ kind: 'submodule', content: '' });

function listed(entry: Entry | null): Entry | null {
  return entry?.item.kind === 'submodule' ? SUBMODULE : entry;
}

function listFor(selector: Selector, entries: Entries): PathList {
  if (isPlain(selector)) return new PlainList();
  const contentOf = (path: string): Content => entries.selection(plainSelector(path)).content();
  if (selector.include.length > 0 || selector.exclude.length > 0) return new PatternList(selector, contentOf);
  return new WildcardList(selector.path, contentOf);
}

function plainSelector(path: string): Selector {
  return { path, wildcard: false, include: [], exclude: [] };
}
