import type { Edit } from '../fixes/edit.ts';

/**
 * The edits of one file as one that reaches from the first to the last of them, for formats that know only a single range. Null when they are
 * not of one file, or lines between them can't be read.
 */
export function oneBlock(edits: readonly Edit[], read: (path: string) => string | null): Edit | null {
  const [first, ...rest] = edits.toSorted((a, b) => a.startLine - b.startLine || a.endLine - b.endLine);
  if (!first || rest.some(({ path }) => path !== first.path)) return null;
  if (rest.length === 0) return first;
  const lines = (read(first.path) ?? '').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const pieces = [first.newText];
  let end = first.endLine;
  for (const edit of rest) {
    if (edit.startLine - 1 > lines.length) return null;
    pieces.push(...lines.slice(end, edit.startLine - 1), edit.newText);
    end = Math.max(end, edit.endLine);
  }
  return { path: first.path, startLine: first.startLine, endLine: end, newText: pieces.join('') };
}
