import type { Evidence } from '../findings/evidence.ts';
import type { Messages } from '../messages/messages.ts';
import { painter } from './paint.ts';
import { commitsPerSquare, squares } from './replay-strip.ts';

const plain = painter(false);

/** What became of the step commit by commit, as it is and with the suggestion; two or three lines of plain text, the last one the key to the squares. */
export function strips(evidence: Evidence, { replay, review, terms }: Messages): readonly string[] {
  const { commits, strip, stripAfterFix, rebuilt, unknown, rebuiltAfterFix, unknownAfterFix } = evidence;
  const line = (of: typeof strip, name: string, count: number, maybe: number): string => {
    const counts = [replay.rebuilt(count, commits), ...(maybe > 0 ? [replay.maybe(maybe)] : [])];
    return `${squares(of, plain)}  ${name}${terms.colon} ${counts.join(terms.separator)}`;
  };
  return [
    line(strip, review.historyToday, rebuilt, unknown),
    ...(stripAfterFix ? [line(stripAfterFix, review.historyAfter, rebuiltAfterFix ?? 0, unknownAfterFix ?? 0)] : []),
    replay.legend(commitsPerSquare(commits)),
  ];
}
