/** All that the stand-in knows: the repository, its pull requests, the token and its limits. */

import { changesBetween, type Change } from './changes.ts';
import { actionsBot, person, type Person } from './people.ts';
import type { Comment, Pull, Review, Thread } from './pulls.ts';
import { notFound } from './refusal.ts';
import { Repository } from './repository.ts';

export type Access = 'none' | 'read' | 'write';

export interface Permissions {
  contents: Access;
  pullRequests: Access;
}

/** Limits of the real API; a test lowers them instead of making huge repositories. */
export interface Limits {
  /** Files of a pull request. */
  pullFiles: number;
  /** Files of a comparison. */
  compareFiles: number;
  /** Lines of patches in one answer; the rows after that come without patch and with zero counts. */
  patchLines: number;
  /** Entries of a recursive tree listing. */
  treeEntries: number;
  /** Bytes that the contents API gives as JSON. */
  contentBytes: number;
  /** Bytes after which GraphQL cuts a text. */
  textBytes: number;
}

export interface Settings {
  /** `owner/name` */
  readonly repository?: string;
  readonly defaultBranch?: string;
  readonly permissions?: Partial<Permissions>;
  readonly token?: string;
  /** Who the token is; a personal token has a login of its own and may approve. */
  readonly viewer?: Person;
  readonly limits?: Partial<Limits>;
  readonly serverUrl?: string;
}

export interface Opening {
  /** Default: the default branch. */
  readonly base?: string;
  /** Branch with the proposed commits. */
  readonly head: string;
  readonly author?: string;
  readonly title?: string;
  readonly body?: string;
  readonly draft?: boolean;
  /** `owner/name` of a fork that holds the head. */
  readonly fork?: string;
}

export class State {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly serverUrl: string;
  /** Set by the server once it has a port. */
  apiUrl = 'https://api.github.com';
  readonly repository: Repository;
  readonly permissions: Permissions;
  readonly token: string;
  readonly viewer: Person;
  readonly limits: Limits;
  readonly pulls = new Map<number, Pull>();
  /** Paths whose `patch` the API leaves out, with zero counts, as it does for no reason that it names. */
  readonly withoutPatch = new Set<string>();
  #seconds = Date.parse('2026-11-24T09:00:00Z') / 1000;
  /** Above 2³¹, as the real ones: a `databaseId` of GraphQL doesn't hold them. */
  #nextId = 2_400_000_000;
  readonly #changes = new Map<string, Change[]>();
  readonly #merges = new Map<string, string | undefined>();

  constructor(settings: Settings = {}) {
    const [owner = '', name = ''] = (settings.repository ?? 'kitchen/shop').split('/');
    this.owner = owner;
    this.name = name;
    this.defaultBranch = settings.defaultBranch ?? 'main';
    this.serverUrl = settings.serverUrl ?? 'https://github.com';
    this.token = settings.token ?? 'ghs_standInForTheRealToken0000000000000';
    this.viewer = settings.viewer ?? actionsBot;
    this.permissions = { contents: 'read', pullRequests: 'write', ...settings.permissions };
    this.limits = {
      pullFiles: 3000,
      compareFiles: 300,
      patchLines: 20_000,
      treeEntries: 100_000,
      contentBytes: 1024 * 1024,
      textBytes: 1024 * 1024,
      ...settings.limits,
    };
    this.repository = new Repository(() => this.now());
  }

  get fullName(): string {
    return `${this.owner}/${this.name}`;
  }

  /** A clock that ticks once a reading. */
  now(): string {
    this.#seconds += 1;
    return new Date(this.#seconds * 1000).toISOString().replace('.000', '');
  }

  id(): number {
    this.#nextId += 7;
    return this.#nextId;
  }

  /** Moves a branch (or makes it); the heads of open pull requests follow, as after a push. */
  push(branch: string, commit: string): void {
    this.repository.get(commit);
    this.repository.branches.set(branch, commit);
    for (const pull of this.pulls.values()) {
      if (pull.headBranch !== branch || pull.state === 'closed') continue;
      pull.headSha = commit;
      pull.heads.push(commit);
      pull.baseSha = this.tip(pull.baseBranch);
    }
  }

  open(opening: Opening): Pull {
    const number = this.pulls.size + 1;
    const baseBranch = opening.base ?? this.defaultBranch;
    const headSha = this.tip(opening.head);
    const pull: Pull = {
      number,
      nodeId: nodeId('PR', number),
      author: person(opening.author ?? 'mei'),
      createdAt: this.now(),
      title: opening.title ?? `Change ${number}`,
      body: opening.body ?? null,
      state: 'open',
      locked: false,
      draft: opening.draft ?? false,
      baseBranch,
      baseSha: this.tip(baseBranch),
      headBranch: opening.head,
      headSha,
      heads: [headSha],
      headRepository: opening.fork ?? this.fullName,
      reviews: [],
      threads: [],
    };
    this.pulls.set(number, pull);
    return pull;
  }

  /** @throws Error when there is no such branch: a mistake in a test */
  tip(branch: string): string {
    const sha = this.repository.branches.get(branch);
    if (sha === undefined) throw new Error(`The stand-in has no branch ${branch}`);
    return sha;
  }

  /** @throws Refusal 404 */
  pull(number: number): Pull {
    const pull = this.pulls.get(number);
    if (pull === undefined) throw notFound();
    return pull;
  }

  /** What the pull request shows: its head against the merge base with the base branch, as that stands now. */
  changesOf(pull: Pull, head = pull.headSha): Change[] {
    const base = this.repository.mergeBase(this.tip(pull.baseBranch), head);
    return base === undefined ? [] : this.changesBetween(base, head);
  }

  changesBetween(from: string, to: string): Change[] {
    const key = `${from}..${to}`;
    const known = this.#changes.get(key) ?? changesBetween(this.repository, from, to);
    this.#changes.set(key, known);
    return known;
  }

  /** The commit of `refs/pull/N/merge`, which `pull_request` workflows run on; undefined while there is a conflict. */
  mergeable(pull: Pull): string | undefined {
    const key = `${this.tip(pull.baseBranch)}+${pull.headSha}`;
    if (!this.#merges.has(key)) this.#merges.set(key, this.repository.merge(this.tip(pull.baseBranch), pull.headSha));
    return this.#merges.get(key);
  }

  /** Comments in the order of their ids, as REST lists them. Those of a draft review only its author sees. */
  commentsOf(pull: Pull): { thread: Thread; comment: Comment }[] {
    return pull.threads
      .flatMap((thread) => thread.comments.map((comment) => ({ thread, comment })))
      .filter(({ comment }) => this.visible(comment.review))
      .sort((a, b) => a.comment.id - b.comment.id);
  }

  visible(review: Review): boolean {
    return review.state !== 'PENDING' || review.author.login === this.viewer.login;
  }

  /** @throws Refusal 404 */
  comment(id: number): { pull: Pull; thread: Thread; comment: Comment } {
    for (const pull of this.pulls.values()) {
      const found = this.commentsOf(pull).find(({ comment }) => comment.id === id);
      if (found !== undefined) return { pull, ...found };
    }
    throw notFound();
  }
}

/** Looks like a global node id: a kind and something opaque. */
export function nodeId(kind: string, id: number): string {
  return `${kind}_kwDOKasane${id.toString(36)}`;
}
