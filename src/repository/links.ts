import { dirname, join } from './paths.ts';
import type { Tree } from './tree.ts';

/** As Linux follows for one path. */
const maxLinks = 40;

/** The regular file that a path leads to when its links are followed, so the path that git knows it by; null when it leads to none in this tree. */
export function realPath(tree: Tree, path: string): string | null {
  let at = path;
  for (let links = 0; links <= maxLinks; links += 1) {
    const mode = tree.get(at)?.mode;
    if (mode === 'file' || mode === 'executable') return at;
    const link = mode === 'symlink' ? at : linkAbove(tree, at);
    const content = link === null ? null : tree.readEntry(link);
    if (link === null || content?.kind !== 'text' || content.text.startsWith('/')) return null;
    const target = join(dirname(link), content.text, at.slice(link.length + 1));
    if (target === null) return null;
    at = target;
  }
  return null;
}

/** A parent of the path that is a link to a directory. */
function linkAbove(tree: Tree, path: string): string | null {
  for (let parent = dirname(path); parent !== ''; parent = dirname(parent))
    if (tree.get(parent)?.mode === 'symlink') return parent;
  return null;
}
