/** People and the repository as REST gives them. */

import type { Person } from '../people.ts';
import { person } from '../people.ts';
import { nodeId, type State } from '../state.ts';

export type Json = Readonly<Record<string, unknown>>;

const ofUser = 'followers following gists starred subscriptions organizations repos events received_events';

export function userJson(state: State, { login, id, type }: Person): Json {
  const url = `${state.apiUrl}/users/${encodeURIComponent(login)}`;
  const page = type === 'Bot' ? `apps/${login.replace('[bot]', '')}` : login;
  return {
    login,
    id,
    node_id: nodeId('U', id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${state.serverUrl}/${page}`,
    ...Object.fromEntries(ofUser.split(' ').map((name) => [`${name}_url`, `${url}/${name}`])),
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

const ofRepository = `archive assignees blobs branches collaborators comments commits compare contents contributors
deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels
languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees`;

/** `fullName` of the repository itself or of a fork of it. */
export function repositoryJson(state: State, fullName = state.fullName): Json {
  const [owner = '', name = ''] = fullName.split('/');
  const url = `${state.apiUrl}/repos/${fullName}`;
  const html = `${state.serverUrl}/${fullName}`;
  const id = person(fullName).id;
  return {
    id,
    node_id: nodeId('R', id),
    name,
    full_name: fullName,
    private: false,
    owner: userJson(state, person(owner)),
    html_url: html,
    description: null,
    fork: fullName !== state.fullName,
    url,
    ...Object.fromEntries(ofRepository.split(/\s/).map((part) => [`${part}_url`, `${url}/${part}`])),
    git_url: `git://${new URL(html).host}/${fullName}.git`,
    ssh_url: `git@${new URL(html).host}:${fullName}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: 'Dockerfile',
    license: null,
    default_branch: state.defaultBranch,
    visibility: 'public',
    topics: [],
    size: 1,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    open_issues: state.pulls.size,
    open_issues_count: state.pulls.size,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    is_template: false,
    archived: false,
    disabled: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    created_at: '2026-01-05T09:00:00Z',
    updated_at: '2026-11-24T09:00:00Z',
    pushed_at: '2026-11-24T09:00:00Z',
  };
}
