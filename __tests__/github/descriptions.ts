/** GitHub's OpenAPI description as JSON Schemas that ajv takes, one root at a time: all of it together would be slow. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Schema = Readonly<Record<string, unknown>>;

interface Reading {
  /** Refuse properties that the description doesn't name: GitHub ignores them, and so a misspelt one goes unnoticed. */
  readonly strict: boolean;
}

let description: Schema | undefined;

/** The value at a path of keys; undefined when there is none. */
export function described(...keys: readonly string[]): unknown {
  description ??= withDeviations(load());
  let value: unknown = description;
  for (const key of keys) value = isSchema(value) ? follow(value[key]) : undefined;
  return value;
}

function load(): Schema {
  const file = fileURLToPath(import.meta.resolve('@octokit/openapi/generated/api.github.com.json'));
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return isSchema(read) ? read : {};
}

function follow(value: unknown): unknown {
  const ref = isSchema(value) ? value['$ref'] : undefined;
  if (typeof ref !== 'string') return value;
  let found: unknown = description;
  for (const key of ref.slice(2).split('/')) found = isSchema(found) ? found[key] : undefined;
  return found;
}

/** A schema that stands alone: what it refers to is among its `definitions`. */
export function standalone(schema: Schema, reading: Reading): Schema {
  const definitions: Record<string, Schema> = {};
  const wanted: string[] = [];
  const root = convert(schema, reading, wanted);
  // Grows while it is read.
  for (const ref of wanted) {
    const name = nameOf(ref);
    if (name in definitions) continue;
    const target = follow({ $ref: ref });
    definitions[name] = isSchema(target) ? convert(target, reading, wanted) : {};
  }
  return { ...root, definitions };
}

function nameOf(ref: string): string {
  return ref.slice('#/components/'.length).replaceAll('/', '.');
}

/** From OpenAPI 3.0's dialect. */
function convert(schema: Schema, reading: Reading, wanted: string[]): Schema {
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    wanted.push(ref);
    return { $ref: `#/definitions/${nameOf(ref)}` };
  }
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (dropped.has(key)) continue;
    if (key === 'properties' && isSchema(value)) {
      out[key] = Object.fromEntries(
        Object.entries(value).map(([name, one]) => [name, isSchema(one) ? convert(one, reading, wanted) : one]),
      );
    } else if (Array.isArray(value) && (key === 'allOf' || key === 'anyOf' || key === 'oneOf')) {
      const inside = key === 'allOf' ? { strict: false } : reading;
      out[key] = value.map((one) => (isSchema(one) ? convert(one, inside, wanted) : one));
    } else {
      out[key] = isSchema(value) && key !== 'enum' ? convert(value, reading, wanted) : value;
    }
  }
  if (reading.strict && 'properties' in out && !('additionalProperties' in out)) out['additionalProperties'] = false;
  return schema['nullable'] === true ? { anyOf: [out, { type: 'null' }] } : out;
}

const dropped = new Set([
  'nullable',
  'example',
  'examples',
  'description',
  'title',
  'externalDocs',
  'x-github',
  'discriminator',
]);

/** Where the real API answers something that its description doesn't have; each is in the notes on the platform. */
function withDeviations(read: Schema): Schema {
  const nullable: readonly (readonly string[])[] = [
    // An outdated comment has null.
    ...['line', 'position', 'original_position'].map((name) => ['pull-request-review-comment', 'properties', name]),
    ...['line'].map((name) => ['review-comment', 'properties', name]),
    // A deleted fork.
    ...['pull-request', 'pull-request-simple'].flatMap((name) =>
      ['repo', 'user'].map((part) => [name, 'properties', 'head', 'properties', part]),
    ),
  ];
  const copy = structuredClone(read);
  for (const path of nullable) {
    const keys = ['components', 'schemas', ...path];
    const last = keys.pop() ?? '';
    let parent: unknown = copy;
    for (const key of keys) parent = isSchema(parent) ? parent[key] : undefined;
    const was = isSchema(parent) ? parent[last] : undefined;
    if (!isSchema(parent) || !isSchema(was)) throw new Error(`GitHub's description has no ${path.join('.')} any more`);
    Object.assign(parent, { [last]: { anyOf: [was], nullable: true } });
  }
  return copy;
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
