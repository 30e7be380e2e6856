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
  /** Not quoted for good: the shell around it expands it first, and is who runs its `$( )`. */
  readonly isExpanded: boolean;
  /** Where it starts to run. */
  readonly directory: string | null;
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
    const own = script.commands.filter(({ nesting }) => !inner.isExpanded || !nesting.includes('substitution'));
    return flattened(own, depth + 1).map((nested) => placed(nested, command, inner));
  });
}

function innerOf({ words, redirects, directory: outside }: ShellCommand): Inner | null {
  const program = programOf(words);
  const directory = program.directory === null ? outside : joined(outside, program.directory);
  const name = programName(program.words[0]);
  const argument = commandText(name, program.words.slice(1));
  if (argument) {
    const text = textOf(argument);
    return text && { ...text, from: { start: argument.start, end: argument.end }, directory };
  }
  const heredoc = redirects.findLast((redirect) => redirect.descriptor === 0)?.heredoc;
  // `bash`, `bash -e`, `sh -s`: the script comes from standard input.
  const readsInput = program.words
    .slice(1)
    .every(({ value }) => value !== null && /^-(?!.*c)[a-z]+$|^pipefail$/.test(value));
  if (!heredoc || !isShell(name) || !readsInput) return null;
  const { text, start, quoted } = heredoc;
  return { text, start, isExpanded: !quoted, from: { start, end: start + text.length }, directory };
}

/** With a variable in it, `"npm ci $FLAGS"` is read as the script that it looks like. */
function textOf({ raw, value, start }: ShellWord): Pick<Inner, 'text' | 'start' | 'isExpanded'> | null {
  const inQuotes = raw.slice(1, -1);
  if (value !== null) {
    const isBare = raw === value;
    return { text: value, start: isBare ? start : inQuotes === value ? start + 1 : null, isExpanded: false };
  }
  const isQuoted = raw.length > 1 && raw.startsWith('"') && raw.indexOf('"', 1) === raw.length - 1;
  return isQuoted && !raw.includes('\\') ? { text: inQuotes, start: start + 1, isExpanded: true } : null;
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

function placed(nested: ShellCommand, outer: ShellCommand, { start, from, directory }: Inner): ShellCommand {
  const startOf = (offset: number): number => (start === null ? from.start : start + offset);
  const endOf = (offset: number): number => (start === null ? from.end : start + offset);
  const move = (word: ShellWord): ShellWord => ({ ...word, start: startOf(word.start), end: endOf(word.end) });
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
