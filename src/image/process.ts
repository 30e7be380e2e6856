import type { Place } from '../context/model.ts';
import type { Dockerfile, Invocation, Stage, Start } from '../dockerfile/model.ts';
import { basename } from '../repository/paths.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../shell/model.ts';
import { commandText, isShell } from '../shell/nested.ts';
import { parseShell } from '../shell/parse.ts';
import { execWords, programOf } from '../shell/program.ts';
import type { ImageFiles } from './files.ts';
import { endsByItself, isBuiltin, isKeepAlive } from './known/jobs.ts';
import { behindLauncher } from './known/launchers.ts';
import { isRuntime, serverKind, startedService } from './known/servers.ts';
import type { ImageScript, Process, ShellKind, StartedProgram, StartLevel, StartText } from './model.ts';
import type { StartInstructions } from './start.ts';
import { isExec, isTail } from './stays.ts';

/** Scripts that call scripts are followed this far, and no container starts more programs than this by hand. */
const deepest = 8;
const most = 200;

/** What the walk asks about the image. */
export interface ProcessSource {
  readonly dockerfile: Dockerfile;
  readonly chain: readonly Stage[];
  readonly files: ImageFiles;
  shellAt(instruction: Start): ShellKind;
  shellNamed(name: string): ShellKind;
}

interface From {
  readonly at: Place;
  readonly workdir: string | null;
  readonly background: boolean;
  readonly final: boolean;
  readonly depth: number;
  readonly levels: readonly StartLevel[];
}

/** A shell text that is read: where it stands (null: in no CMD or ENTRYPOINT), which shell reads it, and the line of an offset in it. */
interface Reading {
  readonly text: StartText | null;
  readonly shell: ShellKind;
  placeOf(offset: number): Place;
}

/** What PID 1 ends up being, as far as the files say. */
export function processOf(source: ProcessSource, start: StartInstructions): Process {
  const { entrypoint, cmd } = start;
  const decisive = entrypoint ?? cmd;
  if (!decisive) return { kind: 'inherited' };
  // Words for a program of the base image.
  if (!entrypoint && decisive.command.form === 'exec' && /^-|^$/.test(decisive.command.words[0] ?? ''))
    return { kind: 'inherited' };
  const walk = new Walk(source);
  const words = [
    ...walk.wordsOf(decisive),
    // Behind a shell form they are the shell's `$0`, `$1`, …, which its text hardly ever reads.
    ...(entrypoint && cmd ? walk.wordsOf(cmd) : []),
  ];
  walk.run(words, walk.from(decisive));
  if (walk.isUnknown) return { kind: 'unknown' };
  const argv = words.map(({ value }) => value).filter((value) => value !== null);
  return { kind: 'known', entrypoint, cmd, argv, programs: walk.programs };
}

/** What one invocation starts. */
export function programsOfInvocation(source: ProcessSource, invocation: Invocation): readonly StartedProgram[] {
  const { dockerfile } = source;
  const instruction = dockerfile.instructions.find((one) => 'command' in one && one.command === invocation);
  const walk = new Walk(source);
  if (instruction?.keyword === 'CMD' || instruction?.keyword === 'ENTRYPOINT') {
    walk.run(walk.wordsOf(instruction), walk.from(instruction));
    return walk.programs;
  }
  const line = instruction?.range.startLine ?? 1;
  const words = invocation.form === 'exec' ? invocation.words : ['/bin/sh', '-c', invocation.text];
  walk.run(execWords(words), walk.from({ range: { startLine: line } }));
  return walk.programs;
}

const written = ({ value, raw }: ShellWord): string => value ?? raw;

class Walk {
  readonly programs: StartedProgram[] = [];
  /** A script in front of everything else could not be read. */
  isUnknown = false;
  readonly #source: ProcessSource;
  /** Scripts that are being read: one that calls itself is not read again. */
  readonly #open = new Set<string>();
  /** Words of CMD and ENTRYPOINT that may be a shell's text. */
  readonly #texts = new Map<ShellWord, { readonly text: StartText; placeOf(offset: number): Place }>();

  constructor(source: ProcessSource) {
    this.#source = source;
  }

  from({ range }: { readonly range: { readonly startLine: number } }): From {
    const { dockerfile, chain } = this.#source;
    return {
      at: { path: dockerfile.path, line: range.startLine },
      workdir: chain.at(-1)?.end.workdir ?? null,
      background: false,
      final: true,
      depth: 0,
      levels: [],
    };
  }

