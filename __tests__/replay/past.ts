import type { HistoryCommit, PathChange, Version } from '../../src/repository/history.ts';
import type { Tree } from '../../src/repository/tree.ts';
import { HistoryListing } from '../../src/sources/history-listing.ts';
import type { FoundHistory } from '../../src/sources/history.ts';

/** What a commit changes: path → a word for its content, null when it goes. */
export type Commit = Readonly<Record<string, string | null>>;

/** A history in memory: begins with the files of a tree, each with a content of its own. */
export function pastOf(tree: Tree, commits: readonly Commit[]): FoundHistory {
  const versions = new Map<string, Version>();
  const lines = tree.paths.map((path) => {
    const mode = tree.get(path)?.mode ?? 'file';
    const version = { mode, blob: blob(`start ${path}`) };
    versions.set(path, version);
    return `${bits[mode]} blob ${version.blob}\t${path}\0`;
  });
  const listed = new HistoryListing(Buffer.from(lines.join('')));
  const stream = commits.map((commit, index): HistoryCommit => {
    const changes = Object.entries(commit).flatMap(([path, content]): readonly PathChange[] => {
      const before = versions.get(path) ?? null;
      const after = content === null ? null : { mode: before?.mode ?? ('file' as const), blob: blob(content) };
      if (before?.blob === after?.blob) return [];
      if (after) versions.set(path, after);
      else versions.delete(path);
      return [{ path, before, after }];
    });
    return { id: blob(`commit ${index}`), changes };
  });
  return {
    kind: 'history',
    listed,
    start: [...listed],
    commits: (async function* () {
      yield* stream;
    })(),
    count: commits.length,
    cut: null,
  };
}

const bits = { file: '100644', executable: '100755', symlink: '120000', submodule: '160000' } as const;

/** The id that a content has in such a history; what is there at the start is `start <path>`. */
export function blob(text: string): string {
  return Buffer.from(text).toString('hex').padEnd(40, '0').slice(-40);
}
