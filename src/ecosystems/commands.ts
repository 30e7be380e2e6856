import type { Run, Scope } from '../dockerfile/model.ts';
import type { Nesting, ShellCommand, ShellRedirect, ShellWord } from '../shell/model.ts';
import { commandText } from '../shell/nested.ts';
import { parseShell } from '../shell/parse.ts';
import { execWords, programName, programOf, shellScriptOf } from '../shell/words.ts';
import type { Command, CommandWord } from './ecosystem.ts';
import { resolve } from './image-path.ts';

/** A command of a RUN, and where it stands in its script. */
export interface PlacedCommand extends Command {
  /** The simple command of the script that it is (part of); null for exec form. */
  readonly shell: ShellCommand | null;
  /** Constructs around it, those of scripts in it (`sh -c '…'`) included. */
  readonly nesting: readonly Nesting[];
  readonly redirects: readonly ShellRedirect[];
}

/** What a RUN runs. */
export interface RunCommands {
  readonly commands: readonly PlacedCommand[];
  /** The script; null for exec form. */
  readonly script: string | null;
  /** Not all of it could be read. */
  readonly unreadable: boolean;
}

/** Scripts in scripts in scripts: nobody writes more. */
const deepest = 4;

/** Read once for each place: rules, fixes and their proofs ask for the same RUN many times. */
const read = new WeakMap<Run, Map<string | null, RunCommands>>();

export function commandsOf(run: Run, workdir: string | null): RunCommands {
  const known = read.get(run) ?? new Map<string | null, RunCommands>();
  read.set(run, known);
  const commands = known.get(workdir) ?? readCommands(run, workdir);
  known.set(workdir, commands);
  return commands;
}

function readCommands(run: Run, workdir: string | null): RunCommands {
  if (run.command.form === 'exec') {
    const words = execWords(run.command.words);
    return { commands: expand({ words, redirects: [] }, workdir, null, [], 0), script: null, unreadable: false };
  }
  const script = shellScriptOf(run);
  if (script === null) return { commands: [], script: null, unreadable: true };
  const own = namesSetIn(script.commands);
  return {
    commands: script.commands
      .flatMap((simple) => expand(simple, directoryIn(workdir, simple.directory), simple, simple.nesting, 0))
      .map(({ words, directory, shell, nesting, redirects }) => ({
        words: words.map((word) => withVariables(word, run.scope, own)),
        directory,
        shell,
        nesting,
        redirects,
      })),
    script: script.text,
    unreadable: script.errors.length > 0,
  };
}

/** Variables that the script sets itself: their value in the Dockerfile does not count. */
function namesSetIn(commands: readonly ShellCommand[]): ReadonlySet<string> {
  return new Set(
    commands.flatMap(({ assignments, words }) => [
      ...assignments.map(({ name }) => name),
      ...words.flatMap(({ raw }) => /^(\w+)(?:=|$)/.exec(raw)?.[1] ?? []),
    ]),
  );
}

/** `$APP_DIR/x` where an ENV or ARG says what it is. */
function withVariables(word: CommandWord, scope: Scope, own: ReadonlySet<string>): CommandWord {
  if (word.value !== null || !word.raw.includes('$') || /[`*?~\\']|\$[^\w{]|\$\{\w*[^\w}]/.test(word.raw)) return word;
  let known = true;
  const value = word.raw.replace(/"/g, '').replace(/\$(?:(\w+)|\{(\w+)\})/g, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced ?? '';
    const text = own.has(name) ? null : (scope.get(name)?.value ?? null);
    known &&= text !== null && !/[\s*?$]/.test(text);
    return text ?? '';
  });
  return known ? { raw: word.raw, value } : word;
}

function directoryIn(start: string | null, directory: string | null): string | null {
  if (directory === null) return null;
  if (directory.startsWith('/')) return resolve('/', directory);
  return start === null ? null : resolve(start, directory);
}

type Simple = Pick<ShellCommand, 'words' | 'redirects'>;

/** The command without `sudo` and the like, or the commands of the script that it gives to a shell. */
function expand(
  { words, redirects }: Simple,
  outside: string | null,
  shell: ShellCommand | null,
  nesting: readonly Nesting[],
  depth: number,
): readonly PlacedCommand[] {
  const program = programOf(words);
  const directory = program.directory === null ? outside : directoryIn(outside, program.directory);
  const inner = depth < deepest ? innerScript(program.words) : null;
  // `command -v npm` and `env` alone run nothing, and read no file either.
  if (inner === null) return [{ words: program.words, directory, shell, nesting, redirects }];
  const parsed = parseShell(inner);
  return parsed.commands.flatMap((simple) =>
    expand(simple, directoryIn(directory, simple.directory), shell, [...nesting, ...simple.nesting], depth + 1),
  );
}

function innerScript([program, ...rest]: readonly ShellWord[]): string | null {
  return program ? (commandText(programName(program), rest)?.value ?? null) : null;
}
