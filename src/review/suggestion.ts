import type { Edit } from '../fixes/edit.ts';
import { editedFiles } from '../reports/edited.ts';
import type { ChangedFile } from '../repository/changes.ts';
import { wholePlace, type Place } from './place.ts';

/** A block that replaces exactly the lines of its place. */
export interface Block {
  readonly place: Place;
  /** Without line ends: `[]` deletes, `['']` leaves one empty line. */
  readonly lines: readonly string[];
}

/**
 * The edits as one block from the first to the last line that they change, unchanged lines between included. Null when they can't be committed
 * by a click: they touch another file, leave the hunk, or the file has line ends of Windows (GitHub may write others).
 * @param before the file's text on the head side
 */
export function suggestionBlock(edits: readonly Edit[], file: ChangedFile | undefined, before: string): Block | null {
  if (!file || edits.some(({ path }) => path !== file.path) || before.includes('\r')) return null;
  const [edited] = editedFiles(edits, () => before);
  if (!edited || edited.after.includes('\r')) return null;
  const old = linesOf(before);
  const now = linesOf(edited.after);

  let top = 0;
  while (top < old.length && top < now.length && old[top] === now[top]) top += 1;
  let bottom = 0;
  while (bottom < Math.min(old.length, now.length) - top && old.at(-1 - bottom) === now.at(-1 - bottom)) bottom += 1;
  if (top + bottom === old.length && top + bottom === now.length) return null;

  const block = (start: number, end: number, newEnd: number): Block | null => {
    const place = wholePlace(file, { startLine: start + 1, endLine: end });
    return place && { place, lines: now.slice(start, newEnd) };
  };
  const end = old.length - bottom;
  if (end > top) return block(top, end, now.length - bottom);
  // Nothing is replaced: the new lines are put before the line that follows, or behind the one above.
  const below = bottom > 0 ? block(top, end + 1, now.length - bottom + 1) : null;
  return below ?? (top > 0 ? block(top - 1, end, now.length - bottom) : null);
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
