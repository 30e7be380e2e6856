import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, at, graphql } from './asking.ts';
import { mergeGroupEvent, pullRequestEvent, pushEvent, workflowDispatchEvent } from './events.ts';
import { kitchen } from './kitchen.ts';
import { routes } from './routes/index.ts';
import { payloadComplaints, validator } from './validator.ts';

suite('a request that GitHub does not describe fails loudly', () => {
  const review = { event: 'COMMENT', body: 'Hm' };
  const rows: readonly (readonly [string, string, string, unknown, RegExp])[] = [
    ['misspelt property', 'POST', '/pulls/1/reviews', { ...review, comment: [] }, /additional properties \(comment\)/],
    [
      'property that only single comments have',
      'POST',
      '/pulls/1/reviews',
      { ...review, comments: [{ path: 'recipe', body: 'Hm', subject_type: 'file' }] },
      /body\/comments\/0 must NOT have additional properties \(subject_type\)/,
    ],
    [
      'missing property',
      'POST',
      '/pulls/1/reviews',
      { ...review, comments: [{ line: 4 }] },
      /required property 'path'/,
    ],
    [
      'wrong type',
      'POST',
      '/pulls/1/reviews',
      { ...review, comments: [{ path: 'recipe', body: 'Hm', line: '4' }] },
      /line must be integer/,
    ],
    ['unknown event', 'POST', '/pulls/1/reviews', { event: 'HELLO' }, /event/],
    ['misspelt parameter', 'GET', '/pulls/1/files?perpage=100', undefined, /additional properties \(perpage\)/],
    ['wrong parameter', 'GET', '/pulls/1/files?page=last', undefined, /page must be integer/],
    ['page that is too large', 'GET', '/pulls/1/files?per_page=200', undefined, /above 100/],
    ['body where none is', 'DELETE', '/pulls/comments/1', { body: 'x' }, /takes none/],
    ['unknown path', 'GET', '/pulls/1/nothing', undefined, /doesn't know GET/],
  ];
  for (const [what, method, path, body, complaint] of rows) {
    test(what, async (t) => {
      const { github } = await kitchen(t);
      const reply = await ask(github, method, path, body);
      assert.equal(reply.status, 599);
      assert.match(String(at(reply.body, 'message')), complaint);
      assert.equal(github.violations.length, 1);
    });
  }
});

suite('a GraphQL document that GitHub would not take, or soon not any more', () => {
  const rows: readonly (readonly [string, string, Readonly<Record<string, unknown>>, RegExp])[] = [
    ['unknown field', 'query{viewer{nickname}}', {}, /nickname/],
    ['wrong variable', 'query($id:ID!){node(id:$id){id}}', {}, /\$id/],
    ['undeclared variable', 'query{viewer{login}}', { id: 1 }, /\$id is not declared/],
    ['deprecated field', 'query{node(id:""){... on PullRequestReviewComment{databaseId}}}', {}, /deprecated/],
    ['field beyond the stand-in', 'query{viewer{bio}}', {}, /doesn't answer this/],
  ];
  for (const [what, query, variables, complaint] of rows) {
    test(what, async (t) => {
      const { github } = await kitchen(t);
      const reply = await graphql(github, query, variables);
      assert.equal(reply.status, 599);
      assert.match(String(at(reply.body, 'message')), complaint);
    });
  }
});

test('an answer of the stand-in that GitHub would not give is found', () => {
  const route = routes.find(({ method, path }) => method === 'GET' && path.endsWith('/pulls/{pull_number}/files'));
  assert.ok(route);
  const file = { sha: null, filename: 'a', status: 'new', additions: 1, deletions: 0, changes: 1 };
  const complaints = validator.response(route, { status: 200, body: [file] });
  assert.ok(complaints.some((one) => one.includes("required property 'blob_url'")));
  assert.ok(complaints.some((one) => one.includes('/0/status')));
});

test('GitHub describes every endpoint that the stand-in has', () => {
  const unknown = routes.flatMap((route) =>
    validator.request(route, new URLSearchParams(), {}).filter((one) => one.includes('has no')),
  );
  assert.deepEqual(unknown, []);
});

test('payloads have the shape that GitHub sends', async (t) => {
  const { github, pull, base } = await kitchen(t);
  github.push('topic', github.commit({ shelf: 'full\n' }, pull.headSha));
  const events = {
    'pull-request-opened': pullRequestEvent(github, 1, 'opened'),
    'pull-request-synchronize': pullRequestEvent(github, 1, 'synchronize'),
    'pull-request-closed': pullRequestEvent(github, 1, 'closed'),
    'merge-group-checks-requested': mergeGroupEvent(github, 1),
    push: pushEvent(github, 'topic', base),
    'workflow-dispatch': workflowDispatchEvent(github),
  };
  const found = Object.entries(events).map(([name, { payload }]) => [name, payloadComplaints(name, payload)]);
  assert.deepEqual(
    found,
    Object.keys(events).map((name) => [name, []]),
  );
});
