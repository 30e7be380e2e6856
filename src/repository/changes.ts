/** What a change does to files, and where: the same value whether GitHub, git or a comparison of two trees says it. */

/** `changed`: only the mode or type. `copied` counts as new under its name. */
export type FileStatus = 'added' | 'modified' | 'removed' | 'renamed' | 'copied' | 'changed';

/** One line of a hunk, without its mark and its `\n`; a `\r` before it is kept. */
interface HunkLine {
  readonly kind: 'context' | 'add' | 'remove';
  readonly text: string;
  /** 1-based; null for an added line. */
  readonly oldLine: number | null;
  /** 1-based; null for a removed line. */
  readonly newLine: number | null;
}

/** Starts are 1-based as in `@@ -1,2 +1,3 @@`; with a count of 0 the start is the line before (git's way). */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly HunkLine[];
}

export interface ChangedFile {
  /** The name after the change; for a removed file the name it had. */
  readonly path: string;
  /** The name before, where it differs. */
  readonly previousPath: string | null;
  readonly status: FileStatus;
  /** Git's blob id after the change; null when removed or not known. */
  readonly blob: string | null;
  /** Null: not known (binary, or nobody told). Empty: the content is the same. */
  readonly hunks: readonly Hunk[] | null;
  /** `host`: the hunks that the review page itself shows. `computed`: our own diff, which may place them differently. */
  readonly hunksFrom: 'host' | 'computed' | null;
}

export interface ChangeSet {
  readonly files: readonly ChangedFile[];
  /** False: files are missing from the list. */
  readonly complete: boolean;
}

const header = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;

/** Reads the hunks of a unified diff of one file (file headers before the first are skipped); null when it is not one, or was cut. */
export function parsePatch(patch: string): readonly Hunk[] | null {
  const rows = patch.split('\n');
  const hunks: Hunk[] = [];
  let at = 0;
  while (at < rows.length) {
    const match = header.exec(rows[at] ?? '');
    at += 1;
    if (!match) {
      if (hunks.length > 0 && rows.slice(at - 1).some((row) => row !== '' && !row.startsWith('\\'))) return null;
      continue;
    }
    const [oldStart, oldLines, newStart, newLines] = [match[1], match[2] ?? '1', match[3], match[4] ?? '1'].map(Number);
    if (oldStart === undefined || oldLines === undefined || newStart === undefined || newLines === undefined)
      return null;
    const lines: HunkLine[] = [];
    let oldLine = oldLines === 0 ? oldStart + 1 : oldStart;
    let newLine = newLines === 0 ? newStart + 1 : newStart;
    const oldEnd = oldLine + oldLines;
    const newEnd = newLine + newLines;
    while (oldLine < oldEnd || newLine < newEnd) {
      const row = rows[at];
      if (row === undefined) return null;
      at += 1;
      const text = row.slice(1);
      if (row.startsWith('+')) lines.push({ kind: 'add', text, oldLine: null, newLine: newLine++ });
      else if (row.startsWith('-')) lines.push({ kind: 'remove', text, oldLine: oldLine++, newLine: null });
      // Some hosts strip the one blank of an empty context line.
      else if (row.startsWith(' ') || row === '' || row === '\r')
        lines.push({ kind: 'context', text: row === '\r' ? row : text, oldLine: oldLine++, newLine: newLine++ });
      else if (!row.startsWith('\\')) return null;
    }
    if (oldLine !== oldEnd || newLine !== newEnd) return null;
    hunks.push({ oldStart, oldLines, newStart, newLines, lines });
  }
  return hunks;
}

/** The hunks as text, as a reader knows them. */
export function formatHunks(hunks: readonly Hunk[]): string {
  const marks = { context: ' ', add: '+', remove: '-' };
  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@\n`,
      ...lines.map(({ kind, text }) => `${marks[kind]}${text}\n`),
    ])
    .join('');
}
