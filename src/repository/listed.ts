import type { Entry } from './tree.ts';

/**
 * The files, links and submodules of a commit, to be asked for the few that matter: to hold them all costs more than to read what thousand commits
 * changed. All orders are git's, by bytes.
 */
export interface Listed {
  readonly size: number;
  get(path: string): Entry | undefined;
  isDirectory(path: string): boolean;
  /** How many entries are below a directory; 0: there is none. */
  fileCount(directory: string): number;
  /** The symbolic links. */
  links(): Iterable<Entry>;
  /** What stands at a path or below. Before the first entry of each directory below is given, `enter` is asked whether to go in. */
  walk(path: string, enter: (directory: string) => boolean): Iterable<Entry>;
}
