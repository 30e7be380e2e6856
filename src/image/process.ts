import type { Place } from '../context/model.ts';
import type { Dockerfile, Invocation, Stage, Start } from '../dockerfile/model.ts';
import { basename } from '../repository/paths.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../shell/model.ts';
import { commandText, isShell } from '../shell/nested.ts';
import { parseShell } from '../shell/parse.ts';
import { execWords, programOf } from '../shell/program.ts';
import type { ImageFiles } from './files.ts';
import { endsByItself } from './known/jobs.ts';
import { behindLauncher } from './known/launchers.ts';
import { isRuntime, serverKind, startedService } from './known/servers.ts';
import type { ImageScript, Process, StartedProgram } from './model.ts';
import type { StartInstructions } from './start.ts';
import { isExec, isTail } from './stays.ts';

/** Scripts that call scripts are followed this far, and no container starts more programs than this by hand. */
const deepest = 8;
const most = 200;

interface Walk {
  readonly files: ImageFiles;
  readonly programs: StartedProgram[];
  /** Scripts that are being read: one that calls itself is not read again. */
  readonly open: Set<string>;
  /** A script in front of everything else could not be read. */
  unknown: boolean;
}

interface From {
  readonly at: Place;
  readonly workdir: string | null;
  readonly background: boolean;
  /** The last one started: what the container lives on. */
  readonly final: boolean;
  readonly depth: number;
}

/** What PID 1 ends up being, as far as the files say. */
export function processOf(
  dockerfile: Dockerfile,
  chain: readonly Stage[],
  start: StartInstructions,
  files: ImageFiles,
): Process {
  const { entrypoint, cmd } = start;
  const decisive = entrypoint ?? cmd;
  if (!decisive) return { kind: 'inherited' };
  if (!entrypoint && cmd?.command.form === 'exec' && (cmd.command.words[0] ?? '').startsWith('-'))
    return { kind: 'inherited' };
  const workdir = chain.at(-1)?.end.workdir ?? null;
  const walk: Walk = { files, programs: [], open: new Set(), unknown: false };
  const argv = argvOf(entrypoint, cmd);
  const from: From = { at: placeOf(dockerfile, decisive), workdir, background: false, final: true, depth: 0 };
  if (decisive.command.form === 'shell')
    readString(walk, decisive.command.text, [], from, lineIn(dockerfile, decisive));
  else {
    const own = execWords(decisive.command.words);
    const passed = entrypoint && cmd ? startWords(cmd) : [];
    run(walk, own, passed, from, entrypoint && cmd?.command.form === 'shell' ? lineIn(dockerfile, cmd) : null);
  }
  if (walk.unknown) return { kind: 'unknown' };
  return { kind: 'known', entrypoint, cmd, argv, programs: walk.programs };
}

/** What one invocation starts; `cmd` is what an exec-form ENTRYPOINT would get behind its own words. */
export function programsOfInvocation(
  invocation: Invocation,
  {
    dockerfile,
    chain,
    files,
    instruction,
  }: {
    readonly dockerfile: Dockerfile;
    readonly chain: readonly Stage[];
    readonly files: ImageFiles;
    readonly instruction: { readonly range: { readonly startLine: number } } | null;
  },
): readonly StartedProgram[] {
  const walk: Walk = { files, programs: [], open: new Set(), unknown: false };
  const workdir = chain.at(-1)?.end.workdir ?? null;
  const at: Place = { path: dockerfile.path, line: instruction?.range.startLine ?? 1 };
  const from: From = { at, workdir, background: false, final: true, depth: 0 };
  if (invocation.form === 'exec') run(walk, execWords(invocation.words), [], from, null);
  else
    readString(walk, invocation.text, [], from, (offset) => ({
      path: dockerfile.path,
      line: invocation.lineOf(offset),
    }));
  return walk.programs;
}

function argvOf(entrypoint: Start | null, cmd: Start | null): readonly string[] | null {
  const own = entrypoint ? startWords(entrypoint) : [];
  const passed = cmd && entrypoint?.command.form !== 'shell' ? startWords(cmd) : [];
  const words = [...own, ...passed].map(({ value }) => value);
  return words.every((word) => word !== null) ? words : null;
}

