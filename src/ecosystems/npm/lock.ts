import type { Content } from '../../repository/tree.ts';
import { isObject, readJson, strings, type Manifest } from './manifest.ts';

export type Lock = Readonly<Record<string, unknown>>;

/** package-lock.json or npm-shrinkwrap.json; null: not readable. */
export function readLock(content: Content): Lock | null {
  return readJson(content);
}

/** 1 when the file does not say. */
export function lockVersion(lock: Lock): number {
  const version = lock['lockfileVersion'];
  return typeof version === 'number' ? version : 1;
}

/**
 * `member`: its directory from the root's, `''` for the root itself.
 * The name of a dependency on which lock file and manifest differ; null: they agree. `npm ci` refuses to run when they do not, and
 * `npm install` writes the lock file anew.
 */
export function disagreement(lock: Lock, manifest: Manifest, member = ''): string | null {
  const packages = lock['packages'];
  if (isObject(packages)) {
    const root = packages[member];
    if (!isObject(root)) return manifest.name ?? 'package.json';
    return (
      difference(strings(root['dependencies']), withoutOptional(manifest.dependencies, manifest)) ??
      difference(strings(root['devDependencies']), withoutOptional(manifest.devDependencies, manifest)) ??
      difference(strings(root['optionalDependencies']), manifest.optionalDependencies) ??
      difference(strings(root['peerDependencies']), manifest.peerDependencies)
    );
  }
  const locked = lock['dependencies'];
  for (const ranges of [manifest.dependencies, manifest.devDependencies]) {
    for (const name of ranges.keys()) {
      if ((!isObject(locked) || !isObject(locked[name])) && !manifest.optionalDependencies.has(name)) return name;
    }
  }
  return null;
}

/** npm lists what stands in both only as optional. */
function withoutOptional(ranges: ReadonlyMap<string, string>, manifest: Manifest): ReadonlyMap<string, string> {
  return new Map([...ranges].filter(([name]) => !manifest.optionalDependencies.has(name)));
}

function difference(locked: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): string | null {
  for (const [name, range] of wanted) if (locked.get(name) !== range) return name;
  for (const name of locked.keys()) if (!wanted.has(name)) return name;
  return null;
}

/** Local packages that the lock file knows of, transitive ones too: `file:` and links. Not those at `members` (directories from the root's). */
export function lockedLocally(
  lock: Lock,
  members: ReadonlySet<string>,
): readonly { readonly name: string; readonly target: string }[] {
  const packages = lock['packages'];
  if (!isObject(packages)) return [];
  return Object.entries(packages).flatMap(([path, entry]) => {
    const resolved = isObject(entry) ? entry['resolved'] : undefined;
    if (typeof resolved !== 'string') return [];
    const isLocal = resolved.startsWith('file:') || (isObject(entry) && entry['link'] === true);
    const target = resolved.replace(/^file:/, '');
    return isLocal && !members.has(target) ? [{ name: path.replace(/^.*node_modules\//, ''), target }] : [];
  });
}
