import type { Evidence } from '../../findings/evidence.ts';
import type { WorkInQuestion } from '../../findings/work-in-question.ts';
import { list, say, shortened, words, type Phrase } from '../phrase.ts';
import { replay } from './replay.ts';
import { and } from './terms.ts';

function cause({ group, commits }: Evidence['causes'][number]): string {
  return `${replay.groups[group]} ${commits}`;
}

/** The frame of a review comment; what it is about comes from the rule's own texts. */
export const review = {
  /** Bounds where not everything is known: a stage that copies what a command makes depends on what it makes. */
  evidence: (evidence: Evidence, { commands, added }: WorkInQuestion): Phrase => {
    const { commits, rebuilt, rebuiltAfterFix, isExact, step, causes, notKept, strip } = evidence;
    const kept = notKept
      ? say` The cache of ${`${notKept.path}:${notKept.line}`} keeps only the final image, so builds with it run this stage anyway; ${'mode=max'} keeps all.`
      : [];
    const all = commits === 1 ? words('the last commit') : say`the last ${commits} commits`;
    const saved = rebuilt - (rebuiltAfterFix ?? 0);
    const what =
      commands.length > 0
        ? list(
            commands.map((one) => [shortened(one)]),
            and,
          )
        : [shortened(step)];
    const verb = commands.length > 0 ? 'run' : 'built';
    const isKnown = ![...strip].includes('unknown');
    if (rebuilt === 0 && isKnown)
      return commits === 1
        ? say`The last commit would not have ${words(verb)} ${what} again.${kept}`
        : say`None of ${all} would have ${words(verb)} ${what} again.${kept}`;
    if (rebuilt === 0) return say`Only a build can tell whether ${all} would have ${words(verb)} ${what} again.${kept}`;
    const why = causes.length > 0 ? say` (${words(causes.map(cause).join(', '))})` : [];
    const count = commits === 1 ? [] : say`${isKnown ? [] : words('at least ')}${rebuilt} of `;
    const often = say`In ${count}${all} ${what} would have ${words(commands.length > 0 ? 'run' : 'been built')} again${why}`;
    if (rebuiltAfterFix === null) return say`${often}.${kept}`;
    const later = added === null ? words('with the suggestion') : say`with the suggestion, the new ${shortened(added)}`;
    if (isExact && commits === 1)
      return say`${often}; ${later}${words(rebuiltAfterFix === 0 ? ', not' : ', too')}.${kept}`;
    if (isExact) return say`${often}; ${later}, in ${rebuiltAfterFix}.${kept}`;
    return saved > 0
      ? say`${often}; the suggestion saves at least ${saved} of these.${kept}`
      : say`${often}; only a build can tell what the suggestion saves.${kept}`;
  },
  /** Above the strips, folded. */
  history: 'Commit by commit',
  historyToday: (counts: string): string => `today: ${counts}`,
  historyAfter: (counts: string): string => `with the suggestion: ${counts}`,
  /** With a new step for a part of the work. */
  historyAdded: (counts: string): string => `with the suggestion, its new step: ${counts}`,
  historyBoth: (counts: string): string => `today and with the suggestion: ${counts}`,
  /** Where the finding's file is a script. */
  seenFrom: (dockerfile: string): Phrase => say`Found by following what ${dockerfile} starts.`,
  /** Above a suggestion, when the rule has no words of its own for it. */
  suggestion: words('Suggested change'),
  /** Behind the suggestion's words, where it can't be committed with a click. */
  personDecides: 'A person has to decide on this change:',
  /** Where a change could be committed but is too long for a comment. */
  tooLong: words('The change is too long to show here; `kasane fix` prints it.'),
  linesCut: (count: number): string => `${count} more lines; \`kasane fix\` prints the whole change.`,
  showDiff: (lines: number): string => `The change (${lines} lines)`,
  more: (count: number): Phrase => say`And ${count} more reasons.`,
  details: 'Why, when it is fine, and how to ignore it',
  why: 'Why',
  fine: 'When it is fine',
  ignore: 'How to ignore it',
  ignoreHow: words('Put this comment above the instruction, with your reason:'),
  ignoreReason: 'the reason',
  guidance: 'Guidance',
  factors: 'The Twelve-Factor App',
};
export type Review = typeof review;
