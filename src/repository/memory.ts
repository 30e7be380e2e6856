import { dirname, isWithin, join } from './paths.ts';
import type { Content, Entry, Mode, Tree } from './tree.ts';

/** A file given as a value: its text, or text with a mode; for a symlink the text is its target. */
export type MemoryFile = string | { readonly text: string; readonly mode: Mode };

/** A tree from values: tests, standard input, and the changed repository that a fix is proved on. */
export function memoryTree(files: Readonly<Record<string, MemoryFile>> | ReadonlyMap<string, MemoryFile>): Tree {
  const map = new Map(files instanceof Map ? files : Object.entries(files));
  const entries = [...map].map(([path, file]): Entry => {
    const { text, mode } = typeof file === 'string' ? { text: file, mode: 'file' as const } : file;
    return { path, mode, blob: null, size: Buffer.byteLength(text) };
  });
  return treeOf(entries, (entry) => {
    const file = map.get(entry.path);
    return { kind: 'text', text: typeof file === 'string' ? file : (file?.text ?? '') };
  });
}

/** The same tree with some files replaced (text) or removed (null); modes stay. */
export function overlay(tree: Tree, changes: ReadonlyMap<string, string | null>): Tree {
  let whole: Tree | undefined;
  const rebuilt = (): Tree => (whole ??= relisted(tree, changes));
  const isSameListing = [...changes].every(([path, text]) => text !== null && tree.get(path) !== undefined);
  if (!isSameListing) return rebuilt();
  // A large repository is not listed anew for every line that changes in it.
  return {
    ...tree,
    readEntry(path) {
      const text = changes.get(path);
      return typeof text === 'string' ? { kind: 'text', text } : tree.readEntry(path);
    },
    read(path) {
      const text = changes.get(path);
      if (typeof text === 'string' && tree.get(path)?.mode !== 'symlink') return { kind: 'text', text };
      const mode = tree.get(path)?.mode;
      // A link, or a path below one, may lead to what changed.
      return mode === 'file' || mode === 'executable' ? tree.read(path) : rebuilt().read(path);
    },
  };
}

function relisted(tree: Tree, changes: ReadonlyMap<string, string | null>): Tree {
  const entries: Entry[] = [];
  for (const path of tree.paths) {
    const entry = tree.get(path);
    if (entry && !changes.has(path)) entries.push(entry);
  }
  for (const [path, text] of changes) {
    if (text === null) continue;
    entries.push({ path, mode: tree.get(path)?.mode ?? 'file', blob: null, size: Buffer.byteLength(text) });
  }
  return treeOf(entries, (entry) => {
    const text = changes.get(entry.path);
    return typeof text === 'string' ? { kind: 'text', text } : tree.readEntry(entry.path);
  });
}

/** Follows at most this many links for one path, as Linux does. */
const maxLinks = 40;

/** The one implementation of `Tree`: a listing, and a way to read one regular file (or a symlink's text). */
export function treeOf(listing: readonly Entry[], readEntry: (entry: Entry) => Content): Tree {
  const sorted = listing.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const paths = sorted.map((entry) => entry.path);
  const byPath = new Map(sorted.map((entry) => [entry.path, entry]));
  let directories: Set<string> | undefined;

  const isDirectory = (path: string): boolean => {
    directories ??= directoriesOf(paths);
    return directories.has(path);
  };

  const under = (directory: string): readonly Entry[] => {
    if (directory === '') return sorted;
    const prefix = `${directory}/`;
    const found: Entry[] = [];
    for (let index = lowerBound(paths, prefix); index < sorted.length; index += 1) {
      const entry = sorted[index];
      if (!entry?.path.startsWith(prefix)) break;
      found.push(entry);
    }
    return found;
  };

  const read = (path: string, links = 0): Content => {
    const entry = byPath.get(path);
    if (!entry) {
      if (isDirectory(path)) return { kind: 'unreadable', reason: 'directory' };
      return readBelowLink(path, links);
    }
    if (entry.mode === 'submodule') return { kind: 'unreadable', reason: 'submodule' };
    const content = readEntry(entry);
    if (entry.mode !== 'symlink' || content.kind !== 'text') return content;
    const target = content.text.startsWith('/') ? null : join(dirname(path), content.text);
    if (target === null || links >= maxLinks) return { kind: 'unreadable', reason: 'dangling-symlink' };
    const followed = read(target, links + 1);
    return followed.kind === 'absent' ? { kind: 'unreadable', reason: 'dangling-symlink' } : followed;
  };

  /** A parent of the path may be a link to a directory. */
  const readBelowLink = (path: string, links: number): Content => {
    for (let parent = dirname(path); parent !== ''; parent = dirname(parent)) {
      const entry = byPath.get(parent);
      if (!entry) continue;
      if (entry.mode !== 'symlink' || links >= maxLinks) break;
      const content = readEntry(entry);
      if (content.kind !== 'text') return content;
      const target = content.text.startsWith('/')
        ? null
        : join(dirname(parent), content.text, path.slice(parent.length + 1));
      return target === null || !isWithin(target, '')
        ? { kind: 'unreadable', reason: 'dangling-symlink' }
        : read(target, links + 1);
    }
    return { kind: 'absent' };
  };

  return {
    paths,
    get: (path) => byPath.get(path),
    isDirectory,
    under,
    read: (path) => read(path),
    readEntry(path) {
      const entry = byPath.get(path);
      return entry ? readEntry(entry) : { kind: 'absent' };
    },
  };
}

function directoriesOf(paths: readonly string[]): Set<string> {
  const found = new Set<string>(['']);
  for (const path of paths) {
    for (let parent = dirname(path); !found.has(parent); parent = dirname(parent)) found.add(parent);
  }
  return found;
}

function lowerBound(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
