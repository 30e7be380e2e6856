import { joined } from './directory.ts';
import type { ShellCommand, ShellScript, ShellWord } from './model.ts';
import { parseShell } from './parse.ts';
import { programName, programOf } from './program.ts';

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh']);
/** `sh -c "sh -c '…'"`. */
const DEEPEST = 4;

export function isShell(name: string | null): boolean {
  return name !== null && SHELLS.has(name);
}

/** What a shell is told to run. Offsets are those of `text` in the text around it; null when quotes or escapes make them differ. */
interface Inner {
  readonly text: string;
  readonly start: number | null;
  /** Where the word or heredoc stands that it comes from. */
  readonly from: { readonly start: number; readonly end: number };
}

/**
 * All commands of a script, with `sh -c '…'`, `bash -lc "…"`, `su app -c '…'` and `bash <<EOF` replaced by the commands in them, when their
 * text is known. Their offsets point into the text of `script`, at the word they come from when quoting leaves nothing better.
 */
export function commandsOf(script: ShellScript): readonly ShellCommand[] {
  return flattened(script.commands, 0);
}

function flattened(commands: readonly ShellCommand[], depth: number): readonly ShellCommand[] {
  return commands.flatMap((command) => {
    const inner = depth < DEEPEST ? innerOf(command) : null;
    if (!inner) return [command];
    const script = parseShell(inner.text);
    if (script.errors.length > 0) return [command];
    return flattened(script.commands, depth + 1).map((nested) => placed(nested, command, inner));
  });
}

function innerOf({ words, redirects }: ShellCommand): Inner | null {
  const program = programOf(words);
  const name = programName(program.words[0]);
  const argument = commandText(name, program.words.slice(1));
  if (argument?.value !== null && argument?.value !== undefined) {
    const { raw, value, start, end } = argument;
    const isVerbatim = raw === value || raw.slice(1, -1) === value;
    return { text: value, start: isVerbatim ? start + (raw === value ? 0 : 1) : null, from: { start, end } };
  }
  const heredoc = redirects.findLast((redirect) => redirect.descriptor === 0)?.heredoc;
  // `bash`, `bash -e`, `sh -s`: the script comes from standard input.
  const readsInput = program.words
    .slice(1)
    .every(({ value }) => value !== null && /^-(?!.*c)[a-z]+$|^pipefail$/.test(value));
  if (!heredoc || !isShell(name) || !readsInput) return null;
  const { text, start } = heredoc;
  return { text, start, from: { start, end: start + text.length } };
}

/** The word behind `-c`; null when there is none. */
export function commandText(name: string | null, args: readonly ShellWord[]): ShellWord | null {
  const isSu = name === 'su' || name === 'runuser';
  if (!isSu && !isShell(name)) return null;
  for (let at = 0; at < args.length; at += 1) {
    const value = args[at]?.value ?? null;
    if (value === null) return null;
    if (value === '-c' || value === '--command' || (!isSu && /^-[a-z]*c[a-z]*$/.test(value)))
      return args[at + 1] ?? null;
    if (value === '-o' || value === '+o' || /^-[a-z]+o$/.test(value)) at += 1;
    else if (!isSu && !/^[-+]/.test(value)) return null;
  }
  return null;
}

function placed(nested: ShellCommand, outer: ShellCommand, { start, from }: Inner): ShellCommand {
  const startOf = (offset: number): number => (start === null ? from.start : start + offset);
  const endOf = (offset: number): number => (start === null ? from.end : start + offset);
  const move = (word: ShellWord): ShellWord => ({ ...word, start: startOf(word.start), end: endOf(word.end) });
  const program = programOf(outer.words);
  const directory = program.directory === null ? outer.directory : joined(outer.directory, program.directory);
  return {
    ...nested,
    assignments: nested.assignments.map(({ name, value }) => ({ name, value: value && move(value) })),
    words: nested.words.map(move),
    redirects: nested.redirects.map((redirect) => ({
      ...redirect,
      target: redirect.target && move(redirect.target),
      heredoc: redirect.heredoc && { ...redirect.heredoc, start: startOf(redirect.heredoc.start) },
      start: startOf(redirect.start),
      end: endOf(redirect.end),
    })),
    nesting: [...outer.nesting, ...nested.nesting],
    start: startOf(nested.start),
    end: endOf(nested.end),
    last: outer.last && nested.last,
    directory: nested.directory === null ? null : joined(directory, nested.directory),
  };
}
