import { lstatSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ActionError } from './problem.ts';

/**
 * The absolute path of a file that the workflow asked for. A checkout is not ours: a link in it leads nowhere outside either.
 * @throws ActionError when it is not inside the workspace
 */
export function insideWorkspace(workspace: string, name: string, value: string): string {
  const root = realpathSync(workspace);
  const path = resolve(root, value);
  let existing = dirname(path);
  while (!exists(existing)) existing = dirname(existing);
  const lands = exists(path) ? realpathSync(path) : join(realpathSync(existing), relative(existing, path));
  if (isBelow(path, root) && isBelow(lands, root)) return path;
  throw new ActionError({ kind: 'outside-workspace', name, value });
}

export function writeInside(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A folder of this step's own; several steps of a job share the runner's. */
export function writeTemporary(runnerTemp: string, name: string, text: string): string {
  mkdirSync(runnerTemp, { recursive: true });
  const path = join(mkdtempSync(join(runnerTemp, 'kasane-')), name);
  writeFileSync(path, text);
  return path;
}

/** Also a link that leads nowhere. */
function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function isBelow(path: string, root: string): boolean {
  const inside = relative(root, path);
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}
