import {
  type AndOr,
  type Assignment,
  type Case,
  type Command,
  type CompoundList,
  forEachChild,
  type If,
  type ParsedScript,
  type Pipeline,
  type Redirection,
  type Statement,
  type SyntaxNode,
  type Word,
} from 'unbash';

import { ANYWHERE, either, move, type Outcome, type Place, START } from './directory.ts';
import type { Nesting, ShellCommand, ShellRedirect, ShellWord } from './model.ts';
import { type Positions, shellWord, toWord, valueOf } from './word.ts';

type After = ShellCommand['after'];

/** How a command ends: where the shell stands when it succeeded, and when it failed. */
interface End {
  readonly ok: Outcome;
  readonly failed: Outcome;
}

/** Where a command stands in its surroundings. */
interface Position {
  readonly nesting: readonly Nesting[];
  readonly after: After;
  readonly isLast: boolean;
  readonly positions: Positions;
  /** How many substitutions it stands in. */
  readonly depth: number;
}

/** unbash reads the text of each level anew: `$($($(…` costs its length times its depth. */
const DEEPEST = 16;
const ENDS_SHELL: ReadonlySet<string> = new Set(['exit', 'return', 'break', 'continue']);

/**
 * Walks unbash's tree once, in the order of execution, and writes down its simple commands. Follows the directory as a reader would:
 * a `cd` that is reached is taken to succeed.
 */
export class Digest {
  readonly commands: ShellCommand[] = [];
  readonly errors: { readonly message: string; readonly offset: number }[] = [];
  /** Functions that change the directory of who calls them. */
  readonly #movers = new Set<string>();
  readonly #moving = new WeakMap<SyntaxNode, boolean>();

  /** `length`: of the text. */
  script(script: ParsedScript, length: number): void {
    // unbash can end a word one behind the end of the text: one that is `${` and a backslash.
    const within = (offset: number): number => Math.min(offset, length);
    const positions = { start: within, end: within };
    this.#errors(script, positions);
    this.#list(script.commands, { nesting: [], after: '', isLast: true, positions, depth: 0 }, START);
    this.commands.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  #errors(script: ParsedScript, positions: Positions): void {
    for (const { message, pos } of script.errors ?? []) this.errors.push({ message, offset: positions.start(pos) });
  }

