/**
 * A stand-in for GitHub's API: an HTTP server on the loopback interface of this process.
 *
 * ```ts
 * const github = await startGitHub();
 * const base = github.commit({ Dockerfile: 'FROM node\n' });
 * github.push('main', base);
 * github.push('topic', github.commit({ Dockerfile: 'FROM node:24\n' }, base));
 * const pull = github.open({ head: 'topic' });
 * // … let a client talk to github.apiUrl …
 * await github.close();
 * ```
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Failures, failed, type Failure } from './failures.ts';
import { fieldsOf, type Fields } from './fields.ts';
import { answerGraphql, isMutation } from './graphql/answer.ts';
import { forbidden, notFound, Refusal } from './refusal.ts';
import type { FileValue } from './repository.ts';
import { routeFor } from './routes/index.ts';
import type { Answer, Route } from './routes/route.ts';
import { State, type Access, type Settings } from './state.ts';

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  /** Without the query, decoded as little as possible. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined for none. */
  readonly body: unknown;
  /** A write is what may change something: no GET, and no GraphQL query. */
  readonly write: boolean;
  /** Null while it runs, and when the connection was cut. */
  status: number | null;
}

/** Checks traffic against descriptions that the stand-in itself doesn't carry. Each method gives complaints. */
export interface Validator {
  request(route: Route, query: URLSearchParams, body: unknown): readonly string[];
  response(route: Route, answer: Answer): readonly string[];
  document(query: unknown, variables: unknown): readonly string[];
}

export interface Options extends Settings {
  readonly validator?: Validator;
}

/** @throws Error when there is no loopback interface */
export async function startGitHub(options: Options = {}): Promise<GitHub> {
  const github = new GitHub(options);
  await github.listen();
  return github;
}

const levels: readonly Access[] = ['none', 'read', 'write'];

export class GitHub extends State {
  readonly requests: Seen[] = [];
  /** What GitHub's descriptions don't allow: a mistake of the client, or of the stand-in. A test expects none. */
  readonly violations: string[] = [];
  readonly #failures = new Failures();
  readonly #validator: Validator | undefined;
  readonly #server: Server;

