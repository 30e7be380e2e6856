import {
  appendFileSync,
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Item } from '../../src/cache/item.ts';
import { itemsOf, type State } from './state.ts';

/** The context of one case on disk, from build to build. */
export class Folder {
  readonly #root: string;
  readonly #busybox: string;
  readonly #salt: string;
  #before: ReadonlyMap<string, Item> = new Map();
  #count = 0;

  constructor(root: string, busybox: string, salt: string) {
    this.#root = root;
    this.#busybox = busybox;
    this.#salt = salt;
  }

  /** Makes the context what it should be, and gives its path. What stays the same is not touched, unless all should be fresh. */
  write(state: State): string {
    if (state.isFresh || this.#count === 0) {
      this.remove();
      this.#count += 1;
      this.#before = new Map();
    }
    const folder = this.#path();
    const items = itemsOf(state);
    mkdirSync(folder, { recursive: true });
    for (const [path, item] of this.#before) {
      if (JSON.stringify(items.get(path)) !== JSON.stringify(item)) remove(join(folder, path));
    }
    // As in git, a folder is there only with something in it, unless it was made on its own.
    const folders = foldersOf(items);
    for (const path of foldersOf(this.#before)) if (!folders.has(path)) remove(join(folder, path));
    for (const [path, item] of items) {
      // A folder may have come with what is in it, without its mode.
      if (item.kind === 'directory' || !isThere(join(folder, path))) this.#put(join(folder, path), item);
    }
    for (const path of state.touched) {
      if (items.get(path)?.kind === 'file') utimesSync(join(folder, path), 1e9, 1e9);
    }
    this.#before = items;
    return folder;
  }

  remove(): void {
    remove(this.#path());
  }

  #path(): string {
    return join(this.#root, `context-${this.#salt}-${this.#count}`);
  }

  #put(path: string, item: Item): void {
    mkdirSync(dirname(path), { recursive: true });
    switch (item.kind) {
      case 'file':
        if (item.content === 'busybox') {
          cpSync(this.#busybox, path, { dereference: true });
          appendFileSync(path, this.#salt);
        } else {
          writeFileSync(path, item.content);
        }
        chmodSync(path, parseInt(item.mode, 8));
        break;
      case 'symlink':
        symlinkSync(item.content, path);
        break;
      case 'directory':
        mkdirSync(path, { recursive: true });
        chmodSync(path, parseInt(item.mode, 8));
        break;
      case 'submodule':
        throw new Error('The builder knows no submodules');
    }
  }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function foldersOf(items: ReadonlyMap<string, Item>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const [path, { kind }] of items) {
    for (let at = kind === 'directory' ? path : dirname(path); at !== '.'; at = dirname(at)) folders.add(at);
  }
  return folders;
}
