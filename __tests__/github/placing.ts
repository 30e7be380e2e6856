/** Where in a pull request's diff a comment can stand, and where it stands after later pushes. */

import { integer, oneOf, text, type Fields } from './fields.ts';
import { hunksOf, hunkWith, linesOf, movedTo, type Hunk, type Side } from './hunks.ts';
import type { Place, Pull, Thread } from './pulls.ts';
import { Refusal } from './refusal.ts';
import type { State } from './state.ts';

/** Why GitHub refuses a place. */
export type Misplaced = 'path' | 'line' | 'start-line-order' | 'start-line-hunk';

export type Placed = Place & { readonly hunk: Hunk | null };

const sides = ['LEFT', 'RIGHT'] as const;

/** `commit` is the head of the pull request that the line numbers are of. */
export function placeOf(state: State, pull: Pull, commit: string, fields: Fields): Placed | Misplaced {
  const path = text(fields, 'path');
  const change = state.changesOf(pull, commit).find((one) => one.path === path);
  if (path === undefined || change === undefined) return 'path';
  const side: Side = oneOf(text(fields, 'side'), sides, 'side') ?? 'RIGHT';
  if (text(fields, 'subject_type') === 'file') {
    return { path, subject: 'file', side, startSide: null, line: null, startLine: null, hunk: null };
  }
  if (fields['position'] !== undefined) throw new Refusal(599, 'The stand-in knows `line`, not `position`');
  const line = integer(fields, 'line');
  const hunk = line === undefined ? undefined : hunkWith(change.hunks, side, line);
  if (line === undefined || hunk === undefined) return 'line';
  const startLine = integer(fields, 'start_line');
  if (startLine === undefined) return { path, subject: 'line', side, startSide: null, line, startLine: null, hunk };
  const startSide: Side = oneOf(text(fields, 'start_side'), sides, 'start_side') ?? side;
  if (startSide === side && startLine >= line) return 'start-line-order';
  const start = indexIn(hunk, startSide, startLine);
  if (start < 0) return 'start-line-hunk';
  if (start >= indexIn(hunk, side, line)) return 'start-line-order';
  return { path, subject: 'line', side, startSide, line, startLine, hunk };
}

function indexIn(hunk: Hunk, side: Side, line: number): number {
  return linesOf(hunk).findIndex((one) => (side === 'LEFT' ? one.left : one.right) === line);
}

/** Its lines in the head of now; null when it is outdated: a line of it was changed, or the diff no longer shows it. */
export function placeNow(
  state: State,
  pull: Pull,
  thread: Thread,
): { line: number | null; startLine: number | null } | null {
  const change = state.changesOf(pull).find((one) => one.path === thread.path);
  if (change === undefined) return null;
  if (thread.line === null) return { line: null, startLine: null };
  const line = follow(state, pull, thread, thread.side, thread.line);
  if (line === undefined || hunkWith(change.hunks, thread.side, line) === undefined) return null;
  if (thread.startLine === null || thread.startSide === null) return { line, startLine: null };
  // Every line of the range has to be there still: a suggestion replaces all of them.
  const from = thread.startSide === thread.side ? thread.startLine : thread.line;
  for (let number = from; number < thread.line; number++) {
    if (follow(state, pull, thread, thread.side, number) === undefined) return null;
  }
  const startLine = follow(state, pull, thread, thread.startSide, thread.startLine);
  return startLine === undefined ? null : { line, startLine };
}

function follow(state: State, pull: Pull, thread: Thread, side: Side, line: number): number | undefined {
  const { repository } = state;
  const tip = state.tip(pull.baseBranch);
  const shown = (head: string): string | undefined => (side === 'RIGHT' ? head : repository.mergeBase(tip, head));
  const [then, now] = [thread.commit, pull.headSha].map((head) => {
    const commit = shown(head);
    return commit === undefined ? undefined : repository.text(commit, thread.path);
  });
  if (then === undefined || now === undefined) return undefined;
  return then === now ? line : movedTo(hunksOf(then, now), line);
}
