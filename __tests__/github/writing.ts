/** What the write endpoints do, and what they refuse. */

import { fieldsOf, integer, list, oneOf, text, type Fields } from './fields.ts';
import type { Person } from './people.ts';
import { placeOf, type Misplaced, type Placed } from './placing.ts';
import type { Comment, Pull, Review, ReviewState, Thread } from './pulls.ts';
import { notFound, Refusal, unprocessable, validationFailed } from './refusal.ts';
import { nodeId, type State } from './state.ts';

const events = ['APPROVE', 'REQUEST_CHANGES', 'COMMENT'] as const;
const stateAfter: Record<(typeof events)[number], ReviewState> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

/** All or nothing. @throws Refusal */
export function createReview(state: State, pull: Pull, fields: Fields, author: Person): Review {
  if (pull.locked) throw unprocessable(['lock prevents review']);
  const event = oneOf(text(fields, 'event'), events, 'event');
  const body = text(fields, 'body') ?? '';
  const comments = list(fields, 'comments').map((comment) => fieldsOf(comment));
  if (pull.reviews.some((one) => one.state === 'PENDING' && one.author.login === author.login)) {
    throw unprocessable(['User can only have one pending review per pull request']);
  }
  refuseEvent(pull, event, author);
  if ((event === 'COMMENT' && body === '' && comments.length === 0) || (event === 'REQUEST_CHANGES' && body === '')) {
    throw unprocessable(["Body can't be blank"]);
  }
  const errors = bodyErrors(body);
  const commit = text(fields, 'commit_id') ?? pull.headSha;
  if (!isOf(state, pull, commit)) throw unprocessable(['commit_id is not part of the pull request']);
  const places: { placed: Placed; body: string }[] = [];
  for (const comment of comments) {
    const placed = placeOf(state, pull, commit, comment);
    const words = text(comment, 'body') ?? '';
    errors.push(...commentErrors(words), ...(typeof placed === 'string' ? reviewErrors[placed] : []));
    if (typeof placed !== 'string') places.push({ placed, body: words });
  }
  if (errors.length > 0) throw unprocessable([...new Set(errors)]);
  const review = addReview(state, pull, author, commit, body, event === undefined ? 'PENDING' : stateAfter[event]);
  for (const { placed, body: words } of places) startThread(state, pull, review, placed, words);
  return review;
}

const reviewErrors: Record<Misplaced, readonly string[]> = {
  path: ['Path could not be resolved'],
  line: [
    'Pull request review thread line must be part of the diff',
    "Pull request review thread diff hunk can't be blank",
  ],
  'start-line-order': ['Pull request review thread start line must precede the end line.'],
  'start-line-hunk': ['Pull request review thread start line must be part of the same hunk as the line.'],
};

function refuseEvent(pull: Pull, event: string | undefined, author: Person): void {
  if (event === 'APPROVE' && author.login === 'github-actions[bot]') {
    throw unprocessable(['GitHub Actions is not permitted to approve pull requests.']);
  }
  if (pull.author.login !== author.login) return;
  if (event === 'APPROVE') throw unprocessable(['Review Can not approve your own pull request']);
  if (event === 'REQUEST_CHANGES') throw unprocessable(['Review Can not request changes on your own pull request']);
}

/** GitHub counts characters, not bytes or UTF-16 units. */
function bodyErrors(body: string): string[] {
  return body.length > 65_536 && Array.from(body).length > 65_536
    ? ['Body is too long (maximum is 65536 characters)']
    : [];
}

function commentErrors(body: string): string[] {
  return body.trim() === '' ? ["Body can't be blank"] : bodyErrors(body);
}

/** A force push takes commits out of a pull request; what it had stays in the repository. */
function isOf(state: State, pull: Pull, commit: string): boolean {
  if (!state.repository.commits.has(commit)) return false;
  const base = new Set(state.repository.history(state.tip(pull.baseBranch)));
  return !base.has(commit) && state.repository.history(pull.headSha).includes(commit);
}

function addReview(state: State, pull: Pull, author: Person, commit: string, body: string, as: ReviewState): Review {
  const id = state.id();
  const submittedAt = as === 'PENDING' ? null : state.now();
  const review: Review = { id, nodeId: nodeId('PRR', id), author, commit, body, state: as, submittedAt };
  pull.reviews.push(review);
  return review;
}

function startThread(state: State, pull: Pull, review: Review, placed: Placed, body: string): Comment {
  const thread: Thread = {
    ...placed,
    nodeId: nodeId('PRRT', state.id()),
    commit: review.commit,
    resolvedBy: null,
    comments: [],
  };
  pull.threads.push(thread);
  return addComment(state, thread, review, body);
}

