import type { ChangedFile } from '../repository/changes.ts';
import { commitId } from './git.ts';
import { git, GitError, records } from './git-command.ts';

/** Everything that a configuration could set otherwise. */
const options = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--no-indent-heuristic',
  '--diff-algorithm=myers',
  '--submodule=short',
  '--ignore-submodules=none',
  '-O/dev/null',
];

/**
 * What differs between two commits (compare with the merge base to get what a branch did), as `git diff BASE HEAD`. Only names and blobs: a check compares
 * findings, not lines.
 */
export async function changedFiles(root: string, base: string, head: string): Promise<readonly ChangedFile[]> {
  const ids = [await commitId(root, base), await commitId(root, head)];
  // Renames as GitHub finds them: half of the lines are the same. A partial clone may lack a blob to compare; equal ids then do.
  const raw = (await succeeds(root, rawDiff(ids, '50%'))) ?? (await git(root, rawDiff(ids, '100%')));
  return readRaw(records(raw));
}

function rawDiff(ids: readonly string[], similarity: string): readonly string[] {
  return ['diff', '--raw', '--no-abbrev', '-z', `--find-renames=${similarity}`, ...options, ...ids, '--'];
}

/** Git's output, or null where it fails. */
async function succeeds(root: string, args: readonly string[]): Promise<Buffer | null> {
  try {
    return await git(root, args);
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** `:<modes> <ids> <status>`, path, and for renames the new path. */
function readRaw(fields: readonly string[]): readonly ChangedFile[] {
  const changes: ChangedFile[] = [];
  for (let index = 0; index < fields.length;) {
    const [, , , id = '', letter = ''] = fields[index]?.split(' ') ?? [];
    const isRename = letter.startsWith('R');
    const first = fields[index + 1] ?? '';
    const status = isRename ? 'renamed' : letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'modified';
    changes.push({
      path: isRename ? (fields[index + 2] ?? '') : first,
      previousPath: isRename ? first : null,
      status,
      blob: status === 'removed' ? null : id,
      hunks: null,
      hunksFrom: null,
    });
    index += isRename ? 3 : 2;
  }
  return changes;
}
