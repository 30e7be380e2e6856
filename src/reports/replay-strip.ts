import type { Strip } from '../cache/strip.ts';
import type { Messages } from '../messages/messages.ts';
import type { Paint } from './paint.ts';

/** Squares of one strip. */
const mostSquares = 64;

export function commitsPerSquare(commits: number): number {
  return Math.max(1, Math.ceil(commits / mostSquares));
}

/** What stands above the squares. */
export function stripCounts(strip: Strip, { replay, terms }: Messages): string {
  const values = [...strip];
  const rebuilt = values.filter((value) => value === 'rebuilt').length;
  const unknown = values.filter((value) => value === 'unknown').length;
  return [replay.rebuilt(rebuilt, values.length), ...(unknown > 0 ? [replay.maybe(unknown)] : [])].join(
    terms.separator,
  );
}

export function isSameStrip(one: Strip, other: Strip): boolean {
  const others = [...other];
  return one.length === other.length && [...one].every((value, commit) => value === others[commit]);
}

/** `■■□▨…`, oldest to newest, each square for as many commits as `commitsPerSquare` says; the last one may stand for fewer. */
export function squares(strip: Strip, paint: Paint): string {
  const size = commitsPerSquare(strip.length);
  const marks: Mark[] = [];
  let seen = 0;
  let rebuilt = 0;
  let other = 0;
  for (const value of strip) {
    seen += 1;
    if (value === 'rebuilt') rebuilt += 1;
    else if (value === 'unknown') other += 1;
    if (seen % size === 0 || seen === strip.length) {
      const inSquare = seen % size === 0 ? size : seen % size;
      marks.push(rebuilt === inSquare ? '■' : rebuilt + other > 0 ? '▨' : '□');
      rebuilt = 0;
      other = 0;
    }
  }
  return painted(marks, paint);
}

/** All of one East Asian width class, so that strips are of one length in every font. */
type Mark = '■' | '▨' | '□';
const styles = { '■': 'yellow', '▨': 'cyan', '□': 'dim' } as const;

/** One colour a run: escape sequences are longer than what they colour. */
function painted(marks: readonly Mark[], paint: Paint): string {
  const runs: { mark: Mark; length: number }[] = [];
  for (const mark of marks) {
    const last = runs.at(-1);
    if (last?.mark === mark) last.length += 1;
    else runs.push({ mark, length: 1 });
  }
  return runs.map(({ mark, length }) => paint(styles[mark], mark.repeat(length))).join('');
}
