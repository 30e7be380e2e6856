import type { NoCloneReason, NoHistoryReason } from '../../repository/history.ts';
import type { TextsByKind } from '../by-kind.ts';
import type { HistoryProblem } from '../../findings/history-problem.ts';
import { say, words, type Phrase } from '../phrase.ts';

const none: Record<NoHistoryReason, string> = {
  'no-repository': 'this is no git repository, or git refuses to read it.',
  'no-commit': 'nothing is committed yet, or the commit is not here.',
  'one-commit': 'this is the first commit.',
  shallow: 'this clone is shallow and has one commit; `git fetch --unshallow` brings the rest.',
  'no-trees': 'this partial clone has no trees of older commits.',
  corrupt: 'an object of the repository is broken or missing; `git fsck` says which.',
  stopped: 'reading it took too long.',
};

const noClone: Record<NoCloneReason, string> = {
  'time-limit': 'fetching it took too long.',
  'size-limit': 'it is too large to fetch for this.',
  refused: 'the token may not read the repository, which needs `contents: read`.',
  'old-git': 'git is older than 2.31, and could not be given the token safely.',
  'no-commit': 'the server no longer has the commit that the branches have in common.',
  failed: 'git could not fetch it',
};

/** Why findings say nothing about the history, or not about all of it. */
export const history: TextsByKind<HistoryProblem> = {
  none: ({ reason }) => nothing(words(none[reason])),
  'no-clone': ({ reason, detail }) =>
    nothing(reason === 'failed' ? say`${words(noClone.failed)} (${detail}).` : words(noClone[reason])),
  fewer: ({ why, there, asked }) =>
    why === 'shallow'
      ? say`The clone is shallow: ${there} of the ${asked} commits asked for were replayed.`
      : say`An older commit can't be read, so only the newest ${there} of the ${asked} commits asked for were replayed.`,
  'broken-off': () => nothing(words("it can't be read to its end. `git fsck` says more.")),
  stopped: () => nothing(words(none.stopped)),
  failed: ({ detail }) => nothing(say`reading it failed, which is a defect of this tool (${detail}).`),
  'too-many': ({ count }) => say`The history was not asked about ${count} more findings: there are too many.`,
};

function nothing(why: Phrase): Phrase {
  return say`The findings say nothing about the history, and the rules that need it are silent: ${why}`;
}
export type HistoryTexts = typeof history;
