/**
 * Holds all traffic against GitHub's own descriptions: each request, and each answer of the stand-in, against OpenAPI; each
 * GraphQL document and its variables against the published schema. Loads what it needs when it needs it.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import {
  buildSchema,
  getOperationAST,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
  type GraphQLSchema,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { described, isSchema, standalone, type Schema } from './descriptions.ts';
import type { Answer, Route } from './routes/route.ts';
import type { Validator } from './server.ts';

export const validator: Validator = { request, response, document };

const settings = { strict: false, allErrors: true, logger: false } as const;
const bodies = withFormats(new Ajv(settings));
const queries = withFormats(new Ajv({ ...settings, coerceTypes: true }));
const compiled = new Map<string, ValidateFunction | null>();

function withFormats(ajv: Ajv): Ajv {
  // Its types give the module as the default export, at run time it is the function.
  formats.default(ajv);
  return ajv;
}

/** Compiled once a name; null when there is nothing to check. */
function check(ajv: Ajv, name: string, find: () => Schema | undefined): ValidateFunction | null {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const schema = find();
  const made = schema === undefined ? null : ajv.compile(schema);
  compiled.set(name, made);
  return made;
}

function complaints(validateIt: ValidateFunction | null, value: unknown, what: string): string[] {
  if (validateIt === null || validateIt(value)) return [];
  return (validateIt.errors ?? []).map(({ instancePath, message, params }) => {
    const more = 'additionalProperty' in params ? ` (${String(params['additionalProperty'])})` : '';
    return `${what}${instancePath} ${message}${more}`;
  });
}

function request({ method, path }: Route, query: URLSearchParams, body: unknown): string[] {
  const name = `${method} ${path}`;
  const operation = described('paths', path, method.toLowerCase());
  if (!isSchema(operation)) return [`GitHub's description has no ${name}`];
  const asked = Object.fromEntries(query);
  const checkQuery = check(queries, `query ${name}`, () => querySchema(operation));
  const found = complaints(checkQuery, { ...asked }, 'query');
  if (Number(asked['per_page'] ?? 1) > 100) found.push('query/per_page is above 100, and GitHub gives no more');
  const checkBody = check(bodies, `body ${name}`, () => {
    const schema = described(
      'paths',
      path,
      method.toLowerCase(),
      'requestBody',
      'content',
      'application/json',
      'schema',
    );
    return isSchema(schema) ? standalone(schema, { strict: true }) : undefined;
  });
  if (checkBody === null) return body === undefined || isEmpty(body) ? found : [...found, 'has a body, and takes none'];
  return [...found, ...complaints(checkBody, body ?? {}, 'body')];
}

function isEmpty(body: unknown): boolean {
  return isSchema(body) && Object.keys(body).length === 0;
}

function querySchema(operation: Schema): Schema {
  const own = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
  const inQuery = own.map(resolved).filter((one) => isSchema(one) && one['in'] === 'query');
  const properties = Object.fromEntries(inQuery.map((one) => (isSchema(one) ? [one['name'], one['schema']] : [])));
  return standalone({ type: 'object', properties }, { strict: true });
}

function resolved(parameter: unknown): unknown {
  const ref = isSchema(parameter) ? parameter['$ref'] : undefined;
  return typeof ref === 'string' ? described(...ref.slice(2).split('/')) : parameter;
}

function response({ method, path }: Route, { status, body }: Answer): string[] {
  if (body === undefined || Buffer.isBuffer(body)) return [];
  const checkBody = check(bodies, `${status} ${method} ${path}`, () => {
    const keys = ['responses', String(status), 'content', 'application/json', 'schema'];
    const schema = described('paths', path, method.toLowerCase(), ...keys);
    return isSchema(schema) ? standalone(schema, { strict: false }) : undefined;
  });
  return complaints(checkBody, body, `${status}`);
}

/** @param webhook as in the description: `pull-request-opened` */
export function payloadComplaints(webhook: string, payload: unknown): string[] {
  const checkPayload = check(bodies, `webhook ${webhook}`, () => {
    const schema = described('x-webhooks', webhook, 'post', 'requestBody', 'content', 'application/json', 'schema');
    return isSchema(schema) ? standalone(schema, { strict: false }) : undefined;
  });
  return checkPayload === null
    ? [`GitHub's description has no ${webhook}`]
    : complaints(checkPayload, payload, 'payload');
}

let graphql: GraphQLSchema | undefined;

/** GitHub's schema, as published. */
export function publishedSchema(): GraphQLSchema {
  if (graphql !== undefined) return graphql;
  const file = fileURLToPath(new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema')));
  graphql = buildSchema(readFileSync(file, 'utf8'), { assumeValid: true, assumeValidSDL: true });
  return graphql;
}

function document(query: unknown, variables: unknown): string[] {
  if (typeof query !== 'string') return ['the query is not a string'];
  const schema = publishedSchema();
  try {
    const parsed = parse(query);
    const errors = validate(schema, parsed, [...specifiedRules, NoDeprecatedCustomRule]);
    const operation = getOperationAST(parsed);
    const given = isSchema(variables) ? variables : {};
    const values = getVariableValues(schema, operation?.variableDefinitions ?? [], given);
    const declared = new Set(operation?.variableDefinitions?.map(({ variable }) => variable.name.value));
    const unknown = Object.keys(given).filter((name) => !declared.has(name));
    const wrong = [...errors, ...(values.errors ?? [])].map(({ message }) => message);
    return [...wrong, ...unknown.map((name) => `the variable $${name} is not declared`)];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