  constructor(options: Options = {}) {
    super(options);
    this.#validator = options.validator;
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  get writes(): readonly Seen[] {
    return this.requests.filter(({ write }) => write);
  }

  get graphqlUrl(): string {
    return `${this.apiUrl}/graphql`;
  }

  /** A commit that changes these files on top of its first parent's. */
  commit(files: Readonly<Record<string, FileValue>>, parents?: string | readonly string[], message?: string): string {
    return this.repository.commit(files, parents, message);
  }

  /** Orders a failure for a later request; failures are taken in order. */
  fail(failure: Failure): void {
    this.#failures.add(failure);
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The stand-in has no port');
    this.apiUrl = `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', this.apiUrl);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString('utf8');
    const body = parsed(text);
    const graphql = url.pathname === '/graphql';
    const seen: Seen = {
      method,
      path: url.pathname,
      query: url.search,
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body,
      write: graphql ? isMutation(fieldsIn(body)['query']) : method !== 'GET',
      status: null,
    };
    this.requests.push(seen);
    const failure = this.#failures.take(method, url.pathname, text);
    failure?.meanwhile?.();
    const failing = failure === undefined ? undefined : failed(failure);
    const answer = failing === undefined || failure?.stored === true ? await this.#answer(seen, url) : failing;
    if (failing !== undefined && failure?.drop === true) {
      request.socket.destroy();
      return;
    }
    const sent = failing ?? answer;
    seen.status = sent.status;
    this.#send(response, sent);
  }

  /** Without a socket: what the server says to this request. */
  async #answer(seen: Seen, url: URL): Promise<Answer> {
    try {
      if (!/^(?:token|bearer) /i.test(seen.headers['authorization'] ?? '')) {
        throw new Refusal(401, 'Requires authentication');
      }
      if (!(seen.headers['authorization'] ?? '').endsWith(` ${this.token}`)) throw new Refusal(401, 'Bad credentials');
      if (seen.headers['user-agent'] === undefined)
        throw new Refusal(403, 'Request forbidden by administrative rules.');
      if (url.pathname === '/graphql') return await this.#graphql(seen);
      return this.#rest(seen, url);
    } catch (error) {
      return refused(error, this.violations);
    }
  }

  async #graphql({ method, body }: Seen): Promise<Answer> {
    if (method !== 'POST') throw notFound();
    const fields = fieldsOf(body);
    this.#complain('GraphQL', this.#validator?.document(fields['query'], fields['variables']) ?? []);
    return await answerGraphql(this, fields);
  }

  #rest({ method, path, headers, body }: Seen, url: URL): Answer {
    const found = routeFor(method, path);
    if (found === undefined) throw new Refusal(599, `The stand-in doesn't know ${method} ${path}`);
    const { route, params } = found;
    const name = `${method} ${route.path}`;
    this.#complain(name, this.#validator?.request(route, url.searchParams, body) ?? []);
    const version = headers['x-github-api-version'];
    if (version !== undefined && version !== '2022-11-28' && version !== '2026-03-10') {
      throw new Refusal(400, `"${version}" is not a supported version.`);
    }
    if (
      params['owner'] !== undefined &&
      `${params['owner']}/${params['repo']}`.toLowerCase() !== this.fullName.toLowerCase()
    ) {
      throw notFound();
    }
    const call = {
      state: this,
      params,
      query: url.searchParams,
      accept: headers['accept'] ?? '',
      url: this.apiUrl + path,
    };
    const answer = this.#attempt(() => {
      this.#permit(route);
      return route.answer({ ...call, fields: fieldsOf(body) });
    });
    this.#complain(`the stand-in's answer to ${name}`, this.#validator?.response(route, answer) ?? []);
    return answer;
  }

  #attempt(run: () => Answer): Answer {
    try {
      return run();
    } catch (error) {
      return refused(error, this.violations);
    }
  }

  #permit({ needs }: Route): void {
    const { contents, pullRequests } = this.permissions;
    if (!allows(contents, needs.contents) || !allows(pullRequests, needs.pullRequests)) throw forbidden();
  }

  /** @throws Refusal 599, which no client takes for an answer of GitHub */
  #complain(what: string, complaints: readonly string[]): void {
    if (complaints.length === 0) return;
    throw new Refusal(599, `${what}: ${complaints.join('; ')}`);
  }

  #send(response: ServerResponse, { status, body, headers }: Answer): void {
    const used = this.requests.length;
    const limits = {
      'x-github-request-id': `STAND-IN:${used}`,
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': String(Math.max(1, 1000 - used)),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(Date.parse('2026-11-24T10:00:00Z') / 1000),
      'x-ratelimit-resource': 'core',
    };
    const raw = Buffer.isBuffer(body);
    const type = raw ? 'application/vnd.github.raw' : 'application/json; charset=utf-8';
    response.writeHead(status, { ...limits, ...(body === undefined ? {} : { 'content-type': type }), ...headers });
    response.end(raw ? body : body === undefined ? undefined : JSON.stringify(body));
  }
}

function allows(mine: Access, needed: Access = 'none'): boolean {
  return levels.indexOf(mine) >= levels.indexOf(needed);
}

function refused(error: unknown, violations: string[]): Answer {
  if (!(error instanceof Refusal)) {
    const message = error instanceof Error ? `${error.stack}` : String(error);
    violations.push(message);
    return { status: 599, body: { message } };
  }
  const { status, message, errors } = error;
  if (status === 599) violations.push(message);
  const documentation = 'https://docs.github.com/rest';
  const body = {
    message,
    ...(errors === undefined ? {} : { errors }),
    documentation_url: documentation,
    status: String(status),
  };
  return { status, body };
}

/** What isn't JSON stays a string, and is refused where an object is wanted. */
function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function fieldsIn(body: unknown): Fields {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}
