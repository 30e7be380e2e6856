/** The "Commit suggestion" button. */

import { person } from './people.ts';
import { placeNow } from './placing.ts';
import type { Pull } from './pulls.ts';
import type { State } from './state.ts';

/** What the page says instead of committing. */
export class SuggestionRefused extends Error {}

/** Commits the suggestion of one comment to the head branch. @returns the new head @throws SuggestionRefused */
export function applySuggestion(state: State, pull: Pull, commentId: number, login = 'mei'): string {
  return applySuggestions(state, pull, [commentId], login);
}

interface Edit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * "Commit suggestions": a batch becomes one commit; its threads are resolved, and outdated by it. Of a comment with several
 * suggestions the first is taken. In a file with CRLF the new lines get LF: what GitHub writes there isn't known, so it is the worst.
 * @throws SuggestionRefused and nothing is committed
 */
export function applySuggestions(state: State, pull: Pull, commentIds: readonly number[], login = 'mei'): string {
  if (pull.state === 'closed')
    throw new SuggestionRefused('Suggestions cannot be applied while the pull request is closed.');
  const edits = commentIds.map((id) => editOf(state, pull, id));
  const files: Record<string, string> = {};
  // From the bottom up, so that no edit moves the lines of another.
  const tops: Record<string, number> = {};
  for (const edit of edits.toSorted((a, b) => b.start - a.start)) {
    if (edit.end >= (tops[edit.path] ?? Infinity)) {
      throw new SuggestionRefused('Only one suggestion per line can be applied in a batch.');
    }
    tops[edit.path] = edit.start;
    files[edit.path] = replaced(files[edit.path] ?? state.repository.text(pull.headSha, edit.path) ?? '', edit);
  }
  for (const [path, after] of Object.entries(files)) {
    if (after === state.repository.text(pull.headSha, path)) {
      throw new SuggestionRefused('This suggestion is invalid because no changes were made to the code.');
    }
  }
  const values = Object.entries(files).map(([path, text]) => [
    path,
    { text, mode: state.repository.get(pull.headSha).files.get(path)?.mode ?? '100644' },
  ]);
  const commit = state.repository.commit(
    Object.fromEntries(values),
    pull.headSha,
    'Apply suggestions from code review',
  );
  for (const id of commentIds) state.comment(id).thread.resolvedBy = person(login);
  state.push(pull.headBranch, commit);
  return commit;
}

function editOf(state: State, pull: Pull, commentId: number): Edit {
  const { thread, comment } = state.comment(commentId);
  const [lines] = suggestionsIn(comment.body);
  if (lines === undefined) throw new SuggestionRefused('The comment has no suggestion.');
  if (comment.review.state === 'PENDING')
    throw new SuggestionRefused('Suggestions cannot be applied from pending reviews.');
  if (thread.resolvedBy !== null) {
    throw new SuggestionRefused('This suggestion has been applied or marked resolved.');
  }
  if (thread.side === 'LEFT' || thread.startSide === 'LEFT') {
    throw new SuggestionRefused('Applying suggestions on deleted lines is not supported.');
  }
  const place = placeNow(state, pull, thread);
  if (place === null) throw new SuggestionRefused('Outdated suggestions cannot be applied.');
  if (place.line === null) throw new SuggestionRefused('A comment on a file has no lines to change.');
  return { path: thread.path, start: place.startLine ?? place.line, end: place.line, lines };
}

function replaced(text: string, { start, end, lines }: Edit): string {
  const all = text.split('\n');
  return [...all.slice(0, start - 1), ...lines, ...all.slice(end)].join('\n');
}

/**
 * Contents of the suggestion blocks that the page shows, as lines: none for an empty block, which deletes; one empty line for
 * a block with a blank line. As in CommonMark no block starts within another, a comment or an HTML element that no blank line has ended.
 */
export function suggestionsIn(body: string): string[][] {
  const found: string[][] = [];
  let fence: { readonly mark: string; readonly indent: number; readonly lines: string[] } | undefined;
  let html: 'element' | 'comment' | undefined;
  for (const line of body.split(/\r?\n/)) {
    if (fence !== undefined) {
      const closing = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
      if (closing?.startsWith(fence.mark) === true) fence = undefined;
      else fence.lines.push(line.replace(new RegExp(`^ {0,${fence.indent}}`), ''));
      continue;
    }
    html ??= htmlStart(line);
    if (html === 'comment' ? line.includes('-->') : line.trim() === '') {
      html = undefined;
      continue;
    }
    const opening = html === undefined ? /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})[ \t]*(\S*)/.exec(line) : null;
    if (opening === null) continue;
    const [, indent = '', mark = '', info = ''] = opening;
    fence = { mark, indent: indent.length, lines: [] };
    // GitHub documents backticks only.
    if (info === 'suggestion' && mark.startsWith('`')) found.push(fence.lines);
  }
  return found;
}

function htmlStart(line: string): 'element' | 'comment' | undefined {
  if (/^ {0,3}<!--/.test(line)) return 'comment';
  const element =
    /^ {0,3}<\/?(?:details|summary|div|p|table|tr|td|th|ul|ol|li|h[1-6]|blockquote|center)(?:[ \t>]|\/>|$)/i;
  return element.test(line) ? 'element' : undefined;
}
