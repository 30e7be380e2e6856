import type { Content, Entry } from '../repository/tree.ts';
import type { GitHub } from './github-api.ts';
import type { Contents } from './github-contents.ts';
import { listTree } from './github-tree.ts';
import { pendingSource } from './pending.ts';
import { maxFileSize, SourceError, type Source } from './source.ts';

/** Two states of one repository behind the API, read together. */
export interface GitHubSources {
  readonly head: Source;
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
  const listings = { head: await list(github, commits.head), base: await list(github, commits.base) };
  const inBase = new Map(listings.base.map((entry) => [entry.path, entry]));
  const inHead = new Map(listings.head.map((entry) => [entry.path, entry]));
  const former = (entry: Entry): Entry | undefined => inBase.get(previous.get(entry.path) ?? entry.path);
  return {
    head: pendingSource(listings.head, (entries) => fetch(contents, entries, former)),
    base: pendingSource(listings.base, (entries) => fetch(contents, entries, (entry) => inHead.get(entry.path))),
  };
}

/** @throws SourceError when the listing can't be had */
export async function githubSource(github: GitHub, contents: Contents, commit: string): Promise<Source> {
  return pendingSource(await list(github, commit), (entries) => fetch(contents, entries, () => undefined));
}

async function list(github: GitHub, commit: string): Promise<readonly Entry[]> {
  try {
    return await listTree(github, commit);
  } catch (cause) {
    throw new SourceError(`The files of commit ${commit} can't be listed`, { cause });
  }
}

async function fetch(
  contents: Contents,
  entries: readonly Entry[],
  companion: (entry: Entry) => Entry | undefined,
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
    if (content) found.set(path, content);
  }
  return found;
}
