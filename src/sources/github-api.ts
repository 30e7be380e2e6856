import { getOctokit } from '@actions/github';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';

type Octokit = ReturnType<typeof getOctokit>;

/** One repository behind GitHub's API. Two clients, because only writes have to be a second apart, and GraphQL queries are POSTs too. */
export interface GitHub {
  readonly owner: string;
  readonly repo: string;
  /** Retries what failed for no fault of ours. Never used for a write. */
  readonly reads: Octokit;
  /** Sends everything once, unless GitHub said that it was too early. */
  readonly writes: Octokit;
  /** Address of GraphQL, absolute. */
  readonly graphqlUrl: string;
}

/** Without this header the server chooses, and after some years another version. */
const apiVersion = '2022-11-28';

/** One attempt, in milliseconds. */
const attemptLimit = 30_000;

/** Failed attempts and waits of a whole run, in milliseconds: after that nothing is tried again. */
const patience = 120_000;

/** A query is worth one more attempt; behind it there is REST. */
const retriesOf = { GET: 3, POST: 1 };

/** Of the API's two halves, absolute. */
export interface Addresses {
  readonly rest: string;
  readonly graphql: string;
}

/** @param repository `owner/name` */
export function connect(token: string, repository: string, { rest, graphql }: Addresses): GitHub {
  const [owner = '', repo = ''] = repository.split('/');
  const budget = { left: patience };
  return {
    owner,
    repo,
    reads: client(token, rest, budget, { retries: true, throttle: { write: unspaced } }),
    writes: client(token, rest, budget, { retries: false, throttle: {} }),
    graphqlUrl: graphql,
  };
}

interface Budget {
  /** Milliseconds. */
  left: number;
}

function client(
  token: string,
  baseUrl: string,
  budget: Budget,
  options: { readonly retries: boolean; readonly throttle: { readonly write?: typeof unspaced } },
): Octokit {
  const mayWait = (seconds: number): boolean => {
    if (seconds * 1000 > budget.left) return false;
    budget.left -= seconds * 1000;
    return true;
  };

  /** Registered before the plugins: it sees every attempt, and they see what it decides. */
  const bounded = (octokit: Pick<Octokit, 'hook'>): void => {
    octokit.hook.wrap('request', async (request, call) => {
      call.headers['x-github-api-version'] = apiVersion;
      call.request.signal = AbortSignal.timeout(Math.max(1000, Math.min(attemptLimit, budget.left)));
      call.request['log'] = silent;
      const started = performance.now();
      try {
        return await request(call);
      } catch (error) {
        budget.left -= performance.now() - started;
        const failed = statusOf(error) ?? 500;
        const most = call.method === 'GET' ? retriesOf.GET : retriesOf.POST;
        const before = Number(call.request['retryCount'] ?? 0);
        // The plugin waits 1, 4 and 9 seconds. It would also send a review again after a 5xx, and so twice.
        const again = options.retries && failed >= 500 && before < most && mayWait((before + 1) ** 2);
        call.request['retries'] = again ? most : 0;
        throw error;
      }
    });
  };

  const waits = (seconds: number, _call: unknown, _octokit: unknown, before: number): boolean =>
    before < 2 && mayWait(seconds);
  // Not typed by the plugin: its type asks for a class of a package that only it knows.
  const settings: Readonly<Record<string, unknown>> = {
    userAgent: 'kasane',
    baseUrl,
    log: silent,
    retry: { doNotRetry: notFailures },
    throttle: { onRateLimit: waits, onSecondaryRateLimit: waits, ...options.throttle },
  };
  return getOctokit(token, settings, bounded, retry, throttling);
}

/** The plugin's list and 429, which the throttling waits for. */
const notFailures = [400, 401, 403, 404, 410, 422, 429, 451];

/** What a server says is not for the log: a line of it could be a workflow command. */
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
function nothing(): void {}

/** In place of Bottleneck's group that keeps writes a second apart. */
const unspaced = {
  key: () => ({ schedule: (_options: unknown, job: () => Promise<unknown>) => job() }),
};

/** Status of an answer, 500 where there was none (the client's own way); null when the error is not about a request. */
export function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  return error.status;
}

/** What a person needs to know of a failed request: status and the server's words, on one line. Hostile text. */
export function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  // The client calls it 500 when nobody answered at all.
  const status = error instanceof Error && 'response' in error && error.response ? statusOf(error) : null;
  const words = `${message}${cause}`.replace(/\s+/g, ' ').slice(0, 300);
  return status === null ? words : `${status}: ${words}`;
}
