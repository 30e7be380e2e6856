import { type Command, splitCommand, type Token } from './arguments.ts';
import { expand, type Lookup } from './expand.ts';
import type { Flag, ProblemReason, Word } from './model.ts';
import { readFlag, type ReadFlag } from './flags.ts';
import { lineAt, type Statement } from './scan.ts';
import type { Point } from './scope.ts';

/** `parse`: whatever is built. `build`: only when the stage is built. `later`: in a build that uses the image (ONBUILD). */
type Phase = 'parse' | 'build' | 'later';

/** Thrown where BuildKit would refuse an instruction; caught where the instruction was asked for. */
export class Refusal extends Error {
  readonly reason: ProblemReason;
  readonly word: string;
  readonly phase: Phase;

  constructor(reason: ProblemReason, word: string, phase: Phase) {
    super(reason);
    this.reason = reason;
    this.word = word;
    this.phase = phase;
  }
}

/** One statement with what it takes to read it: its parts, where they stand, and what variables are. */
export class Reading {
  readonly statement: Statement;
  /** Where in the statement's text the instruction begins: not at 0 for one behind ONBUILD. */
  readonly start: number;
  readonly command: Command;
  readonly escape: string;
  readonly scope: Point;
  readonly keyword: string;
  /** The first complaint of the build phase. The instruction is read to its end all the same. */
  complaint: Refusal | null = null;
  readonly #lookup: (name: string) => Lookup;

  constructor(statement: Statement, start: number, escape: string, scope: Point, lookup: (name: string) => Lookup) {
    this.statement = statement;
    this.start = start;
    this.command = splitCommand(statement.text, start, escape);
    this.keyword = this.command.keyword.toUpperCase();
    this.escape = escape;
    this.scope = scope;
    this.#lookup = lookup;
  }

  get args(): Token {
    return this.command.args;
  }

  lineOf(offset: number): number {
    return lineAt(this.statement.pieces, offset);
  }

  /** The token as a word that BuildKit expands. */
  word(token: Token, lookup = this.#lookup): Word {
    return { raw: token.text, value: this.expand(token.text, lookup).value, line: this.lineOf(token.start) };
  }

  expand(text: string, lookup = this.#lookup): { readonly value: string | null; readonly words: readonly string[] } {
    const expansion = expand(text, { escape: this.escape, lookup });
    if (expansion.error !== null) this.complain('bad-variable', text);
    return expansion;
  }

  /** A word that BuildKit takes as it is written. */
  literal(token: Token): Word {
    return { raw: token.text, value: token.text, line: this.lineOf(token.start) };
  }

  /** BuildKit refuses this when the stage is built. */
  complain(reason: ProblemReason, word: string): void {
    this.complaint ??= new Refusal(reason, word, 'build');
  }

  flags(): readonly ReadFlag[] {
    return this.command.flags.map(readFlag);
  }

  modelFlags(): readonly Flag[] {
    return this.flags().map((flag) => ({ name: flag.name, value: this.flagWord(flag) }));
  }

  /** The last one of that name. Values that BuildKit expands are expanded with `expanded`. */
  flag(name: string, expanded = false): Word | null {
    const flag = this.flags().findLast((candidate) => candidate.name === name);
    if (!flag) return null;
    const word = this.flagWord(flag);
    return word && expanded ? { ...word, value: this.expand(flag.value ?? '').value } : word;
  }

  /** `--link`, `--link=true`; not `--link=false`. */
  isOn(name: string): boolean {
    const flag = this.flags().find((candidate) => candidate.name === name);
    return flag !== undefined && (flag.value ?? 'true').toLowerCase() === 'true';
  }

  flagWord({ value, rawValue, start }: ReadFlag): Word | null {
    return value === null ? null : { raw: rawValue, value, line: this.lineOf(start) };
  }
}

/** BuildKit refuses the instruction whatever is built. */
export function refuse(reason: ProblemReason, word: string): Refusal {
  return new Refusal(reason, word, 'parse');
}
