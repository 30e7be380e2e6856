import { phraseOf, type TextsByKind } from '../by-kind.ts';
import { list, say, words, type Phrase } from '../phrase.ts';
import type { ActionProblem, RunNote } from '../run-note.ts';
import { history } from './history.ts';
import { and } from './terms.ts';

const or = { ...and, last: ' or ' };

const note: TextsByKind<RunNote> = {
  closed: () => words('The pull request is closed, so nothing was written there.'),
  locked: () => words('The conversation of the pull request is locked, so nothing was written there.'),
  'fork-gone': () => words('The fork of this pull request was deleted, so nothing was written there.'),
  moved: () =>
    words('The pull request has a newer commit, so nothing was written there; the run of that commit does it.'),
  partly: () => words('GitHub did not take some lines; what was meant for them stands in the text of the review.'),
  'read-only': ({ detail }) =>
    say`No review was posted, because this token may not write one (${detail}). The token is read-only for pull requests from forks and from Dependabot; elsewhere the job needs \`permissions: pull-requests: write\`. The findings are the same: they are in the annotations and in the job summary.`,
  'not-posted': ({ detail }) =>
    say`The review could not be written (${detail}). The findings are in the annotations and in the job summary.`,
  'no-configuration': ({ path }) => say`There is no ${path} on the base side, so the defaults apply.`,
  'no-report': () => words('The HTML report (`report-file`) is not part of this version; nothing was written for it.'),
  history: ({ problem: why }) => phraseOf(history, why),
  annotated: ({ count }) =>
    count === 1
      ? words('One more finding has no annotation; the job summary lists it.')
      : say`${count} more findings have no annotation; the job summary lists them.`,
};

const problem: TextsByKind<ActionProblem> = {
  'bad-input': ({ name, value, allowed }) =>
    say`The input ${name} can't be ${value}; it has to be ${list(allowed, or, allowed.length)}.`,
  'not-a-number': ({ name, value }) => say`The input ${name} has to be a whole number from 0 on, not ${value}.`,
  'outside-workspace': ({ name, value }) => say`The input ${name} has to be a path inside the workspace, not ${value}.`,
  'no-token': () => words('The input `github-token` is empty; leave it out to use the token of the job.'),
  'unknown-event': ({ event }) =>
    say`The event ${event} is not supported. Run this action on \`pull_request\`, \`pull_request_target\`, \`merge_group\`, \`push\`, \`schedule\` or \`workflow_dispatch\`, or set \`mode: audit\`.`,
  'no-pull-request': ({ event }) =>
    say`\`mode: review\` needs a pull request, and the event ${event} has none. Use \`mode: auto\`.`,
  'no-base': ({ event }) =>
    say`\`mode: gate\` compares with a base, and the event ${event} has none. Use \`mode: auto\` or \`mode: audit\`.`,
  failed: ({ detail }) => say`The check itself failed, which is a defect of this action: ${detail}`,
};

/** Everything that only the action says. */
export const action = {
  note,
  problem,
  /** `counts`: "2 errors, 1 warning". */
  found: (counts: string, inline: number): string =>
    inline === 0 ? `Found ${counts}.` : `Found ${counts}; this review comments on ${inline}.`,
  allInSummary: (runUrl: string | null): string =>
    runUrl === null ? 'The job summary lists everything.' : `The [job summary](${runUrl}) lists everything.`,
  withoutLine: (count: number): string =>
    count === 1 ? 'One finding without a comment on its line' : `${count} findings without a comment on their lines`,
  place: 'Place',
  fixed: (rule: string, commit: string): Phrase => say`Fixed in ${words(commit)}: ${rule} is no longer found here.`,
  configuration: (path: string, line: number, what: Phrase): Phrase => say`${path}, line ${line}: ${what}`,
  conclusion: { failure: 'Failed', neutral: 'Passed, with findings', success: 'Passed' },
};
export type Action = typeof action;
