import type { ChangeSet } from '../repository/changes.ts';
import { basename } from '../repository/paths.ts';
import type { Content } from '../repository/tree.ts';
import { statusOf, type GitHub } from '../sources/github-api.ts';
import { compare, completeFiles, completeHunks, pullChanges, type Comparison } from '../sources/github-changes.ts';
import type { Contents } from '../sources/github-contents.ts';
import { readPull, type Pull } from '../sources/github-pull.ts';
import { githubSource, githubSources } from '../sources/github.ts';
import type { Source } from '../sources/source.ts';
import type { Subject } from './subject.ts';

/** Everything that a run needs to know of the repository. */
export interface Gathered {
  readonly headSha: string;
  /** The newest commit of the history that findings are proved with: where the change began, or what is audited. */
  readonly historyTip: string;
  readonly head: Source;
  /** Null in an audit: there is nothing to compare with. */
  readonly base: Source | null;
  readonly changes: ChangeSet | null;
  /** Of the base side. */
  readonly configuration: Content;
  readonly pull: Pull | null;
  /** Paths that GitHub did not give, though they are there. */
  readonly failed: ReadonlySet<string>;
  /** The changes, with the hunks of these files wherever they can be found out. Never throws. */
  withHunks(paths: ReadonlySet<string>): Promise<ChangeSet>;
}

/**
 * Reads through the API alone: it has every commit, and the right one. A checkout may stand on a merge commit.
 * @throws what the API's client throws, and SourceError
 */
export async function gather(
  github: GitHub,
  contents: Contents,
  subject: Subject,
  configurationPath: string,
): Promise<Gathered> {
  if (subject.kind === 'commit') return gatherCommit(github, contents, subject, configurationPath);
  const { pull, headSha, comparison, listed, number } = await difference(github, subject);
  const configurationName = `${comparison.baseTip}:${configurationPath}`;
  contents.expect(configurationName);
  const commits = { base: comparison.mergeBase, head: headSha };
  const { head, base, failed } = await githubSources(github, contents, commits, previousPaths(listed));
  const changes = completeFiles(listed, base, head);
  return {
    headSha,
    historyTip: comparison.mergeBase,
    head,
    base,
    changes,
    configuration: await firstBatch(contents, head, changes, configurationName),
    pull,
    failed,
    // Without them there is less to show on lines, and the verdict is the same.
    withHunks: (paths) => completeHunks(changes, paths, { github, number, base, head }).catch(() => changes),
  };
}

async function gatherCommit(
  github: GitHub,
  contents: Contents,
  subject: Extract<Subject, { readonly kind: 'commit' }>,
  configurationPath: string,
): Promise<Gathered> {
  const configurationName = `${subject.configurationFrom}:${configurationPath}`;
  contents.expect(configurationName);
  const { head, failed } = await githubSource(github, contents, subject.sha);
  const changes = { files: [], complete: true };
  return {
    headSha: subject.sha,
    historyTip: subject.sha,
    head,
    base: null,
    changes: null,
    configuration: await firstBatch(contents, head, changes, configurationName),
    pull: null,
    failed,
    withHunks: () => Promise.resolve(changes),
  };
}

interface Difference {
  readonly pull: Pull | null;
  readonly headSha: string;
  readonly comparison: Comparison;
  readonly listed: ChangeSet;
  /** Of the pull request whose list of files this is. */
  readonly number: number | null;
}

async function difference(github: GitHub, subject: Exclude<Subject, { readonly kind: 'commit' }>): Promise<Difference> {
  if (subject.kind === 'range') {
    const comparison = await compare(github, subject.base, subject.head);
    return { pull: null, headSha: subject.head, comparison, listed: comparison.changes, number: null };
  }
  const { headSha } = subject;
  const pull = await readPull(github, subject.number);
  const comparison = await compareWithBase(github, pull, headSha);
  const { changes } = comparison;
  // GitHub lists the files of the present head only.
  if (pull.headSha !== headSha) return { pull, headSha, comparison, listed: changes, number: null };
  // A short list came with the comparison already.
  const isWhole = changes.complete && changes.files.length >= pull.changedFiles;
  return {
    pull,
    headSha,
    comparison,
    listed: isWhole ? changes : await pullChanges(github, pull),
    number: pull.number,
  };
}

/** With the branch as it stands now; a pull request that is merged may have lost it. */
async function compareWithBase(github: GitHub, pull: Pull, headSha: string): Promise<Comparison> {
  try {
    return await compare(github, pull.baseBranch, headSha);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return compare(github, pull.baseSha, headSha);
  }
}

function previousPaths({ files }: ChangeSet): ReadonlyMap<string, string> {
  const previous = new Map<string, string>();
  for (const { path, previousPath } of files) if (previousPath !== null) previous.set(path, previousPath);
  return previous;
}

/** Null: not there, or not text. */
export function textOf({ tree }: Source, path: string): string | null {
  const content = tree.read(path);
  return content.kind === 'text' ? content.text : null;
}

/** Files that the first round of nearly every check asks for, by name. */
const likely =
  /^(?:Dockerfile|Containerfile)(?:\..*)?$|\.dockerfile$|\.dockerignore$|^(?:docker-)?compose\b.*\.ya?ml$|^docker-bake\.|^Makefile$/i;
const likelyManifest =
  /^(?:package\.json|requirements[\w.-]*\.txt|pyproject\.toml|go\.mod|Cargo\.toml|composer\.json|Gemfile|pom\.xml|build\.gradle(?:\.kts)?)$/;
const workflow = /^\.github\/workflows\/[^/]+\.ya?ml$/;
/** Names, and bytes a file. */
const most = { names: 90, bytes: 128 * 1024 };

/** One request for what is known to be needed; the check asks for the rest. */
async function firstBatch(
  contents: Contents,
  head: Source,
  changes: ChangeSet,
  configurationName: string,
): Promise<Content> {
  const changed = new Set(changes.files.map(({ path }) => path));
  const rank = (path: string): number => {
    const name = basename(path);
    if (likely.test(name) || workflow.test(path)) return changed.has(path) ? 0 : 1;
    return likelyManifest.test(name) ? 2 : 3;
  };
  const ranked = head.tree.paths
    .map((path) => ({ path, rank: rank(path) }))
    .filter(({ path, rank: place }) => {
      const size = head.tree.get(path)?.size ?? 0;
      return place < 3 && size <= most.bytes;
    });
  ranked.sort((a, b) => a.rank - b.rank);
  await head.load(ranked.slice(0, most.names).map(({ path }) => path));
  const read = await contents.read([configurationName]);
  return read.get(configurationName) ?? { kind: 'absent' };
}
