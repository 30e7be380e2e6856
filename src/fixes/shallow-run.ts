import type { Dockerfile, Run } from '../dockerfile/model.ts';
import { commandsOf } from '../ecosystems/commands.ts';
import type { Placement } from '../ecosystems/placement.ts';
import type { Edit } from './edit.ts';
import type { RecursiveChange } from './owner-change.ts';
import { runSource, type RunSource } from './run-source.ts';

export interface Shallow {
  readonly change: RecursiveChange;
  /** Below the paths, made by other steps than the copies: they need the command too. */
  readonly directories: readonly string[];
  readonly placement: Placement | null;
}

/** What stands from `start` to before `end` of the script becomes `text`. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The RUN with its commands made shallow; gone where nothing is left of it. Null: its text can't be followed. */
export function shallowRun(
  dockerfile: Dockerfile,
  run: Run,
  changes: readonly Shallow[],
  others: readonly Cut[],
): Edit | null {
  const source = runSource(dockerfile, run);
  if (source === null || run.command.form === 'exec') return null;
  const cuts: Cut[] = [...others];
  let left = commandsOf(run, null).commands.length - others.length;
  for (const change of changes) {
    const own = cutsOf(change);
    if (own === null) return null;
    if (own === 'all') left -= 1;
    else cuts.push(...own);
  }
  const { path } = dockerfile;
  if (left === 0 && others.length === 0) return { path, ...run.range, newText: '' };
  if (changes.some((change) => cutsOf(change) === 'all')) return null;
  const newText = cutText(dockerfile, run, source, cuts);
  return newText === null ? null : { path, ...run.range, newText };
}

/** `all`: every file that it names has its owner from the copy already; naming it again would store it twice. */
function cutsOf({ change, directories, placement }: Shallow): readonly Cut[] | 'all' | null {
  const { command, operands, options } = change;
  const words = command.shell?.words.slice(-command.words.length) ?? [];
  if (words.length !== command.words.length || words.some(({ raw }, at) => raw !== command.words[at]?.raw)) return null;
  const spans = new Map(words.map((word, at) => [command.words[at], word]));
  const files = operands.filter(({ path }) => path !== null && typeof placement?.find(path) === 'string');
  if (files.length === operands.length) return directories.length === 0 ? 'all' : null;
  const recursion = options.filter(({ raw }) => raw === '--recursive' || /^-[a-zA-Z]*R/u.test(raw));
  const cuts = [...recursion, ...files.map(({ word }) => word)].flatMap((word): readonly Cut[] => {
    const span = spans.get(word);
    const text = recursion.includes(word) ? word.raw.replace(/^(?:--recursive|-R)$|(?<=^-[a-zA-Z]*)R/u, '') : '';
    return span ? [{ start: span.start, end: span.end, text }] : [];
  });
  const last = spans.get(operands.at(-1)?.word ?? command.words[0]);
  if (!last || directories.some((directory) => !/^[\w./@+-]+$/u.test(directory))) return null;
  if (directories.length === 0) return cuts;
  return [...cuts, { start: last.end, end: last.end, text: ` ${directories.join(' ')}` }];
}

/** Null: a comment stands between the words that go, or two cuts meet. */
function cutText(dockerfile: Dockerfile, run: Run, source: RunSource, cuts: readonly Cut[]): string | null {
  const { startLine, endLine } = run.range;
  const lines = dockerfile.lines.slice(startLine - 1, endLine);
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  const offsetOf = (at: number): number => {
    const { line, column } = source.at(at);
    return (starts[line - startLine + 1] ?? 0) + column;
  };
  const text = lines.join('');
  const parts: string[] = [];
  let done = 0;
  for (const cut of cuts.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    // The end of the last word, not the start of the next line.
    const isInsertion = cut.start === cut.end;
    const start = isInsertion ? offsetOf(cut.start - 1) + 1 : offsetOf(cut.start);
    const end = isInsertion ? start : offsetOf(cut.end - 1) + 1;
    if (start < done || /\n[ \t]*#/u.test(text.slice(start, end))) return null;
    parts.push(text.slice(done, start), cut.text);
    done = cut.text === '' && /[ \t]/u.test(text.charAt(end)) ? end + 1 : end;
  }
  return parts.join('') + text.slice(done);
}
