import { DockerfileParser } from 'dockerfile-ast';

import type { Scan, Statement } from './scan.ts';
import { isSeparator } from './white-space.ts';

/** What dockerfile-ast tells us. Lines are 1-based. */
export interface Structure {
  readonly instructions: readonly { readonly keyword: string; readonly startLine: number; readonly endLine: number }[];
  readonly commentLines: readonly number[];
}

/**
 * Asks dockerfile-ast 0.7.1 where instructions and comments stand. All its defects are hidden here: it misreads heredocs (`3<<EOF`, `<< EOF`,
 * quotes, bodies that end in a backslash), `\r` alone, comments that look like directives, JSON strings, `ARG A B=2` and more, and one word
 * of 1 MB costs it a second. So it gets each keyword, continuation and comment on its own line, and nothing of what stands behind them:
 * arguments, flags, heredocs and variables are read by us, from the text itself.
 */
export function structureOf(lines: readonly string[], scan: Scan): Structure {
  const parsed = DockerfileParser.parse(mask(lines, scan));
  return {
    instructions: parsed.getInstructions().map((instruction) => ({
      keyword: instruction.getKeyword(),
      startLine: instruction.getRange().start.line + 1,
      endLine: instruction.getRange().end.line + 1,
    })),
    commentLines: parsed.getComments().map((comment) => comment.getRange().start.line + 1),
  };
}

function mask(lines: readonly string[], scan: Scan): string {
  const masked = lines.map(() => '');
  // A directive is no comment, and neither is it an instruction: the line stays empty, as the escape character is ours here.
  for (const { line } of scan.comments) masked[line - 1] = '#';
  for (const statement of scan.statements) {
    for (const [index, { line }] of statement.pieces.entries()) {
      const continues = index < statement.pieces.length - 1 || line < statement.textEndLine;
      masked[line - 1] = (index === 0 ? maskedKeyword(statement) : 'x') + (continues ? ' \\' : '');
    }
  }
  return masked.join('\n');
}

/** The library takes anything without a blank for a keyword; one that spans lines, or has its characters in it, is shown as a word. */
function maskedKeyword(statement: Statement): string {
  let end = 0;
  while (end < statement.text.length && !isSeparator(statement.text.charAt(end))) end += 1;
  const keyword = statement.text.slice(0, end);
  return /^[a-z]{1,16}$/i.test(keyword) ? `${keyword} x` : 'UNKNOWN x';
}