/** The words that the kernel gets: those of the exec form, or SHELL and the text. */
function startWords(start: Start): readonly ShellWord[] {
  const { command } = start;
  return execWords(
    command.form === 'exec' ? command.words : [...(start.scope.shell ?? ['/bin/sh', '-c']), command.text],
  );
}

function placeOf(dockerfile: Dockerfile, start: Start): Place {
  return { path: dockerfile.path, line: start.range.startLine };
}

type PlaceOf = (offset: number) => Place;

function lineIn(dockerfile: Dockerfile, { command, range }: Start): PlaceOf {
  return (offset) => ({
    path: dockerfile.path,
    line: command.form === 'shell' ? command.lineOf(offset) : range.startLine,
  });
}

const text = ({ value, raw }: ShellWord): string => value ?? raw;

/** Words that are started, and what an ENTRYPOINT passes on behind them. `inner`: where a `-c` string among them stands. */
function run(
  walk: Walk,
  words: readonly ShellWord[],
  passed: readonly ShellWord[],
  from: From,
  inner: PlaceOf | null,
): void {
  if (walk.programs.length >= most || from.depth > deepest) return;
  const all = unwrapped([...words, ...passed]);
  const [program, ...args] = all;
  if (!program) return;
  const name = basename(text(program));
  const deeper = { ...from, depth: from.depth + 1 };
  if (isShell(name)) {
    const string = commandText(name, args);
    if (string) {
      if (string.value === null) return note(walk, all, from);
      const behind = args.slice(args.indexOf(string) + 2);
      return readString(walk, string.value, behind, deeper, inner ?? (() => from.at));
    }
    const operand = args.findIndex(({ value }) => value === null || !/^[-+]/.test(value));
    const file = operand < 0 ? null : args[operand];
    if (!file) return;
    const script = scriptOf(walk, file, from.workdir);
    if (script) return readScript(walk, script, args.slice(operand + 1), deeper);
    if (from.final) walk.unknown = true;
    return;
  }
  const script = scriptOf(walk, program, from.workdir);
  if (script && isShellScript(script)) return readScript(walk, script, args, deeper);
  if (!script && looksLikeScript(text(program))) {
    if (from.final) walk.unknown = true;
    return;
  }
  note(walk, all, from);
}

/** Without inits, `gosu`, `env`, `poetry run` and their like in front. */
export function unwrapped(words: readonly ShellWord[]): readonly ShellWord[] {
  let rest = words;
  for (let round = 0; round < 16; round += 1) {
    const program = programOf(rest);
    const inner = program.words;
    const name = inner[0] ? basename(text(inner[0])) : '';
    const behind = behindLauncher(
      name,
      inner.map(({ value }) => value),
    );
    if (behind === null) return inner;
    rest = inner.slice(behind);
  }
  return rest;
}

function scriptOf(walk: Walk, word: ShellWord, workdir: string | null): ImageScript | null {
  if (word.value === null) return null;
  const path = walk.files.pathOf(word.value, workdir);
  return path === null ? null : walk.files.scriptAt(path);
}

/** A script for a shell; one without `#!` is, when it is no other language's file. */
export function isShellScript({ interpreter, imagePath, text: content }: ImageScript): boolean {
  if (interpreter !== null)
    return isShell(interpreter.split(' ')[0] ?? '') || /^(?:tini|dumb-init|with-contenv)\b/.test(interpreter);
  return !/\.(?!sh$|bash$|ksh$)\w+$/.test(imagePath) && !content.includes('\0');
}

/** A name that only a script of somebody else's has: what it starts is not known. */
function looksLikeScript(program: string): boolean {
  return (
    /\.(?:sh|bash)$|(?:^|[/_-])(?:entrypoint|entry-point)\b/.test(program) && serverKind(basename(program)) === null
  );
}

