/** Reads the JSON body of a request as GitHub does: a wrong type is refused. */

import { Refusal } from './refusal.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** @throws Refusal 400 when it isn't an object */
export function fieldsOf(body: unknown): Fields {
  if (body === undefined || body === '') return {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'Body should be a JSON object');
  }
  return Object.fromEntries(Object.entries(body));
}

export function text(fields: Fields, key: string): string | undefined {
  return read(fields, key, 'string', (value): value is string => typeof value === 'string');
}

export function integer(fields: Fields, key: string): number | undefined {
  return read(fields, key, 'integer', (value): value is number => Number.isInteger(value));
}

export function list(fields: Fields, key: string): readonly unknown[] {
  return read(fields, key, 'array', Array.isArray) ?? [];
}

function read<T>(fields: Fields, key: string, type: string, is: (value: unknown) => value is T): T | undefined {
  const value = fields[key];
  if (value === undefined) return undefined;
  if (is(value)) return value;
  throw new Refusal(422, `Invalid request.\n\nFor 'properties/${key}', ${JSON.stringify(value)} is not a ${type}.`);
}

/** The value if it is one of these. */
export function oneOf<T extends string>(value: string | undefined, allowed: readonly T[], key: string): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new Refusal(
    422,
    `Invalid request.\n\nFor 'properties/${key}', ${value} is not a member of [${allowed.join(', ')}].`,
  );
}
