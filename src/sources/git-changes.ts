import { commitId } from './git.ts';
import { git, GitError, records } from './git-command.ts';
import type { ChangedFile, ChangeStatus, Hunk, LineRange } from './source.ts';

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

/** A diff that is larger is no longer shown by anybody: the files are listed, without hunks. */
const patchLimit = 64 * 1024 * 1024;

/** What differs between two commits (compare with the merge base to get what a branch did), as `git diff BASE HEAD`. */
export async function changedFiles(root: string, base: string, head: string): Promise<readonly ChangedFile[]> {
  const ids = [await commitId(root, base), await commitId(root, head)];
  // Renames as GitHub finds them: half of the lines are the same. A partial clone may lack a blob to compare; equal ids then do.
  const renames = (await succeeds(root, rawDiff(ids, '50%'))) ?? (await git(root, rawDiff(ids, '100%')));
  const changes = readRaw(records(renames));
  const hunks = await readHunks(root, ids, changes);
  return changes.map(({ path, previousPath, status }, index) => ({
    path,
    previousPath,
    status,
    hunks: hunks?.[index] ?? null,
  }));
}

function rawDiff(ids: readonly string[], similarity: string): readonly string[] {
  return ['diff', '--raw', '-z', `--find-renames=${similarity}`, ...options, ...ids, '--'];
}

/** Git's output, or null where it fails. */
async function succeeds(root: string, args: readonly string[], limit?: number): Promise<Buffer | null> {
  try {
    return await git(root, args, limit === undefined ? {} : { limit });
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

interface RawChange {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: ChangeStatus;
  /** How many `diff --git` sections the patch has of it: a file that becomes a link is removed and added. */
  readonly sections: number;
}

/** `:<modes> <ids> <status>`, path, and for renames the new path. */
function readRaw(fields: readonly string[]): readonly RawChange[] {
  const changes: RawChange[] = [];
  for (let index = 0; index < fields.length;) {
    const letter = fields[index]?.split(' ')[4]?.[0] ?? '';
    const first = fields[index + 1] ?? '';
    if (letter === 'R') {
      changes.push({ path: fields[index + 2] ?? '', previousPath: first, status: 'renamed', sections: 1 });
      index += 3;
      continue;
    }
    const status = letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'modified';
    changes.push({ path: first, previousPath: null, status, sections: letter === 'T' ? 2 : 1 });
    index += 2;
  }
  return changes;
}

/**
 * The patch names files in a way that a hostile name could imitate, so its sections are told apart by their order, which is that
 * of the raw list; names are quoted there (no `-z`), so none can begin a line of its own. Null when the two don't agree.
 */
async function readHunks(
  root: string,
  ids: readonly string[],
  changes: readonly RawChange[],
): Promise<readonly (readonly Hunk[] | null)[] | null> {
  const shape = ['--patch', '--find-renames=50%', '--unified=3', '--inter-hunk-context=0'];
  const patch = await succeeds(root, ['diff', ...shape, ...options, ...ids, '--'], patchLimit);
  if (!patch) return null;
  const sections = readPatch(patch.toString('latin1'));
  if (sections.length !== changes.reduce((sum, change) => sum + change.sections, 0)) return null;
  let next = 0;
  return changes.map((change) => {
    const own = sections.slice(next, next + change.sections);
    next += change.sections;
    return own.at(-1) ?? null;
  });
}

/** One element a `diff --git` section: its hunks, or null for a binary file. */
function readPatch(patch: string): readonly (Hunk[] | null)[] {
  const sections: (Hunk[] | null)[] = [];
  let hunks: Hunk[] = [];
  let added: LineRange[] = [];
  let line = 0;
  let left = { base: 0, head: 0 };
  for (const text of patch.split('\n')) {
    if (left.base > 0 || left.head > 0) {
      if (text.startsWith('+')) {
        const open = added.at(-1);
        if (open?.end === line - 1) added[added.length - 1] = { start: open.start, end: line };
        else added.push({ start: line, end: line });
      }
      if (!text.startsWith('-') && !text.startsWith('\\')) {
        line += 1;
        left.head -= 1;
      }
      if (!text.startsWith('+') && !text.startsWith('\\')) left.base -= 1;
      continue;
    }
    if (text.startsWith('diff --git ')) {
      hunks = [];
      sections.push(hunks);
    } else if (text.startsWith('Binary files ')) {
      sections[sections.length - 1] = null;
    }
    const head = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (!head) continue;
    const [, baseLength = '1', start = '0', length = '1'] = head;
    left = { base: Number(baseLength), head: Number(length) };
    line = Number(start);
    added = [];
    hunks.push({ start: line, end: line + Number(length) - 1, added });
  }
  return sections;
}
