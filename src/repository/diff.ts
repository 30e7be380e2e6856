import { formatPatch, structuredPatch } from 'diff';
import { parsePatch, type Hunk } from './changes.ts';

/** Lines that two files may differ by; what differs more is not compared (the time grows with the square). */
const mostEdits = 4000;

/** The hunks that git would most likely show, with three lines of context; null when the files are too different. */
export function diffTexts(before: string, after: string): readonly Hunk[] | null {
  const patch = structuredPatch('a', 'b', before, after, '', '', { context: 3, maxEditLength: mostEdits });
  return patch ? parsePatch(formatPatch(patch)) : null;
}