function readString(walk: Walk, content: string, args: readonly ShellWord[], from: From, where: PlaceOf): void {
  read(walk, parseShell(content), args, from, where);
}

function readScript(walk: Walk, script: ImageScript, args: readonly ShellWord[], from: From): void {
  if (walk.open.has(script.imagePath)) return;
  walk.open.add(script.imagePath);
  const line = lineCounter(script.text);
  read(walk, parseShell(script.text), args, from, (offset) => ({
    path: script.path,
    line: script.firstLine - 1 + line(offset),
  }));
  walk.open.delete(script.imagePath);
}

/** Offset → 1-based line of a text. */
export function lineCounter(content: string): (offset: number) => number {
  const starts = [0];
  for (let at = content.indexOf('\n'); at >= 0; at = content.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

function read(walk: Walk, script: ShellScript, args: readonly ShellWord[], from: From, where: PlaceOf): void {
  const functions = functionNames(script.text);
  for (const command of script.commands) {
    if (command.nesting.includes('substitution') || command.words.length === 0) continue;
    const first = text(command.words[0] ?? { raw: '', value: '', start: 0, end: 0, plain: true });
    if (functions.has(first)) continue;
    const words = withArguments(command, args);
    const background = from.background || command.nesting.includes('background');
    const final =
      from.final &&
      !background &&
      (isExec(command) || (isTail(script, command) && !command.nesting.includes('function')));
    const inner = { ...from, background, final, at: where(command.start), workdir: directoryOf(command, from.workdir) };
    const sourced = first === '.' || first === 'source';
    if (sourced) {
      const file = command.words[1];
      const other = file ? scriptOf(walk, file, inner.workdir) : null;
      if (other) readScript(walk, other, args, { ...inner, depth: from.depth + 1 });
      continue;
    }
    run(walk, words, [], inner, null);
  }
}

/** `"$@"` and `$*` stand for what the script was called with. */
function withArguments(command: ShellCommand, args: readonly ShellWord[]): readonly ShellWord[] {
  return command.words.flatMap((word) => (/^"?\$(?:[@*]|\{[@*]\})"?$/.test(word.raw) ? args : [word]));
}

function directoryOf({ directory }: ShellCommand, workdir: string | null): string | null {
  if (directory === null) return null;
  if (directory.startsWith('/')) return directory;
  if (directory === '') return workdir;
  return workdir === null ? null : `${workdir}/${directory}`;
}

/** `name() {` and `function name`. */
function functionNames(content: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const match of content.matchAll(/(?:^|[\s;])(?:function\s+([\w-]+)|([\w-]+)\s?\(\))/g))
    names.add(match[1] ?? match[2] ?? '');
  return names;
}

function note(walk: Walk, words: readonly ShellWord[], from: From): void {
  const values = words.map(text);
  const service = startedService(values);
  const name = service ?? programName(values);
  if (name === '') return;
  const known = service !== null || serverKind(name) !== null;
  const ends = service === null && endsByItself(values);
  const longRunning = !ends && (known || from.final || (from.background && isRuntime(name)));
  walk.programs.push({
    name,
    words: values,
    longRunning,
    background: from.background || service !== null,
    at: from.at,
  });
}

/** `gunicorn` of `/venv/bin/gunicorn` and of `python -m gunicorn`, `next` of `node node_modules/.bin/next`. */
export function programName(words: readonly string[]): string {
  const [program = '', ...args] = words;
  const name = basename(program.replace(/^["']|["']$/g, ''));
  if (/^(?:python|pypy)[\d.]*$/.test(name)) {
    const module = args.indexOf('-m');
    const called =
      module >= 0 && args.slice(0, module).every((arg) => arg.startsWith('-')) ? args[module + 1] : undefined;
    if (called !== undefined && serverKind(called) !== null) return called;
  }
  if (name === 'node' || name === 'bun') {
    const bin = args.find((arg) => !arg.startsWith('-'));
    if (bin !== undefined && /(?:^|\/)node_modules\/\.bin\/[^/]+$/.test(bin)) return basename(bin);
  }
  return name;
}
