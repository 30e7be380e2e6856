import type { History, HistoryCommit, NoHistoryReason } from '../repository/history.ts';
import type { Listed } from '../repository/listed.ts';
import type { Entry } from '../repository/tree.ts';
import { commitId } from './git.ts';
import { git, GitError, gitStream, startGit } from './git-command.ts';
import { HistoryListing } from './history-listing.ts';
import { readCommits } from './history-raw.ts';
import { ReadAhead } from './read-ahead.ts';
import { SourceError } from './source.ts';

export interface HistoryOptions {
  /** The newest commit: a revision. */
  readonly tip: string;
  /** How many commits at most, the newest; at least 1. */
  readonly commits: number;
  /** Ends the reading: git is stopped, `openHistory` answers `stopped`, the stream ends with a `SourceError`. */
  readonly signal?: AbortSignal;
}

export interface FoundHistory extends History {
  readonly kind: 'history';
  /** `start`, to be asked for what is needed of it. */
  readonly listed: Listed;
  /** How many commits the stream has, at least one. */
  readonly count: number;
  /**
   * Why these are fewer than asked for: the clone is shallow, or an older commit can't be read. Null when there are as many, or no more
   * in the whole history.
   */
  readonly cut: 'shallow' | 'corrupt' | null;
}

export interface NoHistory {
  readonly kind: 'none';
  readonly reason: NoHistoryReason;
  /** In git's words, for a log; not to be shown as Markdown. */
  readonly detail: string;
}

/**
 * The first-parent history of a repository on this disk (`root`: work tree or git directory), from its trees alone: nothing is fetched,
 * and a partial clone without blobs has all of it. Whatever is wrong with the repository is a value.
 */
export async function openHistory(root: string, options: HistoryOptions): Promise<FoundHistory | NoHistory> {
  const stopping = options.signal ? { signal: options.signal } : {};
  let walk: Walk | null = null;
  let tip = options.tip;
  try {
    // What names one commit, if it names one at all, need not be asked for first.
    if (/^(?:HEAD|[0-9a-f]{40}|[0-9a-f]{64})$/.test(tip)) walk = await firstParents(root, `${tip}^{commit}`, options);
    if (!walk || (walk.end === null && walk.pairs.length === 0)) {
      tip = await commitId(root, options.tip, stopping);
      walk = await firstParents(root, tip, options);
    }
  } catch (error) {
    const isBroken = error instanceof SourceError && error.cause instanceof GitError;
    return none(
      error,
      (await isRepository(root, stopping)) ? (isBroken ? 'corrupt' : 'no-commit') : 'no-repository',
      options,
    );
  }

  const { pairs, end, broken } = walk;
  const oldest = pairs.at(-1);
  try {
    // Both work at once, each on its own processor.
    const commits = oldest && changesOf(root, pairs.toReversed(), options);
    const shallow = end !== null && (await hasParent(root, end, stopping));
    if (!oldest || !commits) {
      if (broken) return none(broken, 'corrupt', options);
      return { kind: 'none', reason: shallow ? 'shallow' : 'one-commit', detail: `${tip} has no parent here` };
    }
    const listed = new HistoryListing(await git(root, ['ls-tree', '-r', '-z', '--full-tree', oldest.parent], stopping));
    let start: readonly Entry[] | undefined;
    return {
      kind: 'history',
      listed,
      get start() {
        return (start ??= [...listed]);
      },
      commits,
      count: pairs.length,
      cut: shallow ? 'shallow' : broken ? 'corrupt' : null,
    };
  } catch (error) {
    return none(error, (await lacksTrees(root, stopping)) ? 'no-trees' : 'corrupt', options);
  }
}

/** How the reading of a history ended, and how many commits were read. */
export type HistoryEnd =
  | { readonly kind: 'complete'; readonly read: number }
  | { readonly kind: 'corrupt' | 'stopped'; readonly read: number; readonly detail: string };

