import type { ShellCommand, ShellRedirect, ShellScript } from '../shell/model.ts';
import { serverKind } from './known/servers.ts';
import type { StartedProgram, StartLevel, Target } from './model.ts';

/** Standard output of a program of the start that a shell sends into a file. */
export interface FileOutput {
  readonly level: StartLevel;
  /** `redirect`: `>`, `>>`, `&>`, …; `exec`: the script's own output, from there on; `split`: `> >(tee file)`, to both. */
  readonly how: 'redirect' | 'tee' | 'exec' | 'split' | 'nohup' | 'script';
  /** As far as known, else as written. */
  readonly file: string;
  /** What stands for it in the text of `level`; null: it can't be cut out. */
  readonly cuts: readonly { readonly start: number; readonly end: number }[] | null;
  /** Offsets of the command that it stands at. */
  readonly start: number;
  readonly end: number;
}

/** Where a program's standard output ends up, if in a file; the innermost level decides. `tty`: the container has a terminal. */
export function fileOutputOf(program: StartedProgram, target: Target, tty: boolean): FileOutput | null {
  const variables = (name: string): string | null => target.stage.end.get(name)?.value ?? null;
  for (const level of program.levels.toReversed()) {
    const found = ownRedirect(level, variables) ?? tee(level, variables) ?? execBefore(level, variables);
    if (found === 'elsewhere') return null;
    if (found) return found;
    const special = nohup(level, tty) ?? typescript(level, program);
    if (special) return special;
  }
  return null;
}

/** What a known server prints is its log. Of other programs the file may be the product (a dump, a report), unless it is called a log. */
export function isLog(file: string, { name }: StartedProgram): boolean {
  return (
    serverKind(name) !== null ||
    /log|\.(?:out|err)$|(?:^|[/_.-])(?:stdout|stderr|output|console)(?:$|[/_.-])/i.test(file)
  );
}

type Variables = (name: string) => string | null;

/** `elsewhere`: the output is set, and to no file that we know. */
type Found = FileOutput | 'elsewhere' | null;

const toFile = new Set(['>', '>>', '>|', '&>', '&>>', '>&']);

function ownRedirect(level: StartLevel, variables: Variables): Found {
  const { command, script } = level;
  const last = command.redirects.findLast((redirect) => setsOutput(redirect));
  if (!last) return null;
  const file = fileOf(last, script, variables);
  if (file === null) return 'elsewhere';
  // Standard error goes the same way: `2>&1`, `2>file`.
  const cuts = command.redirects.filter(({ operator, descriptor }) => toFile.has(operator) && descriptor <= 2);
  return { level, how: isSplit(last) ? 'split' : 'redirect', file, cuts, start: command.start, end: command.end };
}

function setsOutput({ operator, descriptor, target }: ShellRedirect): boolean {
  if (!toFile.has(operator)) return false;
  if (operator === '>&') return descriptor === 1 && !/^2$/.test(target?.value ?? '');
  return operator.startsWith('&') || descriptor === 1;
}

/** The file of a redirection; null: a descriptor, a device, or not known. */
function fileOf({ operator, target }: ShellRedirect, script: ShellScript, variables: Variables): string | null {
  if (!target) return null;
  const split = /^>\(\s*tee\s+(?:-\w+\s+)*([^\s()|;&]+)\s*\)$/.exec(target.raw)?.[1];
  const file =
    split === undefined ? (target.value ?? resolve(target.raw, script, variables)) : resolve(split, script, variables);
  if (file === null || (operator === '>&' && /^[\d-]+$/.test(file))) return null;
  return isFile(file) ? file : null;
}

function isSplit({ target }: ShellRedirect): boolean {
  return target?.raw.startsWith('>(') === true;
}

function isFile(path: string): boolean {
  return path !== '' && path !== '-' && !/^\/(?:dev|proc)\//.test(path) && !path.includes('>(');
}

