/** Commits, trees, blobs and differences as REST gives them. */

import { isBinary, type Change } from '../changes.ts';
import type { TreeEntry } from '../objects.ts';
import { person } from '../people.ts';
import { author, type Commit } from '../repository.ts';
import { nodeId, type State } from '../state.ts';
import { userJson, type Json } from './users.ts';

export function repositoryUrl(state: State): string {
  return `${state.apiUrl}/repos/${state.fullName}`;
}

function pageUrl(state: State): string {
  return `${state.serverUrl}/${state.fullName}`;
}

/** `GET git/commits/{sha}` */
export function gitCommitJson(state: State, commit: Commit): Json {
  const who = { ...author, date: commit.date };
  return {
    sha: commit.sha,
    node_id: nodeId('C', Number.parseInt(commit.sha.slice(0, 8), 16)),
    url: `${repositoryUrl(state)}/git/commits/${commit.sha}`,
    html_url: `${pageUrl(state)}/commit/${commit.sha}`,
    author: who,
    committer: who,
    tree: { sha: commit.tree, url: `${repositoryUrl(state)}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: parentsJson(state, commit, 'git/commits'),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}

/** `GET commits/{ref}` and the commits of lists; with `changes` it is the full answer. */
export function commitJson(state: State, commit: Commit, changes?: readonly Change[]): Json {
  const { author: who, committer, message, tree, verification } = gitCommitJson(state, commit);
  const url = `${repositoryUrl(state)}/commits/${commit.sha}`;
  const user = userJson(state, person('mei'));
  const additions = changes?.reduce((sum, change) => sum + change.additions, 0) ?? 0;
  const deletions = changes?.reduce((sum, change) => sum + change.deletions, 0) ?? 0;
  const full = changes && {
    stats: { additions, deletions, total: additions + deletions },
    files: filesJson(state, changes, commit.sha),
  };
  return {
    sha: commit.sha,
    node_id: nodeId('C', Number.parseInt(commit.sha.slice(0, 8), 16)),
    url,
    html_url: `${pageUrl(state)}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${repositoryUrl(state)}/git/commits/${commit.sha}`,
      author: who,
      committer,
      message,
      tree,
      verification,
      comment_count: 0,
    },
    author: user,
    committer: user,
    parents: parentsJson(state, commit, 'commits'),
    ...full,
  };
}

function parentsJson(state: State, commit: Commit, kind: string): Json[] {
  return commit.parents.map((sha) => ({
    sha,
    url: `${repositoryUrl(state)}/${kind}/${sha}`,
    html_url: `${pageUrl(state)}/commit/${sha}`,
  }));
}

/** Rows of one answer: once their patches hold too many lines, the rest has none, and zero counts, with no word on it. */
export function filesJson(state: State, changes: readonly Change[], head: string): Json[] {
  let left = state.limits.patchLines;
  return changes.map((change) => {
    const lines = change.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
    const cut = state.withoutPatch.has(change.path);
    left = lines > left ? -1 : left - (cut ? 0 : lines);
    return fileJson(state, change, head, cut || left < 0);
  });
}

function fileJson(state: State, change: Change, head: string, cut: boolean): Json {
  const path = change.path.split('/').map(encodeURIComponent).join('/');
  const additions = cut ? 0 : change.additions;
  const deletions = cut ? 0 : change.deletions;
  return {
    sha: (change.after ?? change.before)?.sha ?? null,
    filename: change.path,
    status: change.status,
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${pageUrl(state)}/blob/${head}/${path}`,
    raw_url: `${pageUrl(state)}/raw/${head}/${path}`,
    contents_url: `${repositoryUrl(state)}/contents/${path}?ref=${head}`,
    ...(cut || change.patch === null ? {} : { patch: change.patch }),
    ...(change.previousPath === null ? {} : { previous_filename: change.previousPath }),
  };
}

const kinds = { '40000': 'tree', '160000': 'commit', '100644': 'blob', '100755': 'blob', '120000': 'blob' } as const;

/** An entry of a tree listing, `path` from the listed tree. */
export function treeEntryJson(state: State, path: string, { mode, sha }: TreeEntry): Json {
  const type = kinds[mode];
  const size = type === 'blob' ? { size: state.repository.store.bytes(sha)?.length ?? 0 } : {};
  const url = type === 'commit' ? {} : { url: `${repositoryUrl(state)}/git/${type}s/${sha}` };
  return { path, mode: mode.padStart(6, '0'), type, sha, ...size, ...url };
}

export function blobJson(state: State, sha: string, bytes: Buffer): Json {
  return {
    sha,
    node_id: nodeId('B', Number.parseInt(sha.slice(0, 8), 16)),
    size: bytes.length,
    url: `${repositoryUrl(state)}/git/blobs/${sha}`,
    content: base64(bytes),
    encoding: 'base64',
  };
}

/** With a line break after each 60 characters, as GitHub sends it. */
export function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll(/.{1,60}/g, '$&\n');
}

/** What GraphQL says of a blob. */
export function blobNode(state: State, sha: string, bytes: Buffer): Json {
  const binary = isBinary(bytes);
  const { textBytes } = state.limits;
  return {
    __typename: 'Blob',
    id: nodeId('B', Number.parseInt(sha.slice(0, 8), 16)),
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    byteSize: bytes.length,
    isBinary: binary,
    isTruncated: bytes.length > textBytes,
    text: binary ? null : bytes.subarray(0, textBytes).toString('utf8'),
  };
}
