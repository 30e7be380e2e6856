/** A client without opinions: what the tests of the stand-in speak to it with. */

import type { GitHub } from './server.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed; undefined when it isn't JSON. */
  readonly body: unknown;
}

/** @param path below `/repos/{owner}/{repo}`, or from the root when it starts with `//` */
export async function ask(
  github: GitHub,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const url = path.startsWith('//') ? path.slice(1) : `/repos/${github.fullName}${path}`;
  const response = await fetch(github.apiUrl + url, {
    method,
    headers: { authorization: `token ${github.token}`, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: json(text) };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value at a path of keys. */
export function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of keys) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined;
  }
  return found;
}

/** One value of each entry of a list. */
export function each(value: unknown, ...keys: readonly (string | number)[]): unknown[] {
  return Array.isArray(value) ? value.map((one) => at(one, ...keys)) : [];
}

export function graphql(
  github: GitHub,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Reply> {
  return ask(github, 'POST', '//graphql', { query, variables });
}
