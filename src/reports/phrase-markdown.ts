import type { Part, Phrase } from '../messages/phrase.ts';
import { visible } from './visible.ts';

/** A sentence as GitHub Markdown on one line. In a `table`, pipes of code would end the cell, also inside a code span. */
export function markdown(phrase: Phrase, place: 'text' | 'table' = 'text'): string {
  const text = phrase.map(part).join('');
  return place === 'table' ? text.replaceAll('|', '\\|') : text;
}

/** Text of a repository as a code span: nothing in it is a mention, a comment, HTML or the end of the span. */
export function codeSpan(text: string): string {
  const shown = visible(text);
  if (shown.trim() === '') return `\`"${shown}"\``;
  const fence = '`'.repeat(longestRun(shown, /`+/g) + 1);
  const pad = /^`|`$|^ .* $/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Lines of a repository as a code block. Column 0: GitHub would take an indentation off the content too. */
export function codeBlock(info: string, text: string): string {
  const fence = '`'.repeat(Math.max(2, longestRun(text, /`+/g)) + 1);
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${fence}${info}\n${text}${end}${fence}`;
}

function part(value: Part): string {
  return typeof value === 'string' ? words(value) : codeSpan(value.code);
}

/** Our own words, read literally; what they put between backticks is code. */
function words(text: string): string {
  return text
    .split(/`([^`]+)`/)
    .map((piece, index) => (index % 2 === 1 ? codeSpan(piece) : piece.replace(/[\\*_[\]<>~#]/g, escape)))
    .join('');
}

function escape(character: string): string {
  return character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`;
}

function longestRun(text: string, runs: RegExp): number {
  let longest = 0;
  for (const [run] of text.matchAll(runs)) longest = Math.max(longest, run.length);
  return longest;
}
