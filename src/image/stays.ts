import type { Nesting, ShellCommand, ShellScript } from '../shell/model.ts';
import type { ShellKind } from './model.ts';

/** Is the shell still there, in front of the command, while the command runs? */
export type Standing = 'stays' | 'gives-way' | 'unknown';

/** Constructs that run their command beside or below the shell, in every shell. */
const beside = new Set<Nesting>([
  'pipe',
  'background',
  'substitution',
  'loop-body',
  'loop-test',
  'if-test',
  'function',
]);

/**
 * Of a `-c` string (a shell form, `["sh", "-c", "…"]`), by the table "Which shell stays in front". Measured with Debian 11–14's dash, bash
 * and busybox as PID 1, and bash 5.2 for traps, `!` and `time`.
 */
export function standingInString(script: ShellScript, command: ShellCommand, shell: ShellKind): Standing {
  if (shell === 'windows' || shell === 'other') return 'unknown';
  if (isExec(command)) return standingOfExec(script, command, shell);
  if (shell === 'dash' || command.nesting.some((nesting) => beside.has(nesting)) || !isTail(script, command))
    return 'stays';
  if (shell === 'unknown') return 'unknown';
  if (trapsExit(script)) return 'stays';
  if (shell === 'busybox') return 'gives-way';
  const compound = command.nesting.some((nesting) => nesting !== 'and-right' && nesting !== 'or-right');
  const simple = !compound && command.redirects.length === 0 && !trapsAny(script) && !isModified(script, command);
  return simple ? 'gives-way' : 'stays';
}

/** Of a script file: only the word `exec` replaces the shell, in every shell. */
export function standingInFile(script: ShellScript, command: ShellCommand): Standing {
  return isExec(command) ? standingOfExec(script, command, 'dash') : 'stays';
}

/** `exec program …`; `exec >file` alone only moves the shell's own output. */
export function isExec(command: ShellCommand): boolean {
  return command.words[0]?.value === 'exec' && command.words.length > 1;
}

function standingOfExec(script: ShellScript, command: ShellCommand, shell: ShellKind): Standing {
  const forked = command.nesting.filter(
    (nesting) => nesting === 'pipe' || nesting === 'background' || nesting === 'substitution',
  );
  if (forked.length > 0) return 'stays';
  if (!command.nesting.includes('subshell')) return 'gives-way';
  if (!isTail(script, command)) return 'stays';
  return shell === 'busybox' ? 'gives-way' : shell === 'unknown' ? 'unknown' : 'stays';
}

/** So many branches of one `if` or `case` are looked through for what follows a command. */
const mostBranches = 200;

/**
 * Does the shell have nothing left to do once the command has run? What follows may only close the constructs around it, or be another
 * branch of the same `if` or `case`.
 */
export function isTail(script: ShellScript, command: ShellCommand): boolean {
  const first = firstFrom(script.commands, command.end);
  const later: ShellCommand[] = [];
  for (let index = first; index < script.commands.length; index += 1) {
    const other = script.commands[index];
    if (!other || other.nesting.includes('substitution') || other.nesting.includes('function')) continue;
    if (later.length === mostBranches) return false;
    later.push(other);
    if (other.nesting.length === 0) return false;
  }
  const [next] = later;
  if (!next) return /^(?:[\s;)}]|fi\b|esac\b|#[^\n]*\n)*(?:#[^\n]*)?$/.test(script.text.slice(command.end));
  const branch = command.nesting.findIndex((nesting) => nesting === 'if-branch' || nesting === 'case-branch');
  if (branch < 0 || !/\b(?:else|elif)\b|;;|;&/.test(script.text.slice(command.end, next.start))) return false;
  const around = command.nesting.slice(0, branch).join();
  return later.every(({ nesting }) => {
    const same = nesting[branch];
    const inOther = same === 'case-branch' || same === 'if-branch' || same === 'if-test';
    return inOther && nesting.slice(0, branch).join() === around;
  });
}

/** Index of the first command that begins at or behind the offset; they are sorted. */
function firstFrom(commands: readonly ShellCommand[], offset: number): number {
  let low = 0;
  let high = commands.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((commands[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function trapsExit(script: ShellScript): boolean {
  return script.commands.some(
    ({ words }) => words[0]?.value === 'trap' && words.slice(2).some(({ value }) => value === 'EXIT' || value === '0'),
  );
}

/** A handler for any signal; `trap '' TERM` only ignores one. */
function trapsAny(script: ShellScript): boolean {
  return script.commands.some(
    ({ words }) => words[0]?.value === 'trap' && words.length > 2 && words[1]?.value !== '' && words[1]?.value !== '-',
  );
}

/** Is TERM handed on by the script itself: `trap 'kill $pid' TERM; app & wait`? */
export function passesSignalOn(script: ShellScript): boolean {
  return script.commands.some(({ words, nesting }) => {
    if (words[0]?.value !== 'trap' || words.length < 3 || nesting.includes('substitution')) return false;
    const [, handler, ...signals] = words;
    return (
      handler?.value !== '' &&
      handler?.value !== '-' &&
      signals.some(({ value }) => value === null || /^(?:SIG)?(?:TERM|QUIT|INT|EXIT)$|^(?:0|2|3|15)$/.test(value))
    );
  });
}

/** `! app` and `time app`: bash keeps itself to turn the status round, or to print the times. */
function isModified(script: ShellScript, command: ShellCommand): boolean {
  return /(?:^|[\s;&|])(?:!|time(?:\s+-p)?)\s+$/.test(
    script.text.slice(Math.max(0, command.start - 16), command.start),
  );
}
