/** Git's object store, as far as blobs, trees and commits: the ids are the ones that git itself would give. */

import { createHash } from 'node:crypto';

export type GitMode = '100644' | '100755' | '120000' | '160000';

export interface TreeEntry {
  readonly name: string;
  readonly mode: GitMode | '40000';
  /** A blob's or tree's id, or a commit's of another repository for mode 160000. */
  readonly sha: string;
}

export interface GitObject {
  readonly type: 'blob' | 'tree' | 'commit';
  readonly content: Buffer;
}

export class ObjectStore {
  readonly objects = new Map<string, GitObject>();
  readonly #entries = new Map<string, readonly TreeEntry[]>();

  blob(content: string | Uint8Array): string {
    return this.#add('blob', Buffer.from(content));
  }

  tree(entries: readonly TreeEntry[]): string {
    const sorted = entries.toSorted((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
    const parts = sorted.flatMap(({ mode, name, sha }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(sha, 'hex')]);
    const id = this.#add('tree', Buffer.concat(parts));
    this.#entries.set(id, sorted);
    return id;
  }

  commit(text: string): string {
    return this.#add('commit', Buffer.from(text));
  }

  /** Undefined when there is no such blob. */
  bytes(blob: string): Buffer | undefined {
    const object = this.objects.get(blob);
    return object?.type === 'blob' ? object.content : undefined;
  }

  /** One level of a tree, in git's order; undefined when there is no such tree. */
  entries(tree: string): readonly TreeEntry[] | undefined {
    return this.#entries.get(tree);
  }

  #add(type: GitObject['type'], content: Buffer): string {
    const id = createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
    if (!this.objects.has(id)) this.objects.set(id, { type, content });
    return id;
  }
}

/** Git compares the bytes of names, a folder's as if it ended in a slash. */
function sortKey(entry: TreeEntry): Buffer {
  return Buffer.from(entry.mode === '40000' ? `${entry.name}/` : entry.name);
}
