import type { Content, Entry } from '../repository/tree.ts';
import type { GitHub } from './github-api.ts';
import type { Contents } from './github-contents.ts';
import { listTree } from './github-tree.ts';
import { pendingSource } from './pending.ts';
import { maxFileSize, SourceError, type Source } from './source.ts';

/** A state of the repository behind the API. */
export interface GitHubSource {
  readonly head: Source;
  /** Paths that are there and could not be had, so far. */
  readonly failed: ReadonlySet<string>;
}

/** Two states, read together. */
export interface GitHubSources extends GitHubSource {
  readonly base: Source;
}

/**
 * What differs is read on both sides at once, so a review costs no more rounds than a check of one side.
 * @param previous path on the head side → path on the base side, of renamed files
 * @throws SourceError when one of the listings can't be had
 */
export async function githubSources(
  github: GitHub,
  contents: Contents,
  commits: { readonly base: string; readonly head: string },
  previous: ReadonlyMap<string, string>,
): Promise<GitHubSources> {
  const inHead = await list(github, commits.head);
  const inBase = await list(github, commits.base);
  const failed = new Set<string>();
  const [headPaths, basePaths] = [byPath(inHead), byPath(inBase)];
  const before: Companion = ({ path }) => basePaths.get(previous.get(path) ?? path);
  const after: Companion = ({ path }) => headPaths.get(path);
  return {
    head: pendingSource(inHead, (entries) => fetch(contents, entries, before, failed)),
    base: pendingSource(inBase, (entries) => fetch(contents, entries, after, failed)),
    failed,
  };
}

/** @throws SourceError when the listing can't be had */
export async function githubSource(github: GitHub, contents: Contents, commit: string): Promise<GitHubSource> {
  const failed = new Set<string>();
  const listing = await list(github, commit);
  return { head: pendingSource(listing, (entries) => fetch(contents, entries, () => undefined, failed)), failed };
}

async function list(github: GitHub, commit: string): Promise<readonly Entry[]> {
  try {
    return await listTree(github, commit);
  } catch (cause) {
    throw new SourceError(`The files of commit ${commit} can't be listed`, { cause });
  }
}

function byPath(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [entry.path, entry]));
}

/** The entry on the other side that will be asked for too. */
type Companion = (entry: Entry) => Entry | undefined;

async function fetch(
  contents: Contents,
  entries: readonly Entry[],
  companion: Companion,
  failed: Set<string>,
): Promise<ReadonlyMap<string, Content>> {
  const sizes = new Map<string, number>();
  for (const entry of entries.flatMap((wanted) => [wanted, companion(wanted) ?? wanted])) {
    const isFile = entry.mode !== 'submodule' && (entry.size ?? 0) <= maxFileSize;
    if (entry.blob !== null && isFile) sizes.set(entry.blob, entry.size ?? 0);
  }
  const read = await contents.read([...sizes.keys()], sizes);
  const found = new Map<string, Content>();
  for (const { path, blob } of entries) {
    const content = blob === null ? undefined : read.get(blob);
    if (!content) continue;
    found.set(path, content);
    if (content.kind === 'unreadable' && content.reason === 'failed') failed.add(path);
  }
  return found;
}
