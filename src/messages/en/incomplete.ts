import type { IncompleteReason } from '../../findings/result.ts';
import type { UnreadableReason } from '../../repository/tree.ts';
import type { TextsByKind } from '../by-kind.ts';
import { say, words, type Phrase } from '../phrase.ts';

const unreadable: Record<UnreadableReason, string> = {
  directory: 'This is a directory, not a file.',
  submodule: 'This is a submodule; its files are in another repository and can be checked there.',
  binary: 'This is a binary file; save it as text in UTF-8.',
  'invalid-utf8': 'This file is not valid UTF-8; save it in that encoding.',
  'too-large': 'This file is too large to be read (more than 4 MiB).',
  permission: 'Permission to read this file was denied.',
  'dangling-symlink': 'This is a symbolic link to a file that is not in the repository; repair or remove the link.',
  special: 'This is a pipe, a socket or a device, not a file; `kasane check -` reads a Dockerfile from standard input.',
  failed: 'Reading this file failed.',
};

const nature: Record<Extract<IncompleteReason, { kind: 'nature' }>['nature'], Phrase> = {
  empty: words('This file is empty; a Dockerfile starts with `FROM`.'),
  'only-comments': words('This file holds only comments; a Dockerfile starts with `FROM`.'),
  'no-from': words('This file has no `FROM`, so it is not a Dockerfile that can be built.'),
  template: words(
    'This file is a template: it becomes a Dockerfile only after another program has filled it in. Check what comes out of it.',
  ),
  'from-dockerfile': words(
    'This file starts from another Dockerfile (`FROM ./path/Dockerfile`), which no builder does by itself.',
  ),
};

/** Why something could not be checked. Whole sentences, said behind the path. */
export const incomplete: TextsByKind<IncompleteReason> = {
  unreadable: ({ reason }) => words(unreadable[reason]),
  'not-found': () => words('There is no such file.'),
  nature: (reason) => nature[reason.nature],
  'broken-file': ({ detail, line }) =>
    line === null
      ? say`This file can't be read; repair it: ${detail}`
      : say`This file can't be read; repair line ${line}: ${detail}`,
  api: ({ detail }) => say`GitHub's API did not answer, also when asked again: ${detail}`,
  'files-cut': ({ count }) =>
    say`The list of changed files was cut after ${count} files, and the rest could not be found out.`,
  internal: ({ detail }) => say`The check itself failed, which is a defect of this program: ${detail}`,
};
