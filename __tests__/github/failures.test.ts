import assert from 'node:assert/strict';
import test from 'node:test';
import { ask, at, graphql } from './asking.ts';
import { primaryLimit, secondaryLimit } from './failures.ts';
import { kitchen } from './kitchen.ts';

const review = { event: 'COMMENT', body: 'Hm', comments: [{ path: 'recipe', line: 4, body: 'Hm' }] };

test('a failure comes as often as ordered, for what it names, and nothing happens', async (t) => {
  const { github, pull } = await kitchen(t);
  github.fail({ method: 'POST', path: /\/reviews$/, status: 500, times: 2 });
  assert.equal((await ask(github, 'GET', '/pulls/1/reviews')).status, 200);
  assert.equal((await ask(github, 'POST', '/pulls/1/reviews', review)).status, 500);
  assert.equal((await ask(github, 'POST', '/pulls/1/reviews', review)).status, 500);
  assert.equal(pull.reviews.length, 0);
  assert.equal((await ask(github, 'POST', '/pulls/1/reviews', review)).status, 200);
  assert.deepEqual(
    github.writes.map(({ path, status }) => [path, status]),
    [500, 500, 200].map((status) => ['/repos/kitchen/shop/pulls/1/reviews', status]),
  );
});

test('502, and the review is there nevertheless', async (t) => {
  const { github, pull } = await kitchen(t);
  github.fail({ method: 'POST', path: /\/reviews$/, stored: true });
  assert.equal((await ask(github, 'POST', '/pulls/1/reviews', review)).status, 502);
  assert.equal(pull.reviews.length, 1);
});

test('the connection is cut, before or after it happened', async (t) => {
  const { github, pull } = await kitchen(t);
  github.fail({ path: /\/reviews$/, drop: true });
  await assert.rejects(ask(github, 'POST', '/pulls/1/reviews', review));
  assert.equal(pull.reviews.length, 0);
  github.fail({ path: /\/reviews$/, drop: true, stored: true });
  await assert.rejects(ask(github, 'POST', '/pulls/1/reviews', review));
  assert.equal(pull.reviews.length, 1);
  assert.deepEqual(
    github.requests.map(({ status }) => status),
    [null, null],
  );
});

test('limits say how long to wait', async (t) => {
  const { github } = await kitchen(t);
  github.fail({ path: /./, ...secondaryLimit(7) });
  const secondary = await ask(github, 'GET', '/pulls/1');
  assert.deepEqual([secondary.status, secondary.headers.get('retry-after')], [403, '7']);
  assert.match(String(at(secondary.body, 'message')), /secondary rate/);
  github.fail({ path: /./, ...primaryLimit(1_800_000_000) });
  const primary = await ask(github, 'GET', '/pulls/1');
  assert.equal(primary.headers.get('x-ratelimit-remaining'), '0');
  assert.equal(primary.headers.get('x-ratelimit-reset'), '1800000000');
});

test('the head moves just before an answer', async (t) => {
  const { github, pull } = await kitchen(t);
  const next = github.commit({ shelf: 'full\n' }, pull.headSha);
  github.fail({ method: 'GET', path: /\/pulls\/1$/, meanwhile: () => github.push('topic', next) });
  const reply = await ask(github, 'GET', '/pulls/1');
  assert.deepEqual([reply.status, at(reply.body, 'head', 'sha')], [200, next]);
});

test('one GraphQL document is told from another, and queries are no writes', async (t) => {
  const { github } = await kitchen(t);
  github.fail({ path: /^\/graphql$/, body: /reviewThreads/, status: 502 });
  assert.equal((await graphql(github, 'query{viewer{login}}')).status, 200);
  assert.equal((await graphql(github, 'query{viewer{login} reviewThreads}')).status, 502);
  assert.deepEqual(github.writes, []);
});
