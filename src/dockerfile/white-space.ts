/**
 * What Go's `unicode.IsSpace` and BuildKit's `reWhitespace` call white space. JavaScript's `\s` and `trim` differ from both
 * (they know U+FEFF and not U+0085), and BuildKit trims with the first and splits with the second.
 */
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u;

export function isSpace(character: string): boolean {
  return SPACE.test(character);
}

/** `\t \v \f \r` and blank: what separates a keyword, an argument and the next one. */
export function isSeparator(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\v' || character === '\f';
}

export function isAsciiSpace(character: string): boolean {
  return isSeparator(character) || character === '\n';
}

/** Index of the first character at or after `from` that is no space; `end` when there is none. */
export function skipSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(text.charAt(at))) at += 1;
  return at;
}

/** Index behind the last character before `end` that is no space; `from` when there is none. */
export function trimSpaceEnd(text: string, from: number, end: number): number {
  let at = end;
  while (at > from && isSpace(text.charAt(at - 1))) at -= 1;
  return at;
}

/** All `\r` and `\n` at the end go, as BuildKit's `trimNewline` has it. */
export function trimNewline(line: string): string {
  let end = line.length;
  while (end > 0 && (line.charAt(end - 1) === '\n' || line.charAt(end - 1) === '\r')) end -= 1;
  return line.slice(0, end);
}

export function trimLeadingSpace(line: string): string {
  return line.slice(skipSpace(line, 0, line.length));
}
