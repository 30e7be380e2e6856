import type { Dockerfile } from '../dockerfile/model.ts';
import { stringLevels } from '../image/front.ts';
import { handsOnAnyProgram } from '../image/known/bases.ts';
import { isBuiltin } from '../image/known/jobs.ts';
import type { ImageFacts, StartedProgram, StartLevel } from '../image/model.ts';
import { unwrapped } from '../image/process.ts';
import { isExec, isTail, standingInFile, standingInString } from '../image/stays.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../shell/model.ts';
import type { Edit } from './edit.ts';
import { type Change, splice } from './splice.ts';
import { joinedSource, type PlacedText, placedText, wordSpans } from './start-text.ts';

/** Words that the same edit takes out: a redirection, `| tee file`. */
export interface Cut {
  readonly level: StartLevel;
  readonly start: number;
  readonly end: number;
}

/**
 * Takes the shells in front of these programs away, and cuts what is to be cut on the way: exec form where the words are plain and nothing looks at
 * them, else the word `exec`. Null: it can't be done by that (a pipe, a loop, something left to do, quotes in quotes).
 */
export function giveWay(
  dockerfile: Dockerfile,
  image: ImageFacts,
  programs: readonly StartedProgram[],
  cuts: readonly Cut[] = [],
): readonly Edit[] | null {
  const changes = new Map<string, { readonly placed: PlacedText; readonly changes: Change[] }>();
  const add = (placed: PlacedText, change: Change): void => {
    const { path } = placed.file;
    const known = changes.get(path);
    if (!known) changes.set(path, { placed, changes: [change] });
    else if (
      !known.changes.some(({ start }) => start.line === change.start.line && start.column === change.start.column)
    )
      known.changes.push(change);
  };
  const execForms = new Map(programs.map((program) => [program, execForm(dockerfile, image, program, cuts)]));
  // `["sh", "-c", "app > log"]` becomes `["app"]` as a whole.
  const rewritten = new Set([...execForms.values()].flatMap((exec) => (exec?.replaces ? [exec.replaces] : [])));
  for (const cut of cuts) {
    if (rewritten.has(cut.level.script)) continue;
    const placed = placedText(dockerfile, cut.level.text);
    if (!placed) return null;
    const { start, end } = withWhiteSpace(cut);
    add(placed, { start: placed.at(start), end: endOf(placed, end), text: '' });
  }
  for (const program of programs) {
    const exec = execForms.get(program);
    if (exec) {
      for (const change of exec.changes) add(exec.placed, change);
      continue;
    }
    for (const level of program.levels) {
      const standing = standingWithout(level, cuts);
      if (standing !== 'stays') continue;
      const placed = placedText(dockerfile, level.text);
      const word = level.command.words[0];
      if (!placed || !word || !canExec(level, cuts)) return null;
      const spot = placed.at(word.start);
      add(placed, { start: spot, end: spot, text: placed.write('exec ') });
    }
  }
  return [...changes.values()]
    .map(({ placed, changes: own }) => splice(placed.file, own))
    .filter((edit) => edit !== null);
}

/** With the white space in front of it; at the beginning of a line, with that behind it. */
function withWhiteSpace({ level, start, end }: Cut): { readonly start: number; readonly end: number } {
  const { text } = level.script;
  const isBlank = (at: number): boolean => text[at] === ' ' || text[at] === '\t';
  let from = start;
  while (from > 0 && isBlank(from - 1)) from -= 1;
  if (from > 0 && text[from - 1] !== '\n') return { start: from, end };
  let to = end;
  while (isBlank(to)) to += 1;
  return { start, end: to };
}

/** The spot behind the character before `end`, so that a cut does not reach into the next line. */
function endOf(placed: PlacedText, end: number): { readonly line: number; readonly column: number } {
  const spot = placed.at(end - 1);
  return { line: spot.line, column: spot.column + 1 };
}

