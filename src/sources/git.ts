import type { Content, Entry } from '../repository/tree.ts';
import { contentOf } from './content.ts';
import { git, GitError, type GitOptions, records } from './git-command.ts';
import { modes } from './git-modes.ts';
import { pendingSource } from './pending.ts';
import { maxFileSize, SourceError, type Source } from './source.ts';

/** The root of the work tree that holds `directory`; null when none does, or git refuses. */
export async function workTreeRoot(directory: string): Promise<string | null> {
  try {
    const output = (await git(directory, ['rev-parse', '--show-toplevel'])).toString('utf8');
    return output.replace(/\r?\n$/, '') || null;
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** Why `workTreeRoot` answers null: there is no repository, one without a work tree (bare), or git's own words (another owner, not installed). */
export async function whyNoWorkTree(
  directory: string,
): Promise<'no-repository' | 'no-work-tree' | { readonly detail: string }> {
  try {
    const output = await git(directory, ['rev-parse', '--is-inside-work-tree']);
    return output.toString('latin1').trim() === 'false' ? 'no-work-tree' : 'no-repository';
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return /not a git repository/.test(error.message) ? 'no-repository' : { detail: error.message };
  }
}

/**
 * The full id of the commit that a revision names. Only ids go into other commands, so no revision can become an option.
 * Throws `SourceError` for what names no commit here.
 */
export async function commitId(
  root: string,
  revision: string,
  options: Pick<GitOptions, 'signal'> = {},
): Promise<string> {
  // Git refuses these in names of refs; in the expressions that it allows (`HEAD~2`, `@{u}`) they aren't needed either.
  if (revision === '' || revision.startsWith('-') || /[\0-\x20\x7f:]/.test(revision)) {
    throw new SourceError(`Not a revision: ${JSON.stringify(revision)}`);
  }
  try {
    const output = await git(
      root,
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
      options,
    );
    const id = output.toString('latin1').trim();
    if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) return id;
  } catch (error) {
    if (!(error instanceof GitError) || error.status === null) throw error;
    if (error.status !== 1) throw new SourceError(`${error.message} (${revision})`, { cause: error });
  }
  throw new SourceError(`No such commit: ${revision}`);
}

/** Best common ancestor of two revisions; null when there is none, or the clone is too shallow to have it. */
export async function mergeBase(root: string, one: string, other: string): Promise<string | null> {
  const ids = [await commitId(root, one), await commitId(root, other)];
  try {
    return (await git(root, ['merge-base', ...ids])).toString('latin1').trim().split('\n')[0] ?? null;
  } catch (error) {
    if (error instanceof GitError && error.status === 1) return null;
    throw error;
  }
}

/** A commit of a repository on this disk (`root`: work tree or git directory). Throws `SourceError` when it is not there. */
export async function openRevision(root: string, revision: string): Promise<Source> {
  const commit = await commitId(root, revision);
  const listing = records(await git(root, ['ls-tree', '-r', '-z', '--full-tree', commit])).flatMap(entryOf);
  return pendingSource(listing, (entries) => readBlobs(root, entries));
}

/** `<mode> <type> <id>\t<path>` */
function entryOf(record: string): Entry[] {
  const [, bits, id, path] = /^(\d{6}) \w+ ([0-9a-f]+)\t([^]*)$/.exec(record) ?? [];
  const mode = modes[bits ?? ''];
  return mode && id && path ? [{ path, mode, blob: id, size: null }] : [];
}

/** Contents by path. Sizes first, so that a large file is never read into memory; then all contents from one process. */
export async function readBlobs(
  root: string,
  entries: readonly Entry[],
  options: Pick<GitOptions, 'signal'> = {},
): Promise<ReadonlyMap<string, Content>> {
  const ids = [...new Set(entries.flatMap((entry) => entry.blob ?? []))];
  const sizes = await git(root, ['cat-file', '--batch-check', '--buffer'], { input: lines(ids), ...options });
  const byId = new Map<string, Content>();
  const wanted: string[] = [];
  for (const line of sizes.toString('latin1').split('\n')) {
    // `<id> blob <size>`; what is not here (a partial clone) is `<id> missing`.
    const [id, type, size] = line.split(' ');
    if (!id || type !== 'blob') continue;
    if (Number(size) > maxFileSize) byId.set(id, { kind: 'unreadable', reason: 'too-large' });
    else wanted.push(id);
  }
  const output = await git(root, ['cat-file', '--batch', '--buffer'], { input: lines(wanted), ...options });
  for (let start = 0; start < output.length;) {
    const end = output.indexOf(10, start);
    const [id, type, size] = output.toString('latin1', start, end).split(' ');
    start = end + 1;
    if (!id || type !== 'blob') continue;
    byId.set(id, contentOf(output.subarray(start, start + Number(size))));
    start += Number(size) + 1;
  }
  return new Map(
    entries.flatMap((entry) => {
      const content = byId.get(entry.blob ?? '');
      return content ? [[entry.path, content] as const] : [];
    }),
  );
}

function lines(ids: readonly string[]): string {
  return ids.map((id) => `${id}\n`).join('');
}
