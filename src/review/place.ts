import type { ChangedFile, Hunk } from '../repository/changes.ts';

/** Where a comment stands: lines of the head, inside one hunk of the diff (side RIGHT). */
export interface Place {
  readonly path: string;
  readonly startLine: number;
  /** The last line; equal to `startLine` for a single one. */
  readonly line: number;
  /** GitHub's own patch shows these lines; false: only our own diff says so. */
  readonly proven: boolean;
}

interface Lines {
  readonly startLine: number;
  readonly endLine: number;
}

/** The lines themselves, when one hunk shows all of them. */
export function wholePlace(file: ChangedFile | undefined, lines: Lines): Place | null {
  const place = bestPlace(file, lines);
  return place?.startLine === lines.startLine && place.line === lines.endLine ? place : null;
}

/** What a hunk shows of the lines; of several the one that shows most. Null: the diff shows none of them. */
export function bestPlace(file: ChangedFile | undefined, { startLine, endLine }: Lines): Place | null {
  let best: Place | null = null;
  for (const hunk of file?.hunks ?? []) {
    const start = Math.max(startLine, hunk.newStart);
    const end = Math.min(endLine, lastLine(hunk));
    if (!file || start > end || (best && end - start <= best.line - best.startLine)) continue;
    best = { path: file.path, startLine: start, line: end, proven: file.hunksFrom === 'host' };
  }
  return best;
}

function lastLine({ newStart, newLines }: Hunk): number {
  return newStart + newLines - 1;
}
