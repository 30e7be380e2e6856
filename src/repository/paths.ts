/** Paths inside a repository or a build context: `/` between names, `''` is the root, never absolute. */

/** Joins and cleans; null when the result leaves the root. */
export function join(...parts: readonly string[]): string | null {
  const names: string[] = [];
  for (const part of parts) {
    for (const name of part.split('/')) {
      if (name === '' || name === '.') continue;
      if (name !== '..') names.push(name);
      else if (names.pop() === undefined) return null;
    }
  }
  return names.join('/');
}

/** The directory that holds a path; `''` for one at the root. */
export function dirname(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Is `path` the directory itself or below it? */
export function isWithin(path: string, directory: string): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`);
}

/** `path` as seen from `directory`, which holds it; null when it does not. */
export function relativeTo(path: string, directory: string): string | null {
  if (directory === '') return path;
  if (path === directory) return '';
  return path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : null;
}
