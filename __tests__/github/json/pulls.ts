/** Pull requests, reviews and comments as REST gives them. */

import { excerpt, linesOf } from '../hunks.ts';
import { person } from '../people.ts';
import { placeNow } from '../placing.ts';
import type { Comment, Pull, Review, Thread } from '../pulls.ts';
import type { State } from '../state.ts';
import { repositoryUrl } from './git.ts';
import { repositoryJson, userJson, type Json } from './users.ts';

function urlsOf(state: State, pull: Pull): { url: string; html: string; issue: string } {
  return {
    url: `${repositoryUrl(state)}/pulls/${pull.number}`,
    html: `${state.serverUrl}/${state.fullName}/pull/${pull.number}`,
    issue: `${repositoryUrl(state)}/issues/${pull.number}`,
  };
}

/** An entry of the list of pull requests. */
export function pullSimpleJson(state: State, pull: Pull): Json {
  const { url, html, issue } = urlsOf(state, pull);
  const links = {
    self: url,
    html,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${repositoryUrl(state)}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${repositoryUrl(state)}/statuses/${pull.headSha}`,
  };
  return {
    url,
    id: 1_900_000_000 + pull.number,
    node_id: pull.nodeId,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    number: pull.number,
    state: pull.state,
    locked: pull.locked,
    active_lock_reason: null,
    title: pull.title,
    user: userJson(state, pull.author),
    body: pull.body,
    labels: [],
    milestone: null,
    created_at: pull.createdAt,
    updated_at: pull.createdAt,
    closed_at: pull.state === 'closed' ? pull.createdAt : null,
    merged_at: null,
    merge_commit_sha: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: sideJson(state, pull.headRepository, pull.headBranch, pull.headSha),
    base: sideJson(state, state.fullName, pull.baseBranch, pull.baseSha),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    draft: pull.draft,
  };
}

function sideJson(state: State, fullName: string | null, ref: string, sha: string): Json {
  const owner = fullName?.split('/')[0];
  const user = owner === undefined ? null : userJson(state, person(owner));
  const repo = fullName === null ? null : repositoryJson(state, fullName);
  return { label: `${owner ?? 'unknown repository'}:${ref}`, ref, sha, user, repo };
}

/** `GET pulls/{n}`, and what event payloads hold. */
export function pullJson(state: State, pull: Pull): Json {
  const changes = state.changesOf(pull);
  const base = new Set(state.repository.history(state.tip(pull.baseBranch)));
  return {
    ...pullSimpleJson(state, pull),
    merged: false,
    mergeable: state.mergeable(pull) !== undefined,
    rebaseable: null,
    mergeable_state: 'clean',
    merged_by: null,
    comments: 0,
    review_comments: state.commentsOf(pull).length,
    maintainer_can_modify: false,
    commits: state.repository.history(pull.headSha).filter((sha) => !base.has(sha)).length,
    additions: changes.reduce((sum, change) => sum + change.additions, 0),
    deletions: changes.reduce((sum, change) => sum + change.deletions, 0),
    changed_files: changes.length,
  };
}

export function reviewJson(state: State, pull: Pull, review: Review): Json {
  const { url, html } = urlsOf(state, pull);
  const page = `${html}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: userJson(state, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: url,
    author_association: 'NONE',
    _links: { html: { href: page }, pull_request: { href: url } },
    commit_id: review.commit,
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
  };
}

/** Outdated ones have null for `line`, `start_line` and `position`. REST doesn't say whether a thread is resolved. */
export function commentJson(state: State, pull: Pull, thread: Thread, comment: Comment): Json {
  const { url, html } = urlsOf(state, pull);
  const self = `${repositoryUrl(state)}/pulls/comments/${comment.id}`;
  const page = `${html}#discussion_r${comment.id}`;
  const now = placeNow(state, pull, thread);
  const position = positionIn(thread);
  return {
    url: self,
    pull_request_review_id: comment.review.id,
    id: comment.id,
    node_id: comment.nodeId,
    diff_hunk: thread.hunk === null || thread.line === null ? '' : excerpt(thread.hunk, thread.side, thread.line),
    path: thread.path,
    commit_id: now === null ? thread.commit : pull.headSha,
    original_commit_id: thread.commit,
    user: userJson(state, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: page,
    pull_request_url: url,
    author_association: 'NONE',
    _links: { self: { href: self }, html: { href: page }, pull_request: { href: url } },
    reactions: reactionsJson(self),
    // reviewdog saw file comments come back with line 1.
    start_line: now?.startLine ?? null,
    original_start_line: thread.startLine,
    start_side: thread.startSide,
    line: thread.subject === 'file' ? 1 : (now?.line ?? null),
    original_line: thread.line ?? 1,
    side: thread.side,
    subject_type: thread.subject,
    position: now === null ? null : position,
    original_position: position,
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  };
}

function positionIn({ hunk, side, line }: Thread): number {
  if (hunk === null) return 1;
  return linesOf(hunk).findIndex((one) => (side === 'LEFT' ? one.left : one.right) === line) + 1;
}

function reactionsJson(self: string): Json {
  const none = Object.fromEntries('+1 -1 laugh hooray confused heart rocket eyes'.split(' ').map((name) => [name, 0]));
  return { url: `${self}/reactions`, total_count: 0, ...none };
}
