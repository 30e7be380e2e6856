// Written by scripts/generate.ts from the folder listing: no need to edit.
import type { Rule } from './rule.ts';
import copyBeforeInstall from './cache/copy-before-install.ts';
import orderByChangeRate from './cache/order-by-change-rate.ts';
import unusedFilesInCopy from './cache/unused-files-in-copy.ts';
import copiedTwiceByChown from './filesystem/copied-twice-by-chown.ts';
import ignoreWithoutReason from './kasane/ignore-without-reason.ts';
import invalidDockerfile from './kasane/invalid-dockerfile.ts';
import unusedIgnore from './kasane/unused-ignore.ts';
import redirectedToFile from './logs/redirected-to-file.ts';
import shellForm from './process/shell-form.ts';
import volume from './state/volume.ts';

export const rules: readonly Rule[] = [
  copyBeforeInstall,
  orderByChangeRate,
  unusedFilesInCopy,
  copiedTwiceByChown,
  ignoreWithoutReason,
  invalidDockerfile,
  unusedIgnore,
  redirectedToFile,
  shellForm,
  volume,
];
