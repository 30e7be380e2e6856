import picomatch from 'picomatch';
import { join } from '../../repository/paths.ts';
import type { ImageFiles } from '../ecosystem.ts';
import { fromDirectory } from '../image-path.ts';
import { readManifest, type Manifest } from './manifest.ts';

export interface Member {
  /** Absolute directory in the image. */
  readonly directory: string;
  readonly manifest: Manifest;
  /** The context's path of its package.json. */
  readonly path: string;
}

/** The members of a workspace root: directories that its globs match and that hold a package.json. */
export function membersOf(
  root: Manifest,
  directory: string,
  files: ImageFiles,
): { readonly members: readonly Member[]; readonly unreadable: readonly string[] } {
  if (root.workspaces.length === 0) return { members: [], unreadable: [] };
  const isMember = matcher(root.workspaces);
  const members: Member[] = [];
  const unreadable: string[] = [];
  if (root.workspaces.some((glob) => glob.length > longestGlob || /[()]/.test(glob)))
    unreadable.push(files.find(`${directory}/package.json`) ?? 'package.json');
  for (const { imagePath } of files.under(directory)) {
    const inside = fromDirectory(imagePath, directory);
    if (inside === null || !inside.endsWith('/package.json')) continue;
    const folder = inside.slice(0, -'/package.json'.length);
    if (!isMember(folder)) continue;
    const path = files.find(imagePath);
    if (path === null) continue;
    const manifest = readManifest(files.read(imagePath));
    if (manifest) members.push({ directory: imagePath.slice(0, -'/package.json'.length), manifest, path });
    else unreadable.push(path);
  }
  return { members: members.toSorted((a, b) => (a.directory < b.directory ? -1 : 1)), unreadable };
}

/** A longer one is no glob of an honest project. */
const longestGlob = 256;

/** Globs as npm reads them (`@npmcli/map-workspaces`): in order, `!` takes back, never below node_modules. */
function matcher(globs: readonly string[]): (folder: string) => boolean {
  const steps = globs
    .filter((glob) => glob.length <= longestGlob && !/[()]/.test(glob))
    .map((glob) => {
      const negated = glob.startsWith('!');
      return {
        negated,
        matches: picomatch(join(negated ? glob.slice(1) : glob) ?? '', { dot: true, noextglob: true }),
      };
    });
  return (folder) => {
    if (folder.split('/').includes('node_modules')) return false;
    let member = false;
    for (const { negated, matches } of steps) if (matches(folder)) member = !negated;
    return member;
  };
}
