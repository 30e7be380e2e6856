/** Failures that a test orders in advance. */

import type { Answer } from './routes/route.ts';

export interface Failure {
  /** Default: every method. */
  readonly method?: string;
  /** Matched against the path without the query; `/graphql` for GraphQL. */
  readonly path: RegExp;
  /** Matched against the body as sent: tells one GraphQL document from another. */
  readonly body?: RegExp;
  /** How often; default once. */
  readonly times?: number;
  /** Default 502. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: something that fits the status. */
  readonly answer?: unknown;
  /** Cut the connection instead of answering. */
  readonly drop?: boolean;
  /** Do what was asked, then fail: GitHub has answered 502 with the review stored. */
  readonly stored?: boolean;
  /** Happens before the answer; with it alone the answer is the ordinary one. For a head that moves meanwhile. */
  readonly meanwhile?: () => void;
}

export class Failures {
  readonly #orders: { readonly failure: Failure; left: number }[] = [];

  add(failure: Failure): void {
    this.#orders.push({ failure, left: failure.times ?? 1 });
  }

  take(method: string, path: string, body: string): Failure | undefined {
    const order = this.#orders.find(
      ({ failure, left }) =>
        left > 0 &&
        (failure.method ?? method) === method &&
        failure.path.test(path) &&
        (failure.body?.test(body) ?? true),
    );
    if (order !== undefined) order.left -= 1;
    return order?.failure;
  }
}

const messages: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  429: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
};

/** Undefined when the failure is only something that happens meanwhile. */
export function failed(failure: Failure): Answer | undefined {
  const { status, answer, drop, stored, meanwhile } = failure;
  if (meanwhile !== undefined && status === undefined && drop !== true && stored !== true) return undefined;
  const code = status ?? 502;
  return {
    status: code,
    body: answer ?? { message: messages[code] ?? 'Server Error' },
    headers: failure.headers ?? {},
  };
}

/** "Too fast": 403 with `retry-after` in seconds. */
export function secondaryLimit(retryAfter: number): Pick<Failure, 'status' | 'headers' | 'answer'> {
  return { status: 403, headers: { 'retry-after': String(retryAfter) }, answer: { message: messages[429] } };
}

/** No requests left until the reset, in seconds since 1970. */
export function primaryLimit(reset: number): Pick<Failure, 'status' | 'headers' | 'answer'> {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
  return { status: 403, headers, answer: { message: 'API rate limit exceeded for installation.' } };
}
