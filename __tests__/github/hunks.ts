/** The text of a `patch` as git prints it, and which lines of it can carry a comment. */

import { structuredPatch } from 'diff';

export type Side = 'LEFT' | 'RIGHT';

export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** What git prints after the second `@@`: the nearest line above that begins with a letter, `_` or `$`. */
  readonly heading: string;
  /** With their first character: blank, `+`, `-`, or `\` for git's remark on a missing final newline. */
  readonly lines: readonly string[];
}

/** Hunks with three lines of context. */
export function hunksOf(before: string, after: string): Hunk[] {
  const old = before.split('\n');
  return structuredPatch('a', 'b', before, after, '', '', { context: 3 }).hunks.map((hunk) => ({
    // The package says 1 for an empty side, git 0.
    oldStart: hunk.oldLines === 0 ? 0 : hunk.oldStart,
    oldLines: hunk.oldLines,
    newStart: hunk.newLines === 0 ? 0 : hunk.newStart,
    newLines: hunk.newLines,
    heading: headingAbove(old, hunk.oldStart),
    lines: hunk.lines,
  }));
}

/** Git's default "function name", cut at 80 bytes. */
function headingAbove(lines: readonly string[], start: number): string {
  const line = lines.slice(0, start - 1).findLast((text) => /^[A-Za-z_$]/.test(text));
  return line === undefined ? '' : Buffer.from(line).subarray(0, 80).toString('utf8').trimEnd();
}

export function formatHunks(hunks: readonly Hunk[]): string {
  return hunks.flatMap((hunk) => [headerOf(hunk), ...hunk.lines]).join('\n');
}

function range(start: number, lines: number): string {
  return lines === 1 ? `${start}` : `${start},${lines}`;
}

function headerOf(hunk: Hunk): string {
  const heading = hunk.heading === '' ? '' : ` ${hunk.heading}`;
  return `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@${heading}`;
}

/** A line of a hunk by its number on each side; 0 where it isn't on that side. */
export interface HunkLine {
  readonly left: number;
  readonly right: number;
  readonly text: string;
}

/** Lines in order, without git's remark on a missing newline. */
export function linesOf(hunk: Hunk): HunkLine[] {
  let left = hunk.oldStart;
  let right = hunk.newStart;
  return hunk.lines
    .filter((text) => !text.startsWith('\\'))
    .map((text) => ({
      left: text.startsWith('+') ? 0 : left++,
      right: text.startsWith('-') ? 0 : right++,
      text,
    }));
}

/** The hunk that shows a line on a side: context is on both, an added line RIGHT, a removed one LEFT. */
export function hunkWith(hunks: readonly Hunk[], side: Side, line: number): Hunk | undefined {
  return hunks.find((hunk) => linesOf(hunk).some((one) => (side === 'LEFT' ? one.left : one.right) === line));
}

/** What a comment carries as `diff_hunk`: its hunk down to its line. */
export function excerpt(hunk: Hunk, side: Side, line: number): string {
  const lines = linesOf(hunk);
  const last = lines.findIndex((one) => (side === 'LEFT' ? one.left : one.right) === line);
  return [headerOf(hunk), ...lines.slice(0, last + 1).map((one) => one.text)].join('\n');
}

/** Where an unchanged line of the old text is in the new one; undefined when it was changed or removed. */
export function movedTo(hunks: readonly Hunk[], line: number): number | undefined {
  let shift = 0;
  for (const hunk of hunks) {
    if (line < hunk.oldStart) break;
    if (line < hunk.oldStart + hunk.oldLines) {
      const found = linesOf(hunk).find((one) => one.left === line);
      return found === undefined || found.right === 0 ? undefined : found.right;
    }
    shift += hunk.newLines - hunk.oldLines;
  }
  return line + shift;
}