/** With the variables that the script or the image sets. What is left of others may stand in a path, not at its beginning. */
function resolve(raw: string, script: ShellScript, variables: Variables): string | null {
  const text = raw.replaceAll(/["']/g, '');
  const filled = text.replaceAll(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}$]*))?\})/g,
    (whole, bare: string | undefined, braced: string | undefined, otherwise: string | undefined) => {
      const name = bare ?? braced ?? '';
      return assigned(script, name) ?? variables(name) ?? otherwise ?? whole;
    },
  );
  return /^[$`*]/.test(filled) || filled.includes('$(') ? null : filled;
}

/** The only value that the script gives a variable. */
function assigned({ commands }: ShellScript, name: string): string | null {
  const values = new Set<string | null>();
  for (const { assignments, words } of commands) {
    for (const one of assignments) if (one.name === name) values.add(one.value?.value ?? null);
    if (words[0]?.value === 'export') {
      for (const { value } of words.slice(1))
        if (value?.startsWith(`${name}=`) === true) values.add(value.slice(name.length + 1));
    }
  }
  const [only] = values;
  return values.size === 1 ? (only ?? null) : null;
}

/** `app 2>&1 | tee -a file`: it still writes the file. */
function tee(level: StartLevel, variables: Variables): Found {
  const { command, script } = level;
  if (!command.nesting.includes('pipe')) return null;
  const index = script.commands.indexOf(command);
  for (const later of script.commands.slice(index + 1, index + 9)) {
    if (later.nesting.includes('substitution')) continue;
    if (later.after !== '|') return null;
    if (later.words[0]?.value !== 'tee') continue;
    const files = later.words.slice(1).filter(({ value, raw }) => !(value ?? raw).startsWith('-'));
    const named = files.map(({ value, raw }) => value ?? resolve(raw, script, variables));
    const file = named.find((name) => name !== null && isFile(name));
    if (file === undefined || file === null) return 'elsewhere';
    const pipe = pipeBefore(script.text, later.start);
    const errors = command.redirects.filter(({ operator, descriptor }) => operator === '>&' && descriptor === 2);
    return {
      level,
      how: 'tee',
      file,
      cuts: pipe !== null ? [...errors, { start: pipe, end: later.end }] : null,
      start: command.start,
      end: later.end,
    };
  }
  return null;
}

/** Offset of the `|` or `|&` that stands right before a command; null: a line end or a comment is between. */
function pipeBefore(text: string, start: number): number | null {
  const before = text.slice(0, start).trimEnd();
  if (before.endsWith('|&')) return before.length - 2;
  return before.endsWith('|') ? before.length - 1 : null;
}

/** `exec >>file 2>&1` higher up: everything below writes there. */
function execBefore(level: StartLevel, variables: Variables): Found {
  const { command, script } = level;
  let found: Found = null;
  for (const other of script.commands) {
    if (other.start >= command.start) break;
    const isOwn = other.words.length === 1 && other.words[0]?.value === 'exec';
    const last = isOwn ? other.redirects.findLast((redirect) => setsOutput(redirect)) : undefined;
    if (!last || other.nesting.length > 0) continue;
    const file = fileOf(last, script, variables);
    found =
      file === null
        ? 'elsewhere'
        : {
            level,
            how: isSplit(last) ? 'split' : 'exec',
            file,
            cuts: isAlone(script, other) ? [other] : null,
            start: other.start,
            end: other.end,
          };
  }
  return found;
}

/** Has the line to itself. */
function isAlone({ text }: ShellScript, { start, end }: ShellCommand): boolean {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const after = /^[^\n]*/.exec(text.slice(end))?.[0] ?? '';
  return before.trim() === '' && after.trim() === '';
}

/** nohup writes `nohup.out` only where standard output is a terminal. */
function nohup(level: StartLevel, tty: boolean): FileOutput | null {
  const { command } = level;
  const [first, second] = command.words;
  if (!tty || first?.value !== 'nohup' || !second) return null;
  return {
    level,
    how: 'nohup',
    file: 'nohup.out',
    cuts: [{ start: first.start, end: second.start }],
    start: command.start,
    end: command.end,
  };
}

/** `script -c app file` copies what the program prints into a file, `typescript` when none is named. */
function typescript(level: StartLevel, { name, words }: StartedProgram): FileOutput | null {
  if (name !== 'script') return null;
  const operands: string[] = [];
  for (let at = 1; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (/^-\w*[cIOBTmE]$|^--(?:command|log-\w+)$/.test(word)) at += 1;
    else if (!word.startsWith('-')) operands.push(word);
  }
  const file = operands[0] ?? 'typescript';
  return isFile(file)
    ? { level, how: 'script', file, cuts: null, start: level.command.start, end: level.command.end }
    : null;
}
