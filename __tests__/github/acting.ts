/** What people do on a pull request's page; no permission of the token is asked for it. */

import { person } from './people.ts';
import type { Comment, Pull } from './pulls.ts';
import type { State } from './state.ts';
import * as writing from './writing.ts';

/** Answers in the thread of a comment. */
export function answer(state: State, commentId: number, login: string, body: string): Comment {
  const { pull, thread } = state.comment(commentId);
  return writing.reply(state, pull, thread.comments[0]?.id ?? commentId, body, person(login));
}

/** Presses "Resolve conversation" at a comment. */
export function resolve(state: State, commentId: number, login: string): void {
  state.comment(commentId).thread.resolvedBy = person(login);
}

/** Comments on a line, as `POST pulls/{n}/comments` takes it, on the head unless `commit_id` says otherwise. */
export function comment(
  state: State,
  pull: Pull,
  login: string,
  fields: { readonly path: string; readonly line: number; readonly body: string; readonly commit_id?: string },
): Comment {
  return writing.createComment(state, pull, { commit_id: pull.headSha, ...fields }, person(login));
}

/** A review; without `event` a draft, such as an interrupted run leaves behind. */
export function review(state: State, pull: Pull, login: string, fields: Readonly<Record<string, unknown>>): void {
  writing.createReview(state, pull, fields, person(login));
}
