import { splitCommand } from './arguments.ts';
import { type Read, readInstruction, readTrigger } from './instruction.ts';
import { splitLines } from './lines.ts';
import { structureOf } from './mask.ts';
import type { Arg, Base, Dockerfile, From, Instruction, Problem, ProblemReason, Stage } from './model.ts';
import { natureOf } from './nature.ts';
import { Refusal } from './reading.ts';
import { saysWindows } from './reference.ts';
import { type Scan, scan, type Statement } from './scan.ts';
import { Budget, type PassedArgs, Point } from './scope.ts';
import { baseOf, type OpenStage, StageGraph } from './stages.ts';

export interface ParseOptions {
  /** Exactly what `--build-arg` passes, and the values of predefined arguments as far as they are known. Without it nobody knows. */
  readonly args?: ReadonlyMap<string, string>;
  /** What it passes at least; nobody knows the rest. */
  readonly someArgs?: ReadonlyMap<string, string>;
}

/** Reads a Dockerfile. Never throws: what BuildKit would refuse is in `problems`, what can't be read is missing. Linear in `text`. */
export function parseDockerfile(path: string, text: string, { args, someArgs }: ParseOptions = {}): Dockerfile {
  const { lines, bom, eol } = splitLines(text);
  const scanned = scan(lines);
  const reader = new Reader(scanned, new Budget(text), passedArgs(args, someArgs));
  const { instructions, stages, globalArgs, hasFrom, problems } = reader.run(lines);
  const nature = natureOf({
    path,
    lines,
    hasStatements: scanned.statements.length > 0,
    hasFrom,
    hasComments: scanned.comments.length > 0 || scanned.directives.length > 0,
    froms: instructions.filter((instruction) => instruction.keyword === 'FROM'),
    problems,
  });
  const directive = (name: string): string | null =>
    scanned.directives.find((candidate) => candidate.name === name)?.value ?? null;
  const directives = { syntax: directive('syntax'), check: directive('check'), escape: directive('escape') };
  return {
    path,
    text,
    lines,
    bom,
    eol,
    escape: scanned.escape,
    directives,
    nature,
    instructions,
    stages,
    globalArgs,
    comments: scanned.comments,
    problems: nature === 'dockerfile' && isDockerFrontend(directives.syntax) ? problems : [],
  };
}

function passedArgs(all: ParseOptions['args'], some: ParseOptions['someArgs']): PassedArgs {
  const values = all ?? some;
  return values ? { values, isAll: all !== undefined } : null;
}

/** `# syntax=`: another frontend has rules that we do not know. */
export function isDockerFrontend(syntax: string | null): boolean {
  return syntax === null || /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|\s|$)/.test(syntax);
}

/** The longest piece of a repository's text that a problem carries on. */
const LONGEST_WORD = 200;

/** ONBUILD in one stage that stages on top of it are followed through. */
const MOST_TRIGGERS = 50;

class Reader {
  readonly #scan: Scan;
  readonly #instructions: Instruction[] = [];
  readonly #stages: OpenStage[] = [];
  readonly #names = new Map<string, number>();
  readonly #globalArgs: Arg[] = [];
  readonly #problems: Problem[] = [];
  /** Met only when their stage is built. */
  readonly #complaints: { readonly stage: number; readonly problem: Problem }[] = [];
  readonly #triggers = new Map<number, { readonly statement: Statement; readonly start: number }[]>();
  readonly #budget: Budget;
  readonly #args: PassedArgs;
  #global: Point;
  #scope: Point;
  #isBeforeFrom = false;
  /** A FROM that was refused: what stands in its stage, and the numbers of those behind it, say nothing. */
  #hasWrongFrom = false;

  constructor(scanned: Scan, budget: Budget, args: PassedArgs) {
    this.#scan = scanned;
    this.#budget = budget;
    this.#args = args;
    this.#global = Point.global(budget, args);
    this.#scope = this.#global;
  }

