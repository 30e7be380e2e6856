import { readJsonList, type Token } from './arguments.ts';
import type { Heredoc, Invocation } from './model.ts';
import { type Reading, refuse } from './reading.ts';
import { lineAt } from './scan.ts';

interface Piece {
  readonly start: number;
  readonly line: number;
}

/** Exec form when it is a JSON list of strings, shell form for anything else. */
export function readInvocation(reading: Reading, args: Token = reading.args): Invocation {
  const list = readJsonList(args);
  if (list.kind === 'not-strings') throw refuse('json-needs-strings', args.text);
  if (list.kind === 'list') return { form: 'exec', words: list.words.map(({ text }) => text) };
  return shellForm(args.text, piecesFrom(reading, args.start));
}

/** `RUN cat <<EOF > f`: the shell gets the line and its heredocs put together again. */
export function withHeredocs(reading: Reading, heredocs: readonly Heredoc[]): Invocation {
  const parts = [reading.args.text];
  const pieces = piecesFrom(reading, reading.args.start);
  let length = reading.args.text.length;
  const add = (text: string): void => {
    parts.push(text);
    length += text.length;
  };
  for (const { body, name, startLine, endLine } of heredocs) {
    add('\n');
    for (const piece of bodyPieces(body, length, startLine)) pieces.push(piece);
    add(body);
    pieces.push({ start: length, line: endLine });
    add(name);
  }
  return shellForm(parts.join(''), pieces);
}

/** `RUN <<EOF`: the body is all there is. */
export function heredocScript({ body, chomp, startLine }: Heredoc): Invocation {
  const text = chomp ? body.replace(/^\t+/gm, '') : body;
  return shellForm(text, bodyPieces(text, 0, startLine));
}

function shellForm(text: string, pieces: readonly Piece[]): Invocation {
  return { form: 'shell', text, lineOf: (offset) => lineAt(pieces, offset) };
}

function piecesFrom(reading: Reading, start: number): Piece[] {
  const pieces = reading.statement.pieces.filter((piece) => piece.start > start);
  return [
    { start: 0, line: reading.lineOf(start) },
    ...pieces.map((piece) => ({ start: piece.start - start, line: piece.line })),
  ];
}

function bodyPieces(body: string, start: number, startLine: number): Piece[] {
  const pieces: Piece[] = [];
  let line = startLine;
  for (let from = 0; from < body.length; line += 1) {
    pieces.push({ start: start + from, line });
    from = body.indexOf('\n', from) + 1 || body.length;
  }
  return pieces;
}
