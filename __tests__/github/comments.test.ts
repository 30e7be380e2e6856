import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as acting from './acting.ts';
import { ask, at, each } from './asking.ts';
import { changed, kitchen, recipe } from './kitchen.ts';

suite('where a comment is after a push', () => {
  const rows: readonly {
    readonly push: string;
    readonly text: string;
    readonly line: number | null;
    readonly start: number | null;
  }[] = [
    { push: 'nothing of the file', text: changed({ 4: 'stir', 15: 'serve' }), line: 5, start: 3 },
    { push: 'two lines above', text: `a\nb\n${changed({ 4: 'stir', 15: 'serve' })}`, line: 7, start: 5 },
    { push: 'its last line', text: changed({ 4: 'stir', 5: 'rest', 15: 'serve' }), line: null, start: null },
    { push: 'a line within its range', text: changed({ 4: 'fry', 15: 'serve' }), line: null, start: null },
    { push: 'the line removed', text: changed({ 4: 'stir', 5: null, 15: 'serve' }), line: null, start: null },
    { push: 'the change undone, so that the diff no longer shows it', text: recipe, line: null, start: null },
  ];
  for (const { push, text, line, start } of rows) {
    test(push, async (t) => {
      const { github, pull } = await kitchen(t);
      const first = pull.headSha;
      const place = { path: 'recipe', start_line: 3, line: 5, body: 'Hm' };
      await ask(github, 'POST', '/pulls/1/reviews', { event: 'COMMENT', comments: [place] });
      github.push('topic', github.commit({ recipe: text }, first));
      const { body } = await ask(github, 'GET', '/pulls/1/comments');
      assert.deepEqual([at(body, 0, 'line'), at(body, 0, 'start_line')], [line, start]);
      assert.deepEqual([at(body, 0, 'original_line'), at(body, 0, 'original_commit_id')], [5, first]);
      assert.equal(at(body, 0, 'position') === null, line === null);
      assert.deepEqual(github.violations, []);
    });
  }
});

test('comments are answered only at the top of their thread, in both ways', async (t) => {
  const { github, pull } = await kitchen(t);
  const top = acting.comment(github, pull, 'mei', { path: 'recipe', line: 4, body: 'Why?' });
  const first = await ask(github, 'POST', `/pulls/1/comments/${top.id}/replies`, { body: 'Because.' });
  assert.deepEqual([first.status, at(first.body, 'in_reply_to_id')], [201, top.id]);
  const fields = { body: 'Really.', in_reply_to: top.id, commit_id: pull.headSha, path: 'recipe' };
  const second = await ask(github, 'POST', '/pulls/1/comments', fields);
  assert.deepEqual([second.status, at(second.body, 'in_reply_to_id')], [201, top.id]);
  const third = await ask(github, 'POST', `/pulls/1/comments/${String(at(first.body, 'id'))}/replies`, { body: 'No.' });
  assert.equal(third.status, 404);
  assert.equal(acting.answer(github, Number(at(first.body, 'id')), 'kenji', 'Yes.').inReplyTo, top.id);
  assert.equal(pull.threads.length, 1);
  assert.deepEqual(github.violations, []);
});

test('a comment is edited and deleted; replies stay, and the thread goes with the last comment, but not its review', async (t) => {
  const { github, pull } = await kitchen(t);
  const top = acting.comment(github, pull, 'mei', { path: 'recipe', line: 4, body: 'Why?' });
  const reply = acting.answer(github, top.id, 'kenji', 'Because.');
  const edited = await ask(github, 'PATCH', `/pulls/comments/${reply.id}`, { body: 'As I said.' });
  assert.deepEqual([edited.status, at(edited.body, 'body')], [200, 'As I said.']);
  assert.equal((await ask(github, 'PATCH', `/pulls/comments/${reply.id}`, { body: '' })).status, 422);
  assert.equal((await ask(github, 'DELETE', `/pulls/comments/${top.id}`)).status, 204);
  assert.deepEqual(each((await ask(github, 'GET', '/pulls/1/comments')).body, 'in_reply_to_id'), [top.id]);
  assert.equal((await ask(github, 'DELETE', `/pulls/comments/${reply.id}`)).status, 204);
  assert.equal((await ask(github, 'DELETE', `/pulls/comments/${reply.id}`)).status, 404);
  assert.deepEqual([pull.threads.length, pull.reviews.length], [0, 2]);
  assert.deepEqual(github.violations, []);
});

