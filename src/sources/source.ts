import type { Tree } from '../repository/tree.ts';

/**
 * One state of a repository, wherever it lives: a folder, a git revision, a commit behind GitHub's API.
 *
 * A check is pure and synchronous, so it works in rounds. A read of what is not loaded answers `pending`, and the source
 * remembers the path. The engine loads all of them in one batch and checks again, until a round leaves nothing pending:
 *
 *     do { result = check(source.tree); } while (await loadPending(source));
 *
 * A source that reads at once (a folder) never has anything pending.
 */
export interface Source {
  /** The same object for the whole life of the source; what `load` brought shows in its next `read`. */
  readonly tree: Tree;
  /** Paths that were read and not there yet, since the last `load`, sorted. */
  pending(): readonly string[];
  /**
   * Brings contents in, in as few requests as the place allows. Paths that are loaded already, or are not in the listing, cost
   * nothing. One file that can't be had becomes `unreadable` for good (reason `failed`, `too-large`, …): the next round goes on,
   * and the check says what it could not see. Throws `SourceError` only when nothing can be had at all.
   */
  load(paths: readonly string[]): Promise<void>;
}

/** Loads what the last round missed; false when it missed nothing, and the round's result is final. */
export async function loadPending(source: Source): Promise<boolean> {
  const paths = source.pending();
  if (paths.length === 0) return false;
  await source.load(paths);
  return true;
}

/** Contents longer than this are `too-large`, in bytes. Lock files of large projects are a few megabytes. */
export const maxFileSize = 4 * 1024 * 1024;

/** What can't be read at all: no such revision, no repository, git missing, the API unreachable. The cause holds the details. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}
