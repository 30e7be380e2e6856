import { isAsciiSpace, isSeparator, isSpace, skipSpace, trimSpaceEnd } from './white-space.ts';

/** A piece of a statement with the place it starts at. */
export interface Token {
  readonly text: string;
  /** Offset in the statement's text. */
  readonly start: number;
}

/** A flag in front of the arguments. */
export interface FlagToken extends Token {
  /** As written, with quotes and escapes; `text` is without them. */
  readonly raw: string;
}

/** `KEYWORD --flag=… arguments`, as BuildKit's `splitCommand` takes it apart. */
export interface Command {
  readonly keyword: string;
  readonly flags: readonly FlagToken[];
  /** Without outer white space; empty when there is none. */
  readonly args: Token;
}

export function splitCommand(text: string, start: number, escape: string): Command {
  const first = skipSpace(text, start, text.length);
  const end = trimSpaceEnd(text, first, text.length);
  let at = first;
  while (at < end && !isSeparator(text.charAt(at))) at += 1;
  const keyword = text.slice(first, at);
  while (at < end && isSeparator(text.charAt(at))) at += 1;
  const { flags, rest } = takeFlags(text, at, end, escape);
  const argsStart = skipSpace(text, rest, end);
  return { keyword, flags, args: { text: text.slice(argsStart, end), start: argsStart } };
}

/** Words in front that begin with `--`. A lone `--` ends them and is dropped. BuildKit reads bytes here, and so no blank beyond ASCII. */
function takeFlags(text: string, from: number, end: number, escape: string): { flags: FlagToken[]; rest: number } {
  const flags: FlagToken[] = [];
  let at = from;
  for (;;) {
    while (at < end && isAsciiSpace(text.charAt(at))) at += 1;
    if (!text.startsWith('--', at) || at + 1 >= end) return { flags, rest: at };
    const start = at;
    let word = '';
    let quote = '';
    for (; at < end; at += 1) {
      const character = text.charAt(at);
      if (quote === '' && isAsciiSpace(character)) break;
      if (quote === '' ? character === "'" || character === '"' : character === quote) {
        quote = quote === '' ? character : '';
      } else if (character === escape) {
        // At the very end it is dropped.
        at += 1;
        if (at < end) word += text.charAt(at);
      } else {
        word += character;
      }
    }
    at = Math.min(at, end);
    if (word === '--') return { flags, rest: at };
    flags.push({ text: word, raw: text.slice(start, at), start });
  }
}

/** Split at blanks; there are no quotes (`parseStringsWhitespaceDelimited`). */
export function splitAtBlanks(args: Token): Token[] {
  const tokens: Token[] = [];
  const pattern = /[^\t\v\f\r ]+/g;
  for (let match = pattern.exec(args.text); match; match = pattern.exec(args.text)) {
    tokens.push({ text: match[0], start: args.start + match.index });
  }
  return tokens;
}

/** Words with their quotes still on, as ENV, LABEL and ARG read them (`parseWords`). */
export function splitWords(args: Token, escape: string): Token[] {
  const { text } = args;
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    at = skipSpace(text, at, text.length);
    if (at >= text.length) break;
    const start = at;
    let word = '';
    let quote = '';
    for (; at < text.length; at += 1) {
      const character = text.charAt(at);
      if (quote === '' && isSpace(character)) break;
      if (quote === '') {
        if (character === "'" || character === '"') quote = character;
      } else if (character === quote) {
        quote = '';
      }
      if (character === escape && quote !== "'") {
        if (at + 1 === text.length) continue;
        word += character;
        at += 1;
        word += text.charAt(at);
      } else {
        word += character;
      }
    }
    if (word !== '') tokens.push({ text: word, start: args.start + start });
  }
  return tokens;
}

export type JsonList =
  | { readonly kind: 'list'; readonly words: readonly Token[] }
  /** Not a JSON list: the shell form. */
  | { readonly kind: 'text' }
  /** A JSON list with something in it that is no string: BuildKit refuses it. */
  | { readonly kind: 'not-strings' };

/** The exec form, by the same reader as any JSON. */
export function readJsonList(args: Token): JsonList {
  const from = skipSpace(args.text, 0, args.text.length);
  if (args.text.charAt(from) !== '[') return { kind: 'text' };
  let list: unknown;
  try {
    list = JSON.parse(args.text.slice(from));
  } catch {
    return { kind: 'text' };
  }
  if (!Array.isArray(list)) return { kind: 'text' };
  const words: Token[] = [];
  const literal = /"(?:[^"\\]|\\[^])*"/g;
  for (const value of list as unknown[]) {
    if (typeof value !== 'string') return { kind: 'not-strings' };
    const match = literal.exec(args.text);
    words.push({ text: value, start: args.start + (match?.index ?? from) });
  }
  return { kind: 'list', words };
}