  /** The words that the kernel gets: those of the exec form, or SHELL and the text. */
  wordsOf(instruction: Start): readonly ShellWord[] {
    const { command, scope, range } = instruction;
    const { path } = this.#source.dockerfile;
    if (command.form === 'shell') {
      const words = execWords([...(scope.shell ?? ['/bin/sh', '-c']), command.text]);
      const last = words.at(-1);
      const placeOf = (offset: number): Place => ({ path, line: command.lineOf(offset) });
      if (last) this.#texts.set(last, { text: { kind: 'shell-form', instruction }, placeOf });
      return words;
    }
    const words = execWords(command.words);
    const placeOf = (): Place => ({ path, line: range.startLine });
    words.forEach((word, index) =>
      this.#texts.set(word, { text: { kind: 'word', instruction, word: index }, placeOf }),
    );
    return words;
  }

  run(words: readonly ShellWord[], from: From): void {
    if (this.programs.length >= most || from.depth > deepest) return;
    const all = unwrapped(words);
    const [program, ...args] = all;
    if (!program) return;
    const name = basename(written(program));
    const deeper = { ...from, depth: from.depth + 1 };
    if (isShell(name)) {
      this.#runShell(name, args, all, deeper);
      return;
    }
    const script = this.#scriptOf(program, from.workdir);
    if (script && isShellScript(script)) this.#readFile(script, args, deeper);
    else if (!script && looksLikeScript(written(program))) this.#unreadable(all, from);
    else this.#note(all, from);
  }

  #runShell(name: string, args: readonly ShellWord[], all: readonly ShellWord[], from: From): void {
    const string = commandText(name, args);
    if (string) {
      const text = textIn(string);
      if (!text) this.#note(all, from);
      else this.#readString(name, string, text, args.slice(args.indexOf(string) + 2), from);
      return;
    }
    const operand = args.findIndex(({ value }) => value === null || !/^[-+]/.test(value));
    const file = operand < 0 ? undefined : args[operand];
    if (!file) return;
    const script = this.#scriptOf(file, from.workdir);
    if (script) this.#readFile(script, args.slice(operand + 1), from);
    else this.#unreadable(args.slice(operand), from);
  }

  #readString(name: string, word: ShellWord, inner: Inner, args: readonly ShellWord[], from: From): void {
    const known = this.#texts.get(word);
    const outer = from.levels.at(-1);
    const text = known?.text ?? (outer ? { kind: 'inner' as const, within: outer.text, start: inner.start } : null);
    const shell = text?.kind === 'shell-form' ? this.#source.shellAt(text.instruction) : this.#source.shellNamed(name);
    this.#read(inner.text, args, from, {
      text,
      shell,
      placeOf: known ? (offset) => known.placeOf(offset) : () => from.at,
    });
  }

  #readFile(script: ImageScript, args: readonly ShellWord[], from: From): void {
    if (this.#open.has(script.imagePath)) return;
    this.#open.add(script.imagePath);
    const line = lineCounter(script.text);
    this.#read(script.text, args, from, {
      text: { kind: 'file', script },
      shell: this.#source.shellNamed(script.interpreter?.split(' ')[0] ?? 'sh'),
      placeOf: (offset) => ({ path: script.path, line: script.firstLine - 1 + line(offset) }),
    });
    this.#open.delete(script.imagePath);
  }

  #read(content: string, args: readonly ShellWord[], from: From, reading: Reading): void {
    const { text, shell } = reading;
    const script = parseShell(content);
    const functions = functionNames(content);
    const commands = script.commands.filter(
      ({ nesting, words }) =>
        !nesting.includes('substitution') && words.length > 0 && !functions.has(words[0]?.value ?? ''),
    );
    const final = finals(script, commands);
    for (const [index, command] of commands.entries()) {
      const words = command.words.flatMap((word) => (isArguments(word) ? args : [word]));
      const first = written(words[0] ?? noWord);
      const background = from.background || command.nesting.includes('background');
      const inner: From = {
        at: reading.placeOf(command.start),
        background,
        final: from.final && !background && final[index] === true,
        workdir: directoryOf(command, from.workdir),
        depth: from.depth + 1,
        levels: text ? [...from.levels, { text, shell, script, command }] : from.levels,
      };
      if (first === '.' || first === 'source') {
        const file = words[1];
        const sourced = file ? this.#scriptOf(file, inner.workdir) : null;
        if (sourced) this.#readFile(sourced, args, inner);
      } else if (!isBuiltin(first)) this.run(words, inner);
    }
  }

  #scriptOf(word: ShellWord, workdir: string | null): ImageScript | null {
    if (word.value === null) return null;
    const path = this.#source.files.pathOf(word.value, workdir);
    return path === null ? null : this.#source.files.scriptAt(path);
  }

  #unreadable(words: readonly ShellWord[], from: From): void {
    if (from.final && from.levels.length === 0) this.isUnknown = true;
    else this.#note(words, from);
  }

  #note(words: readonly ShellWord[], { background, final, levels, at }: From): void {
    const values = words.map(written);
    const service = startedService(values);
    const name = service ?? programName(values);
    if (name === '') return;
    const known = service !== null || serverKind(name) !== null;
    const ends = service === null && endsByItself(values);
    const longRunning = !ends && (known || final || (background && isRuntime(name)));
    this.programs.push({
      name,
      words: values,
      longRunning,
      background: background || service !== null,
      final,
      levels,
      at,
    });
  }
}

