import type { Strip } from '../cache/strip.ts';
import type { Finding } from '../findings/finding.ts';
import { workInQuestion } from '../findings/work-in-question.ts';
import type { Messages } from '../messages/messages.ts';
import type { Phrase } from '../messages/phrase.ts';
import { painter } from './paint.ts';
import { commitsPerSquare, isSameStrip, squares, stripCounts } from './replay-strip.ts';

const plain = painter(false);

/** What the history says of a finding, in a sentence; none where it says nothing. */
export function evidenceOf(finding: Finding, { review }: Messages): readonly Phrase[] {
  const { evidence } = finding;
  return evidence ? [review.evidence(evidence, workInQuestion(finding, evidence))] : [];
}

/** What the strips are of: the step, or those of its commands that the counts are about. */
export function stripsOf(finding: Finding): string {
  const { evidence } = finding;
  if (!evidence) return '';
  const { commands } = workInQuestion(finding, evidence);
  return commands.length > 0 ? commands.join(', ') : evidence.step;
}

/** What became of the step commit by commit, as it is and with the suggestion; lines of plain text, the last one the key to the squares. */
export function strips(finding: Finding, messages: Messages): readonly string[] {
  const { evidence } = finding;
  if (!evidence) return [];
  const { replay, review } = messages;
  const { strip, stripAfterFix } = evidence;
  const lines = (of: Strip, text: (counts: string) => string): readonly string[] => [
    text(stripCounts(of, messages)),
    squares(of, plain),
  ];
  const { added } = workInQuestion(finding, evidence);
  const isSame = stripAfterFix !== null && added === null && isSameStrip(strip, stripAfterFix);
  return [
    ...lines(strip, isSame ? review.historyBoth : review.historyToday),
    ...(stripAfterFix && !isSame
      ? lines(stripAfterFix, added === null ? review.historyAfter : review.historyAdded)
      : []),
    replay.legend(commitsPerSquare(evidence.commits)),
  ];
}
