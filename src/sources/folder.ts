import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { dirname as parentOf, join as joinPath } from 'node:path';
import { treeOf } from '../repository/memory.ts';
import { dirname } from '../repository/paths.ts';
import type { Content, Entry, Mode } from '../repository/tree.ts';
import { contentOf } from './content.ts';
import { git, GitError, records } from './git-command.ts';
import { maxFileSize, SourceError, type Source } from './source.ts';

export interface FolderOptions {
  /** Give each entry git's blob id of what is on the disk: reads every file once. Else `blob` is null. */
  readonly blobs?: boolean;
}

/**
 * A folder as it is on the disk. In a git work tree: what git tracks and what it would add (so not `node_modules` behind `.gitignore`), minus
 * what was deleted. Elsewhere, or where git refuses (not installed, another owner), everything but `.git` and `node_modules`.
 * Nothing outside the folder is listed or read, through whatever link. Throws `SourceError` when there is no such folder.
 */
export async function openFolder(root: string, options: FolderOptions = {}): Promise<Source> {
  if (!isDirectory(root)) throw new SourceError(`No such folder: ${root}`);
  const paths = (await listedByGit(root)) ?? walk(root);
  const entries = describe(root, paths, options.blobs ?? false);
  // Each file is read once, so that one check sees one state of it.
  const contents = new Map<string, Content>();
  const read = (entry: Entry): Content => {
    const content = contents.get(entry.path) ?? readEntry(root, entry);
    contents.set(entry.path, content);
    return content;
  };
  return {
    tree: treeOf(entries, read),
    pending: () => [],
    load: () => Promise.resolve(),
  };
}

/** Null: not a work tree, or one whose repository ignores this folder (then git has nothing to say about it). */
async function listedByGit(root: string): Promise<readonly string[] | null> {
  if (!isBelowRepository(root)) return null;
  try {
    const output = await git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
    // A folder with a repository of its own is listed as `name/`: git would not add what is in it.
    const paths = new Set(records(output).filter((path) => !path.endsWith('/')));
    return paths.size > 0 ? [...paths] : null;
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** Git is only started where it has something to say: a start costs more than a small folder's whole check. */
function isBelowRepository(root: string): boolean {
  for (let folder = realpathSync(root); ; folder = parentOf(folder)) {
    if (existsSync(joinPath(folder, '.git'))) return true;
    if (parentOf(folder) === folder) return false;
  }
}

function walk(root: string): readonly string[] {
  const found: string[] = [];
  const waiting = [''];
  for (let directory = waiting.pop(); directory !== undefined; directory = waiting.pop()) {
    for (const child of childrenOf(joinPath(root, directory))) {
      if (child.name === '.git' || child.name === 'node_modules') continue;
      const path = directory === '' ? child.name : `${directory}/${child.name}`;
      if (child.isDirectory()) waiting.push(path);
      else found.push(path);
    }
  }
  return found;
}

function childrenOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** What is really there: git lists deleted files, and files below a directory that is a link by now. */
function describe(root: string, paths: readonly string[], blobs: boolean): readonly Entry[] {
  const real = new Map<string, boolean>([['', true]]);
  const isRealDirectory = (directory: string): boolean => {
    const known = real.get(directory);
    if (known !== undefined) return known;
    const answer =
      isRealDirectory(dirname(directory)) && (lstatOrNull(joinPath(root, directory))?.isDirectory() ?? false);
    real.set(directory, answer);
    return answer;
  };

  const entries: Entry[] = [];
  for (const path of paths) {
    if (!isRealDirectory(dirname(path))) continue;
    const status = lstatOrNull(joinPath(root, path));
    if (!status) continue;
    const mode: Mode | null = status.isSymbolicLink()
      ? 'symlink'
      : status.isDirectory()
        ? 'submodule'
        : status.isFile()
          ? (status.mode & 0o111) !== 0
            ? 'executable'
            : 'file'
          : null; // a socket, a pipe, a device: no builder takes it
    if (!mode) continue;
    const size = mode === 'submodule' ? null : status.size;
    entries.push({ path, mode, blob: blobs ? blobId(root, path, mode) : null, size });
  }
  return entries;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function lstatOrNull(path: string) {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}

function readEntry(root: string, entry: Entry): Content {
  const path = joinPath(root, entry.path);
  if (entry.size !== null && entry.size > maxFileSize) return { kind: 'unreadable', reason: 'too-large' };
  try {
    return entry.mode === 'symlink' ? { kind: 'text', text: readlinkSync(path) } : contentOf(readFile(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return { kind: 'absent' };
    return { kind: 'unreadable', reason: code === 'EACCES' || code === 'EPERM' ? 'permission' : 'failed' };
  }
}

/** The file may have become a link or a pipe since it was listed: neither followed nor waited for. */
function readFile(path: string): Buffer {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error('not a file');
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function blobId(root: string, path: string, mode: Mode): string | null {
  if (mode === 'submodule') return null;
  try {
    const place = joinPath(root, path);
    const bytes = mode === 'symlink' ? readlinkSync(place, 'buffer') : readFile(place);
    return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  } catch {
    return null;
  }
}