/** Hands each commit on, oldest first. What is handed on is whole and right, however it ends. */
export async function readHistory(
  history: FoundHistory,
  take: (commit: HistoryCommit) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<HistoryEnd> {
  let read = 0;
  const commits = history.commits[Symbol.asyncIterator]();
  for (;;) {
    let step: IteratorResult<HistoryCommit>;
    try {
      step = await commits.next();
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      return { kind: signal?.aborted ? 'stopped' : 'corrupt', read, detail: error.message };
    }
    if (step.done) return { kind: 'complete', read };
    // What was read ahead is there still when the time is over.
    if (signal?.aborted) return { kind: 'stopped', read, detail: 'stopped' };
    await take(step.value);
    read += 1;
  }
}

interface Pair {
  readonly commit: string;
  readonly tree: string;
  readonly parent: string;
}

interface Walk {
  /** Newest to oldest. */
  readonly pairs: readonly Pair[];
  /** Where the walk met a commit that has no parent here. */
  readonly end: string | null;
  /** What stopped it otherwise. */
  readonly broken: GitError | null;
}

/** Git prints commits as it walks, and each only after it has read its parents; so what came before an error is usable. */
async function firstParents(root: string, tip: string, { commits, signal }: HistoryOptions): Promise<Walk> {
  const most = `--max-count=${Math.max(1, Math.floor(commits))}`;
  const args = ['rev-list', '--first-parent', '--format=%T %P', most, tip];
  let text = '';
  let broken: GitError | null = null;
  try {
    for await (const chunk of gitStream(root, args, signal ? { signal } : {})) text += chunk.toString('latin1');
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    broken = error;
  }
  const pairs: Pair[] = [];
  // `commit <id>`, then what the format says.
  const lines = text.split('\n').slice(0, -1);
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const commit = lines[index]?.slice('commit '.length) ?? '';
    const [tree = '', parent = ''] = lines[index + 1]?.split(' ') ?? [];
    if (parent === '') return { pairs, end: commit, broken };
    pairs.push({ commit, tree, parent });
  }
  return { pairs, end: null, broken };
}

/** Does the commit itself name a parent? Where a clone was cut, git says otherwise everywhere else. */
async function hasParent(root: string, commit: string, stopping: Stopping): Promise<boolean> {
  const text = (await git(root, ['cat-file', 'commit', commit], stopping)).toString('latin1');
  return text.slice(0, text.indexOf('\n\n')).includes('\nparent ');
}

/**
 * `diff-tree` and not `log`: the same walk over the trees, but no configuration changes what it prints, and a merge is compared with its first parent.
 * It is faster with trees than with commits, which it would read once more; the tree of the first parent is not known.
 */
function changesOf(root: string, pairs: readonly Pair[], { signal }: HistoryOptions): AsyncIterable<HistoryCommit> {
  const shape = ['--stdin', '--always', '-r', '--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff'];
  const asked = pairs.map(({ commit, tree, parent }, index) => {
    const before = pairs[index - 1];
    return before
      ? { id: commit, input: `${before.tree} ${tree}\n`, header: `${before.tree} ${tree}\n` }
      : { id: commit, input: `${commit} ${parent}\n`, header: `${commit}\0` };
  });
  const args = ['diff-tree', ...shape, '--ignore-submodules=none'];
  const input = asked.map((one) => one.input).join('');
  // All of that is done while nobody waits for it.
  const started = startGit(root, args, { input, ...(signal ? { signal } : {}) });
  const ahead = new ReadAhead(started.output, ({ length }) => length, MOST_AHEAD);
  return {
    async *[Symbol.asyncIterator]() {
      started.hold();
      for await (const commit of readCommits(ahead, asked)) {
        if (signal?.aborted) throw new SourceError('git diff-tree was stopped');
        yield commit;
      }
    },
  };
}

/** So many bytes are read before anybody asks for them. */
const MOST_AHEAD = 2 ** 22;

type Stopping = Pick<HistoryOptions, 'signal'>;

async function isRepository(root: string, stopping: Stopping): Promise<boolean> {
  try {
    await git(root, ['rev-parse', '--git-dir'], stopping);
    return true;
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
}

async function lacksTrees(root: string, stopping: Stopping): Promise<boolean> {
  try {
    const filters = await git(root, ['config', '--get-regexp', String.raw`^remote\..*\.partialclonefilter$`], stopping);
    return / tree:/.test(filters.toString('latin1'));
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
}

function none(error: unknown, reason: NoHistoryReason, { signal }: HistoryOptions): NoHistory {
  if (!(error instanceof SourceError)) throw error;
  return { kind: 'none', reason: signal?.aborted ? 'stopped' : reason, detail: error.message };
}