  #list(statements: readonly Statement[], position: Position, start: Place): Outcome {
    let place: Outcome = start;
    let after: After = position.after;
    for (const [index, statement] of statements.entries()) {
      const isLast = position.isLast && index === statements.length - 1;
      place = this.#statement(statement, { ...position, after, isLast }, place === 'never' ? ANYWHERE : place);
      after = statement.background ? '&' : ';';
    }
    return place;
  }

  #statement(statement: Statement, position: Position, place: Place): Outcome {
    if (statement.background) {
      this.#node(statement.command, inside(position, 'background'), place);
      return place;
    }
    const end = this.#node(statement.command, position, place);
    return either(end.ok, end.failed);
  }

  #node(node: SyntaxNode, position: Position, place: Place): End {
    switch (node.type) {
      case 'Command':
        return this.#command(node, position, place);
      case 'AndOr':
        return this.#andOr(node, position, place);
      case 'Pipeline':
        return this.#pipeline(node, position, place);
      case 'Redirected': {
        for (const redirect of node.redirects) this.#substitutions(redirect, position, place);
        return this.#node(node.command, position, place);
      }
      case 'BraceGroup':
        return both(this.#compound(node.body, inside(position, 'group'), place));
      case 'Subshell':
        this.#compound(node.body, inside(position, 'subshell'), place);
        return both(place);
      case 'If':
        return both(this.#if(node, position, place));
      case 'While':
      case 'For':
      case 'Select':
      case 'ArithmeticFor':
        return both(this.#loop(node, position, place));
      case 'Case':
        return both(this.#case(node, position, place));
      case 'Function': {
        if (this.#moves(node.body)) this.#movers.add(node.name.value);
        this.#node(node.body, inside(position, 'function'), ANYWHERE);
        return both(place);
      }
      case 'Coproc':
        this.#node(node.body, inside(position, 'background'), place);
        return both(place);
      case 'CompoundList':
        return both(this.#compound(node, position, place));
      default:
        // `[[ … ]]` and `(( … ))`.
        this.#substitutions(node, position, place);
        return both(place);
    }
  }

  #compound(list: CompoundList, position: Position, place: Place): Outcome {
    return this.#list(list.commands, { ...position, after: '' }, place);
  }

  #andOr({ commands, operators }: AndOr, position: Position, place: Place): End {
    let end: End = both(place);
    for (const [index, node] of commands.entries()) {
      const operator = operators[index - 1];
      const isLast = position.isLast && index === commands.length - 1;
      if (operator === undefined) {
        end = this.#node(node, { ...position, isLast }, place);
        continue;
      }
      const isAnd = operator === '&&';
      const from = isAnd ? end.ok : end.failed;
      // A `cd` in front of `||` did not happen for what stands behind it.
      const start = from !== 'never' ? from : isAnd ? ANYWHERE : place;
      const right: End = this.#node(
        node,
        { ...position, nesting: [...position.nesting, isAnd ? 'and-right' : 'or-right'], after: operator, isLast },
        start,
      );
      end = isAnd
        ? { ok: right.ok, failed: either(end.failed, right.failed) }
        : { ok: either(end.ok, right.ok), failed: right.failed };
    }
    return end;
  }

  #pipeline({ commands, prefixes }: Pipeline, position: Position, place: Place): End {
    const [only] = commands;
    if (only && commands.length === 1) {
      const end = this.#node(only, position, place);
      return prefixes.some(({ type }) => type === 'Negation') ? { ok: end.failed, failed: end.ok } : end;
    }
    for (const [index, node] of commands.entries()) {
      const after = index === 0 ? position.after : '|';
      this.#node(node, { ...inside(position, 'pipe'), after }, place);
    }
    return both(place);
  }

  #if(node: If, position: Position, place: Place): Outcome {
    let outcome: Outcome = 'never';
    let before: Place = place;
    for (const branch of [node, ...node.elif]) {
      const tested = this.#compound(branch.clause, inside(position, 'if-test'), before);
      before = tested === 'never' ? ANYWHERE : tested;
      outcome = either(outcome, this.#compound(branch.then, inside(position, 'if-branch'), before));
    }
    return either(outcome, node.else ? this.#compound(node.else, inside(position, 'if-branch'), before) : before);
  }

  #loop(node: Extract<SyntaxNode, { readonly body: CompoundList }>, position: Position, place: Place): Outcome {
    // From its second round on it stands where the first one ended.
    const start = this.#moves(node) ? ANYWHERE : place;
    if (node.type === 'While') this.#compound(node.clause, inside(position, 'loop-test'), start);
    else forEachChild(node, (child) => child !== node.body && this.#substitutions(child, position, place));
    const end = this.#compound(node.body, inside(position, 'loop-body'), start);
    return either(place, end);
  }

  #case(node: Case, position: Position, place: Place): Outcome {
    this.#substitutions(node.word, position, place);
    let outcome: Outcome = place;
    for (const item of node.items) {
      for (const pattern of item.pattern) this.#substitutions(pattern, position, place);
      outcome = either(outcome, this.#compound(item.body, inside(position, 'case-branch'), place));
    }
    return outcome;
  }

  #command(command: Command, position: Position, place: Place): End {
    const { positions } = position;
    const args = command.args.map((arg) => (arg.type === 'Word' ? toWord(arg, positions) : argument(arg, positions)));
    const words = command.name ? [toWord(command.name, positions), ...args] : args;
    this.commands.push({
      assignments: command.prefix
        .filter((prefix) => prefix.type === 'Assignment')
        .map((one) => assigned(one, positions)),
      words,
      redirects: command.redirects.map((redirect) => redirected(redirect, positions)),
      nesting: position.nesting,
      start: positions.start(command.pos),
      end: positions.end(command.end),
      after: position.after,
      last: position.isLast && position.nesting.every((nesting) => nesting === 'and-right' || nesting === 'or-right'),
      directory: place.directory,
    });
    forEachChild(command, (child) => this.#substitutions(child, position, place));
    const program = words.findIndex(({ value }) => value !== 'command' && value !== 'builtin');
    const name = words[program]?.value ?? '';
    if (ENDS_SHELL.has(name) || (name === 'exec' && words.length > program + 1))
      return { ok: 'never', failed: 'never' };
    if (this.#movers.has(name)) return both(ANYWHERE);
    const moved = move(place, name, words.slice(program + 1));
    return moved ? { ok: moved, failed: 'never' } : both(place);
  }

  /** Commands in `$( )`, backticks and `<( )`, wherever they stand in the node. */
  #substitutions(node: SyntaxNode, position: Position, place: Place): void {
    if (
      node.type !== 'CommandExpansion' &&
      node.type !== 'ProcessSubstitution' &&
      node.type !== 'ArithmeticCommandExpansion'
    ) {
      forEachChild(node, (child) => this.#substitutions(child, position, place));
      return;
    }
    const { positions } = position;
    if (position.depth === DEEPEST) {
      this.errors.push({ message: 'Substitutions in substitutions go too deep', offset: positions.start(node.pos) });
      return;
    }
    const { script } = node;
    if (!script) return;
    // Backticks with escapes in them were decoded: what stands in there has no place of its own in our text.
    const start = positions.start(node.pos);
    const end = positions.end(node.end);
    const own: Positions = script.source === undefined ? positions : { start: () => start, end: () => end };
    this.#errors(script, own);
    this.#list(
      script.commands,
      { ...inside(position, 'substitution'), after: '', isLast: false, positions: own, depth: position.depth + 1 },
      place,
    );
  }

  /** Whether something in it changes the directory of the shell that runs it. */
  #moves(node: SyntaxNode): boolean {
    const known = this.#moving.get(node);
    if (known !== undefined) return known;
    let moves = false;
    if (node.type === 'Command') {
      const names = [node.name, ...node.args].slice(0, 3).map((word) => (word?.type === 'Word' ? valueOf(word) : null));
      moves = names.some(
        (name) => name === 'cd' || name === 'pushd' || name === 'popd' || this.#movers.has(name ?? ''),
      );
    } else if (node.type !== 'Subshell' && node.type !== 'Word') {
      forEachChild(node, (child) => {
        if (this.#moves(child)) moves = true;
      });
    }
    this.#moving.set(node, moves);
    return moves;
  }
}

function both(outcome: Outcome): End {
  return { ok: outcome, failed: outcome };
}

function inside(position: Position, nesting: Nesting): Position {
  return { ...position, nesting: [...position.nesting, nesting] };
}

function assigned(
  { name, value }: Assignment,
  positions: Positions,
): { readonly name: string; readonly value: ShellWord | null } {
  return { name, value: value.type === 'Word' ? toWord(value, positions) : null };
}

/** `export A=b`: the assignment is a word to the program. */
function argument(assignment: Assignment, positions: Positions): ShellWord {
  const { text, value, pos, end } = assignment;
  const right = value.type === 'Word' ? valueOf(value) : null;
  const left = value.type === 'Word' ? text.slice(0, value.pos - pos) : '';
  return shellWord(text, right === null ? null : left + right, positions.start(pos), positions.end(end));
}

function redirected(redirect: Redirection, positions: Positions): ShellRedirect {
  const { operator, descriptor } = redirect;
  const target: Word | undefined = redirect.type === 'HereDoc' ? undefined : redirect.target;
  return {
    operator,
    descriptor: descriptor?.type === 'FileDescriptor' ? descriptor.value : operator.startsWith('<') ? 0 : 1,
    target: target ? toWord(target, positions) : null,
    heredoc:
      redirect.type === 'HereDoc'
        ? {
            text: redirect.body.text,
            start: positions.start(redirect.body.pos),
            quoted: redirect.delimiter?.quoted ?? false,
          }
        : null,
    start: positions.start(redirect.pos),
    end: positions.end(redirect.end),
  };
}
