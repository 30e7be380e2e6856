import type { Edit } from '../fixes/edit.ts';

/** What files become by edits: path → text before (null: not there yet) and after, sorted by path. Edits of one file don't overlap. */
export interface EditedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

/** `read` answers null for a file that is not there. The same edit twice (two findings, one cure) counts once. */
export function editedFiles(edits: readonly Edit[], read: (path: string) => string | null): readonly EditedFile[] {
  const byPath = new Map<string, Edit[]>();
  for (const edit of edits) {
    const ofFile = byPath.get(edit.path);
    if (ofFile) ofFile.push(edit);
    else byPath.set(edit.path, [edit]);
  }
  return [...byPath]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, ofFile]) => {
      const before = read(path);
      return { path, before, after: applied(before ?? '', ofFile) };
    });
}

function applied(text: string, edits: readonly Edit[]): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const ordered = edits.toSorted((a, b) => a.startLine - b.startLine || a.endLine - b.endLine);
  const pieces: string[] = [];
  let next = 1;
  let last: Edit | null = null;
  const push = (piece: string): void => {
    // What follows the last line of a file without a final line end needs one.
    if (piece !== '' && pieces.length > 0 && !pieces.at(-1)?.endsWith('\n')) pieces.push('\n');
    if (piece !== '') pieces.push(piece);
  };
  for (const edit of ordered) {
    if (last && same(edit, last)) continue;
    for (const line of lines.slice(next - 1, edit.startLine - 1)) push(line);
    push(edit.newText);
    next = Math.max(next, edit.endLine + 1);
    last = edit;
  }
  for (const line of lines.slice(next - 1)) push(line);
  return pieces.join('');
}

function same(a: Edit, b: Edit): boolean {
  return a.startLine === b.startLine && a.endLine === b.endLine && a.newText === b.newText;
}
