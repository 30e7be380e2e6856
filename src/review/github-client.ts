import type { getOctokit } from '@actions/github';
import type { Author, Failure, ReviewClient, ReviewComment } from './client.ts';
import type { Thread } from './plan.ts';

type Octokit = ReturnType<typeof getOctokit>;

export interface PullOnGitHub {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly reads: Octokit;
  readonly writes: Octokit;
  readonly graphqlUrl: string;
  /** Login of the token by GraphQL; null: it does not say. */
  viewer(): Promise<string | null>;
}

/** The identity of GITHUB_TOKEN. */
const actionsBot = 'github-actions[bot]';

const threadsQuery = `query($owner:String!,$name:String!,$number:Int!,$after:String){
  repository(owner:$owner,name:$name){pullRequest(number:$number){reviewThreads(first:100,after:$after){
    pageInfo{hasNextPage endCursor}
    nodes{id isResolved viewerCanResolve viewerCanUnresolve resolvedBy{login} comments(first:1){nodes{fullDatabaseId isMinimized}}}
  }}}
}`;

interface ThreadsAnswer {
  readonly repository: {
    readonly pullRequest: {
      readonly reviewThreads: {
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
        readonly nodes: readonly ThreadNode[];
      };
    };
  };
}

interface ThreadNode {
  readonly id: string;
  readonly isResolved: boolean;
  readonly viewerCanResolve: boolean;
  readonly viewerCanUnresolve: boolean;
  readonly resolvedBy: { readonly login: string } | null;
  readonly comments: { readonly nodes: readonly { readonly fullDatabaseId: string; readonly isMinimized: boolean }[] };
}

export function githubReviewClient(place: PullOnGitHub): ReviewClient {
  const { owner, repo, number, reads, writes } = place;
  const one = { owner, repo, pull_number: number };
  const graphql = (octokit: Octokit) => octokit.graphql.defaults({ url: place.graphqlUrl });

  let login: Promise<string> | undefined;
  const ownLogin = (): Promise<string> => (login ??= findLogin(place));

  return {
    async pull() {
      const { data } = await reads.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', one);
      return { headSha: data.head.sha, open: data.state === 'open', locked: data.locked };
    },

    async comments() {
      const rows = await reads.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
        ...one,
        per_page: 100,
      });
      return rows.map((row): ReviewComment => {
        const { line, start_line: start } = row;
        const shown = typeof line === 'number' && row.side !== 'LEFT' && row.subject_type !== 'file';
        return {
          id: row.id,
          inReplyTo: row.in_reply_to_id ?? null,
          author: authorOf(row.user),
          body: row.body,
          path: row.path,
          lines: shown ? { startLine: start ?? line, line } : null,
        };
      });
    },

    async reviews() {
      const rows = await reads.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
        ...one,
        per_page: 100,
      });
      return rows.map(({ id, user, body, state }) => ({
        id,
        author: authorOf(user),
        body,
        pending: state === 'PENDING',
      }));
    },

    async threads() {
      const threads = new Map<number, Thread>();
      try {
        const self = plainLogin(await ownLogin());
        for (let after: string | null | undefined; after !== null;) {
          const variables = { owner, name: repo, number, after: after ?? null };
          const answer: ThreadsAnswer = await graphql(reads)<ThreadsAnswer>(threadsQuery, variables);
          const { nodes, pageInfo } = answer.repository.pullRequest.reviewThreads;
          for (const node of nodes) {
            const first = node.comments.nodes[0];
            if (first) threads.set(Number(first.fullDatabaseId), threadOf(node, first.isMinimized, self));
          }
          after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
        }
      } catch {
        // Without GraphQL no thread is known: nothing is resolved, all else goes on.
      }
      return threads;
    },

    async self() {
      const self = await ownLogin();
      return (author) =>
        author !== null && (author.login === self || (author.type === 'Bot' && author.login === `${self}[bot]`));
    },

    postReview: ({ commit, body, comments }) =>
      attempt(() =>
        writes.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
          ...one,
          commit_id: commit,
          event: 'COMMENT',
          body,
          comments: comments.map(({ path, startLine, line, body: text }) => ({
            path,
            ...(startLine < line ? { start_line: startLine, start_side: 'RIGHT' } : {}),
            line,
            side: 'RIGHT',
            body: text,
          })),
        }),
      ),
    deleteDraft: (review) =>
      attempt(() =>
        writes.request('DELETE /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}', {
          ...one,
          review_id: review,
        }),
      ),
    editComment: (comment, body) =>
      attempt(() =>
        writes.request('PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}', {
          owner,
          repo,
          comment_id: comment,
          body,
        }),
      ),
    deleteComment: (comment) =>
      attempt(() =>
        writes.request('DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}', {
          owner,
          repo,
          comment_id: comment,
        }),
      ),

    async resolve(thread, resolved) {
      const name = resolved ? 'resolveReviewThread' : 'unresolveReviewThread';
      const mutation = `mutation($id:ID!){${name}(input:{threadId:$id}){thread{id}}}`;
      await attempt(() => graphql(writes)(mutation, { id: thread }));
    },
  };
}

async function findLogin(place: PullOnGitHub): Promise<string> {
  const login = await place.viewer();
  if (login !== null) return login;
  try {
    return (await place.reads.request('GET /user')).data.login;
  } catch {
    // An installation token has no user.
    return actionsBot;
  }
}

function threadOf(node: ThreadNode, hidden: boolean, self: string): Thread {
  const byUs = node.resolvedBy !== null && plainLogin(node.resolvedBy.login) === self;
  return {
    id: node.id,
    resolved: node.isResolved ? (byUs ? 'by-us' : 'by-person') : 'no',
    hidden,
    canResolve: node.viewerCanResolve,
    canUnresolve: node.viewerCanUnresolve,
  };
}

/** GraphQL calls a bot by its name without the suffix. */
function plainLogin(login: string): string {
  return login.replace(/\[bot\]$/, '');
}

function authorOf(user: { readonly login: string; readonly type?: string } | null): Author {
  return user && { login: user.login, type: user.type ?? 'User' };
}

async function attempt(write: () => Promise<unknown>): Promise<Failure | null> {
  try {
    await write();
    return null;
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? error.status : null;
    const message = error instanceof Error ? error.message : String(error);
    const detail = `${typeof status === 'number' ? `${status}: ` : ''}${message.replace(/\s+/g, ' ').slice(0, 200)}`;
    if (status === 422) return { kind: /\block/i.test(message) ? 'denied' : 'invalid', detail };
    return { kind: typeof status === 'number' && status >= 400 && status < 500 ? 'denied' : 'lost', detail };
  }
}
