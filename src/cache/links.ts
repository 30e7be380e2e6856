import { dirname } from '../repository/paths.ts';
import type { Item } from './item.ts';
import { clean, LONGEST_PATH } from './selector.ts';

/** As many as BuildKit follows for one path (`contenthash/checksum.go:maxSymlinkLimit`). */
const MOST_LINKS = 255;

/** Where a path leads. `missing`: nowhere. `unknown`: through a link whose text was not read, or into a submodule. */
export type Resolution =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'unknown'; readonly at: string; readonly item: Item };

/**
 * Follows links in the directories of a path, and with `last` the path itself, inside the root (`checksum.go:getFollowLinks`). What is not there is
 * not followed.
 */
export function resolve(get: (path: string) => Item | undefined, path: string, last: boolean): Resolution {
  if (path.length > LONGEST_PATH) return { kind: 'path', path };
  const open = path === '' ? [] : path.split('/').toReversed();
  let done = '';
  for (let links = 0; ;) {
    const name = open.pop();
    if (name === undefined) return { kind: 'path', path: done };
    const next = done === '' ? name : `${done}/${name}`;
    const item = get(next);
    if (item?.kind === 'submodule' && open.length > 0) return { kind: 'unknown', at: next, item };
    if (item?.kind !== 'symlink' || (open.length === 0 && !last)) {
      done = next;
      continue;
    }
    links += 1;
    if (item.target === null || links > MOST_LINKS || item.target.length > LONGEST_PATH)
      return { kind: 'unknown', at: next, item };
    const target = clean(item.target.startsWith('/') ? item.target : `${dirname(next)}/${item.target}`);
    if (target !== '') open.push(...target.split('/').toReversed());
    done = '';
  }
}
