import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Incomplete } from '../findings/result.ts';
import { overlay } from '../repository/memory.ts';
import { realPath } from '../repository/links.ts';
import { join as joinRepository } from '../repository/paths.ts';
import { isStandardName } from '../repository/names.ts';
import type { Tree } from '../repository/tree.ts';
import { contentOf } from '../sources/content.ts';
import { openFolder } from '../sources/folder.ts';
import { workTreeRoot } from '../sources/git.ts';
import type { Source } from '../sources/source.ts';
import { exitStatus, Refusal } from './surroundings.ts';

/** The repository that the person stands in, or points at. */
export interface Workspace {
  /** Absolute. Outside git: the folder itself. */
  readonly root: string;
  /** The folder that the person stands in, from the root; `''` also when it is elsewhere. */
  readonly prefix: string;
}

/** What is to be checked, as the disk and standard input have it. */
export interface Selection {
  readonly source: Source;
  readonly dockerfiles: readonly string[];
  /** What was named but can't be read. */
  readonly incomplete: readonly Incomplete[];
}

/** Throws `Refusal` when the paths lie in several repositories. */
export async function workspaceFor(directory: string, paths: readonly string[]): Promise<Workspace> {
  const here = real(directory);
  const own = (await workTreeRoot(here)) ?? here;
  let root: string | null = null;
  let from = '';
  for (const path of paths.filter((one) => one !== '-')) {
    const absolute = resolveReal(here, path);
    const folder = isDirectory(absolute) ? absolute : dirname(absolute);
    const found = inside(own, absolute) !== null ? own : ((await workTreeRoot(existing(folder))) ?? folder);
    if (root !== null && root !== found) {
      const first = from;
      throw new Refusal(exitStatus.usage, ({ cli }) => cli.severalRoots(first, path));
    }
    root = found;
    from = path;
  }
  return { root: root ?? own, prefix: inside(root ?? own, here) ?? '' };
}

/** The Dockerfiles that the paths name: files, folders with all below them, `-`. Without paths: all below the folder of the person. */
export async function select(
  workspace: Workspace,
  directory: string,
  paths: readonly string[],
  stdin: () => Promise<Uint8Array>,
): Promise<Selection> {
  const folder = await openFolder(workspace.root);
  if (paths.includes('-')) return fromStdin(folder, workspace, await stdin());
  const named = paths.length > 0 ? paths.map((path) => repositoryPath(workspace, directory, path)) : [workspace.prefix];
  const added = new Map<string, string>();
  const incomplete: Incomplete[] = [];
  const dockerfiles = new Set<string>();
  for (const path of named) {
    const absolute = join(workspace.root, path);
    if (path === '' || folder.tree.isDirectory(path) || isDirectory(absolute)) {
      const found = dockerfilesBelow(folder.tree, path);
      for (const one of found) dockerfiles.add(one);
      // A folder with the name of a Dockerfile was meant to be one.
      if (found.length === 0 && path !== '' && isStandardName(path))
        incomplete.push({ path, reason: { kind: 'unreadable', reason: 'directory' } });
    } else if (folder.tree.get(path) || !isThere(absolute)) dockerfiles.add(path);
    else if (!isFile(absolute)) incomplete.push({ path, reason: { kind: 'unreadable', reason: 'special' } });
    else {
      // Git ignores it, but it was named.
      const content = readBytes(absolute);
      if (content.kind === 'text') {
        added.set(path, content.text);
        dockerfiles.add(path);
      } else if (content.kind === 'unreadable') incomplete.push({ path, reason: content });
    }
  }
  const source = added.size > 0 ? withFiles(folder, added) : folder;
  return { source, dockerfiles: onceEach([...dockerfiles], source.tree), incomplete };
}

/** A link to a file that is checked anyway says nothing new. */
function onceEach(dockerfiles: readonly string[], tree: Tree): readonly string[] {
  const all = new Set(dockerfiles);
  return dockerfiles.filter((path) => {
    const target = realPath(tree, path);
    return target === null || target === path || !all.has(target);
  });
}

/** The Dockerfile of standard input stands where the person stands. */
function fromStdin(folder: Source, { prefix }: Workspace, bytes: Uint8Array): Selection {
  const content = contentOf(bytes);
  if (content.kind !== 'text') {
    const reason = content.kind === 'unreadable' ? content : ({ kind: 'not-found' } as const);
    return { source: folder, dockerfiles: [], incomplete: [{ path: '-', reason }] };
  }
  const path = joinRepository(prefix, 'Dockerfile') ?? 'Dockerfile';
  return { source: withFiles(folder, new Map([[path, content.text]])), dockerfiles: [path], incomplete: [] };
}

/** A folder as the person writes it → from the root of the repository. Throws `Refusal` when it is none inside. */
export function contextDirectory({ root }: Workspace, directory: string, written: string): string {
  const absolute = resolveReal(real(directory), written);
  const path = inside(root, absolute);
  if (path === null || !isDirectory(absolute))
    throw new Refusal(exitStatus.usage, ({ cli }) => cli.contextOutside(written, root));
  return path;
}

/** From where the person stands: `../compose.yaml`. */
export function shownFrom({ root, prefix }: Workspace): (path: string) => string {
  if (prefix === '') return (path) => path;
  return (path) => (path === '-' ? path : slashes(relative(join(root, prefix), join(root, path))));
}

function dockerfilesBelow(tree: Tree, directory: string): readonly string[] {
  return tree
    .under(directory)
    .filter(({ path, mode }) => mode !== 'submodule' && isStandardName(path) && !isLinkToDirectory(tree, path))
    .map(({ path }) => path);
}

function isLinkToDirectory(tree: Tree, path: string): boolean {
  if (tree.get(path)?.mode !== 'symlink') return false;
  const content = tree.read(path);
  return content.kind === 'unreadable' && content.reason === 'directory';
}

function withFiles(source: Source, files: ReadonlyMap<string, string>): Source {
  const tree = overlay(source.tree, files);
  return { tree, pending: () => source.pending(), load: (paths) => source.load(paths) };
}

function repositoryPath({ root }: Workspace, directory: string, path: string): string {
  const found = inside(root, resolveReal(real(directory), path));
  if (found === null) throw new Refusal(exitStatus.usage, ({ cli }) => cli.severalRoots(directory, path));
  return found;
}

/** Null when `path` is not the root or below it. */
function inside(root: string, path: string): string | null {
  const found = relative(root, path);
  if (found === '..' || found.startsWith(`..${sep}`) || isAbsolute(found)) return null;
  return slashes(found);
}

/** Links in the folders of a path are followed, the last name is kept: a Dockerfile may be a link. */
function resolveReal(directory: string, path: string): string {
  const absolute = resolve(directory, path);
  return isDirectory(absolute) ? real(absolute) : join(real(dirname(absolute)), basename(absolute));
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The nearest folder above that is there, so that git can be asked. */
function existing(folder: string): string {
  for (let at = folder; ; at = dirname(at)) if (isDirectory(at) || at === dirname(at)) return at;
}

function isDirectory(path: string): boolean {
  return statusOf(path)?.isDirectory() ?? false;
}

function isFile(path: string): boolean {
  return statusOf(path)?.isFile() ?? false;
}

function isThere(path: string): boolean {
  return statusOf(path) !== null;
}

/** Null also when a folder above may not be looked into, or is a file. */
function statusOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

function readBytes(path: string) {
  try {
    return contentOf(readFileSync(path));
  } catch {
    return { kind: 'unreadable', reason: 'permission' } as const;
  }
}

function slashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