function addComment(state: State, thread: Thread, review: Review, body: string): Comment {
  const id = state.id();
  const date = state.now();
  const top = thread.comments[0];
  const comment: Comment = {
    id,
    nodeId: nodeId('PRRC', id),
    author: review.author,
    createdAt: date,
    updatedAt: date,
    review,
    inReplyTo: top === undefined ? null : (top.inReplyTo ?? top.id),
    body,
    minimized: null,
  };
  thread.comments.push(comment);
  return comment;
}

/** `POST /pulls/{n}/comments`: a new thread, or an answer with `in_reply_to`. @throws Refusal */
export function createComment(state: State, pull: Pull, fields: Fields, author: Person): Comment {
  const body = text(fields, 'body') ?? '';
  const inReplyTo = integer(fields, 'in_reply_to');
  if (inReplyTo !== undefined) return reply(state, pull, inReplyTo, body, author);
  refuseComment(pull, body);
  const commit = text(fields, 'commit_id');
  if (commit === undefined || !isOf(state, pull, commit)) {
    throw validationFailed([{ resource: 'PullRequestReviewComment', code: 'invalid', field: 'commit_id' }]);
  }
  const placed = placeOf(state, pull, commit, fields);
  if (typeof placed === 'string') {
    const [field, message] = singleErrors[placed];
    const resource = 'PullRequestReviewComment';
    throw validationFailed([{ resource, code: 'custom', field, message: `${field} ${message}` }]);
  }
  return startThread(state, pull, addReview(state, pull, author, commit, '', 'COMMENTED'), placed, body);
}

const singleErrors: Record<Misplaced, readonly [string, string]> = {
  path: ['pull_request_review_thread.path', 'could not be resolved'],
  line: ['pull_request_review_thread.line', 'must be part of the diff'],
  'start-line-order': ['pull_request_review_thread.start_line', 'must precede the end line.'],
  'start-line-hunk': ['pull_request_review_thread.start_line', 'must be part of the same hunk as the line.'],
};

/** Only the first comment of a thread can be answered. @throws Refusal */
export function reply(state: State, pull: Pull, to: number, body: string, author: Person): Comment {
  refuseComment(pull, body);
  const thread = pull.threads.find((one) => one.comments[0]?.id === to);
  if (thread === undefined) throw notFound();
  const review = addReview(state, pull, author, thread.commit, '', 'COMMENTED');
  return addComment(state, thread, review, body);
}

function refuseComment(pull: Pull, body: string): void {
  if (pull.locked) throw new Refusal(403, 'Unable to create comment because issue is locked.');
  const [message] = commentErrors(body);
  if (message === undefined) return;
  throw validationFailed([{ resource: 'PullRequestReviewComment', code: 'custom', field: 'body', message }]);
}

/** @throws Refusal */
export function editComment(state: State, comment: Comment, body: string): void {
  const [message] = commentErrors(body);
  if (message !== undefined) {
    throw validationFailed([{ resource: 'PullRequestReviewComment', code: 'custom', field: 'body', message }]);
  }
  comment.body = body;
  comment.updatedAt = state.now();
}

/** A thread goes with its last comment; the review stays, an empty shell. */
export function deleteComment(pull: Pull, thread: Thread, comment: Comment): void {
  thread.comments.splice(thread.comments.indexOf(comment), 1);
  if (thread.comments.length === 0) pull.threads.splice(pull.threads.indexOf(thread), 1);
}

/** @throws Refusal */
export function editReview(review: Review, body: string, viewer: Person): void {
  if (review.author.login !== viewer.login) throw new Refusal(403, 'Must have admin rights to Repository.');
  const errors = body === '' ? ["Body can't be blank"] : bodyErrors(body);
  if (errors.length > 0) throw unprocessable(errors);
  review.body = body;
}

/** Only a draft can be deleted, and its comments go with it. @throws Refusal */
export function deleteReview(pull: Pull, review: Review): void {
  if (review.state !== 'PENDING') throw unprocessable(['Can not delete a non-pending pull request review']);
  pull.reviews.splice(pull.reviews.indexOf(review), 1);
  const drafted = pull.threads.flatMap((thread) =>
    thread.comments.filter((one) => one.review === review).map((comment) => ({ thread, comment })),
  );
  for (const { thread, comment } of drafted) deleteComment(pull, thread, comment);
}

/** @throws Refusal */
export function submitReview(state: State, pull: Pull, review: Review, fields: Fields): void {
  const event = oneOf(text(fields, 'event'), events, 'event');
  if (event === undefined || review.state !== 'PENDING') throw unprocessable(['Can not submit this review']);
  refuseEvent(pull, event, review.author);
  const body = text(fields, 'body');
  if (body !== undefined) review.body = body;
  review.state = stateAfter[event];
  review.submittedAt = state.now();
}