suite('a single comment is refused in its own words', () => {
  const rows: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    ['line', { line: 10 }, 'pull_request_review_thread.line must be part of the diff'],
    ['path', { path: 'shelf', line: 1 }, 'pull_request_review_thread.path could not be resolved'],
    ['order', { line: 4, start_line: 4 }, 'pull_request_review_thread.start_line must precede the end line.'],
    [
      'hunk',
      { line: 15, start_line: 4 },
      'pull_request_review_thread.start_line must be part of the same hunk as the line.',
    ],
    ['length', { line: 4, body: 'x'.repeat(65_537) }, 'Body is too long (maximum is 65536 characters)'],
  ];
  for (const [what, fields, message] of rows) {
    test(what, async (t) => {
      const { github, pull } = await kitchen(t);
      const sent = { path: 'recipe', body: 'Hm', commit_id: pull.headSha, ...fields };
      const reply = await ask(github, 'POST', '/pulls/1/comments', sent);
      assert.deepEqual([reply.status, at(reply.body, 'errors', 0, 'message')], [422, message]);
      assert.deepEqual(github.violations, []);
    });
  }

  test('lock', async (t) => {
    const { github, pull } = await kitchen(t);
    pull.locked = true;
    const sent = { path: 'recipe', line: 4, body: 'Hm', commit_id: pull.headSha };
    const reply = await ask(github, 'POST', '/pulls/1/comments', sent);
    assert.deepEqual(
      [reply.status, at(reply.body, 'message')],
      [403, 'Unable to create comment because issue is locked.'],
    );
  });
});

test('a comment on a file needs no line', async (t) => {
  const { github, pull } = await kitchen(t);
  const sent = { path: 'photo', subject_type: 'file', body: 'Nice', commit_id: pull.headSha };
  const reply = await ask(github, 'POST', '/pulls/1/comments', sent);
  assert.deepEqual([reply.status, at(reply.body, 'subject_type'), at(reply.body, 'line')], [201, 'file', 1]);
  assert.deepEqual(github.violations, []);
});

suite('a token that may not', () => {
  const rows = [
    {
      permissions: { pullRequests: 'read' },
      method: 'POST',
      path: '/pulls/1/reviews',
      body: { event: 'COMMENT', body: 'x' },
      status: 403,
    },
    {
      permissions: { pullRequests: 'read' },
      method: 'PATCH',
      path: '/pulls/comments/1',
      body: { body: 'x' },
      status: 403,
    },
    { permissions: { pullRequests: 'read' }, method: 'DELETE', path: '/pulls/comments/1', status: 403 },
    { permissions: { pullRequests: 'read' }, method: 'GET', path: '/pulls/1/comments', status: 200 },
    { permissions: { pullRequests: 'none' }, method: 'GET', path: '/pulls/1', status: 403 },
    { permissions: { contents: 'none' }, method: 'GET', path: '/git/trees/main', status: 403 },
    { permissions: {}, method: 'GET', path: '//user', status: 403 },
  ] as const;
  for (const { permissions, method, path, status, ...rest } of rows) {
    test(`${method} ${path} with ${JSON.stringify(permissions)} → ${status}`, async (t) => {
      const { github } = await kitchen(t, { permissions });
      const reply = await ask(github, method, path, 'body' in rest ? rest.body : undefined);
      assert.equal(reply.status, status);
      if (status === 403) assert.equal(at(reply.body, 'message'), 'Resource not accessible by integration');
      assert.deepEqual(github.violations, []);
    });
  }

  test('no token, a wrong one, and another repository', async (t) => {
    const { github } = await kitchen(t);
    assert.equal((await ask(github, 'GET', '/pulls/1', undefined, { authorization: '' })).status, 401);
    assert.equal((await ask(github, 'GET', '/pulls/1', undefined, { authorization: 'token other' })).status, 401);
    assert.equal((await ask(github, 'GET', '//repos/other/repository')).status, 404);
  });
});
