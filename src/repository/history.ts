import type { Entry, Mode } from './tree.ts';

/**
 * The past of a repository as a listing and a stream of what each commit changed in it. Paths and blob ids only, no contents.
 *
 * Bytes of a name that are no UTF-8 become lone surrogates (byte `0xNN` is `\udcNN`), so two names never become one.
 */

/** What a path was, or is, in one commit. */
export interface Version {
  readonly mode: Mode;
  /** Git's blob id, 40 or 64 hexadecimal digits; of a submodule the id of its commit. */
  readonly blob: string;
}

/**
 * One path that a commit adds (`before` is null), removes (`after` is null) or changes: other content, other mode, or both. A rename is
 * a removal and an addition. Never both null, never equal.
 */
export interface PathChange {
  readonly path: string;
  readonly before: Version | null;
  readonly after: Version | null;
}

/** A commit, compared with its first parent. */
export interface HistoryCommit {
  /** The full id. */
  readonly id: string;
  /**
   * At most one a path, in git's order (by bytes). Empty for a commit that changes nothing. Where a file becomes a directory, its removal
   * and the additions below it are in one list: apply removals first.
   */
  readonly changes: readonly PathChange[];
}

/** First-parent commits that have a parent, the newest N of a branch. Each commit's parent is the one before it in the stream. */
export interface History {
  /** The tree of the oldest commit's parent: what the builder is taken to have built before the first of `commits`. `size` is null. */
  readonly start: readonly Entry[];
  /** Oldest to newest. To be read once; a read that fails rejects with a `SourceError`, and what came before it is right. */
  readonly commits: AsyncIterable<HistoryCommit>;
}

/** Why there is no history to read. */
export type NoHistoryReason =
  /** Not a repository, or git refuses it (another owner), or there is no git. */
  | 'no-repository'
  /** Nothing committed yet, or a tip that isn't here: a branch that was rewritten, or fetched only in part. */
  | 'no-commit'
  /** The tip is the first commit ever. */
  | 'one-commit'
  /** Only the tip was fetched. */
  | 'shallow'
  /** A partial clone without trees. */
  | 'no-trees'
  | 'corrupt'
  | 'stopped';

/** Why there is none from a server. */
export type NoCloneReason =
  | 'time-limit'
  | 'size-limit'
  /** The token may not read it, or has expired, or there is no such repository: servers don't say which. */
  | 'refused'
  /** The same, where git is older than 2.31: it can't be given the token without others seeing it. */
  | 'old-git'
  /** The server does not have the commit: a branch that was rewritten and cleaned up. */
  | 'no-commit'
  /** No git, no network, a server that is no git server, … */
  | 'failed';
