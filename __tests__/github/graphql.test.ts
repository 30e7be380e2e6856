import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findBreakingChanges } from 'graphql';
import * as acting from './acting.ts';
import { at, each, graphql } from './asking.ts';
import { schema } from './graphql/schema.ts';
import { changed, kitchen } from './kitchen.ts';
import { publishedSchema } from './validator.ts';

const shop = 'repository(owner:"kitchen",name:"shop")';
const threads = `query{${shop}{pullRequest(number:1){reviewThreads(first:100){nodes{
  id isResolved isOutdated line startLine viewerCanResolve resolvedBy{login}
  comments(first:100){nodes{id fullDatabaseId body isMinimized viewerDidAuthor author{login __typename}}}}}}}}`;
const resolve = 'mutation($id:ID!){resolveReviewThread(input:{threadId:$id}){thread{isResolved resolvedBy{login}}}}';

test('the schema says nothing that GitHub does not say', () => {
  assert.deepEqual(findBreakingChanges(schema, publishedSchema()), []);
});

test('objects by expression and id, as text', async (t) => {
  const { github, pull } = await kitchen(t, { limits: { textBytes: 6 } });
  const blob = github.repository.get(pull.headSha).files.get('new')?.sha;
  const query = `query($blob:GitObjectID!){viewer{login} ${shop}{
    a:object(expression:"topic:recipe"){...file} b:object(oid:$blob){...file} c:object(expression:"topic:photo"){...file}
    d:object(expression:"topic:nothing"){...file} e:object(expression:"main:"){... on Tree{entries{name type mode}}}
    f:object(expression:"topic"){... on Commit{oid}}}}
    fragment file on Blob{text isBinary isTruncated byteSize}`;
  const { body } = await graphql(github, query, { blob });
  const data = at(body, 'data', 'repository');
  assert.deepEqual(at(data, 'b'), { text: 'salt\n', isBinary: false, isTruncated: false, byteSize: 5 });
  assert.deepEqual([at(data, 'a', 'text'), at(data, 'a', 'isTruncated')], ['step 1', true]);
  assert.deepEqual([at(data, 'c', 'text'), at(data, 'c', 'isBinary'), at(data, 'd')], [null, true, null]);
  assert.deepEqual(each(at(data, 'e', 'entries'), 'name'), ['old', 'photo', 'recipe', 'shelf']);
  assert.equal(at(data, 'f', 'oid'), pull.headSha);
  assert.equal(at(body, 'data', 'viewer', 'login'), 'github-actions[bot]');
  assert.deepEqual(github.violations, []);
});

test('threads: who wrote, whose it is, what became of it', async (t) => {
  const { github, pull } = await kitchen(t);
  const top = acting.comment(github, pull, 'github-actions[bot]', { path: 'recipe', line: 4, body: 'Hm' });
  acting.answer(github, top.id, 'mei', 'So?');
  acting.resolve(github, top.id, 'mei');
  github.push('topic', github.commit({ recipe: changed({ 4: 'boil', 15: 'serve' }) }, pull.headSha));
  const { body } = await graphql(github, threads);
  const thread = at(body, 'data', 'repository', 'pullRequest', 'reviewThreads', 'nodes', 0);
  assert.deepEqual(
    ['isResolved', 'isOutdated', 'line', 'viewerCanResolve', 'resolvedBy'].map((name) => at(thread, name)),
    [true, true, null, false, { login: 'mei' }],
  );
  const comments = at(thread, 'comments', 'nodes');
  assert.deepEqual(each(comments, 'author'), [
    { login: 'github-actions', __typename: 'Bot' },
    { login: 'mei', __typename: 'User' },
  ]);
  assert.deepEqual(each(comments, 'viewerDidAuthor'), [true, false]);
  assert.equal(at(comments, 0, 'fullDatabaseId'), String(top.id));
  assert.deepEqual(github.violations, []);
});

