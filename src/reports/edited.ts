import { applyEdits } from '../fixes/apply.ts';
import type { Edit } from '../fixes/edit.ts';

/** What a file becomes. */
export interface EditedFile {
  readonly path: string;
  /** Null: not there yet. */
  readonly before: string | null;
  readonly after: string;
}

/**
 * Files with their edits made, sorted by path. `read` answers null for a file that is not there. The same edit twice (two findings, one
 * cure) counts once. Throws a RangeError when edits of a file overlap.
 */
export function editedFiles(edits: readonly Edit[], read: (path: string) => string | null): readonly EditedFile[] {
  const byPath = new Map<string, Map<string, Edit>>();
  for (const edit of edits) {
    const ofFile = byPath.get(edit.path) ?? new Map<string, Edit>();
    ofFile.set(JSON.stringify([edit.startLine, edit.endLine, edit.newText]), edit);
    byPath.set(edit.path, ofFile);
  }
  return [...byPath]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, ofFile]) => {
      const before = read(path);
      return { path, before, after: applyEdits(before ?? '', [...ofFile.values()]) };
    });
}
