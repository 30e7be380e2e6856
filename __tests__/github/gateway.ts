/** What stands between a runner and GitHub: an address with a path in front, as GitHub Enterprise Server has it, and a proxy. */

import {
  createServer,
  request,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect } from 'node:net';

export interface Gateway {
  /** Without a slash at its end. */
  readonly url: string;
  /** What passed: `GET /path`, or `CONNECT host:port`. */
  readonly passed: readonly string[];
  close(): Promise<void>;
}

/** An Enterprise Server in front of the stand-in: `/api/v3/…` is REST, `/api/graphql` GraphQL; nothing else is there. */
export function enterprise(target: string): Promise<Gateway> {
  const passed: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    passed.push(`${incoming.method} ${path}`);
    const inner = path.startsWith('/api/v3/')
      ? path.slice('/api/v3'.length)
      : path === '/api/graphql'
        ? '/graphql'
        : null;
    if (inner !== null) forward(new URL(inner, target), incoming, outgoing);
    else outgoing.writeHead(404).end();
  });
  return listening(server, passed);
}

/** A proxy that everything for `host` goes through to the stand-in, whatever the client believes to be there. */
export function proxy(target: string, host: string): Promise<Gateway> {
  const passed: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const asked = new URL(incoming.url ?? '/', `http://${host}`);
    passed.push(`${incoming.method} ${asked.host}`);
    if (asked.host === host) forward(new URL(asked.pathname + asked.search, target), incoming, outgoing);
    else outgoing.writeHead(502).end();
  });
  server.on('connect', (incoming, socket) => {
    passed.push(`CONNECT ${incoming.url}`);
    if (incoming.url !== `${host}:80`) return socket.destroy();
    const { hostname, port } = new URL(target);
    const there = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      there.pipe(socket).pipe(there);
    });
    socket.once('close', () => there.destroy());
    there.once('error', () => socket.destroy());
    socket.once('error', () => there.destroy());
  });
  return listening(server, passed);
}

function forward(url: URL, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const options: RequestOptions = {
    method: incoming.method ?? 'GET',
    headers: { ...incoming.headers, host: url.host },
  };
  const inner = request(url, options, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  inner.once('error', () => outgoing.destroy());
  incoming.pipe(inner);
}

async function listening(server: Server, passed: readonly string[]): Promise<Gateway> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The gateway has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    passed,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
