import type { Word, WordPart } from 'unbash';

import type { ShellWord } from './model.ts';

/** Where a node of the tree stands in the text that we were given. */
export interface Positions {
  start(offset: number): number;
  end(offset: number): number;
}

export function toWord(word: Word, positions: Positions): ShellWord {
  return shellWord(word.text, valueOf(word), positions.start(word.pos), positions.end(word.end));
}

export function shellWord(raw: string, value: string | null, start: number, end: number): ShellWord {
  return { raw, value, start, end, plain: value !== null && !/["'\\$`*?[\]{}~]/.test(raw) };
}

/** What the word is in any run of the script; null when that depends on variables, files or the user. */
export function valueOf(word: Word): string | null {
  if (word.text.startsWith('~')) return null;
  return word.parts ? joinedParts(word.parts) : word.value;
}

function joinedParts(parts: readonly WordPart[]): string | null {
  let text = '';
  for (const part of parts) {
    const value = partValue(part);
    if (value === null) return null;
    text += value;
  }
  return text;
}

function partValue(part: WordPart): string | null {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value;
    case 'DoubleQuoted':
    case 'LocaleString':
      return joinedParts(part.parts);
    default:
      return null;
  }
}
