import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type Item } from '../cache/item.ts';
import { SourceError } from './source.ts';

/**
 * A folder as a builder would get it: everything that is on the disk, what git ignores and `.git` too. What the ignore file leaves out is
 * listed (a directory is there because of it) but not read. Throws `SourceError` for what can't be read.
 */
export function readDiskContext(root: string, isIgnored: (path: string) => boolean): ReadonlyMap<string, Item> {
  const items = new Map<string, Item>();
  const waiting = [''];
  for (let directory = waiting.pop(); directory !== undefined; directory = waiting.pop()) {
    const names = tried(() => readdirSync(join(root, directory)));
    const mode = permissions(join(root, directory));
    if (directory !== '' && (names.length === 0 || mode !== '755')) items.set(directory, { kind: 'directory', mode });
    for (const name of names) {
      const path = directory === '' ? name : `${directory}/${name}`;
      const status = tried(() => lstatSync(join(root, path)));
      if (status.isDirectory()) waiting.push(path);
      else if (status.isSymbolicLink()) items.set(path, link(root, path));
      else if (status.isFile()) {
        const content = isIgnored(path) ? 'ignored' : digest(join(root, path));
        items.set(path, { kind: 'file', mode: permissions(join(root, path)), content });
      }
    }
  }
  return items;
}

function link(root: string, path: string): Item {
  const target = tried(() => readlinkSync(join(root, path)));
  return { kind: 'symlink', content: target, target };
}

function permissions(path: string): string {
  return tried(() => (lstatSync(path).mode & 0o7777).toString(8));
}

const pieceSize = 1024 * 1024;

/** Piece by piece: a context may hold files larger than a buffer. */
function digest(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(pieceSize);
  const descriptor = tried(() => openSync(path, 'r'));
  try {
    for (let size = pieceSize; size > 0;) {
      size = tried(() => readSync(descriptor, piece));
      hash.update(piece.subarray(0, size));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}

function tried<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new SourceError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
