import type { GeneralDoubt } from '../../findings/doubt.ts';
import type { TextsByKind } from '../by-kind.ts';
import { list, say, shortened } from '../phrase.ts';
import { and, directory } from './terms.ts';

/** Why something is not known, or why a person has to decide. Whole sentences. */
export const doubts: TextsByKind<GeneralDoubt> = {
  'context-ambiguous': ({ candidates }) =>
    say`The build context could be any of ${list(candidates.map(directory), and)}; set it under \`contexts:\` in the configuration.`,
  'context-not-found': () =>
    say`The build context was not found: no directory holds all the files that this Dockerfile copies. Set it under \`contexts:\` in the configuration.`,
  'context-outside-repository': ({ at }) => say`The build context that ${at} sets lies outside the repository.`,
  'context-guessed': ({ directory: name }) =>
    say`No file of the repository says what the build context is; ${directory(name)} is a guess.`,
  'contexts-differ': ({ first, second }) =>
    say`Two builds take this file with different contexts: ${directory(first)} and ${directory(second)}.`,
  'unknown-value': ({ word, line }) => say`Only the build knows the value of ${word} on line ${line}.`,
  'unreadable-command': ({ line }) => say`The command on line ${line} could not be read.`,
  'not-in-context': ({ path }) => say`${path} is not in the build context.`,
  'ignored-by-context': ({ path, ignoreFile }) => say`${ignoreFile} keeps ${path} out of the build context.`,
  'unreadable-file': ({ path }) => say`${path} could not be read.`,
  'copy-may-overwrite': ({ directory: name, ignoreFile }) =>
    say`A working copy may hold ${name}, and the copy would then overwrite what the install put there: no line of ${ignoreFile} keeps it out.`,
  'step-between': ({ line, instruction }) =>
    say`${instruction} on line ${line} stands between the two places and may touch the same files.`,
  'setting-between': ({ line, instruction }) =>
    say`${instruction} on line ${line} sets something that the moved step runs under.`,
  'needs-other-file': ({ path }) => say`${path} has to change as well.`,
  'outside-diff': () =>
    say`The diff does not show all the lines that change, so it can't be committed here; \`kasane fix --write\` makes it.`,
  'windows-line-ends': () =>
    say`GitHub may commit other line ends than this file has; \`kasane fix --write\` keeps them.`,
  'mixed-step': ({ line }) =>
    say`The step on line ${line} does more than the install, and where to split it is for a person to say.`,
  'failure-swallowed': ({ line }) => say`${'|| true'} on line ${line} hides whether the step works at all.`,
  'shared-with-other-build': ({ path }) => say`Another build uses ${path} too.`,
  'built-more-often': ({ line, step, rebuilt, rebuiltAfterFix }) =>
    say`${shortened(step)} on line ${line} would have been built again more often: ${rebuiltAfterFix} times in place of ${rebuilt}.`,
  'after-other-suggestion': ({ rule, line }) =>
    say`The suggestion of ${rule} on line ${line} changes the same lines; commit that one first.`,
  'not-proved': ({ rule }) => say`With the change applied, the check still reports ${rule}.`,
  'data-may-depend': ({ path }) => say`Data or a running deployment may depend on ${path}.`,
  'owner-or-mode-changes': ({ path }) => say`Owner or mode of files in ${path} would change.`,
  'account-needed': ({ name, line }) =>
    say`${name} has to exist before the copy on line ${line}: move the command that makes it above, or use a number.`,
  'arguments-change': ({ line }) =>
    say`The program would get the words of CMD on line ${line}, which it does not get today.`,
  'program-reads-file': ({ path }) => say`A program may read ${path} when it runs.`,
  'gone-from-image': ({ paths }) =>
    say`Neither the build nor the image would hold ${list(paths, and)} any more; a step, or a program in the image, may read ${paths.length === 1 ? say`it` : say`them`}.`,
  'base-unknown': ({ image }) => say`What the base image ${image} contains is not known.`,
  'argument-decides': ({ passed, by, reason }) => {
    const values = list(passed, and);
    const isAny = passed.every((one) => !one.includes('='));
    const open = isAny ? say`With another value of ${values}` : say`With ${values}`;
    const given = by === null ? open : say`With ${values}, which ${by} passes,`;
    return reason === 'not-known'
      ? say`${given} what the install reads is not known.`
      : say`${given} this change would not be right.`;
  },
  'named-file': ({ path, variable }) =>
    variable === null
      ? say`The step names ${path}, which would not be there yet.`
      : say`The install may read ${path}, which ${variable} names, and it would not be there yet.`,
};
