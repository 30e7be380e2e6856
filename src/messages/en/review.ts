import type { Evidence } from '../../findings/finding.ts';
import { say, words, type Phrase } from '../phrase.ts';

/** The frame of a review comment; what it is about comes from the rule's own texts. */
export const review = {
  /** `fix`: the comment shows a change, so that "with it" makes sense. */
  evidence: ({ commits, rebuilt, rebuiltAfterFix }: Evidence, fix: boolean): Phrase =>
    fix
      ? say`In the last ${commits} commits this was built again ${rebuilt} times; with the change below it would have been ${rebuiltAfterFix}.`
      : say`In the last ${commits} commits this was built again ${rebuilt} times.`,
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
