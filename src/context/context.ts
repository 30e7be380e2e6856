import type { Doubt } from '../findings/doubt.ts';
import { dirname, join } from '../repository/paths.ts';
import type { Entry, Tree } from '../repository/tree.ts';
import { treeOf } from '../repository/memory.ts';
import { goMatcher, hasWildcard } from './go-match.ts';
import { readIgnoreFile, type IgnoreFile } from './ignore.ts';
import type { BuildContext, Origin } from './model.ts';

export interface ContextOptions {
  /** From the root of the repository; `''` is the root. */
  readonly directory: string;
  readonly kind: 'local' | 'git';
  readonly origin: Origin;
  readonly doubt: Doubt | null;
  /** Path of the Dockerfile: an ignore file of its own may stand beside it. */
  readonly dockerfile: string;
}

/** What the builder gets of a directory. An ignore file that can't be read is a doubt of its own. */
export function buildContext(tree: Tree, options: ContextOptions): BuildContext {
  const { directory, kind, origin, dockerfile } = options;
  const ignoreFile = kind === 'git' ? null : findIgnoreFile(tree, directory, dockerfile);
  const ignore = ignoreFile === null ? null : readIgnore(tree, ignoreFile);
  const doubt: Doubt | null =
    options.doubt ?? (ignore === 'unreadable' && ignoreFile ? { kind: 'unreadable-file', path: ignoreFile } : null);
  const known = ignore === 'unreadable' ? null : ignore;
  const ignores = (path: string): boolean => known?.ignores(path) ?? false;
  const toRepository = (path: string): string => within(directory, path);

  const prefix = directory === '' ? 0 : directory.length + 1;
  const left: Entry[] = [];
  for (const entry of tree.under(directory)) {
    const path = entry.path.slice(prefix);
    if (!ignores(path)) left.push(prefix === 0 ? entry : { ...entry, path });
  }
  const given = treeOf(left, (entry) => tree.read(toRepository(entry.path)));

  return {
    directory,
    kind,
    origin,
    doubt,
    ignoreFile,
    entries: left,
    get: (path) => given.get(path),
    isDirectory: (path) => given.isDirectory(path),
    under: (path) => given.under(path),
    ignores,
    ignoresAllIn: (path) => known?.ignoresAllIn(path) ?? false,
    inRepository: (path) => {
      const place = toRepository(path);
      return tree.get(place) !== undefined || tree.isDirectory(place);
    },
    read: (path) => tree.read(toRepository(path)),
    toRepository,
    select: (source) => select(given, source),
  };
}

/** Never both, even if the first is empty (cache-semantics 4.1). */
function findIgnoreFile(tree: Tree, directory: string, dockerfile: string): string | null {
  const own = `${dockerfile}.dockerignore`;
  if (tree.get(own)) return own;
  const common = within(directory, '.dockerignore');
  return tree.get(common) ? common : null;
}

function readIgnore(tree: Tree, path: string): IgnoreFile | 'unreadable' | null {
  const content = tree.read(path);
  if (content.kind === 'text') return readIgnoreFile(content.text);
  return content.kind === 'unreadable' ? 'unreadable' : null;
}

/** As a builder sees it: nothing leads above the root of the context. */
function within(directory: string, path: string): string {
  const clean = clamp(path);
  if (clean === '') return directory;
  return directory === '' ? clean : `${directory}/${clean}`;
}

/** `../../x` is `x` to BuildKit: it joins a source to `/` (`convert_copy.go`). */
function clamp(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}

const remote = /^(?:https?:\/\/|git:\/\/|ssh:\/\/|git@)/i;

function select(given: Tree, source: string): readonly Entry[] | null {
  if (remote.test(source)) return null;
  const path = clamp(source);
  if (hasWildcard(path)) return selectWildcard(given, path);
  if (path === '') return given.under('');
  const entry = given.get(path);
  if (entry) return [entry];
  if (given.isDirectory(path)) return given.under(path);
  // Below a link to a directory: its text would have to be read.
  for (let parent = dirname(path); parent !== ''; parent = dirname(parent)) {
    if (given.get(parent)?.mode === 'symlink') return null;
  }
  return [];
}

/** A directory that matches brings all below it. Everything in front of the first wildcard is a plain path. */
function selectWildcard(given: Tree, pattern: string): readonly Entry[] | null {
  const matches = goMatcher(pattern);
  if (!matches) return null;
  const plain: string[] = [];
  for (const name of pattern.split('/')) {
    if (hasWildcard(name) || name.includes('\\')) break;
    plain.push(name);
  }
  const known = new Map<string, boolean>();
  const takes = (path: string): boolean => {
    if (path === '') return false;
    const answer = known.get(path) ?? (matches(path) || takes(dirname(path)));
    known.set(path, answer);
    return answer;
  };
  return given.under(join(...plain) ?? '').filter((entry) => takes(entry.path));
}
