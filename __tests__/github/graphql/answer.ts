/** Runs a document against the state. Status 200 also for errors, as at GitHub. */

import {
  execute,
  getOperationAST,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type GraphQLError,
} from 'graphql';
import type { Fields } from '../fields.ts';
import type { Json } from '../json/users.ts';
import type { Answer } from '../routes/route.ts';
import { Refusal } from '../refusal.ts';
import type { Pull, Thread } from '../pulls.ts';
import type { State } from '../state.ts';
import * as nodes from './nodes.ts';
import { schema } from './schema.ts';

/** A document that the stand-in can't read counts as a query. */
export function isMutation(query: unknown): boolean {
  try {
    return typeof query === 'string' && getOperationAST(parse(query))?.operation === OperationTypeNode.MUTATION;
  } catch {
    return false;
  }
}

/** @throws Refusal 599 for what the real schema has and the stand-in doesn't */
export async function answerGraphql(state: State, fields: Fields): Promise<Answer> {
  const { query, variables } = fields;
  if (typeof query !== 'string')
    return { status: 400, body: { message: 'A query attribute must be specified and must be a string.' } };
  const document = read(query);
  if (!('kind' in document)) return { status: 200, body: { errors: [errorJson(document)] } };
  const unknown = validate(schema, document);
  if (unknown.length > 0) {
    throw new Refusal(599, `The stand-in doesn't answer this: ${unknown.map(({ message }) => message).join('; ')}`);
  }
  const variableValues = typeof variables === 'object' && variables !== null ? { ...variables } : {};
  const result = await execute({ schema, document, rootValue: rootOf(state), variableValues });
  const errors = result.errors === undefined ? {} : { errors: result.errors.map(errorJson) };
  return { status: 200, body: { data: result.data ?? null, ...errors } };
}

function read(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    return nodes.refuse('SYNTAX', error instanceof Error ? error.message : '');
  }
}

function errorJson({ message, path, locations, extensions }: GraphQLError): Json {
  const { type } = extensions;
  return { ...(typeof type === 'string' ? { type } : {}), path, locations, message };
}

interface Input {
  readonly input: {
    readonly clientMutationId?: string;
    readonly threadId: string;
    readonly subjectId: string;
    readonly classifier: string;
  };
}

function rootOf(state: State): Json {
  const resolve = ({ input }: Input, resolvedBy: State['viewer'] | null): Json => {
    const [pull, thread] = threadWith(state, input.threadId);
    if (!nodes.canResolve(state)) throw nodes.inaccessible();
    thread.resolvedBy = resolvedBy;
    return { clientMutationId: input.clientMutationId ?? null, thread: nodes.threadNode(state, pull, thread) };
  };
  const minimize = ({ input }: Input, reason: string | null, field: string): Json => {
    const one = commentWith(state, input.subjectId);
    if (state.permissions.pullRequests !== 'write') throw nodes.inaccessible();
    one.comment.minimized = reason;
    const { pull, thread, comment } = one;
    return {
      clientMutationId: input.clientMutationId ?? null,
      [field]: nodes.commentNode(state, pull, thread, comment),
    };
  };
  return {
    viewer: () => nodes.userNode(state, state.viewer),
    repository: ({ owner, name }: { owner: string; name: string }) => {
      if (`${owner}/${name}`.toLowerCase() === state.fullName.toLowerCase()) return nodes.repositoryNode(state);
      throw nodes.refuse('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
    },
    node: ({ id }: { id: string }) => nodeWith(state, id),
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => nodeWith(state, id)),
    resolveReviewThread: (input: Input) => resolve(input, state.viewer),
    unresolveReviewThread: (input: Input) => resolve(input, null),
    minimizeComment: (input: Input) => minimize(input, input.input.classifier, 'minimizedComment'),
    unminimizeComment: (input: Input) => minimize(input, null, 'unminimizedComment'),
  };
}

function missing(id: string): GraphQLError {
  return nodes.refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}

function threadWith(state: State, id: string): [Pull, Thread] {
  for (const pull of state.pulls.values()) {
    const thread = pull.threads.find(({ nodeId }) => nodeId === id);
    if (thread !== undefined) return [pull, thread];
  }
  throw missing(id);
}

function commentWith(state: State, id: string): ReturnType<State['comment']> {
  for (const pull of state.pulls.values()) {
    const found = state.commentsOf(pull).find(({ comment }) => comment.nodeId === id);
    if (found !== undefined) return { pull, ...found };
  }
  throw missing(id);
}

function nodeWith(state: State, id: string): Json {
  for (const pull of state.pulls.values()) {
    if (pull.nodeId === id) return nodes.pullNode(state, pull);
    const review = pull.reviews.find(({ nodeId }) => nodeId === id);
    if (review !== undefined) return nodes.reviewNode(state, pull, review);
    const thread = pull.threads.find(({ nodeId }) => nodeId === id);
    if (thread !== undefined) return nodes.threadNode(state, pull, thread);
    const found = state.commentsOf(pull).find(({ comment }) => comment.nodeId === id);
    if (found !== undefined) return nodes.commentNode(state, pull, found.thread, found.comment);
  }
  throw missing(id);
}
