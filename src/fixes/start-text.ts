import { splitLines } from '../dockerfile/lines.ts';
import type { Dockerfile, Range, Start } from '../dockerfile/model.ts';
import type { ImageScript, StartText } from '../image/model.ts';
import type { Lines, Spot } from './splice.ts';

/** Where a shell text of the start stands in its file, so that words of it can be changed there. */
export interface PlacedText {
  readonly file: Lines;
  /** The spot of an offset of the text. */
  at(offset: number): Spot;
  /** Words for the text as the file has to write them (inside a JSON string, with its escapes). */
  write(words: string): string;
}

/** Null: quotes, or a heredoc whose text is not what the file shows. */
export function placedText(dockerfile: Dockerfile, text: StartText): PlacedText | null {
  if (text.kind === 'shell-form') return shellFormText(dockerfile, text.instruction);
  if (text.kind === 'word') return wordText(dockerfile, text.instruction, text.word);
  if (text.kind === 'file') return scriptText(dockerfile, text.script);
  const outer = placedText(dockerfile, text.within);
  const { start } = text;
  return outer && start !== null ? { ...outer, at: (offset) => outer.at(start + offset) } : null;
}

function linesOf(dockerfile: Dockerfile): Lines {
  return { path: dockerfile.path, lines: dockerfile.lines, escape: dockerfile.escape, skipsComments: true };
}

/** An instruction's source as BuildKit joins it: comment lines fall out, a continued line loses its escape. */
interface JoinedSource {
  readonly text: string;
  at(offset: number): Spot;
}

export function joinedSource(
  { lines, escape }: Pick<Dockerfile, 'lines' | 'escape'>,
  { startLine, endLine }: Range,
): JoinedSource {
  const pieces: { readonly line: number; readonly start: number; readonly text: string }[] = [];
  let length = 0;
  for (let line = startLine - 1; line < endLine; line += 1) {
    const content = (lines[line] ?? '').replace(/\r?\n$/, '');
    if (line >= startLine && /^\s*(?:#|$)/.test(content)) continue;
    const trimmed = content.trimEnd();
    const text = trimmed.endsWith(escape) ? trimmed.slice(0, -1) : content;
    pieces.push({ line, start: length, text });
    length += text.length;
  }
  return {
    text: pieces.map(({ text }) => text).join(''),
    at(offset) {
      const piece = pieces.findLast(({ start }) => start <= offset) ?? pieces[0];
      return piece ? { line: piece.line, column: offset - piece.start } : { line: startLine - 1, column: 0 };
    },
  };
}

function shellFormText(dockerfile: Dockerfile, { command, range }: Start): PlacedText | null {
  if (command.form !== 'shell') return null;
  const source = joinedSource(dockerfile, range);
  const whole = source.text.trimEnd();
  if (!whole.endsWith(command.text)) return null;
  const shift = whole.length - command.text.length;
  return { file: linesOf(dockerfile), at: (offset) => source.at(offset + shift), write: (words) => words };
}

/** Offsets in the joined source of the strings of an exec form, quotes included. */
export function wordSpans({ text }: JoinedSource): readonly { readonly start: number; readonly end: number }[] {
  const from = text.indexOf('[');
  if (from < 0) return [];
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
    .filter(({ start }) => start > from);
}

function wordText(dockerfile: Dockerfile, { command, range }: Start, word: number): PlacedText | null {
  if (command.form !== 'exec') return null;
  const source = joinedSource(dockerfile, range);
  const span = wordSpans(source)[word];
  const value = command.words[word];
  if (!span || value === undefined) return null;
  const literal = source.text.slice(span.start, span.end);
  if (JSON.parse(literal) !== value) return null;
  const offsets = decodedOffsets(literal);
  return {
    file: linesOf(dockerfile),
    at: (offset) => source.at(span.start + (offsets[offset] ?? literal.length - 1)),
    write: (words) => JSON.stringify(words).slice(1, -1),
  };
}

/** Offset in the value → offset in the JSON literal. */
function decodedOffsets(literal: string): readonly number[] {
  const offsets: number[] = [];
  for (const match of literal.slice(1, -1).matchAll(/\\u[\da-fA-F]{4}|\\.|[^\\]/gs)) {
    const units = match[0].startsWith('\\') ? 1 : match[0].length;
    for (let unit = 0; unit < units; unit += 1) offsets.push(match.index + 1 + unit);
  }
  return offsets;
}

function scriptText(dockerfile: Dockerfile, { path, text, firstLine }: ImageScript): PlacedText | null {
  const inDockerfile = path === dockerfile.path;
  const lines = inDockerfile ? dockerfile.lines : splitLines(text).lines;
  const own = splitLines(text).lines;
  const starts: number[] = [];
  let length = 0;
  for (const line of own) {
    starts.push(length);
    length += line.length;
  }
  return {
    file: { path, lines, escape: '\\', skipsComments: false },
    at(offset) {
      const index = Math.max(
        0,
        starts.findLastIndex((start) => start <= offset),
      );
      const line = firstLine - 1 + index;
      const written = (lines[line] ?? '').replace(/\r?\n$/, '');
      const shown = (own[index] ?? '').replace(/\r?\n$/, '');
      // `<<-`: tabs in front are not part of the text.
      return { line, column: offset - (starts[index] ?? 0) + Math.max(0, written.length - shown.length) };
    },
    write: (words) => words,
  };
}
