/** Payloads as GitHub writes them to GITHUB_EVENT_PATH, and the commit and ref that a workflow runs on. */

import { pullJson } from './json/pulls.ts';
import { repositoryJson, userJson, type Json } from './json/users.ts';
import { person } from './people.ts';
import { author } from './repository.ts';
import type { State } from './state.ts';

/** What starts a run. */
export interface Event {
  readonly event: string;
  readonly payload: Json;
  /** GITHUB_SHA */
  readonly sha: string;
  /** GITHUB_REF */
  readonly ref: string;
}

export type PullAction = 'opened' | 'synchronize' | 'reopened' | 'edited' | 'ready_for_review' | 'closed';

/** The payload is a snapshot of now: when a run is repeated, GitHub sends the old one. @throws Error on a conflict, as no workflow runs then */
export function pullRequestEvent(state: State, number: number, action: PullAction = 'opened'): Event {
  const merge = state.mergeable(state.pull(number));
  if (merge === undefined) throw new Error('GitHub starts no pull_request workflow while there is a conflict');
  return {
    event: 'pull_request',
    payload: pullPayload(state, number, action),
    sha: merge,
    ref: `refs/pull/${number}/merge`,
  };
}

/** Runs on the default branch, whatever the base. */
export function pullRequestTargetEvent(state: State, number: number, action: PullAction = 'opened'): Event {
  return { event: 'pull_request_target', payload: pullPayload(state, number, action), ...onDefaultBranch(state) };
}

function pullPayload(state: State, number: number, action: PullAction): Json {
  const pull = state.pull(number);
  const before = pull.heads.at(-2) ?? pull.headSha;
  return {
    action,
    number,
    pull_request: pullJson(state, pull),
    ...(action === 'synchronize' ? { before, after: pull.headSha } : {}),
    ...(action === 'edited' ? { changes: {} } : {}),
    ...common(state, pull.author.login),
  };
}

/** One pull request in the merge queue, merged on top of the base branch. @throws Error on a conflict */
export function mergeGroupEvent(state: State, number: number): Event {
  const pull = state.pull(number);
  const base = state.tip(pull.baseBranch);
  const head = state.mergeable(pull);
  if (head === undefined) throw new Error('A pull request with a conflict does not get into the queue');
  const ref = `refs/heads/gh-readonly-queue/${pull.baseBranch}/pr-${number}-${base}`;
  const commit = state.repository.get(head);
  const who = { name: author.name, email: author.email };
  const payload = {
    action: 'checks_requested',
    merge_group: {
      head_sha: head,
      head_ref: ref,
      base_sha: base,
      base_ref: `refs/heads/${pull.baseBranch}`,
      head_commit: {
        id: head,
        tree_id: commit.tree,
        message: commit.message,
        timestamp: commit.date,
        author: who,
        committer: who,
      },
    },
    ...common(state, 'github-merge-queue[bot]'),
  };
  return { event: 'merge_group', payload, sha: head, ref };
}

/** A push that has happened: the branch is where it ended. Null for `before`: a new branch. */
export function pushEvent(state: State, branch: string, before: string | null): Event {
  const after = state.tip(branch);
  const zeros = '0'.repeat(40);
  const html = `${state.serverUrl}/${state.fullName}`;
  const ref = `refs/heads/${branch}`;
  const { tree, message, date } = state.repository.get(after);
  const who = { ...author, username: 'mei' };
  const url = `${html}/commit/${after}`;
  const head = { id: after, tree_id: tree, distinct: true, message, timestamp: date, url, author: who, committer: who };
  const payload = {
    ref,
    before: before ?? zeros,
    after,
    base_ref: null,
    compare: `${html}/compare/${before ?? zeros}...${after}`,
    created: before === null,
    deleted: false,
    forced: before !== null && !state.repository.history(after).includes(before),
    // As Actions cuts it: without the lists of files.
    commits: [head],
    head_commit: head,
    pusher: { name: 'mei', email: author.email },
    ...common(state, 'mei'),
  };
  return { event: 'push', payload, sha: after, ref };
}

export function workflowDispatchEvent(state: State, branch = state.defaultBranch): Event {
  const ref = `refs/heads/${branch}`;
  const payload = { inputs: null, ref, workflow: '.github/workflows/kasane.yml', ...common(state, 'mei') };
  return { event: 'workflow_dispatch', payload, sha: state.tip(branch), ref };
}

export function scheduleEvent(state: State): Event {
  const payload = { schedule: '0 3 * * 1', workflow: '.github/workflows/kasane.yml', ...common(state, 'mei') };
  return { event: 'schedule', payload, ...onDefaultBranch(state) };
}

function onDefaultBranch(state: State): Pick<Event, 'sha' | 'ref'> {
  return { sha: state.tip(state.defaultBranch), ref: `refs/heads/${state.defaultBranch}` };
}

function common(state: State, login: string): Json {
  return { repository: repositoryJson(state), sender: userJson(state, person(login)) };
}