const noWord: ShellWord = { raw: '', value: '', start: 0, end: 0, plain: true };

/** Without inits, `gosu`, `env`, `poetry run` and their like in front. */
export function unwrapped(words: readonly ShellWord[]): readonly ShellWord[] {
  let rest = words;
  for (let round = 0; round < 16; round += 1) {
    const inner = programOf(rest).words;
    const name = inner[0] ? basename(written(inner[0])) : '';
    const behind = behindLauncher(
      name,
      inner.map(({ value }) => value),
    );
    if (behind === null) return inner;
    rest = inner.slice(behind);
  }
  return rest;
}

/** `"$@"` and `$*` stand for what the script was called with. */
function isArguments({ raw }: ShellWord): boolean {
  return /^"?\$(?:[@*]|\{[@*]\})"?$/.test(raw);
}

interface Inner {
  readonly text: string;
  /** Where the text begins in the text around it; null when it is bare, or quotes and escapes in it make offsets differ. */
  readonly start: number | null;
}

/** The text of a word; with a variable in double quotes, the text as it looks before the shell around it fills that in. */
function textIn({ raw, value, start }: ShellWord): Inner | null {
  const quoted = raw.slice(1, -1);
  if (value !== null) return { text: value, start: quoted === value && raw !== value ? start + 1 : null };
  const isQuoted = raw.length > 1 && raw.startsWith('"') && raw.indexOf('"', 1) === raw.length - 1;
  return isQuoted && !raw.includes('\\') ? { text: quoted, start: start + 1 } : null;
}

/** For each command: is all that comes later over by itself, so that nothing else is what the container lives on? */
function finals(script: ShellScript, commands: readonly ShellCommand[]): readonly boolean[] {
  let allEnd = true;
  /** Where the filters behind a command end: they are one with it. */
  let pipelineEnd: number | null = null;
  return commands
    .toReversed()
    .map((command) => {
      const end: number = pipelineEnd ?? command.end;
      pipelineEnd = isFilter(command) ? end : null;
      const isLast = allEnd && !command.nesting.includes('function');
      const words = unwrapped(command.words).map(written);
      const ends = isBuiltin(words[0] ?? ':') || (endsByItself(words) && !isKeepAlive(words));
      if (!ends) allEnd = false;
      return !isFilter(command) && (isExec(command) || isLast || isTail(script, { ...command, end }));
    })
    .toReversed();
}

/** `tee`, `grep`, … behind a `|`: the program in front of it is the one that runs. */
function isFilter({ after, words }: ShellCommand): boolean {
  const own = unwrapped(words).map(written);
  return after === '|' && (endsByItself(own) || isKeepAlive(own));
}

/** A script for a shell; one without `#!` is, when it is no other language's file. */
function isShellScript({ interpreter, imagePath, text }: ImageScript): boolean {
  if (interpreter !== null)
    return isShell(interpreter.split(' ')[0] ?? '') || /^(?:tini|dumb-init|with-contenv)\b/.test(interpreter);
  return !/\.(?!sh$|bash$|ksh$)\w+$/.test(imagePath) && !text.includes('\0');
}

/** A name that only a script of somebody else's has: what it starts is not known. */
function looksLikeScript(program: string): boolean {
  return (
    /\.(?:sh|bash)$|(?:^|[/_-])(?:entrypoint|entry-point)\b/.test(program) && serverKind(basename(program)) === null
  );
}

/** Offset → 1-based line of a text. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
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

function directoryOf({ directory }: ShellCommand, workdir: string | null): string | null {
  if (directory === null) return null;
  if (directory.startsWith('/')) return directory;
  if (directory === '') return workdir;
  return workdir === null ? null : `${workdir}/${directory}`;
}

/** `name() {` and `function name`. */
function functionNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const match of text.matchAll(/(?:^|[\s;])(?:function\s+([\w-]+)|([\w-]+)\s?\(\))/g))
    names.add(match[1] ?? match[2] ?? '');
  return names;
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
