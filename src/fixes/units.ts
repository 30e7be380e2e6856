import { commandsOf, type PlacedCommand, type RunCommands } from '../ecosystems/commands.ts';
import type { Run } from '../dockerfile/model.ts';
import type { Nesting } from '../shell/model.ts';

/** A part of a RUN that can only move as a whole: one command, or a construct (`if`, `( … )`, a pipe, `a || b`) with all in it. */
export interface Unit {
  readonly commands: readonly PlacedCommand[];
  /** Offsets in the script. */
  readonly start: number;
  readonly end: number;
  /** What joins it to the next one; null: the last, or the two can't be parted. */
  readonly joint: '&&' | ';' | '\n' | null;
}

/** Null: exec form, or a script that could not be read. */
export function unitsOf(
  run: Run,
  workdir: string | null,
): { readonly script: string; readonly units: readonly Unit[] } | null {
  const read = commandsOf(run, workdir);
  if (read.script === null || read.unreadable || read.commands.length === 0) return null;
  return { script: read.script, units: group(read, read.script) };
}

/** Commands in `$( )` belong to the word they stand in. */
const isTop = (command: PlacedCommand): boolean => !command.shell?.nesting.includes('substitution');
const constructs: ReadonlySet<Nesting> = new Set([
  'if-test',
  'if-branch',
  'case-branch',
  'loop-test',
  'loop-body',
  'group',
  'subshell',
  'function',
]);
/** Stands between words that open and close a construct. */
const isEnclosed = (command: PlacedCommand): boolean =>
  command.shell?.nesting.some((around) => constructs.has(around)) ?? true;

function group(read: RunCommands, script: string): readonly Unit[] {
  const commands = read.commands.toSorted(
    (a, b) => (a.shell?.start ?? 0) - (b.shell?.start ?? 0) || (b.shell?.end ?? 0) - (a.shell?.end ?? 0),
  );
  const units: Unit[] = [];
  let held: PlacedCommand[] = [];
  for (const [index, command] of commands.entries()) {
    held.push(command);
    const next = commands[index + 1];
    if (next && (next.shell === command.shell || !isTop(next))) continue;
    const end = endOf(held);
    const joint = next ? jointBetween(held.filter(isTop), next, script, end) : null;
    if (next && joint === null) continue;
    const start = units.length === 0 ? 0 : startOf(held, script, units.at(-1)?.end ?? 0);
    units.push({
      commands: held,
      start,
      end: next ? end + closingLength(script, end, startOfNext(next)) : script.trimEnd().length,
      joint,
    });
    held = [];
  }
  return units;
}

function endOf(held: readonly PlacedCommand[]): number {
  return Math.max(...held.map(({ shell }) => shell?.end ?? 0));
}

function startOfNext(next: PlacedCommand): number {
  return next.shell?.start ?? 0;
}

/** Closing words of a construct, the operator, opening words of the next construct. */
const gap = /^((?:[;\s]*(?:fi|done|esac|\)|\}))*)[ \t]*(&&|;|\n)\s*(?:(?:if|while|until|\(|\{)\s*)?$/;

/** The operator between two neighbours where the script can be cut; null: they belong to one construct. */
function jointBetween(
  left: readonly PlacedCommand[],
  right: PlacedCommand,
  script: string,
  end: number,
): Unit['joint'] {
  if (right.shell === null) return null;
  const text = script.slice(end, right.shell.start);
  const match = gap.exec(text.replace(/^[ \t]+/, ' '));
  if (!match) return null;
  const closing = match[1] ?? '';
  const encloses = left.some(isEnclosed);
  if (encloses !== (closing.trim() !== '') || (encloses && isEnclosed(right))) return null;
  if (right.shell.nesting.some((around) => around === 'or-right' || around === 'background')) return null;
  const operator = match[2];
  return operator === '&&' || operator === ';' ? operator : '\n';
}

function closingLength(script: string, end: number, next: number): number {
  const text = script.slice(end, next);
  const match = /^(?:[;\s]*(?:fi|done|esac|\)|\}))*/.exec(text);
  return match?.[0].length ?? 0;
}

/** Words that open a construct (`if`, `(`) stand before its first command. */
function startOf(held: readonly PlacedCommand[], script: string, previousEnd: number): number {
  const first = held[0]?.shell?.start ?? previousEnd;
  const between = script.slice(previousEnd, first);
  const opening = /(?:(?:if|while|until|\(|\{)\s*)?$/.exec(between);
  return first - (opening?.[0].length ?? 0);
}
