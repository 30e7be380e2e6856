import { splitLines } from '../dockerfile/lines.ts';
import type { Edit } from './edit.ts';

/**
 * The text with the edits of one file made. They may come in any order and do not overlap; throws a RangeError when they do. Behind a last line that has
 * no line end, the file's own one comes first.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const { lines, eol } = splitLines(text);
  const parts: string[] = [];
  let next = 0;
  for (const edit of edits.toSorted((a, b) => a.startLine - b.startLine || a.endLine - b.endLine)) {
    const start = edit.startLine - 1;
    if (start < next || edit.endLine < start || edit.endLine > lines.length) {
      throw new RangeError(`Edit of lines ${edit.startLine} to ${edit.endLine} of ${edit.path} does not fit`);
    }
    for (; next < start; next += 1) parts.push(lines[next] ?? '');
    const isBehindOpenLine = start === lines.length && /[^\n]$/.test(parts.at(-1) ?? '');
    if (isBehindOpenLine && edit.newText !== '') parts.push(eol);
    parts.push(edit.newText);
    next = edit.endLine;
  }
  for (; next < lines.length; next += 1) parts.push(lines[next] ?? '');
  return parts.join('');
}
