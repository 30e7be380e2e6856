import { readJsonList, splitCommand } from './arguments.ts';
import { heredocsOf } from './heredoc.ts';
import type { Comment, Heredoc } from './model.ts';
import { isSpace, skipSpace, trimLeadingSpace, trimNewline } from './white-space.ts';

/** One instruction before it is read: its lines joined as BuildKit joins them. */
export interface Statement {
  /** Continuation lines joined, comments and empty lines gone, heredoc bodies not in it. */
  readonly text: string;
  /** Offsets in `text` where a line of the file begins to contribute, ascending, with those lines. */
  readonly pieces: readonly { readonly start: number; readonly line: number }[];
  readonly startLine: number;
  /** The last line of `text`'s own lines. */
  readonly textEndLine: number;
  /** With heredoc bodies. */
  readonly endLine: number;
  readonly comments: readonly Comment[];
  readonly innerComments: readonly Comment[];
  readonly heredocs: readonly Heredoc[];
  /** A heredoc that the file does not end. The statement is the last one. */
  readonly unterminated: string | null;
}

export type DirectiveName = 'syntax' | 'check' | 'escape';

export interface Directive {
  readonly name: DirectiveName;
  readonly value: string;
  readonly line: number;
}

export interface Scan {
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  /** A directive that is written twice, or an escape that is none. BuildKit stops there. */
  readonly invalidDirective: Directive | null;
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
}

/** The line of the file that the character at `offset` of a statement's text comes from. */
export function lineAt(pieces: Statement['pieces'], offset: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return pieces[low]?.line ?? 1;
}

/** Goes through the lines once, as BuildKit's parser does (frontend/dockerfile/parser/parser.go at v0.32). */
export function scan(lines: readonly string[]): Scan {
  return new Scanner(lines).run();
}

