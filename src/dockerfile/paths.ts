/** Paths in an image, as BuildKit makes them out of WORKDIR, destinations and mount targets. Windows paths can't be known here. */

/** Absolute and without `.`, `..` and doubled slashes; null when it hangs on a directory that is not known. */
export function absolutePath(path: string, workdir: string | null): string | null {
  if (/^[a-z]:/i.test(path) || path.includes('\\')) return null;
  if (!path.startsWith('/') && workdir === null) return null;
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${workdir ?? ''}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** As `absolutePath`, with the slash at its end that says "a directory": `/app/`, `/app/.`, `.` and an empty word have it. */
export function destinationPath(path: string, workdir: string | null): string | null {
  const absolute = absolutePath(path, workdir);
  if (absolute === null || absolute === '/') return absolute;
  return path === '' || path === '.' || path.endsWith('/') || path.endsWith('/.') ? `${absolute}/` : absolute;
}
