import {
  closeSync,
  fchmodSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { EditedFile } from '../reports/edited.ts';

export type Written = 'written' | 'changed-meanwhile' | 'not-a-regular-file';

/**
 * Replaces a file of the repository by its edited text: all of it or nothing, with the mode it had. Refuses what is not a regular file inside `root`
 * (a link is followed), and what no longer holds the text that the edits were made for. Throws what the file system throws.
 */
export function writeEdited(root: string, { path, before, after }: EditedFile): Written {
  const target = locate(root, path);
  if (target === null) return 'not-a-regular-file';
  const status = lstatOrNull(target);
  if (status ? !status.isFile() : before !== null) return 'not-a-regular-file';
  if (status && !(before !== null && readFileSync(target).equals(Buffer.from(before)))) return 'changed-meanwhile';
  replace(target, after, status ? status.mode & 0o7777 : 0o644);
  return 'written';
}

/** Where the bytes really are; null when that is not inside the root. */
function locate(root: string, path: string): string | null {
  const realRoot = realpathSync(root);
  const written = join(realRoot, path);
  try {
    const real = lstatOrNull(written) ? realpathSync(written) : join(realpathSync(dirname(written)), basename(written));
    return real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep) ? real : null;
  } catch {
    return null;
  }
}

function replace(target: string, text: string, mode: number): void {
  const temporary = join(dirname(target), `.${basename(target)}.kasane-${process.pid}`);
  const descriptor = openSync(temporary, 'wx', mode);
  try {
    try {
      const bytes = Buffer.from(text);
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
      // The mask of the process took bits away.
      fchmodSync(descriptor, mode);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function lstatOrNull(path: string) {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}