  run(lines: readonly string[]): {
    instructions: readonly Instruction[];
    stages: readonly Stage[];
    globalArgs: readonly Arg[];
    hasFrom: boolean;
    problems: readonly Problem[];
  } {
    const { invalidDirective, statements } = this.#scan;
    if (invalidDirective) this.#report(lineRange(invalidDirective.line), 'invalid-directive', invalidDirective.value);
    const byLine = new Map(statements.map((statement) => [statement.startLine, statement]));
    for (const { startLine } of structureOf(lines, this.#scan).instructions) {
      const statement = byLine.get(startLine);
      if (statement) this.#statement(statement);
    }
    const stages = this.#stages.map((stage) => closed(stage));
    const graph = new StageGraph(stages);
    const built = graph.built();
    const problems = [
      ...this.#problems,
      ...(this.#hasWrongFrom ? [] : graph.problems(built)),
      ...this.#complaints.filter(({ stage }) => built.has(stage)).map(({ problem }) => problem),
    ];
    return {
      instructions: this.#instructions,
      stages,
      globalArgs: this.#globalArgs,
      hasFrom: stages.length > 0 || this.#hasWrongFrom,
      problems: problems.toSorted((a, b) => a.line - b.line),
    };
  }

  #statement(statement: Statement): void {
    const range = { startLine: statement.startLine, endLine: statement.endLine };
    if (statement.unterminated !== null) {
      this.#report(range, 'unterminated-heredoc', statement.unterminated);
      return;
    }
    const stage = this.#stages.at(-1);
    const isFrom = /^from$/i.test(splitCommand(statement.text, 0, this.#scan.escape).keyword);
    const place = {
      escape: this.#scan.escape,
      scope: isFrom ? this.#global : this.#scope,
      global: this.#global,
      stage: isFrom ? this.#stages.length : (stage?.index ?? null),
      index: this.#instructions.length,
    };
    let read: Read;
    try {
      read = readInstruction(statement, place);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.phase !== 'later') this.#report(range, error.reason, error.word);
      this.#hasWrongFrom ||= isFrom;
      return;
    }
    const { instruction, after, complaint } = read;
    if (instruction.keyword === 'FROM') {
      this.#from(instruction, complaint);
      return;
    }
    if (!stage) {
      this.#beforeFrom(instruction, after, complaint);
      return;
    }
    this.#instructions.push(instruction);
    stage.instructions.push(instruction);
    this.#scope = after;
    this.#stages[stage.index] = { ...stage, end: after };
    if (complaint) {
      this.#complaints.push({ stage: stage.index, problem: problemAt(range, complaint.reason, complaint.word) });
    }
    if (instruction.keyword === 'ONBUILD') {
      const { args } = splitCommand(statement.text, 0, this.#scan.escape);
      const triggers = this.#triggers.get(stage.index);
      if (triggers) triggers.push({ statement, start: args.start });
      else this.#triggers.set(stage.index, [{ statement, start: args.start }]);
    }
  }

  #beforeFrom(instruction: Instruction, after: Point, complaint: Refusal | null): void {
    if (instruction.keyword !== 'ARG') {
      // Said once: the others follow from it.
      if (!this.#isBeforeFrom && !this.#hasWrongFrom)
        this.#report(instruction.range, 'instruction-before-from', instruction.keyword);
      this.#isBeforeFrom = true;
      return;
    }
    if (complaint) this.#report(instruction.range, complaint.reason, complaint.word);
    this.#global = after;
    this.#scope = after;
    this.#globalArgs.push(instruction);
    this.#instructions.push(instruction);
  }

  #from(from: From, complaint: Refusal | null): void {
    const index = this.#stages.length;
    if (complaint) this.#report(from.range, complaint.reason, complaint.word);
    else if (from.image.value === '') this.#report(from.range, 'empty-image-name', from.image.raw);
    else if (from.platform?.value === '') this.#report(from.range, 'invalid-flag-value', from.platform.raw);
    const found = baseOf(from, this.#names);
    if (!found && from.image.value !== '') this.#report(from.range, 'invalid-image-name', from.image.raw);
    const base: Base = found ?? { kind: 'unknown', raw: from.image.raw };
    this.#instructions.push(from);
    const { scope, triggered } = this.#startOf(from, base, index);
    this.#scope = scope;
    this.#stages.push({ index, from, base, triggered, instructions: [], end: scope });
    if (from.name !== null) this.#names.set(from.name, index);
  }

  /** ARG and ENV, WORKDIR, USER and SHELL of a stage hold in what stands on it, and its ONBUILD runs there first. */
  #startOf({ image, platform }: From, base: Base, stage: number): { scope: Point; triggered: readonly Instruction[] } {
    if (base.kind === 'scratch') return { scope: Point.onScratch(this.#budget, this.#args), triggered: [] };
    // A backtick as escape character is for Windows, and for nothing else.
    const names = `${image.raw} ${image.value ?? ''} ${platform?.value ?? ''}`;
    const onImage = Point.onImage(this.#budget, this.#args, this.#scan.escape === '`' || saysWindows(names));
    if (base.kind !== 'stage') return { scope: onImage, triggered: [] };
    let scope = this.#stages[base.stage]?.end ?? onImage;
    const triggers = this.#triggers.get(base.stage) ?? [];
    // Stages times triggers: past all sense, the answer is that nothing is known.
    if (triggers.length > MOST_TRIGGERS) return { scope: onImage, triggered: [] };
    const triggered: Instruction[] = [];
    for (const { statement, start } of triggers) {
      const place = { escape: this.#scan.escape, scope, global: this.#global, stage, index: this.#instructions.length };
      try {
        const read = readTrigger(statement, start, place, true);
        triggered.push(read.instruction);
        scope = read.after;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    return { scope, triggered };
  }

  #report(range: { startLine: number; endLine: number }, reason: ProblemReason, word: string): void {
    this.#problems.push(problemAt(range, reason, word));
  }
}

function problemAt(range: { startLine: number; endLine: number }, reason: ProblemReason, word: string): Problem {
  return { line: range.startLine, endLine: range.endLine, reason, word: word.slice(0, LONGEST_WORD) };
}

function lineRange(line: number): { startLine: number; endLine: number } {
  return { startLine: line, endLine: line };
}

function closed({ index, from, base, triggered, instructions, end }: OpenStage): Stage {
  const range = {
    startLine: from.range.startLine,
    endLine: instructions.at(-1)?.range.endLine ?? from.range.endLine,
  };
  return { index, name: from.name, from, base, triggered, instructions, range, end };
}
