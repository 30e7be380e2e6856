import type { Evidence } from '../../findings/evidence.ts';
import { say, shortened, words, type Phrase } from '../phrase.ts';
import { replay } from './replay.ts';

function cause({ group, commits }: Evidence['causes'][number]): string {
  return `${replay.groups[group]} ${commits}`;
}

/** The frame of a review comment; what it is about comes from the rule's own texts. */
export const review = {
  /** Bounds where not everything is known: a stage that copies what a command makes depends on what it makes. */
  evidence: ({ commits, rebuilt, rebuiltAfterFix, isExact, step, causes, notKept }: Evidence): Phrase => {
    const kept = notKept
      ? say` The cache of ${`${notKept.path}:${notKept.line}`} keeps only the final image, so builds with it run this stage anyway; ${'mode=max'} keeps all.`
      : [];
    const all = commits === 1 ? words('the last commit') : say`the last ${commits} commits`;
    const saved = rebuilt - (rebuiltAfterFix ?? 0);
    if (rebuilt === 0 && isExact) return say`None of ${all} would have built ${shortened(step)} again.${kept}`;
    const why = causes.length > 0 ? say` (${words(causes.map(cause).join(', '))})` : [];
    const count = commits === 1 ? [] : say`${isExact ? [] : words('at least ')}${rebuilt} of `;
    const often = say`In ${count}${all} ${shortened(step)} would have been built again${why}`;
    if (rebuiltAfterFix === null) return say`${often}.${kept}`;
    if (isExact) return say`${often}; with the suggestion, in ${rebuiltAfterFix}.${kept}`;
    return saved > 0
      ? say`${often}; the suggestion saves at least ${saved} of these.${kept}`
      : say`${often}; only a build can tell what the suggestion saves.${kept}`;
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
