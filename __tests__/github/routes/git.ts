/** The repository and its objects. */

import { base64, blobJson, commitJson, filesJson, gitCommitJson, repositoryUrl, treeEntryJson } from '../json/git.ts';
import { repositoryJson, type Json } from '../json/users.ts';
import type { TreeEntry } from '../objects.ts';
import { notFound, Refusal } from '../refusal.ts';
import type { Commit } from '../repository.ts';
import { nodeId, type State } from '../state.ts';
import { ok, page, type Answer, type Call, type Route } from './route.ts';

const contents = { contents: 'read' } as const;

export const gitRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}',
    needs: {},
    answer: ({ state }) => ok({ ...repositoryJson(state), network_count: 0, subscribers_count: 0 }),
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/commits/{commit_sha}',
    needs: contents,
    answer: ({ state, params }) =>
      ok(gitCommitJson(state, known(state.repository.commits.get(params['commit_sha'] ?? '')))),
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits/{ref}',
    needs: contents,
    answer: ({ state, params }) => ok(fullCommit(state, commitAt(state, params['ref']))),
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits',
    needs: contents,
    answer: (call) => {
      const { state, query } = call;
      const start = commitAt(state, query.get('sha') ?? state.defaultBranch);
      const all = state.repository.history(start.sha).map((sha) => state.repository.get(sha));
      const path = query.get('path');
      const touching = path === null ? all : all.filter((commit) => touches(state, commit, path));
      return page(call, touching, (some) => some.map((commit) => commitJson(state, commit)));
    },
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/ref/{ref}',
    needs: contents,
    answer: ({ state, params }) => {
      const ref = params['ref'] ?? '';
      const sha = known(state.repository.branches.get(ref.replace(/^heads\//, '')));
      const url = `${repositoryUrl(state)}/git/commits/${sha}`;
      return ok({ ref: `refs/${ref}`, node_id: nodeId('REF', 1), url, object: { type: 'commit', sha, url } });
    },
  },
  { method: 'GET', path: '/repos/{owner}/{repo}/compare/{basehead}', needs: contents, answer: compare },
  { method: 'GET', path: '/repos/{owner}/{repo}/git/trees/{tree_sha}', needs: contents, answer: tree },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/git/blobs/{file_sha}',
    needs: contents,
    answer: ({ state, params, accept }) => {
      const sha = params['file_sha'] ?? '';
      const bytes = known(state.repository.store.bytes(sha));
      return /\braw\b/.test(accept) ? { status: 200, body: bytes } : ok(blobJson(state, sha, bytes));
    },
  },
  { method: 'GET', path: '/repos/{owner}/{repo}/contents/{path}', needs: contents, answer: contentsAt },
];

function known<T>(value: T | undefined): T {
  if (value === undefined) throw notFound();
  return value;
}

function commitAt(state: State, ref: string | undefined): Commit {
  const commit = state.repository.resolve(ref ?? '');
  if (commit === undefined) throw new Refusal(422, `No commit found for SHA: ${ref}`);
  return commit;
}

function fullCommit(state: State, commit: Commit): Json {
  const [parent] = commit.parents;
  return commitJson(state, commit, parent === undefined ? [] : state.changesBetween(parent, commit.sha));
}

function touches(state: State, commit: Commit, path: string): boolean {
  const [parent] = commit.parents;
  const before = parent === undefined ? undefined : state.repository.get(parent).files;
  const under = (name: string): boolean => name === path || name.startsWith(`${path}/`);
  const names = [...commit.files.keys(), ...(before?.keys() ?? [])].filter(under);
  return names.some((name) => before?.get(name)?.sha !== commit.files.get(name)?.sha);
}

/** Three dots; files only on the first page, at most 300 for the whole comparison. */
function compare(call: Call): Answer {
  const { state, params, query } = call;
  const { repository } = state;
  const sides = (params['basehead'] ?? '').split('...');
  if (sides.length !== 2) throw new Refusal(404, 'Not Found');
  const [base, head] = sides.map((side) => known(repository.resolve(side.replace(/^[^/:]+:/, ''))));
  if (base === undefined || head === undefined) throw notFound();
  const merge = repository.mergeBase(base.sha, head.sha);
  if (merge === undefined) throw new Refusal(404, `No common ancestor between ${base.sha} and ${head.sha}.`);
  const [inBase, inHead] = [repository.history(base.sha), repository.history(head.sha)];
  const ahead = inHead.filter((sha) => !inBase.includes(sha)).toReversed();
  const behind = inBase.filter((sha) => !inHead.includes(sha));
  const commits = page(call, ahead, (some) => some.map((sha) => commitJson(state, repository.get(sha))));
  const url = `${repositoryUrl(state)}/compare/${base.sha}...${head.sha}`;
  const html = `${state.serverUrl}/${state.fullName}/compare/${base.sha}...${head.sha}`;
  const changes = state.changesBetween(merge, head.sha).slice(0, state.limits.compareFiles);
  const first = Number(query.get('page') ?? 1) === 1;
  return {
    ...commits,
    body: {
      url,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: commitJson(state, base),
      merge_base_commit: commitJson(state, repository.get(merge)),
      status:
        ahead.length > 0 ? (behind.length > 0 ? 'diverged' : 'ahead') : behind.length > 0 ? 'behind' : 'identical',
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: commits.body,
      ...(first ? { files: filesJson(state, changes, head.sha) } : {}),
    },
  };
}

