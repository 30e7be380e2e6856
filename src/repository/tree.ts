/**
 * One state of a repository, as values: a listing, and contents on demand.
 *
 * Everything from here to the findings is pure and synchronous. A file whose content a source has not
 * loaded yet reads as `pending`; the tree remembers the path, and the engine loads all pending paths in
 * one batch and asks again (`engine.ts`). So an API can serve a whole check in a few requests.
 */

/** What git knows of an entry: 100644, 100755, 120000, 160000. */
export type Mode = 'file' | 'executable' | 'symlink' | 'submodule';

export interface Entry {
  /** From the root of the repository, `/` between names, no leading `/` or `./`. */
  readonly path: string;
  readonly mode: Mode;
  /** Git's blob id (a commit id for a submodule); null where a folder outside git is read. */
  readonly blob: string | null;
  /** Bytes; null when the source does not say. */
  readonly size: number | null;
}

export type Content =
  | { readonly kind: 'text'; readonly text: string }
  /** No such file in this tree. */
  | { readonly kind: 'absent' }
  /** There, but not text that we can read. */
  | {
      readonly kind: 'unreadable';
      readonly reason: UnreadableReason;
      /** What it says, where its byte order mark says UTF-16: pip reads that (PowerShell's `pip freeze > requirements.txt`), builders don't. */
      readonly utf16?: string;
    }
  /** There, and not loaded yet: treat as unknown; the check is run again once it is. */
  | { readonly kind: 'pending' };

export type UnreadableReason =
  | 'directory'
  | 'submodule'
  | 'binary'
  | 'invalid-utf8'
  | 'too-large'
  | 'permission'
  | 'dangling-symlink'
  /** A pipe, a socket, a device. */
  | 'special'
  | 'failed';

export interface Tree {
  /** All files, symlinks and submodules, sorted by path (UTF-16 order). */
  readonly paths: readonly string[];
  get(path: string): Entry | undefined;
  isDirectory(path: string): boolean;
  /** Entries below a directory (`''` is the root), at any depth, in order. */
  under(directory: string): readonly Entry[];
  /** Follows symlinks that stay inside the tree. */
  read(path: string): Content;
  /** The entry itself: of a symlink the text is its target. */
  readEntry(path: string): Content;
}
