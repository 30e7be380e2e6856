/** Pull requests, their files, reviews and comments. */

import { text } from '../fields.ts';
import { commitJson, filesJson } from '../json/git.ts';
import { commentJson, pullJson, pullSimpleJson, reviewJson } from '../json/pulls.ts';
import type { Pull, Review } from '../pulls.ts';
import { notFound } from '../refusal.ts';
import type { State } from '../state.ts';
import * as writing from '../writing.ts';
import { numberIn, ok, page, type Answer, type Call, type Route } from './route.ts';

const read = { pullRequests: 'read' } as const;
const write = { pullRequests: 'write' } as const;
const one = '/repos/{owner}/{repo}/pulls/{pull_number}';
const oneReview = `${one}/reviews/{review_id}`;
const oneComment = '/repos/{owner}/{repo}/pulls/comments/{comment_id}';

export const pullRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/pulls',
    needs: read,
    answer: (call) => {
      const { state, query } = call;
      const wanted = query.get('state') ?? 'open';
      const [head, base] = [query.get('head'), query.get('base')];
      const found = [...state.pulls.values()]
        .filter((pull) => wanted === 'all' || pull.state === wanted)
        .filter((pull) => base === null || pull.baseBranch === base)
        // GitHub ignores a head that isn't `owner:branch`, and lists all.
        .filter((pull) => head === null || !head.includes(':') || head === labelOf(pull))
        .toReversed();
      return page(call, found, (some) => some.map((pull) => pullSimpleJson(state, pull)));
    },
  },
  { method: 'GET', path: one, needs: read, answer: (call) => ok(pullJson(call.state, pullOf(call))) },
  { method: 'GET', path: `${one}/files`, needs: read, answer: files },
  {
    method: 'GET',
    path: `${one}/commits`,
    needs: read,
    answer: (call) => {
      const { repository } = call.state;
      const base = new Set(repository.history(call.state.tip(pullOf(call).baseBranch)));
      const own = repository.history(pullOf(call).headSha).filter((sha) => !base.has(sha));
      return page(call, own.toReversed().slice(0, 250), (some) =>
        some.map((sha) => commitJson(call.state, repository.get(sha))),
      );
    },
  },
  {
    method: 'GET',
    path: `${one}/reviews`,
    needs: read,
    answer: (call) => {
      const pull = pullOf(call);
      const visible = pull.reviews.filter((review) => call.state.visible(review));
      return page(call, visible, (some) => some.map((review) => reviewJson(call.state, pull, review)));
    },
  },
  {
    method: 'POST',
    path: `${one}/reviews`,
    needs: write,
    answer: (call) => {
      const { state, fields } = call;
      const pull = pullOf(call);
      return ok(reviewJson(state, pull, writing.createReview(state, pull, fields, state.viewer)));
    },
  },
  { method: 'GET', path: oneReview, needs: read, answer: (call) => onReview(call, () => undefined) },
  {
    method: 'PUT',
    path: oneReview,
    needs: write,
    answer: (call) =>
      onReview(call, (_, review) => writing.editReview(review, text(call.fields, 'body') ?? '', call.state.viewer)),
  },
  {
    method: 'DELETE',
    path: oneReview,
    needs: write,
    answer: (call) => onReview(call, (pull, review) => writing.deleteReview(pull, review)),
  },
  {
    method: 'POST',
    path: `${oneReview}/events`,
    needs: write,
    answer: (call) => onReview(call, (pull, review) => writing.submitReview(call.state, pull, review, call.fields)),
  },
  {
    method: 'GET',
    path: `${oneReview}/comments`,
    needs: read,
    answer: (call) => {
      const [pull, review] = reviewOf(call);
      const found = call.state.commentsOf(pull).filter(({ comment }) => comment.review === review);
      return page(call, found, (some) =>
        some.map(({ thread, comment }) => commentJson(call.state, pull, thread, comment)),
      );
    },
  },
  {
    method: 'GET',
    path: `${one}/comments`,
    needs: read,
    answer: (call) => {
      const pull = pullOf(call);
      const all = call.state.commentsOf(pull);
      const order = call.query.get('direction') === 'desc' ? all.toReversed() : all;
      return page(call, order, (some) =>
        some.map(({ thread, comment }) => commentJson(call.state, pull, thread, comment)),
      );
    },
  },
  {
    method: 'POST',
    path: `${one}/comments`,
    needs: write,
    answer: (call) => {
      const { state, fields } = call;
      return created(state, writing.createComment(state, pullOf(call), fields, state.viewer).id);
    },
  },
  {
    method: 'POST',
    path: `${one}/comments/{comment_id}/replies`,
    needs: write,
    answer: (call) => {
      const { state, fields } = call;
      const to = numberIn(call, 'comment_id');
      return created(state, writing.reply(state, pullOf(call), to, text(fields, 'body') ?? '', state.viewer).id);
    },
  },
  {
    method: 'GET',
    path: oneComment,
    needs: read,
    answer: (call) => {
      const { pull, thread, comment } = call.state.comment(numberIn(call, 'comment_id'));
      return ok(commentJson(call.state, pull, thread, comment));
    },
  },
  {
    method: 'PATCH',
    path: oneComment,
    needs: write,
    answer: (call) => {
      const { pull, thread, comment } = call.state.comment(numberIn(call, 'comment_id'));
      writing.editComment(call.state, comment, text(call.fields, 'body') ?? '');
      return ok(commentJson(call.state, pull, thread, comment));
    },
  },
  {
    method: 'DELETE',
    path: oneComment,
    needs: write,
    answer: (call) => {
      const { pull, thread, comment } = call.state.comment(numberIn(call, 'comment_id'));
      writing.deleteComment(pull, thread, comment);
      return { status: 204 };
    },
  },
];

function pullOf(call: Call): Pull {
  return call.state.pull(numberIn(call, 'pull_number'));
}

function labelOf(pull: Pull): string {
  return `${pull.headRepository?.split('/')[0] ?? ''}:${pull.headBranch}`;
}

/** 30 a page, at most 100, and never more than 3,000; GitHub says nothing when it cuts. */
function files(call: Call): Answer {
  const { state } = call;
  const pull = pullOf(call);
  const changes = state.changesOf(pull).slice(0, state.limits.pullFiles);
  return page(call, changes, (some) => filesJson(state, some, pull.headSha));
}

function reviewOf(call: Call): [Pull, Review] {
  const pull = pullOf(call);
  const id = numberIn(call, 'review_id');
  const review = pull.reviews.find((each) => each.id === id);
  if (review === undefined || !call.state.visible(review)) throw notFound();
  return [pull, review];
}

function onReview(call: Call, change: (pull: Pull, review: Review) => void): Answer {
  const [pull, review] = reviewOf(call);
  change(pull, review);
  return ok(reviewJson(call.state, pull, review));
}

function created(state: State, id: number): Answer {
  const { pull, thread, comment } = state.comment(id);
  return { status: 201, body: commentJson(state, pull, thread, comment) };
}
