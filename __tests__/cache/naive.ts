import { goMatch } from '../../src/context/go-match.ts';
import { readIgnoreFile } from '../../src/context/ignore.ts';
import type { Files } from './arbitrary.ts';

/** What COPY selects, once more and plainly: from all paths of a tree, without remembering anything (cache-semantics 3.2 and 4.4). */

type Rows = ReadonlyMap<string, string>;

/**
 * Two selections with the same base name have equal answers when, and only when, the builder's digests are equal. For trees without links and
 * submodules.
 */
export function selected(
  files: Files,
  ignore: readonly string[],
  source: string,
  exclude: readonly string[],
): readonly string[] {
  const all = visible(files, ignore);
  const path = source.replace('./a/../', '').replace(/\/$/, '').replace(/^\.$/, '');
  const rows = isWildcard(path) ? matched(all, path, exclude) : without(exclude, below(all, path));
  const isFile = path !== '' && rows.get('')?.startsWith('directory') === false;
  const isList = isWildcard(path) || exclude.length > 0;
  const [[name, text] = []] = rows;
  const isNamed = name !== undefined && path !== '' && (name === '' || last(name) === last(path));
  // One entry of the source's name is nothing but itself.
  if (text !== undefined && (isFile || (isList && rows.size === 1 && isNamed))) return [text];
  return Array.from(rows, ([relative, stamp]) => `${relative} ${stamp}`).sort((a, b) => (a < b ? -1 : 1));
}

/** Path → what is hashed of it: all that is left after ignoring. */
function visible(files: Files, ignore: readonly string[]): Rows {
  const all = new Map<string, string>();
  for (const [path, item] of files) {
    for (const parent of parents(path)) if (!files.has(parent)) all.set(parent, 'directory 755');
    all.set(path, item.kind === 'directory' ? `directory ${item.mode}` : JSON.stringify(item));
  }
  return filtered(all, ignore);
}

/** Directories that are left out come back with what is not, below them. */
function filtered(all: Rows, lines: readonly string[]): Rows {
  const file = readIgnoreFile(lines.join('\n'));
  const kept = [...all.keys()].filter((path) => !file.ignores(path));
  const shown = new Set(kept.flatMap((path) => [...parents(path), path]));
  return new Map([...all].filter(([path]) => shown.has(path)));
}

/** The source itself is left out by `**` alone; a directory then only with nothing in it. */
function without(exclude: readonly string[], rows: Rows): Rows {
  const rest = filtered(new Map([...rows].filter(([relative]) => relative !== '')), exclude);
  const isLeftOut = exclude.includes('**') && !(rows.get('')?.startsWith('directory') && rest.size > 0);
  return new Map([...[...rows].filter(([relative]) => relative === '' && !isLeftOut), ...rest]);
}

function matched(all: Rows, pattern: string, exclude: readonly string[]): Rows {
  const rows = new Map<string, string>();
  for (const path of all.keys()) {
    if (!goMatch(pattern, path) || parents(path).some((parent) => goMatch(pattern, parent))) continue;
    for (const [relative, text] of without(exclude, below(all, path))) {
      rows.set(relative === '' ? path : `${path}/${relative}`, text);
    }
  }
  return rows;
}

/** The path itself is `''`. */
function below(all: Rows, root: string): Rows {
  if (root === '') return all;
  const own = [...all].filter(([path]) => path === root || path.startsWith(`${root}/`));
  return new Map(own.map(([path, text]) => [path.slice(root.length + 1), text]));
}

function parents(path: string): readonly string[] {
  const names = path.split('/');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
}

function isWildcard(path: string): boolean {
  return /[*?[]/.test(path);
}

function last(path: string): string {
  return path.split('/').at(-1) ?? '';
}
