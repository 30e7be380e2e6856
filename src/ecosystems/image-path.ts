/** Absolute paths inside an image: clean, `/` between names, no `/` at the end but for the root. */

/** `path` seen from `directory` (absolute); null when it climbs above the root, which no honest file does. */
export function resolve(directory: string, path: string): string | null {
  const names: string[] = [];
  for (const name of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return null;
  }
  return `/${names.join('/')}`;
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** Is `path` the directory itself or below it? */
export function isBelow(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}

/** `/app/a/b` from `/app` → `a/b`; `''` for the directory itself; null when it is not below. */
export function fromDirectory(path: string, directory: string): string | null {
  if (path === directory) return '';
  if (directory === '/') return path.slice(1);
  return path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : null;
}

/** One is the other, or above it. */
export function overlap(a: string, b: string): boolean {
  return isBelow(a, b) || isBelow(b, a);
}
