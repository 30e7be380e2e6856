import type { Run } from '../dockerfile/model.ts';
import type { Nesting, ShellCommand, ShellRedirect } from '../shell/model.ts';
import { parseShell } from '../shell/parse.ts';
import type { Command, CommandWord } from './ecosystem.ts';
import { resolve } from './image-path.ts';
import { unwrap } from './wrappers.ts';

/** A command of a RUN, and where it stands in the script that `scriptOf` gives. */
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

const shells = /^(?:.*\/)?(?:ba|da|a|z|k)?sh$/;
/** Scripts in scripts in scripts: nobody writes more. */
const deepest = 4;

export function commandsOf(run: Run, workdir: string | null): RunCommands {
  const { command, heredocs, heredocScript } = run;
  if (command.form === 'exec') {
    const words = command.words.map((value): CommandWord => ({ raw: value, value }));
    return { commands: expand({ words, redirects: [] }, workdir, null, [], 0), script: null, unreadable: false };
  }
  const shell = run.scope.shell;
  const interpreter = heredocScript?.interpreter ?? shell?.[0] ?? 'sh';
  if (!shells.test(interpreter)) return { commands: [], script: null, unreadable: true };
  const script = heredocScript ? (heredocs[0]?.body ?? '') : command.text;
  const parsed = parseShell(script);
  return {
    commands: parsed.commands.flatMap((simple) =>
      expand(simple, directoryIn(workdir, simple.directory), simple, simple.nesting, 0),
    ),
    script,
    unreadable: parsed.errors.length > 0,
  };
}


function directoryIn(start: string | null, directory: string | null): string | null {
  if (directory === null) return null;
  if (directory.startsWith('/')) return resolve('/', directory);
  return start === null ? null : resolve(start, directory);
}

function expand(
  { words, redirects }: { readonly words: readonly CommandWord[]; readonly redirects: readonly ShellRedirect[] },
  directory: string | null,
  shell: ShellCommand | null,
  nesting: readonly Nesting[],
  depth: number,
): readonly PlacedCommand[] {
  const own = unwrap(words);
  const inner = depth < deepest ? scriptIn(own) : null;
  if (inner === null) return [{ words: own, directory, shell, nesting, redirects }];
  const parsed = parseShell(inner);
  return parsed.commands.flatMap((simple) => {
    const at = directoryIn(directory, simple.directory);
    return expand(simple, at, shell, [...nesting, ...simple.nesting], depth + 1);
  });
}

/** `sh -c '…'`, `bash -lc "…"`: the script; null: no shell, or one that only a running shell knows. */
function scriptIn(words: readonly CommandWord[]): string | null {
  if (!shells.test(words[0]?.value ?? '')) return null;
  const flag = words.findIndex(({ value }) => value !== null && /^-[a-z]*c$/.test(value));
  return flag < 1 ? null : (words[flag + 1]?.value ?? null);
}
