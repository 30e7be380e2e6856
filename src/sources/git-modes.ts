import type { Mode } from '../repository/tree.ts';

/** Bits of a tree entry, as `git ls-tree` and GitHub's trees write them, to what they mean. 100664 is from git's first years. */
export const modes: Readonly<Record<string, Mode>> = {
  '100644': 'file',
  '100664': 'file',
  '100755': 'executable',
  '120000': 'symlink',
  '160000': 'submodule',
};
