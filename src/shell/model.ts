/**
 * A shell text, digested for rules: its simple commands in order, each with where it stands. Made by `parse.ts` from
 * unbash's tree; pure text in, values out. Offsets are UTF-16 positions in the text that was given.
 */

/** A word of a command. `value` is null when only a running shell knows it (a variable, a substitution, a glob). */
export interface ShellWord {
  /** As written, quotes included. */
  readonly raw: string;
  readonly value: string | null;
  readonly start: number;
  readonly end: number;
  /** No quote, backslash, variable, substitution, glob, brace or tilde: exec form would read it the same. */
  readonly plain: boolean;
}

export interface ShellRedirect {
  /** `>`, `>>`, `<`, `>&`, `&>`, `&>>`, `>|`, `<>`, `<&`, `<<`, `<<-`, `<<<`. */
  readonly operator: string;
  /** The descriptor on the left (1 for `>`, 0 for `<` when not written). */
  readonly descriptor: number;
  readonly target: ShellWord | null;
  /** The body of `<<` and `<<-`, as written; null for all others. */
  readonly heredoc: { readonly text: string; readonly start: number; readonly quoted: boolean } | null;
  readonly start: number;
  readonly end: number;
}

/** The constructs around a command, outermost first. */
export type Nesting =
  | 'and-right' // runs only when its left side succeeded
  | 'or-right' // runs only when its left side failed
  | 'if-test'
  | 'if-branch'
  | 'case-branch'
  | 'loop-test'
  | 'loop-body'
  | 'group' // { }
  | 'subshell' // ( )
  | 'function' // body of a function: runs when called
  | 'pipe' // a part of a pipeline with two or more commands
  | 'background' // ends with &
  | 'substitution'; // $( ), ` `, <( )

export interface ShellCommand {
  /** `NAME=value` in front. */
  readonly assignments: readonly { readonly name: string; readonly value: ShellWord | null }[];
  /** The program and its arguments; empty for a bare assignment. Redirections are not among them. */
  readonly words: readonly ShellWord[];
  readonly redirects: readonly ShellRedirect[];
  readonly nesting: readonly Nesting[];
  readonly start: number;
  readonly end: number;
  /** What stands before it at its own level: nothing, `;` or a line end, `&&`, `||`, `|`, `&`. */
  readonly after: '' | ';' | '&&' | '||' | '|' | '&';
  /** The last command of the whole script at top level (what the shell may `exec`). */
  readonly last: boolean;
  /**
   * The directory it runs in, relative to where the script starts (`''`) or absolute, following `cd` and `pushd` with known
   * words in the same shell; null after a `cd` that can't be known or that may not have run.
   */
  readonly directory: string | null;
}

export interface ShellScript {
  readonly text: string;
  readonly commands: readonly ShellCommand[];
  /** The parser gave up somewhere: what is in `commands` is certain, what is missing is unknown. */
  readonly errors: readonly { readonly message: string; readonly offset: number }[];
}
