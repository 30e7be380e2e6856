/** A text as lines, each with its own ending. */
export interface Lines {
  /** Joined they give the text. */
  readonly lines: readonly string[];
  readonly bom: boolean;
  readonly eol: '\n' | '\r\n';
}

const BOM = '\ufeff';

/** A line ends with `\n`; `\r` alone is a blank to BuildKit. */
export function splitLines(text: string): Lines {
  const lines: string[] = [];
  let crlf = 0;
  let from = 0;
  while (from < text.length) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline + 1;
    lines.push(text.slice(from, end));
    if (newline > from && text.charAt(newline - 1) === '\r') crlf += 1;
    from = end;
  }
  const ended = text === '' || text.endsWith('\n') ? lines.length : lines.length - 1;
  return { lines, bom: text.startsWith(BOM), eol: crlf * 2 > ended ? '\r\n' : '\n' };
}
