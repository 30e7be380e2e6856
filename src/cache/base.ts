import type { Listed } from '../repository/listed.ts';
import { relativeTo } from '../repository/paths.ts';
import { type Item, itemOf } from './item.ts';

/** What a listing begins with, where it is only asked for what changes and for what steps select. Directories are what holds something. */
export interface Base {
  get(path: string): Item | undefined;
  isDirectory(path: string): boolean;
  /** How many items are below a directory; 0: there is none. */
  fileCount(directory: string): number;
  /** What stands at a path or below. Before the first item of each directory below is given, `enter` is asked whether to go in. */
  walk(path: string, enter: (directory: string) => boolean): Iterable<readonly [path: string, item: Item]>;
}

/** The files of a commit, from one of its directories on. `linkText`: of a blob. */
export function baseOf(listed: Listed, directory: string, linkText: (blob: string) => string | null): Base {
  const full = (path: string): string => (directory === '' ? path : path === '' ? directory : `${directory}/${path}`);
  return {
    get(path) {
      const entry = path === '' ? undefined : listed.get(full(path));
      return (entry && itemOf(entry, linkText)) ?? undefined;
    },
    isDirectory: (path) => listed.isDirectory(full(path)),
    fileCount: (path) => listed.fileCount(full(path)),
    *walk(path, enter) {
      for (const entry of listed.walk(full(path), (at) => enter(relativeTo(at, directory) ?? at))) {
        const relative = relativeTo(entry.path, directory);
        const item = itemOf(entry, linkText);
        if (item && relative !== null && relative !== '') yield [relative, item];
      }
    },
  };
}