/** Does the shell stay once the cuts are made? An unknown shell is taken for one that stays. */
function standingWithout(level: StartLevel, cuts: readonly Cut[]): 'stays' | 'gives-way' {
  const { text, script, command, shell } = level;
  const changed = withoutCuts(level, cuts);
  const standing = text.kind === 'file' ? standingInFile(script, command) : standingInString(script, changed, shell);
  return standing === 'gives-way' ? 'gives-way' : 'stays';
}

/** The command without the redirections that are cut, and without its pipe when the rest of that is cut. */
function withoutCuts({ script, command }: StartLevel, cuts: readonly Cut[]): ShellCommand {
  const own = cuts.filter(({ level }) => level.script === script);
  const redirects = command.redirects.filter(({ start }) => !own.some((cut) => cut.start <= start && start < cut.end));
  const unpiped = own.some(
    ({ start, end }) =>
      script.text.slice(command.end, start).trim() === '' && script.text.slice(start, end).startsWith('|'),
  );
  return {
    ...command,
    redirects,
    nesting: unpiped ? command.nesting.filter((nesting) => nesting !== 'pipe') : command.nesting,
  };
}

/** Would `exec` in front of the command change nothing but who is PID 1? */
function canExec(level: StartLevel, cuts: readonly Cut[]): boolean {
  const { script } = level;
  const command = withoutCuts(level, cuts);
  if (isExec(command) || isBuiltin(command.words[0]?.value ?? '')) return false;
  const beside = [
    'pipe',
    'background',
    'substitution',
    'loop-body',
    'loop-test',
    'if-test',
    'function',
    'subshell',
  ] as const;
  if (beside.some((nesting) => command.nesting.includes(nesting))) return false;
  const end = Math.max(command.end, ...cuts.filter((cut) => cut.level.script === script).map((cut) => cut.end));
  if (!isTail(script, { ...command, end })) return false;
  if (script.commands.some(({ words }) => words[0]?.value === 'trap' && words.length > 2)) return false;
  return (
    !/(?:^|[\s;&|])(?:!|time(?:\s+-p)?)\s+$/.test(script.text.slice(Math.max(0, command.start - 16), command.start)) &&
    command.words[0]?.value !== 'time'
  );
}

interface ExecForm {
  readonly placed: PlacedText;
  /** The text that is replaced as a whole; null: word by word. */
  readonly replaces: ShellScript | null;
  readonly changes: readonly Change[];
}

/** Exec form, when the whole text is one command of plain words. */
function execForm(
  dockerfile: Dockerfile,
  image: ImageFacts,
  program: StartedProgram,
  cuts: readonly Cut[],
): ExecForm | null {
  const [level, ...inner] = stringLevels(program.levels);
  if (!level || inner.length > 0 || (level.text.kind !== 'shell-form' && level.text.kind !== 'word')) return null;
  const { instruction } = level.text;
  const { script } = level;
  const command = withoutCuts(level, cuts);
  if (command.nesting.length > 0 || command.redirects.length > 0 || command.assignments.length > 0) return null;
  const cut = cuts.filter((one) => one.level.script === script);
  const rest = [command, ...cut].reduce(
    (text, { start, end }) => text.slice(0, start) + ' '.repeat(end - start) + text.slice(end),
    script.text,
  );
  if (/[^\s;]/.test(rest)) return null;
  const words = commandWords(command);
  if (!words || !startsDirectly(image, words) || hasLoginShell(level) || looksAtWords(image, level)) return null;
  const placed = placedText(dockerfile, level.text);
  if (!placed) return null;
  const values = words.map(({ value }) => JSON.stringify(value));
  if (level.text.kind === 'shell-form') {
    return {
      placed,
      replaces: null,
      changes: words.map((word, index) => ({
        start: placed.at(word.start),
        end: endOf(placed, word.end),
        text: (index === 0 ? '[' : '') + (values[index] ?? '') + (index === words.length - 1 ? ']' : ','),
      })),
    };
  }
  if (instruction.command.form !== 'exec') return null;
  const source = joinedSource(dockerfile, instruction.range);
  const spans = wordSpans(source);
  const [first, last] = [spans[shellBefore(instruction.command.words, level.text.word)], spans[level.text.word]];
  if (!first || !last || level.text.word !== instruction.command.words.length - 1) return null;
  return {
    placed,
    replaces: script,
    changes: [{ start: source.at(first.start), end: endOfSource(source, last.end), text: values.join(', ') }],
  };
}