class Scanner {
  readonly #lines: readonly string[];
  #at = 0;
  #escape: '\\' | '`' = '\\';
  #directives: Directive[] = [];
  #invalidDirective: Directive | null = null;
  #directivesDone = false;
  #statements: Statement[] = [];
  #comments: Comment[] = [];
  #above: Comment[] = [];

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  run(): Scan {
    while (this.#at < this.#lines.length) this.#line();
    return {
      escape: this.#escape,
      directives: this.#directives,
      invalidDirective: this.#invalidDirective,
      statements: this.#statements,
      comments: this.#comments,
    };
  }

  #line(): void {
    const line = this.#current();
    if (isComment(line)) {
      if (!this.#directive(line)) this.#above.push(this.#comment(line));
      else this.#above = [];
      this.#at += 1;
      return;
    }
    this.#directivesDone = true;
    const first = trimLeadingSpace(trimNewline(line));
    if (first === '') {
      this.#above = [];
      this.#at += 1;
      return;
    }
    this.#statement(first);
  }

  #statement(first: string): void {
    const startLine = this.#at + 1;
    const parts: string[] = [];
    const pieces: { start: number; line: number }[] = [];
    const innerComments: Comment[] = [];
    let length = 0;
    let textEndLine = startLine;
    let line = first;
    for (;;) {
      const continued = this.#continued(line);
      pieces.push({ start: length, line: this.#at + 1 });
      parts.push(continued ?? line);
      length += (continued ?? line).length;
      textEndLine = this.#at + 1;
      this.#at += 1;
      if (continued === null) break;
      // Comments and empty lines do not end a continuation, the end of the file does.
      for (; this.#at < this.#lines.length; this.#at += 1) {
        const next = this.#current();
        if (isComment(next)) innerComments.push(this.#comment(next));
        else if (skipSpace(next, 0, next.length) < next.length) break;
      }
      if (this.#at >= this.#lines.length) {
        textEndLine = this.#at;
        break;
      }
      line = trimNewline(this.#current());
    }
    const text = parts.join('');
    const { heredocs, unterminated } = this.#heredocs(text);
    const comments = this.#above;
    this.#above = [];
    const endLine = heredocs.at(-1)?.endLine ?? textEndLine;
    this.#statements.push({
      text,
      pieces,
      startLine,
      textEndLine,
      endLine: unterminated === null ? endLine : this.#lines.length,
      comments,
      innerComments,
      heredocs,
      unterminated,
    });
  }

  /** The line without its continuation, null when it has none. An escaped escape character does not continue. */
  #continued(line: string): string | null {
    let end = line.length;
    while (end > 0 && (line.charAt(end - 1) === ' ' || line.charAt(end - 1) === '\t')) end -= 1;
    if (line.charAt(end - 1) !== this.#escape || line.charAt(end - 2) === this.#escape) return null;
    return line.slice(0, end - 1);
  }

  #heredocs(text: string): { heredocs: Heredoc[]; unterminated: string | null } {
    const heredocs: Heredoc[] = [];
    if (!text.includes('<<') || !canContainHeredoc(text, this.#escape)) return { heredocs, unterminated: null };
    for (const opening of heredocsOf(text)) {
      const start = this.#at;
      const end = this.#terminator(opening.name, opening.chomp);
      if (end === -1) {
        this.#at = this.#lines.length;
        return { heredocs, unterminated: opening.name };
      }
      const body = this.#lines.slice(start, end).map((line) => `${line.replace(/\r?\n$/, '')}\n`);
      heredocs.push({ ...opening, body: body.join(''), startLine: start + 1, endLine: end + 1 });
      this.#at = end + 1;
    }
    return { heredocs, unterminated: null };
  }

  #terminator(name: string, chomp: boolean): number {
    for (let at = this.#at; at < this.#lines.length; at += 1) {
      const line = trimNewline(this.#lines[at] ?? '');
      if ((chomp ? line.replace(/^\t+/, '') : line) === name) return at;
    }
    return -1;
  }

  /** Whether the comment line is a directive. They stand in front of all else, and the first comment that is none ends them. */
  #directive(line: string): boolean {
    if (this.#directivesDone) return false;
    const text = trimLeadingSpace(trimLeadingSpace(trimNewline(line)).slice(1));
    const match = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=/.exec(text);
    const name = match?.[1]?.toLowerCase();
    const value = match ? text.slice(match[0].length).replace(/^[\t\f\r ]+/, '') : '';
    if (!isDirectiveName(name) || value === '') {
      this.#directivesDone = true;
      return false;
    }
    const directive = { name, value: trimBlankEnd(value), line: this.#at + 1 };
    const wrongEscape = name === 'escape' && directive.value !== '`' && directive.value !== '\\';
    if (wrongEscape || this.#directives.some((earlier) => earlier.name === name)) {
      this.#invalidDirective ??= directive;
      return true;
    }
    this.#directives.push(directive);
    if (name === 'escape') this.#escape = directive.value === '`' ? '`' : '\\';
    return true;
  }

  #comment(line: string): Comment {
    const start = skipSpace(line, 0, line.length) + 1;
    let end = line.length;
    while (end > start && isSpace(line.charAt(end - 1))) end -= 1;
    const comment = { line: this.#at + 1, text: line.slice(skipSpace(line, start, end), end) };
    this.#comments.push(comment);
    return comment;
  }

  #current(): string {
    const line = this.#lines[this.#at] ?? '';
    return this.#at === 0 && line.startsWith('\ufeff') ? line.slice(1) : line;
  }
}

function isComment(line: string): boolean {
  return line.charAt(skipSpace(line, 0, line.length)) === '#';
}

function isDirectiveName(name: string | undefined): name is DirectiveName {
  return name === 'syntax' || name === 'check' || name === 'escape';
}

function trimBlankEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /[\t\n\f\r ]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** RUN, COPY and ADD in shell form, also behind ONBUILD. */
function canContainHeredoc(text: string, escape: string): boolean {
  let command = splitCommand(text, 0, escape);
  if (command.keyword.toUpperCase() === 'ONBUILD') command = splitCommand(text, command.args.start, escape);
  if (!/^(?:run|copy|add)$/i.test(command.keyword)) return false;
  return readJsonList(command.args).kind !== 'list';
}
