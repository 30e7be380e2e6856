/** The state as GraphQL's default resolver walks it: plain values, functions where a field has arguments or is costly. */

import { GraphQLError } from 'graphql';
import { blobNode } from '../json/git.ts';
import type { Json } from '../json/users.ts';
import type { TreeEntry } from '../objects.ts';
import type { Person } from '../people.ts';
import { placeNow } from '../placing.ts';
import type { Comment, Pull, Review, Thread } from '../pulls.ts';
import type { Commit } from '../repository.ts';
import { nodeId, type State } from '../state.ts';

/** As GitHub says it: an error with a type, beside whatever data there is. */
export function refuse(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export const inaccessible = (): GraphQLError => refuse('FORBIDDEN', 'Resource not accessible by integration');

export function repositoryNode(state: State): Json {
  return {
    __typename: 'Repository',
    id: nodeId('R', 1),
    name: state.name,
    nameWithOwner: state.fullName,
    object: ({ expression, oid }: { expression?: string; oid?: string }) => {
      if (state.permissions.contents === 'none') throw inaccessible();
      return objectAt(state, oid ?? expression ?? '');
    },
    pullRequest: ({ number }: { number: number }) => {
      if (state.permissions.pullRequests === 'none') throw inaccessible();
      const pull = state.pulls.get(number);
      if (pull === undefined) {
        throw refuse('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
      }
      return pullNode(state, pull);
    },
  };
}

/** An id, `<ref>` or `<ref>:<path>`. */
function objectAt(state: State, expression: string): Json | null {
  const { repository } = state;
  const colon = expression.indexOf(':');
  if (colon < 0) {
    const commit = repository.resolve(expression);
    return commit === undefined ? objectNode(state, expression) : commitNode(commit);
  }
  let sha = repository.resolve(expression.slice(0, colon))?.tree;
  for (const name of expression
    .slice(colon + 1)
    .split('/')
    .filter(Boolean)) {
    sha = sha === undefined ? undefined : repository.store.entries(sha)?.find((entry) => entry.name === name)?.sha;
  }
  return sha === undefined ? null : objectNode(state, sha);
}

function objectNode(state: State, sha: string): Json | null {
  const { store, commits } = state.repository;
  const bytes = store.bytes(sha);
  if (bytes !== undefined) return blobNode(state, sha, bytes);
  const entries = store.entries(sha);
  if (entries === undefined) {
    const commit = commits.get(sha);
    return commit === undefined ? null : commitNode(commit);
  }
  const id = nodeId('T', Number.parseInt(sha.slice(0, 8), 16));
  const abbreviatedOid = sha.slice(0, 7);
  return { __typename: 'Tree', id, oid: sha, abbreviatedOid, entries: entries.map((one) => entryNode(state, one)) };
}

function entryNode(state: State, { name, mode, sha }: TreeEntry): Json {
  const type = mode === '40000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
  const size = state.repository.store.bytes(sha)?.length ?? 0;
  return {
    name,
    path: name,
    mode: Number.parseInt(mode, 8),
    type,
    oid: sha,
    size,
    object: () => objectNode(state, sha),
  };
}

function commitNode({ sha, message, date }: Commit): Json {
  const id = nodeId('C', Number.parseInt(sha.slice(0, 8), 16));
  return { __typename: 'Commit', id, oid: sha, abbreviatedOid: sha.slice(0, 7), message, committedDate: date };
}

/** A bot's login has no suffix here. */
function actorNode(state: State, { login, id, type }: Person): Json {
  const name = type === 'Bot' ? login.replace(/\[bot\]$/, '') : login;
  const url = `${state.serverUrl}/${type === 'Bot' ? 'apps/' : ''}${name}`;
  return { __typename: type, id: nodeId(type === 'Bot' ? 'BOT' : 'U', id), databaseId: id, login: name, url };
}

/** `viewer` and `resolvedBy` are declared as users, also for a bot, and then the login keeps the suffix. */
export function userNode(state: State, who: Person): Json {
  return { ...actorNode(state, who), __typename: 'User', login: who.login };
}

export function pullNode(state: State, pull: Pull): Json {
  return {
    __typename: 'PullRequest',
    id: pull.nodeId,
    number: pull.number,
    title: pull.title,
    url: `${state.serverUrl}/${state.fullName}/pull/${pull.number}`,
    author: actorNode(state, pull.author),
    state: pull.state === 'open' ? 'OPEN' : 'CLOSED',
    closed: pull.state === 'closed',
    merged: false,
    locked: pull.locked,
    isDraft: pull.draft,
    isCrossRepository: pull.headRepository !== state.fullName,
    baseRefName: pull.baseBranch,
    baseRefOid: pull.baseSha,
    headRefName: pull.headBranch,
    headRefOid: pull.headSha,
    changedFiles: () => state.changesOf(pull).length,
    reviewThreads: (some: Window) => {
      const visible = pull.threads.filter((thread) => thread.comments.some(({ review }) => state.visible(review)));
      return connection('reviewThreads', visible, some, (thread) => threadNode(state, pull, thread));
    },
    reviews: (some: Window) => {
      const visible = pull.reviews.filter((review) => state.visible(review));
      return connection('reviews', visible, some, (review) => reviewNode(state, pull, review));
    },
  };
}

/** Resolving needs `contents: write`, for threads of the same token too. */
export function canResolve(state: State): boolean {
  return state.permissions.contents === 'write' && state.permissions.pullRequests === 'write';
}

export function threadNode(state: State, pull: Pull, thread: Thread): Json {
  const now = placeNow(state, pull, thread);
  const resolved = thread.resolvedBy !== null;
  return {
    __typename: 'PullRequestReviewThread',
    id: thread.nodeId,
    path: thread.path,
    subjectType: thread.subject === 'file' ? 'FILE' : 'LINE',
    diffSide: thread.side,
    startDiffSide: thread.startSide,
    line: now?.line ?? null,
    startLine: now?.startLine ?? null,
    originalLine: thread.line,
    originalStartLine: thread.startLine,
    isOutdated: now === null,
    isResolved: resolved,
    isCollapsed: resolved,
    resolvedBy: thread.resolvedBy === null ? null : userNode(state, thread.resolvedBy),
    viewerCanReply: state.permissions.pullRequests === 'write' && !pull.locked,
    viewerCanResolve: canResolve(state) && !resolved,
    viewerCanUnresolve: canResolve(state) && resolved,
    comments: (some: Window) =>
      connection('comments', thread.comments, some, (comment) => commentNode(state, pull, thread, comment)),
  };
}

/** `databaseId` can't hold the ids of today: asking for it gives an error beside null, `fullDatabaseId` a string. */
export function commentNode(state: State, pull: Pull, thread: Thread, comment: Comment): Json {
  const now = placeNow(state, pull, thread);
  const writes = state.permissions.pullRequests === 'write';
  const to = thread.comments.find(({ id }) => id === comment.inReplyTo);
  return {
    __typename: 'PullRequestReviewComment',
    id: comment.nodeId,
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    url: `${state.serverUrl}/${state.fullName}/pull/${pull.number}#discussion_r${comment.id}`,
    author: actorNode(state, comment.author),
    body: comment.body,
    path: thread.path,
    line: now?.line ?? null,
    startLine: now?.startLine ?? null,
    originalLine: thread.line,
    outdated: now === null,
    createdAt: comment.createdAt,
    updatedAt: comment.updatedAt,
    isMinimized: comment.minimized !== null,
    minimizedReason: comment.minimized?.toLowerCase() ?? null,
    pullRequestReview: () => reviewNode(state, pull, comment.review),
    replyTo: () => (to === undefined ? null : commentNode(state, pull, thread, to)),
    viewerCanDelete: writes,
    viewerCanUpdate: writes,
    viewerDidAuthor: comment.author.login === state.viewer.login,
  };
}

export function reviewNode(state: State, pull: Pull, review: Review): Json {
  return {
    __typename: 'PullRequestReview',
    id: review.nodeId,
    databaseId: review.id,
    fullDatabaseId: String(review.id),
    url: `${state.serverUrl}/${state.fullName}/pull/${pull.number}#pullrequestreview-${review.id}`,
    author: actorNode(state, review.author),
    body: review.body,
    commit: () => commitNode(state.repository.get(review.commit)),
    state: review.state,
    submittedAt: review.submittedAt,
    isMinimized: false,
    minimizedReason: null,
    viewerDidAuthor: review.author.login === state.viewer.login,
  };
}

interface Window {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** 1 to 100 of a list, from its start or its end. */
function connection<T>(name: string, all: readonly T[], some: Window, node: (item: T) => Json): Json {
  const count = some.first ?? some.last;
  if (count === undefined || count === null) {
    const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    throw refuse('MISSING_PAGINATION_BOUNDARIES', message);
  }
  if (count < 1 || count > 100) {
    const message = `Requesting ${count} records on the \`${name}\` connection exceeds the \`first\` limit of 100 records.`;
    throw refuse('EXCESSIVE_PAGINATION', message);
  }
  const from = some.after === undefined || some.after === null ? 0 : indexAt(some.after);
  const to = some.before === undefined || some.before === null ? all.length : indexAt(some.before) - 1;
  const start = typeof some.first === 'number' ? from : Math.max(from, to - count);
  const end = typeof some.first === 'number' ? Math.min(to, start + count) : to;
  return {
    nodes: all.slice(start, end).map((item) => node(item)),
    totalCount: all.length,
    pageInfo: {
      startCursor: end > start ? cursor(start + 1) : null,
      endCursor: end > start ? cursor(end) : null,
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
    },
  };
}

function cursor(index: number): string {
  return Buffer.from(`cursor:${index}`).toString('base64');
}

function indexAt(text: string): number {
  const match = /^cursor:(\d+)$/.exec(Buffer.from(text, 'base64').toString());
  if (match === null) throw refuse('INVALID_CURSOR_ARGUMENTS', `\`${text}\` does not appear to be a valid cursor.`);
  return Number(match[1]);
}