function endOfSource(
  source: ReturnType<typeof joinedSource>,
  end: number,
): { readonly line: number; readonly column: number } {
  const spot = source.at(end - 1);
  return { line: spot.line, column: spot.column + 1 };
}

/** Where the shell of a text stands among the words: `sh -c`, `bash -o pipefail -c`; -1: in another instruction. */
function shellBefore(words: readonly string[], text: number): number {
  return words.slice(0, text).findLastIndex((word) => /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(word));
}

/** Plain words with their values; null when one has something that only a shell reads, or the first is a shell's own. */
function commandWords({ words }: ShellCommand): readonly ShellWord[] | null {
  const exec = words[0]?.value === 'exec' ? words.slice(1) : words;
  const [program] = exec;
  if (!program || isBuiltin(program.value ?? ':') || program.value?.startsWith('-') === true) return null;
  return exec.every((word) => isLiteral(word)) ? exec : null;
}

/** Quotes are fine when nothing in them is expanded, and no operator of a shell hides in the value's meaning. */
function isLiteral({ value, raw, plain }: ShellWord): boolean {
  if (value === null || /[\r\n]/.test(raw)) return false;
  if (plain) return !value.startsWith('~');
  return /^(?:[^'"\\$`*?[\]{}~]*(?:'[^']*'|"[^"\\$`]*"))*[^'"\\$`*?[\]{}~]*$/.test(raw);
}

/** A script without `#!` is run by a shell, and by nothing else. */
function startsDirectly(image: ImageFacts, words: readonly ShellWord[]): boolean {
  const program = unwrapped(words)[0]?.value ?? '';
  if (!program.includes('/')) return true;
  const workdir = image.target.stage.end.workdir ?? '';
  const path = program.startsWith('/') ? program : `${workdir}/${program}`;
  const script = image.scriptAt(path);
  if (script) return script.interpreter !== null && !script.text.startsWith('#!\r') && !/^#![^\n]*\r/.test(script.text);
  return !/\.[a-z]{2,4}$/.test(program) || image.sourceOf(path) !== null;
}

/** A login shell, or `BASH_ENV`, reads settings that the program may need. */
function hasLoginShell({ text, shell }: StartLevel): boolean {
  if (text.kind === 'file' || text.kind === 'inner') return true;
  const { scope, command } = text.instruction;
  const words =
    command.form === 'exec' ? command.words.slice(0, text.kind === 'word' ? text.word : 0) : (scope.shell ?? []);
  return (
    words.some((word) => /^-\w*[li]\w*$|^--(?:login|rcfile|init-file)/.test(word)) ||
    (shell === 'bash' && scope.get('BASH_ENV') !== undefined)
  );
}

/** Does an ENTRYPOINT stand before the words of CMD that may tell programs apart by them, or a CMD behind an ENTRYPOINT that does not get it? */
function looksAtWords({ entrypoint, cmd, target }: ImageFacts, { text }: StartLevel): boolean {
  if (text.kind !== 'shell-form' && text.kind !== 'word') return true;
  if (text.instruction.keyword === 'ENTRYPOINT') return cmd !== null;
  const base = target.chain[0]?.base;
  if (!entrypoint) return base?.kind !== 'image' || !handsOnAnyProgram(base.name);
  return entrypoint.command.form === 'exec' ? !handsOn(entrypoint.command.words) : false;
}

/** Only inits and wrappers, which run whatever comes. */
function handsOn(words: readonly string[]): boolean {
  const probe = '/program';
  return (
    unwrapped([...words, probe].map((word) => ({ raw: word, value: word, start: 0, end: 0, plain: true })))[0]
      ?.value === probe
  );
}
