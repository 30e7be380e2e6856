import type { Dockerfile, Run } from '../dockerfile/model.ts';

/** A place in the file: 0-based line and UTF-16 column. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** Where the script of a RUN stands in the file. */
export interface RunSource {
  /** The place of an offset of the script. */
  at(offset: number): Spot;
}

/**
 * Follows the script of a shell-form RUN, or of `RUN <<EOF`, back to its lines as BuildKit joins them: comment and empty lines fall out, a line
 * that continues loses its escape. Null when the text is not the same (a heredoc behind a command).
 */
export function runSource(dockerfile: Dockerfile, run: Run): RunSource | null {
  if (run.command.form === 'exec') return null;
  const heredoc = run.heredocs[0];
  if (run.heredocScript) {
    if (!heredoc || run.heredocs.length !== 1) return null;
    return heredocSource(dockerfile, heredoc.startLine - 1, heredoc.endLine - 1, heredoc.chomp);
  }
  if (heredoc) return null;
  return continuedSource(dockerfile, run, run.command.text);
}

interface Piece extends Spot {
  readonly text: string;
}

function continuedSource(dockerfile: Dockerfile, run: Run, script: string): RunSource | null {
  const pieces: Piece[] = [];
  const { startLine, endLine } = run.range;
  for (let line = startLine - 1; line < endLine; line += 1) {
    const text = withoutEnding(dockerfile.lines[line] ?? '');
    if (line > startLine - 1 && /^\s*(?:#|$)/.test(text)) continue;
    const content = text.trimEnd();
    const continues = content.endsWith(dockerfile.escape);
    pieces.push({ line, column: 0, text: continues ? content.slice(0, -1) : text });
  }
  const whole = pieces
    .map(({ text }) => text)
    .join('')
    .trimEnd();
  if (!whole.endsWith(script)) return null;
  return sourceOf(pieces, whole.length - script.length);
}

function heredocSource(dockerfile: Dockerfile, first: number, terminator: number, chomp: boolean): RunSource {
  const pieces: Piece[] = [];
  for (let line = first; line < terminator; line += 1) {
    const text = withoutEnding(dockerfile.lines[line] ?? '');
    const column = chomp ? (/^\t*/.exec(text)?.[0].length ?? 0) : 0;
    pieces.push({ line, column, text: `${text.slice(column)}\n` });
  }
  return sourceOf(pieces, 0);
}

function sourceOf(pieces: readonly Piece[], shift: number): RunSource {
  return {
    at(offset) {
      let rest = offset + shift;
      for (const { line, column, text } of pieces) {
        if (rest < text.length) return { line, column: column + rest };
        rest -= text.length;
      }
      const last = pieces.at(-1);
      return last ? { line: last.line, column: last.column + last.text.length } : { line: 0, column: 0 };
    },
  };
}

function withoutEnding(line: string): string {
  return line.replace(/\r?\n$/, '');
}
