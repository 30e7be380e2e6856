import type { Strip } from '../cache/strip.ts';
import type { Paint } from './paint.ts';

/** Squares of one strip. */
const mostSquares = 64;

export function commitsPerSquare(commits: number): number {
  return Math.max(1, Math.ceil(commits / mostSquares));
}

/** `■■□▪…`, oldest to newest, each square for as many commits as `commitsPerSquare` says; the last one may stand for fewer. */
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
      marks.push(rebuilt === inSquare ? '■' : rebuilt + other > 0 ? '▪' : '□');
      rebuilt = 0;
      other = 0;
    }
  }
  return painted(marks, paint);
}

type Mark = '■' | '▪' | '□';
const styles = { '■': 'yellow', '▪': 'cyan', '□': 'dim' } as const;

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
