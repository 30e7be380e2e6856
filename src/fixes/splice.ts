import type { Edit } from './edit.ts';

/** 0-based line and UTF-16 column. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** What stands from `start` to before `end` becomes `text`, which holds no line end. */
export interface Change {
  readonly start: Spot;
  readonly end: Spot;
  readonly text: string;
}

/** Lines of one file (each with its own ending), and what continues a line in it. */
export interface Lines {
  readonly path: string;
  readonly lines: readonly string[];
  readonly escape: string;
  /** Is a comment line between continued lines no part of them (Dockerfile)? */
  readonly skipsComments: boolean;
}

/**
 * Changes words inside lines that may be continued, as whole-line edits: a line that the changes leave blank goes, the line before the end loses
 * its escape, everything else (white space, comments, line ends) stays. Null: nothing changes.
 */
export function splice({ path, lines, escape, skipsComments }: Lines, changes: readonly Change[]): Edit | null {
  const sorted = changes.toSorted((a, b) => a.start.line - b.start.line || a.start.column - b.start.column);
  const first = sorted[0];
  if (!first) return null;
  const last = Math.max(...sorted.map(({ end }) => end.line));
  const isComment = (line: string): boolean => skipsComments && /^\s*#/.test(line);
  const continues = (line: string): boolean => line.trimEnd().endsWith(escape);
  // The line that loses its escape may stand above comments.
  let from = first.start.line;
  while (from > 0 && (isComment(lines[from - 1] ?? '') || continues(lines[from - 1] ?? ''))) from -= 1;
  const out: (string | null)[] = lines.slice(from, last + 1);

  for (const { start, end, text } of sorted.toReversed()) {
    for (let at = end.line; at >= start.line; at -= 1) {
      const line = out[at - from] ?? '';
      if (at > start.line && at < end.line && isComment(line)) continue;
      const left = at === start.line ? line.slice(0, start.column) + text : '';
      // A shell takes the `\r` of a line end for a part of the last word; it stays.
      const right = at === end.line ? line.slice(Math.min(end.column, contentEnd(line))) : continuation(line, escape);
      out[at - from] = at === start.line || at === end.line ? left + right : right;
    }
  }

  for (let at = 0; at < out.length; at += 1) {
    const before = lines[from + at] ?? '';
    const line = out[at];
    if (line === before || line === null || line === undefined || !isBlank(line, escape) || isBlank(before, escape))
      continue;
    out[at] = null;
    if (continues(line)) continue;
    for (let above = at - 1; above >= 0; above -= 1) {
      const kept = out[above];
      if (kept === null || kept === undefined || isComment(kept)) continue;
      if (continues(kept)) out[above] = withoutEscape(kept);
      break;
    }
  }

  let start = 0;
  while (start < out.length && out[start] === lines[from + start]) start += 1;
  if (start === out.length) return null;
  const kept = out.slice(start).filter((line) => line !== null);
  return { path, startLine: from + start + 1, endLine: last + 1, newText: kept.join('') };
}

/** The escape with the white space before it, and the line end. */
function continuation(line: string, escape: string): string {
  const ending = /\r?\n?$/.exec(line)?.[0] ?? '';
  const content = line.slice(0, line.length - ending.length);
  const trimmed = content.trimEnd();
  if (!trimmed.endsWith(escape)) return ending;
  const bare = trimmed.slice(0, -escape.length).trimEnd();
  return content.slice(bare.length) + ending;
}

/** The column of the line end. */
function contentEnd(line: string): number {
  return line.length - (/\r?\n$/.exec(line)?.[0].length ?? 0);
}

function isBlank(line: string, escape: string): boolean {
  const content = line.trim();
  return content === '' || content === escape;
}

function withoutEscape(line: string): string {
  const ending = /\r?\n?$/.exec(line)?.[0] ?? '';
  const content = line.slice(0, line.length - ending.length).trimEnd();
  return content.slice(0, -1).trimEnd() + ending;
}
