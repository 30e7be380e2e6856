import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';

/** Of a step that does several things, what the counts with a suggestion are about. */
export interface WorkInQuestion {
  /** Commands of the step; empty: it is the whole of it. */
  readonly commands: readonly string[];
  /** A command that the step does not have: with the suggestion, a new step does that part of its work, and the step itself stays. */
  readonly added: string | null;
}

export function workInQuestion({ steps = [], fix }: Finding, { step, line, stripAfterFix }: Evidence): WorkInQuestion {
  const named = steps.flatMap((one) => (one.line === line && one.command !== null ? [one.command] : []));
  const commands = [...new Set(named)].filter((command) => hasCommand(step, command));
  if (!fix || !stripAfterFix) return { commands: [], added: null };
  if (commands.length === 0) return { commands, added: named[0] ?? null };
  const isOther = (part: string): boolean => !commands.some((command) => hasCommand(command, part));
  return { commands: commandsIn(step).some(isOther) ? commands : [], added: null };
}

/** As a whole, not as the beginning of another one. */
export function hasCommand(text: string, command: string): boolean {
  const [whole, words] = [` ${folded(text)} `, folded(command)];
  if (words === '') return false;
  for (let at = whole.indexOf(words); at >= 0; at = whole.indexOf(words, at + 1)) {
    if (!/[\w./-]/.test(whole.charAt(at - 1)) && !/[\w./-]/.test(whole.charAt(at + words.length))) return true;
  }
  return false;
}

/** What stands between the operators of a RUN, roughly: two texts of the same commands have the same pieces. */
export function commandsIn(run: string): readonly string[] {
  return run
    .replaceAll(continuation, ' ')
    .replace(/^RUN(?:\s+--\S+)*/i, '')
    .split(/&&|\|\||[;\n]/)
    .map(folded)
    .filter((part) => part !== '');
}

const continuation = /\\\r?\n/g;

function folded(text: string): string {
  return text.replaceAll(continuation, ' ').replaceAll(/\s+/g, ' ').trim();
}
