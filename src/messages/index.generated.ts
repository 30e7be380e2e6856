// Written by scripts/generate.ts from the folder listing: no need to edit.
import type { Language, RuleText } from './text.ts';
import copyBeforeInstall_en from './en/cache/copy-before-install.ts';
import orderByChangeRate_en from './en/cache/order-by-change-rate.ts';
import unusedFilesInCopy_en from './en/cache/unused-files-in-copy.ts';
import copiedTwiceByChown_en from './en/filesystem/copied-twice-by-chown.ts';
import ignoreWithoutReason_en from './en/kasane/ignore-without-reason.ts';
import invalidDockerfile_en from './en/kasane/invalid-dockerfile.ts';
import unusedIgnore_en from './en/kasane/unused-ignore.ts';
import redirectedToFile_en from './en/logs/redirected-to-file.ts';
import shellForm_en from './en/process/shell-form.ts';
import volume_en from './en/state/volume.ts';
import npm_doubts_en from './en/ecosystems/npm.ts';
import pip_doubts_en from './en/ecosystems/pip.ts';
import copyBeforeInstall_ja from './ja/cache/copy-before-install.ts';
import orderByChangeRate_ja from './ja/cache/order-by-change-rate.ts';
import unusedFilesInCopy_ja from './ja/cache/unused-files-in-copy.ts';
import copiedTwiceByChown_ja from './ja/filesystem/copied-twice-by-chown.ts';
import ignoreWithoutReason_ja from './ja/kasane/ignore-without-reason.ts';
import invalidDockerfile_ja from './ja/kasane/invalid-dockerfile.ts';
import unusedIgnore_ja from './ja/kasane/unused-ignore.ts';
import redirectedToFile_ja from './ja/logs/redirected-to-file.ts';
import shellForm_ja from './ja/process/shell-form.ts';
import volume_ja from './ja/state/volume.ts';
import npm_doubts_ja from './ja/ecosystems/npm.ts';
import pip_doubts_ja from './ja/ecosystems/pip.ts';

export const ruleTexts: Readonly<Record<Language, Readonly<Record<string, RuleText<unknown>>>>> = {
  en: {
    'cache/copy-before-install': copyBeforeInstall_en,
    'cache/order-by-change-rate': orderByChangeRate_en,
    'cache/unused-files-in-copy': unusedFilesInCopy_en,
    'filesystem/copied-twice-by-chown': copiedTwiceByChown_en,
    'kasane/ignore-without-reason': ignoreWithoutReason_en,
    'kasane/invalid-dockerfile': invalidDockerfile_en,
    'kasane/unused-ignore': unusedIgnore_en,
    'logs/redirected-to-file': redirectedToFile_en,
    'process/shell-form': shellForm_en,
    'state/volume': volume_en,
  },
  ja: {
    'cache/copy-before-install': copyBeforeInstall_ja,
    'cache/order-by-change-rate': orderByChangeRate_ja,
    'cache/unused-files-in-copy': unusedFilesInCopy_ja,
    'filesystem/copied-twice-by-chown': copiedTwiceByChown_ja,
    'kasane/ignore-without-reason': ignoreWithoutReason_ja,
    'kasane/invalid-dockerfile': invalidDockerfile_ja,
    'kasane/unused-ignore': unusedIgnore_ja,
    'logs/redirected-to-file': redirectedToFile_ja,
    'process/shell-form': shellForm_ja,
    'state/volume': volume_ja,
  },
};

export const ecosystemDoubts = {
  en: { ...npm_doubts_en, ...pip_doubts_en },
  ja: { ...npm_doubts_ja, ...pip_doubts_ja },
} as const;
