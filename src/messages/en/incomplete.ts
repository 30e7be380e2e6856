import type { IncompleteReason } from '../../findings/result.ts';
import type { UnreadableReason } from '../../repository/tree.ts';
import type { TextsByKind } from '../by-kind.ts';
import { say, words, type Phrase } from '../phrase.ts';

const unreadable: Record<UnreadableReason, string> = {
  directory: 'This is a directory, not a file.',
  submodule: 'This is a submodule; its files are in another repository.',
  binary: 'This is a binary file.',
  'invalid-utf8': 'This file is not valid UTF-8.',
  'too-large': 'This file is too large to be read.',
  permission: 'Permission to read this file was denied.',
  'dangling-symlink': 'This is a symbolic link to a file that is not in the repository.',
  failed: 'Reading this file failed.',
};

const nature: Record<Extract<IncompleteReason, { kind: 'nature' }>['nature'], Phrase> = {
  empty: words('This file is empty.'),
  'only-comments': words('This file holds only comments.'),
  'no-from': words('This file has no `FROM`, so it is not a Dockerfile that can be built.'),
  template: words('This file is a template: it becomes a Dockerfile only after another program has filled it in.'),
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
    line === null ? say`This file can't be read: ${detail}` : say`This file can't be read (line ${line}): ${detail}`,
  api: ({ detail }) => say`GitHub's API did not answer, also when asked again: ${detail}`,
  'files-cut': ({ count }) =>
    say`The list of changed files was cut after ${count} files, and the rest could not be found out.`,
  internal: ({ detail }) => say`The check itself failed, which is a defect of this program: ${detail}`,
};
