import type { ChangedFile } from './changes.ts';
import type { Entry, Tree } from './tree.ts';

/** What differs between two trees of git, by blob ids and modes. A file that moved unchanged is a rename; hunks are not known. */
export function compareTrees(base: Tree, head: Tree): readonly ChangedFile[] {
  const removed = new Map<string, Entry>();
  for (const path of base.paths) {
    const entry = base.get(path);
    if (entry?.blob && !head.get(path)) removed.set(entry.blob, entry);
  }
  const moved = new Set<string>();
  const files: ChangedFile[] = [];
  for (const path of head.paths) {
    const after = head.get(path);
    const before = base.get(path);
    if (!after || (before?.blob === after.blob && before.mode === after.mode)) continue;
    const from = before || after.blob === null ? undefined : removed.get(after.blob);
    if (from) moved.add(from.path);
    const status = before ? (before.blob === after.blob ? 'changed' : 'modified') : from ? 'renamed' : 'added';
    const known = from || status === 'changed';
    files.push({
      path,
      previousPath: from?.path ?? null,
      status,
      blob: after.blob,
      hunks: known ? [] : null,
      hunksFrom: known ? 'computed' : null,
    });
  }
  for (const path of base.paths) {
    if (head.get(path) || moved.has(path)) continue;
    files.push({ path, previousPath: null, status: 'removed', blob: null, hunks: null, hunksFrom: null });
  }
  return files;
}
