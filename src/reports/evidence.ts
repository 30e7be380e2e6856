import type { Strip } from '../cache/strip.ts';
import type { Evidence } from '../findings/evidence.ts';
import type { Messages } from '../messages/messages.ts';
import { painter } from './paint.ts';
import { commitsPerSquare, squares } from './replay-strip.ts';

const plain = painter(false);

/** What became of the step commit by commit, as it is and with the suggestion; two or three lines of plain text, the last one the key to the squares. */
export function strips({ commits, strip, stripAfterFix }: Evidence, messages: Messages): readonly string[] {
  const { replay, review } = messages;
  return [
    line(strip, review.historyToday, messages),
    ...(stripAfterFix ? [line(stripAfterFix, review.historyAfter, messages)] : []),
    replay.legend(commitsPerSquare(commits)),
  ];
}

function line(strip: Strip, name: string, { replay, terms }: Messages): string {
  const values = [...strip];
  const rebuilt = values.filter((value) => value === 'rebuilt').length;
  const unknown = values.filter((value) => value === 'unknown').length;
  const counts = [replay.rebuilt(rebuilt, strip.length), ...(unknown > 0 ? [replay.maybe(unknown)] : [])];
  return `${squares(strip, plain)}  ${name}${terms.colon} ${counts.join(terms.separator)}`;
}
