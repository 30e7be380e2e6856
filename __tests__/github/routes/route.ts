/** What an endpoint is: the path as GitHub's OpenAPI description spells it, the permission, the answer. */

import type { Fields } from '../fields.ts';
import { Refusal } from '../refusal.ts';
import type { Access, Permissions, State } from '../state.ts';

export interface Call {
  readonly state: State;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly fields: Fields;
  /** The Accept header. */
  readonly accept: string;
  /** Without the query, for the Link header. */
  readonly url: string;
}

export interface Answer {
  readonly status: number;
  /** A Buffer is sent as it is, undefined as an empty body, everything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `{name}` is one path segment; `{path}`, `{ref}` and `{basehead}` take slashes too. */
  readonly path: string;
  readonly needs: Partial<Record<keyof Permissions, Exclude<Access, 'none'>>>;
  answer(call: Call): Answer;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** The number in a path. @throws Refusal 404 */
export function numberIn(call: Call, name: string): number {
  const value = call.params[name] ?? '';
  if (!/^\d+$/.test(value)) throw new Refusal(404, 'Not Found');
  return Number(value);
}

/** One page of a list with the Link header: 30 entries, at most 100. */
export function page<T>(
  call: Call,
  items: readonly T[],
  json: (some: readonly T[]) => unknown = (some) => some,
): Answer {
  const asked = (name: string, otherwise: number): number =>
    Math.max(1, Number(call.query.get(name) ?? otherwise) || otherwise);
  const size = Math.min(100, asked('per_page', 30));
  const number = asked('page', 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (rel: string, target: number): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(target));
    return `<${call.url}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link('prev', number - 1), link('first', 1)] : []),
    ...(number < last ? [link('next', number + 1), link('last', last)] : []),
  ];
  const headers = links.length === 0 ? {} : { link: links.join(', ') };
  return { status: 200, body: json(items.slice((number - 1) * size, number * size)), headers };
}
