import type { Evidence } from '../../findings/evidence.ts';
import { say, shortened, words, type Phrase } from '../phrase.ts';
import { replay } from './replay.ts';

function cause({ group, commits }: Evidence['causes'][number]): string {
  return `${replay.groups[group]} ${commits}`;
}

/** The frame of a review comment; what it is about comes from the rule's own texts. */
export const review = {
  /** Bounds where not everything is known: a later stage that copies what a command makes depends on what it makes. */
  evidence: ({ commits, rebuilt, rebuiltAfterFix, isExact, step, causes }: Evidence): Phrase => {
    const all = commits === 1 ? words('commit') : say`${commits} commits`;
    const why = causes.length > 0 ? say` (${words(causes.map(cause).join(', '))})` : [];
    const often = say`In ${isExact ? [] : words('at least ')}${rebuilt} of the last ${all} ${shortened(step)} was built again${why}`;
    if (rebuiltAfterFix === null) return [...often, '.'];
    return say`${often}; with the suggestion, in ${isExact ? [] : words('at most ')}${rebuiltAfterFix}.`;
  },
  /** Above the strips, folded. */
  history: 'Commit by commit',
  historyToday: 'today',
  historyAfter: 'with the suggestion',
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