suite('resolving a thread', () => {
  for (const contents of ['read', 'write'] as const) {
    test(`with contents: ${contents}`, async (t) => {
      const { github, pull } = await kitchen(t, { permissions: { contents } });
      acting.comment(github, pull, 'github-actions[bot]', { path: 'recipe', line: 4, body: 'Hm' });
      const [thread] = pull.threads;
      const { status, body } = await graphql(github, resolve, { id: thread?.nodeId });
      assert.equal(status, 200);
      assert.equal(thread?.resolvedBy?.login, contents === 'write' ? 'github-actions[bot]' : undefined);
      assert.equal(at(body, 'errors', 0, 'type'), contents === 'write' ? undefined : 'FORBIDDEN');
      assert.equal(github.writes.length, 1);
      assert.deepEqual(github.violations, []);
    });
  }
});

test('a comment is hidden with pull-requests: write', async (t) => {
  const { github, pull } = await kitchen(t);
  const comment = acting.comment(github, pull, 'github-actions[bot]', { path: 'recipe', line: 4, body: 'Hm' });
  const mutation =
    'mutation($id:ID!){minimizeComment(input:{subjectId:$id,classifier:OUTDATED}){minimizedComment{isMinimized minimizedReason}}}';
  const { body } = await graphql(github, mutation, { id: comment.nodeId });
  assert.deepEqual(at(body, 'data', 'minimizeComment', 'minimizedComment'), {
    isMinimized: true,
    minimizedReason: 'outdated',
  });
  github.permissions.pullRequests = 'read';
  assert.equal(at((await graphql(github, mutation, { id: comment.nodeId })).body, 'errors', 0, 'type'), 'FORBIDDEN');
});

function page(range: string): string {
  return `query{${shop}{pullRequest(number:1){reviewThreads(${range}){totalCount pageInfo{hasNextPage endCursor} nodes{line}}}}}`;
}

test('lists are paged, and say so when they are asked for too much or for no size', async (t) => {
  const { github, pull } = await kitchen(t);
  for (const line of [1, 2, 3]) acting.comment(github, pull, 'mei', { path: 'recipe', line, body: `${line}` });
  const read = async (range: string): Promise<unknown> =>
    at((await graphql(github, page(range))).body, 'data', 'repository', 'pullRequest', 'reviewThreads');
  const first = await read('first:2');
  assert.deepEqual(
    [each(at(first, 'nodes'), 'line'), at(first, 'pageInfo', 'hasNextPage'), at(first, 'totalCount')],
    [[1, 2], true, 3],
  );
  const next = await read(`first:2,after:"${String(at(first, 'pageInfo', 'endCursor'))}"`);
  assert.deepEqual([each(at(next, 'nodes'), 'line'), at(next, 'pageInfo', 'hasNextPage')], [[3], false]);
  assert.deepEqual(each(at(await read('last:2'), 'nodes'), 'line'), [2, 3]);
  const none = await graphql(github, page('after:null'));
  assert.equal(at(none.body, 'errors', 0, 'type'), 'MISSING_PAGINATION_BOUNDARIES');
  const much = await graphql(github, page('first:101'));
  assert.equal(at(much.body, 'errors', 0, 'type'), 'EXCESSIVE_PAGINATION');
});

test('what is not there is an error beside null', async (t) => {
  const { github } = await kitchen(t);
  const pull = await graphql(github, `query{${shop}{pullRequest(number:9){id}}}`);
  assert.deepEqual(
    [at(pull.body, 'errors', 0, 'type'), at(pull.body, 'data', 'repository', 'pullRequest')],
    ['NOT_FOUND', null],
  );
  const other = await graphql(github, 'query{repository(owner:"a",name:"b"){id}}');
  assert.equal(at(other.body, 'errors', 0, 'type'), 'NOT_FOUND');
  github.permissions.contents = 'none';
  const object = await graphql(github, `query{${shop}{object(expression:"topic:recipe"){oid}}}`);
  assert.equal(at(object.body, 'errors', 0, 'type'), 'FORBIDDEN');
});