/** By the id of a tree or commit, or a branch. */
function tree({ state, params, query }: Call): Answer {
  const asked = params['tree_sha'] ?? '';
  const sha = state.repository.resolve(asked)?.tree ?? asked;
  const entries = known(state.repository.store.entries(sha));
  const recursive = query.has('recursive');
  const all = recursive ? deep(state, entries, '') : entries.map((entry) => ({ path: entry.name, entry }));
  const limit = recursive ? state.limits.treeEntries : all.length;
  return ok({
    sha,
    url: `${repositoryUrl(state)}/git/trees/${sha}`,
    tree: all.slice(0, limit).map(({ path, entry }) => treeEntryJson(state, path, entry)),
    truncated: all.length > limit,
  });
}

function deep(state: State, entries: readonly TreeEntry[], prefix: string): { path: string; entry: TreeEntry }[] {
  return entries.flatMap((entry) => {
    const path = prefix + entry.name;
    const inside = entry.mode === '40000' ? (state.repository.store.entries(entry.sha) ?? []) : [];
    return [{ path, entry }, ...deep(state, inside, `${path}/`)];
  });
}

/** Large files have no content in JSON; a symlink to a file is that file, under its own name. */
function contentsAt({ state, params, query, accept }: Call): Answer {
  const ref = query.get('ref') ?? state.defaultBranch;
  const commit = state.repository.resolve(ref);
  if (commit === undefined) throw new Refusal(404, `No commit found for the ref ${ref}`);
  const path = (params['path'] ?? '').replace(/\/+$/, '');
  const entry = entryAt(state, commit.tree, path);
  if (entry === undefined) throw notFound();
  const raw = /\braw\b/.test(accept);
  if (entry.mode === '40000') {
    if (raw) throw new Refusal(415, 'Unsupported media type for a directory');
    const inside = state.repository.store.entries(entry.sha) ?? [];
    return ok(
      inside.slice(0, 1000).map((one) => contentHead(state, path === '' ? one.name : `${path}/${one.name}`, ref, one)),
    );
  }
  const head = contentHead(state, path, ref, entry);
  if (entry.mode === '160000')
    return ok({ ...head, type: 'submodule', submodule_git_url: `${state.serverUrl}/${state.owner}/library.git` });
  const bytes = known(state.repository.store.bytes(entry.sha));
  if (entry.mode === '120000') {
    const target = targetOf(path, bytes.toString('utf8'));
    const file = target === undefined ? undefined : commit.files.get(target);
    if (file === undefined || !file.mode.startsWith('100')) return ok({ ...head, target: bytes.toString('utf8') });
    return fileContent(state, { ...head, type: 'file' }, known(state.repository.store.bytes(file.sha)), raw);
  }
  return fileContent(state, head, bytes, raw);
}

function fileContent(state: State, head: Json, bytes: Buffer, raw: boolean): Answer {
  if (raw) return { status: 200, body: bytes };
  const large = bytes.length > state.limits.contentBytes;
  const content = large ? { content: '', encoding: 'none' } : { content: base64(bytes), encoding: 'base64' };
  return ok({ ...head, size: bytes.length, ...content });
}

function contentHead(state: State, path: string, ref: string, entry: TreeEntry): Json {
  const size = state.repository.store.bytes(entry.sha)?.length ?? 0;
  // API version 2022-11-28 lists a submodule as a file.
  const type = { '40000': 'dir', '120000': 'symlink', '160000': 'file', '100644': 'file', '100755': 'file' }[
    entry.mode
  ];
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { type, name, path, sha: entry.sha, size, ...contentUrls(state, path, ref, entry) };
}

function contentUrls(state: State, path: string, ref: string, entry: TreeEntry): Json {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const url = `${repositoryUrl(state)}/contents/${encoded}?ref=${ref}`;
  const git = `${repositoryUrl(state)}/git/${entry.mode === '40000' ? 'trees' : 'blobs'}/${entry.sha}`;
  const html = `${state.serverUrl}/${state.fullName}/blob/${ref}/${encoded}`;
  const download = entry.mode === '40000' ? null : `${state.serverUrl}/${state.fullName}/raw/${ref}/${encoded}`;
  return { url, git_url: git, html_url: html, download_url: download, _links: { self: url, git, html } };
}

function entryAt(state: State, root: string, path: string): TreeEntry | undefined {
  let entry: TreeEntry = { name: '', mode: '40000', sha: root };
  for (const name of path === '' ? [] : path.split('/')) {
    const next = state.repository.store.entries(entry.sha)?.find((one) => one.name === name);
    if (next === undefined) return undefined;
    entry = next;
  }
  return entry;
}

/** A path of the repository; undefined when it leads out of it. */
function targetOf(link: string, target: string): string | undefined {
  const names = link.split('/').slice(0, -1);
  for (const name of target.split('/')) {
    if (name === '..' && names.pop() === undefined) return undefined;
    if (name !== '..' && name !== '.' && name !== '') names.push(name);
  }
  return target.startsWith('/') ? undefined : names.join('/');
}
