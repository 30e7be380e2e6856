import { treeOf } from '../repository/memory.ts';
import type { Content, Entry, Tree } from '../repository/tree.ts';
import { maxFileSize, type Source } from './source.ts';

/** Brings contents of entries in; what it leaves out of the answer was not there: `unreadable`, `failed`. */
export type Fetch = (entries: readonly Entry[]) => Promise<ReadonlyMap<string, Content>>;

/**
 * A source over a listing whose contents have to be fetched. Contents are kept by path; a symlink is fetched like a file, its
 * text is its target. Submodules, and files that the listing says are too large, are never fetched.
 */
export function pendingSource(listing: readonly Entry[], fetch: Fetch): Source {
  const loaded = new Map<string, Content>();
  const missed = new Set<string>();

  const tree: Tree = treeOf(listing, (entry) => {
    const content = loaded.get(entry.path) ?? known(entry);
    if (content) return content;
    missed.add(entry.path);
    return { kind: 'pending' };
  });

  return {
    tree,
    pending: () => [...missed].sort(),
    async load(paths) {
      const wanted = new Map<string, Entry>();
      for (const path of paths) {
        const entry = tree.get(path);
        if (entry && !loaded.has(path) && !known(entry)) wanted.set(path, entry);
      }
      if (wanted.size > 0) {
        const contents = await fetch([...wanted.values()]);
        for (const path of wanted.keys()) {
          loaded.set(path, contents.get(path) ?? { kind: 'unreadable', reason: 'failed' });
        }
      }
      for (const path of paths) missed.delete(path);
    },
  };
}

function known(entry: Entry): Content | undefined {
  if (entry.mode === 'submodule') return { kind: 'unreadable', reason: 'submodule' };
  if (entry.size !== null && entry.size > maxFileSize) return { kind: 'unreadable', reason: 'too-large' };
  return undefined;
}
