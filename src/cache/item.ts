import type { Entry as TreeEntry } from '../repository/tree.ts';
import { type Hash, hashOf } from './multiset.ts';

/**
 * What stands at a path of a build context or of a stage, as far as the builder's digest of it goes (cache-semantics 3.1): neither times nor names.
 * `content` is equal when, and only when, the bytes are: git's blob id, or any other name of them.
 */
export type Item =
  | {
      readonly kind: 'file';
      /** Permission bits, octal: `644` and `755` of a git checkout. */
      readonly mode: string;
      readonly content: string;
      /** `user:group`; what the context gives has none, and belongs to 0:0. */
      readonly owner?: string;
    }
  | {
      readonly kind: 'symlink';
      readonly content: string;
      /** Where it points; null: its text was not read. */
      readonly target: string | null;
      readonly owner?: string;
    }
  | { readonly kind: 'directory'; readonly mode: string; readonly owner?: string }
  /** Checked out or not, nobody can tell from here: counts as a directory whose content is the commit. */
  | { readonly kind: 'submodule'; readonly content: string };

/** What a checkout gives with the usual umask of 022. */
export const DIRECTORY: Item = { kind: 'directory', mode: '755' };

/** An item with what is hashed of it. */
export class Entry {
  readonly item: Item;
  #hash: Hash | null = null;

  constructor(item: Item) {
    this.item = item;
  }

  /** Most are never asked. */
  get hash(): Hash {
    return (this.#hash ??= hashOf(stampOf(this.item)));
  }
}

/** Nearly all directories are like that. */
const PLAIN_DIRECTORY = new Entry(DIRECTORY);

export function entryOf(item: Item): Entry {
  return item === DIRECTORY ? PLAIN_DIRECTORY : new Entry(item);
}

/** All of an item that a digest hashes. */
export function stampOf(item: Item): string {
  switch (item.kind) {
    case 'file':
      return `file ${item.mode} ${item.owner ?? '0:0'} ${item.content}`;
    case 'symlink':
      return `link ${item.owner ?? '0:0'} ${item.content}`;
    case 'directory':
      return `directory ${item.mode} ${item.owner ?? '0:0'}`;
    case 'submodule':
      return `submodule ${item.content}`;
  }
}

/** Null where the tree gives no blob id: then nobody can say whether two contents are equal. */
export function itemOf(
  { mode, blob }: Pick<TreeEntry, 'mode' | 'blob'> & Partial<TreeEntry>,
  linkText: (blob: string) => string | null,
): Item | null {
  if (blob === null) return null;
  switch (mode) {
    case 'file':
      return { kind: 'file', mode: '644', content: blob };
    case 'executable':
      return { kind: 'file', mode: '755', content: blob };
    case 'symlink':
      return { kind: 'symlink', content: blob, target: linkText(blob) };
    case 'submodule':
      return { kind: 'submodule', content: blob };
  }
}
