import type { Invocation, Run } from '../dockerfile/model.ts';
import type { ShellCommand, ShellScript } from './model.ts';
import { commandsOf, commandText, isShell } from './nested.ts';
import { parseShell } from './parse.ts';
import { execWords, programName, programOf } from './program.ts';

/** A script of a Dockerfile. */
export interface DockerfileScript extends ShellScript {
  /** Offset in `text` → line of the Dockerfile. */
  lineOf(offset: number): number;
}

/**
 * The shell script of a RUN: its shell form, `["sh", "-c", "…"]`, or a heredoc for a shell. null when something else runs it: an exec form
 * of another program, PowerShell or `cmd`, a heredoc for Python.
 */
export function shellScriptOf(run: Run): DockerfileScript | null {
  const interpreter = run.heredocScript?.interpreter ?? null;
  const shell = interpreter === null ? run.scope.shell : interpreterWords(interpreter);
  return scriptOf(run.command, shell, run.range.startLine);
}

/**
 * The same for any command of a Dockerfile (CMD, ENTRYPOINT, HEALTHCHECK). `shell`: the words of SHELL there, null for the default one.
 * `line`: what `lineOf` says of an exec form.
 */
export function scriptOf(command: Invocation, shell: readonly string[] | null, line: number): DockerfileScript | null {
  if (command.form === 'shell') {
    if (shell && !isShell(programName(programOf(execWords(shell)).words[0]))) return null;
    return { ...parseShell(command.text), lineOf: (offset) => command.lineOf(offset) };
  }
  const program = programOf(execWords(command.words));
  const name = programName(program.words[0]);
  const text = isShell(name) ? commandText(name, program.words.slice(1))?.value : null;
  return text === null || text === undefined ? null : { ...parseShell(text), lineOf: () => line };
}

/** All that a RUN runs, `sh -c` looked into. An exec form is one command, without offsets. null: nothing that we can read. */
export function commandsOfRun(
  run: Run,
): { readonly commands: readonly ShellCommand[]; lineOf(offset: number): number } | null {
  const script = shellScriptOf(run);
  if (script) return { commands: commandsOf(script), lineOf: (offset) => script.lineOf(offset) };
  if (run.command.form === 'shell') return null;
  const command: ShellCommand = {
    assignments: [],
    words: execWords(run.command.words),
    redirects: [],
    nesting: [],
    start: 0,
    end: 0,
    after: '',
    last: true,
    directory: '',
  };
  return { commands: [command], lineOf: () => run.range.startLine };
}

/** `#!/usr/bin/env -S bash -e` → `bash -e`. */
function interpreterWords(interpreter: string): readonly string[] {
  const words = interpreter.split(/\s+/).filter((word) => word !== '' && word !== '-S');
  return words[0]?.endsWith('/env') ? words.slice(1) : words;
}
