/** What changed between two commits, file by file, as the API lists it. */

import { diffLines } from 'diff';
import { formatHunks, hunksOf, type Hunk } from './hunks.ts';
import type { File, Repository } from './repository.ts';

export interface Change {
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  readonly path: string;
  readonly previousPath: string | null;
  readonly before: File | null;
  readonly after: File | null;
  /** Empty for what has no text to show: binary, submodule, a pure rename, a change of mode. */
  readonly hunks: readonly Hunk[];
  readonly patch: string | null;
  readonly additions: number;
  readonly deletions: number;
}

/** Above this GitHub shows no diff of a file. */
const fileLimit = { lines: 20_000, bytes: 500 * 1024 };

/** All changes from one commit to another, by path; renames are found. */
export function changesBetween(repository: Repository, from: string, to: string): Change[] {
  const old = repository.get(from).files;
  const now = repository.get(to).files;
  const added = [...now].filter(([path]) => !old.has(path));
  const gone = new Map([...old].filter(([path]) => !now.has(path)));
  // Git has such a limit, too: above it only files with the same content are renamed ones.
  const similar = added.length * gone.size <= 10_000;
  const changes: Change[] = [];
  for (const [path, after] of added) {
    const source = renamedFrom(repository, gone, path, after, similar);
    if (source === undefined) {
      changes.push(describe(repository, 'added', path, null, null, after));
      continue;
    }
    const [previousPath, before] = source;
    gone.delete(previousPath);
    changes.push(describe(repository, 'renamed', path, previousPath, before, after));
  }
  for (const [path, before] of gone) changes.push(describe(repository, 'removed', path, null, before, null));
  for (const [path, after] of now) {
    const before = old.get(path);
    if (before === undefined || (before.sha === after.sha && before.mode === after.mode)) continue;
    const status = before.sha === after.sha ? 'changed' : 'modified';
    changes.push(describe(repository, status, path, null, before, after));
  }
  return changes.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

function describe(
  repository: Repository,
  status: Change['status'],
  path: string,
  previousPath: string | null,
  before: File | null,
  after: File | null,
): Change {
  const [old, now] = [before, after].map((file) => textOf(repository, file));
  const readable = old !== undefined && old !== null && now !== undefined && now !== null;
  const hunks = readable && old !== now ? hunksOf(old, now) : [];
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const additions = lines.filter((line) => line.startsWith('+')).length;
  const deletions = lines.filter((line) => line.startsWith('-')).length;
  const text = formatHunks(hunks);
  const tooLarge = lines.length > fileLimit.lines || Buffer.byteLength(text) > fileLimit.bytes;
  const shown = hunks.length > 0 && !tooLarge;
  const rest = { additions, deletions, hunks: shown ? hunks : [], patch: shown ? text : null };
  return { status, path, previousPath, before, after, ...rest };
}

/** `''` for no file, null for what git takes for binary. */
function textOf(repository: Repository, file: File | null): string | null {
  if (file === null) return '';
  if (file.mode === '160000') return `Subproject commit ${file.sha}\n`;
  const bytes = repository.store.bytes(file.sha);
  return bytes === undefined || isBinary(bytes) ? null : bytes.toString('utf8');
}

/** Git's rule. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

/** The same content, or else the most similar of those that share more than half of their bytes. */
function renamedFrom(
  repository: Repository,
  gone: ReadonlyMap<string, File>,
  path: string,
  after: File,
  similar: boolean,
): [string, File] | undefined {
  const same = [...gone].filter(([, before]) => before.sha === after.sha);
  const sameName = same.find(([previous]) => nameOf(previous) === nameOf(path));
  if (sameName !== undefined) return sameName;
  if (same[0] !== undefined || !similar) return same[0];
  const text = textOf(repository, after);
  if (text === null || text === '') return undefined;
  let best: { from: [string, File]; score: number } | undefined;
  for (const from of gone) {
    const old = textOf(repository, from[1]);
    // A file of twice the size can't be half the same; this keeps long lists of changes fast.
    if (old === null || from[1].mode !== after.mode || old.length > 2 * text.length || text.length > 2 * old.length)
      continue;
    const kept = diffLines(old, text)
      .filter((part) => !part.added && !part.removed)
      .reduce((sum, part) => sum + part.value.length, 0);
    const score = kept / Math.max(old.length, text.length);
    if (score >= 0.5 && score > (best?.score ?? 0)) best = { from, score };
  }
  return best?.from;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
