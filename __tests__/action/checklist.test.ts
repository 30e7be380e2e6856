/** What has to hold on GitHub, numbered as in section 11 of the facts about the platform. Each test runs the bundle. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { answer, comment, resolve, review } from '../github/acting.ts';
import { checkOut } from '../github/checkout.ts';
import {
  mergeGroupEvent,
  pullRequestEvent,
  pullRequestTargetEvent,
  pushEvent,
  scheduleEvent,
  workflowDispatchEvent,
} from '../github/events.ts';
import { primaryLimit, secondaryLimit } from '../github/failures.ts';
import { temporary } from '../github/runner.ts';
import { applySuggestion, suggestionsIn } from '../github/suggestion.ts';
import { annotated, comments, methods, run, type Inputs } from './running.ts';
import { files, good, late, lateWithVolume, push, shop, small, withVolumes, type Shop } from './shop.ts';

function ignore(_signal: NodeJS.Signals): void {}

const theError = 'Dockerfile:3–4 cache/copy-before-install';
const theWarning = 'Dockerfile:5 state/volume';
const postReview = 'POST /pulls/1/reviews';

suite('on GitHub', { concurrency: 2 }, () => {
  test('11.01 the head is checked, not the merge commit, and the review names it', async (t) => {
    const where = await shop(t, { base: { Dockerfile: good }, head: { Dockerfile: lateWithVolume } });
    where.github.push('main', where.github.commit({ 'src/news.js': '1\n' }, where.base));
    const result = await run(where);
    assert.deepEqual(comments(where), [theError, theWarning]);
    const sent = result.writes[0]?.body as { commit_id: string };
    assert.equal(sent.commit_id, where.pull.headSha);
  });

  test('11.02 a file without patch gets it from a smaller page', async (t) => {
    const others = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`A${index}.txt`, 'x\n'.repeat(40)]));
    const where = await shop(t, { head: { ...others, Dockerfile: late }, limits: { patchLines: 250 } });
    const { requests } = await run(where);
    assert.deepEqual(
      requests.filter(({ path }) => path.endsWith('/files')).map(({ query }) => query),
      ['?per_page=5&page=2'],
    );
    assert.deepEqual(comments(where), [theError]);
  });

  test('11.02 or from both versions, where GitHub has none at all', async (t) => {
    const where = await shop(t, { base: { Dockerfile: good }, head: { Dockerfile: late } });
    where.github.withoutPatch.add('Dockerfile');
    await run(where);
    assert.deepEqual(comments(where), [theError]);
  });

  test('11.03 what the base branch did meanwhile is not the pull request’s', async (t) => {
    const where = await shop(t, { base: { Dockerfile: good }, head: { 'web/Dockerfile': good } });
    where.github.push('main', where.github.commit({ Dockerfile: lateWithVolume }, where.base));
    const result = await run(where);
    assert.equal(result.outputs['conclusion'], 'success');
    assert.deepEqual(result.writes, []);
  });

  test('11.04 the list of files is read to its end', async (t) => {
    const others = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`a/${index}.txt`, `${index}\n`]));
    const where = await shop(t, { head: { ...others, 'z/Dockerfile': small }, limits: { compareFiles: 100 } });
    await run(where);
    assert.deepEqual(comments(where), ['z/Dockerfile:2 state/volume']);
  });

  test('11.04 a list that GitHub cuts is completed from the two trees', async (t) => {
    const others = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`a/${index}.txt`, `${index}\n`]));
    const head = { ...others, 'z/Dockerfile': small };
    const where = await shop(t, { head, limits: { compareFiles: 100, pullFiles: 100 } });
    const result = await run(where);
    assert.equal(result.outputs['warnings'], '1');
    assert.match(result.summary, /z\/Dockerfile/);
  });

  test('11.05 a comment stands on lines of the head inside one hunk', async (t) => {
    const where = await shop(t, { base: { Dockerfile: good }, head: { Dockerfile: lateWithVolume } });
    const result = await run(where);
    const sent = result.writes[0]?.body as { comments: Readonly<Record<string, unknown>>[] };
    assert.deepEqual(
      sent.comments.map(({ path, start_line, start_side, line, side }) => ({
        path,
        start_line,
        start_side,
        line,
        side,
      })),
      [
        { path: 'Dockerfile', start_line: 3, start_side: 'RIGHT', line: 4, side: 'RIGHT' },
        { path: 'Dockerfile', start_line: undefined, start_side: undefined, line: 5, side: 'RIGHT' },
      ],
    );
  });

  test('11.06 findings that the diff does not show are in the summary and annotated', async (t) => {
    const far = `${lateWithVolume}${'# more\n'.repeat(30)}`;
    const where = await shop(t, { base: { Dockerfile: far }, head: { Dockerfile: `${far}LABEL a=b\n` } });
    const result = await run(where, { scope: 'changed' });
    assert.deepEqual(result.writes, []);
    assert.deepEqual([annotated(result, 'error'), annotated(result, 'warning')], [['Dockerfile:3'], ['Dockerfile:5']]);
    assert.match(result.summary, /copy-before-install/);
    assert.match(result.summary, /state\/volume/);
    assert.equal(result.code, 1);
  });

  test('11.07 one review a run, as COMMENT, submitted at once', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
    const result = await run(where);
    assert.deepEqual(methods(result), [postReview]);
    assert.deepEqual(
      where.pull.reviews.map(({ state }) => state),
      ['COMMENTED'],
    );
    assert.deepEqual(annotated(result, 'error'), [], 'what has a comment is not annotated');
  });

  test('11.08 no more than max-comments, the most severe first; the rest is counted and in the text', async (t) => {
    const volumes = Array.from({ length: 40 }, (_, index) => `/data/${index}`);
    const where = await shop(t, {
      head: { Dockerfile: withVolumes(volumes) },
    });
    const result = await run(where, { 'max-comments': '5' });
    assert.equal(comments(where).length, 5);
    assert.match(where.pull.reviews[0]?.body ?? '', /35 findings without a comment/);
    assert.match(result.summary, /\/data\/39/);
    const again = await run(where, { 'max-comments': '5' });
    assert.deepEqual(again.writes, []);
  });

  test('11.08 and never more than 30', async (t) => {
    const volumes = Array.from({ length: 40 }, (_, index) => `/data/${index}`);
    const where = await shop(t, { head: { Dockerfile: withVolumes(volumes) } });
    await run(where, { 'max-comments': '100' });
    assert.equal(comments(where).length, 30);
  });

  test('11.09 every body keeps its marker in front and fits', async (t) => {
    const volumes = Array.from({ length: 600 }, (_, index) => `/${'very-long-name/'.repeat(7)}${index}`);
    const where = await shop(t, { head: { Dockerfile: withVolumes(volumes) } });
    where.github.fail({
      method: 'POST',
      path: /\/reviews$/,
      times: 1,
      status: 422,
      answer: { message: 'Unprocessable' },
    });
    await run(where);
    const [body = ''] = where.pull.reviews.map((one) => one.body);
    assert.ok(body.startsWith('<!-- kasane review {'));
    assert.ok(body.length > 40_000 && body.length <= 60_000, `${body.length} characters`);
  });

  test('11.10 a draft that an interrupted run left is removed first', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    review(where.github, where.pull, 'github-actions[bot]', { body: 'half', comments: [] });
    const result = await run(where);
    assert.deepEqual(methods(result), ['DELETE /pulls/1/reviews/{id}', postReview]);
    assert.deepEqual(comments(where), [theError]);
  });

  test('11.11 a refused line costs one retry with single lines, and not the verdict', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
    where.github.fail({ method: 'POST', path: /\/reviews$/, status: 422, answer: { message: 'Unprocessable Entity' } });
    const result = await run(where);
    assert.deepEqual(methods(result), [postReview, postReview]);
    assert.deepEqual(comments(where), ['Dockerfile:4 cache/copy-before-install', theWarning]);
    const bodies = where.github.commentsOf(where.pull).map((one) => one.comment.body);
    assert.deepEqual(bodies.flatMap(suggestionsIn), [], 'a block for two lines is not put on one');
    assert.equal(result.code, 1);
  });

  test('11.11 then the text alone', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
    where.github.fail({
      method: 'POST',
      path: /\/reviews$/,
      times: 2,
      status: 422,
      answer: { message: 'Unprocessable' },
    });
    const result = await run(where);
    assert.deepEqual(comments(where), []);
    assert.match(where.pull.reviews[0]?.body ?? '', /Dockerfile:3/);
    assert.deepEqual(annotated(result, 'error'), ['Dockerfile:3']);
    assert.equal(result.code, 1);
    const again = await run(where);
    assert.deepEqual(again.writes, [], 'not tried again on the same commit');
  });

  test('11.12 a read-only token: the same verdict, everything annotated, said once', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume }, permissions: { pullRequests: 'read' } });
    const result = await run(where);
    assert.deepEqual(methods(result), [postReview]);
    assert.equal(result.code, 1);
    assert.deepEqual([annotated(result, 'error'), annotated(result, 'warning')], [['Dockerfile:3'], ['Dockerfile:5']]);
    assert.equal(
      result.annotations.filter(({ message }) => message.includes('permissions: pull-requests: write')).length,
      1,
    );
    assert.match(result.summary, /pull-requests: write/);
    assert.match(result.summary, /state\/volume/);
  });

  for (const [what, method, status] of [
    ['an edit', 'PATCH', 403],
    ['a deletion', 'DELETE', 404],
  ] as const) {
    test(`11.12 also when only ${what} is refused`, async (t) => {
      const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
      await run(where);
      const [first, second] = where.github.commentsOf(where.pull);
      assert.ok(first && second);
      if (method === 'PATCH') answer(where.github, first.comment.id, 'mei', 'Why?');
      push(where, { Dockerfile: good.replace('USER', 'VOLUME /data\nUSER') });
      where.github.fail({ method, path: /\/pulls\/comments\/\d+$/, status });
      const result = await run(where);
      assert.equal(result.code, 0);
      assert.deepEqual(annotated(result, 'warning'), ['Dockerfile:6']);
      assert.match(result.summary, /may not write/);
    });
  }

  suite('11.13 nothing is written, and it is said', () => {
    const rows: readonly [string, (where: Shop) => void, RegExp][] = [
      ['closed', ({ pull }) => (pull.state = 'closed'), /is closed/],
      ['locked', ({ pull }) => (pull.locked = true), /locked/],
      ['the fork is gone', ({ pull }) => (pull.headRepository = null), /fork/],
      ['the head moved', (where) => push(where, { 'src/news.js': '1\n' }), /newer commit/],
    ];
    for (const [what, act, said] of rows) {
      test(`11.13 ${what}: the verdict stands`, async (t) => {
        const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
        const event = pullRequestEvent(where.github, 1);
        act(where);
        const result = await run(where, {}, event);
        assert.deepEqual(result.writes, []);
        assert.equal(result.code, 1);
        assert.deepEqual(annotated(result, 'error'), ['Dockerfile:3']);
        assert.match(result.summary, said);
      });
    }

    test('11.13 the head moves while the run works', async (t) => {
      const where = await shop(t, { head: { Dockerfile: late } });
      const meanwhile = (): void => push(where, { 'src/news.js': '1\n' });
      where.github.fail({ method: 'GET', path: /\/pulls\/1\/reviews$/, meanwhile });
      const result = await run(where);
      assert.deepEqual(result.writes, []);
      assert.match(result.summary, /newer commit/);
    });

    test('11.13 the conversation is locked at the last moment', async (t) => {
      const where = await shop(t, { head: { Dockerfile: late } });
      const meanwhile = (): void => void (where.pull.locked = true);
      where.github.fail({ method: 'POST', path: /\/reviews$/, meanwhile });
      const result = await run(where);
      assert.equal(result.code, 1);
      assert.deepEqual(annotated(result, 'error'), ['Dockerfile:3']);
    });
  });

  for (const [what, failure] of [
    ['with an error', { stored: true, status: 502 }],
    ['by cutting the line', { stored: true, drop: true }],
  ] as const) {
    test(`11.14 a review that GitHub stored, answering ${what}, is not sent again`, async (t) => {
      const where = await shop(t, { head: { Dockerfile: late } });
      where.github.fail({ method: 'POST', path: /\/reviews$/, ...failure });
      const result = await run(where);
      assert.deepEqual(methods(result), [postReview]);
      assert.deepEqual(comments(where), [theError]);
      assert.deepEqual(annotated(result, 'error'), []);
    });
  }

  test('11.14 one that it did not store is sent once more', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    where.github.fail({ method: 'POST', path: /\/reviews$/ });
    const result = await run(where);
    assert.deepEqual(methods(result), [postReview, postReview]);
    assert.deepEqual(comments(where), [theError]);
  });

  test('11.15 "too fast" is waited for as long as GitHub says', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    where.github.fail({ method: 'POST', path: /\/reviews$/, ...secondaryLimit(1) });
    await run(where);
    assert.deepEqual(comments(where), [theError]);
  });

  test('11.15 an hour is not: the gate ends, and says what was not checked', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    where.github.fail({ path: /\/git\/trees\//, ...primaryLimit(2_000_000_000) });
    const result = await run(where);
    assert.equal(result.code, 1);
    assert.equal(result.outputs['conclusion'], 'failure');
    assert.match(result.summary, /rate limit/);
  });

  test('11.15 a hiccup of a reading costs nothing but a moment', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    where.github.fail({ method: 'GET', path: /\/compare\// });
    await run(where);
    assert.deepEqual(comments(where), [theError]);
  });

  test('11.16 without GraphQL all is the same', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
    where.github.fail({ path: /\/graphql$/, times: 99, status: 403 });
    await run(where);
    assert.deepEqual(comments(where), [theError, theWarning]);
    push(where, { Dockerfile: good });
    const result = await run(where);
    assert.deepEqual(comments(where), []);
    assert.equal(result.code, 0);
  });

  test('11.17 a marker in somebody else’s comment means nothing', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    await run(where);
    const [own] = where.github.commentsOf(where.pull);
    assert.ok(own);
    const forged = own.comment.body
      .replace('copy-before-install', 'other')
      .replace(/"fingerprint":"[^"]*"/, '"fingerprint":"0"');
    comment(where.github, where.pull, 'mallory', { path: 'Dockerfile', line: 5, body: forged });
    const result = await run(where);
    assert.deepEqual(result.writes, []);
  });

  test('11.17 nor one of another job', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    await run(where, { id: 'first' });
    await run(where, { id: 'second' });
    assert.deepEqual(comments(where), [theError, theError]);
    const result = await run(where, { id: 'second' });
    assert.deepEqual(result.writes, []);
  });

  test('11.18 lines that move, comments and renames make no new comment', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    await run(where);
    push(where, { Dockerfile: `# syntax=docker/dockerfile:1\n\n# The shop.\n${late}` });
    await run(where);
    push(where, { Dockerfile: null, 'docker/Dockerfile': late });
    await run(where);
    assert.equal(comments(where).length, 1);
    assert.equal(where.pull.reviews.length, 1);
  });

  test('11.19 a finding that went away takes its comment along', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
    await run(where);
    push(where, { Dockerfile: good });
    const result = await run(where);
    assert.deepEqual(comments(where), []);
    assert.equal(result.outputs['conclusion'], 'success');
  });

  for (const contents of ['read', 'write'] as const) {
    test(`11.19 an answered one is edited, with contents: ${contents}`, async (t) => {
      const where = await shop(t, { head: { Dockerfile: late }, permissions: { contents } });
      await run(where);
      const [own] = where.github.commentsOf(where.pull);
      assert.ok(own);
      answer(where.github, own.comment.id, 'mei', 'Because of the cache?');
      push(where, { Dockerfile: good });
      const result = await run(where);
      assert.match(own.comment.body, new RegExp(`Fixed in ${where.pull.headSha}`));
      assert.equal(own.thread.resolvedBy?.login ?? null, contents === 'write' ? 'github-actions[bot]' : null);
      assert.equal(result.outputs['conclusion'], 'success');
      assert.deepEqual((await run(where)).writes, []);
    });
  }

  test('11.20 a thread that a person resolved stays so, and still counts', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    await run(where);
    const [own] = where.github.commentsOf(where.pull);
    assert.ok(own);
    resolve(where.github, own.comment.id, 'mei');
    push(where, { 'src/news.js': '1\n' });
    const result = await run(where);
    assert.deepEqual(result.writes, []);
    assert.equal(own.thread.resolvedBy?.login, 'mei');
    assert.equal(result.code, 1);
  });

  test('11.21 11.22 the suggestion commits, and its finding is gone', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    const first = await run(where);
    assert.equal(first.outputs['suggestions'], '1');
    const [own] = where.github.commentsOf(where.pull);
    assert.ok(own);
    applySuggestion(where.github, where.pull, own.comment.id);
    assert.equal(where.github.repository.text(where.pull.headSha, 'Dockerfile'), good);
    const result = await run(where);
    assert.equal(result.outputs['findings'], '0');
  });

  test('11.21 no block to commit in a file with CRLF, or for a line outside the hunk', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late.replaceAll('\n', '\r\n') } });
    const result = await run(where);
    const bodies = where.github.commentsOf(where.pull).map((one) => one.comment.body);
    assert.equal(bodies.length, 1);
    assert.deepEqual(bodies.flatMap(suggestionsIn), []);
    assert.match(bodies[0] ?? '', /```diff/);
    assert.equal(result.outputs['suggestions'], '0');
  });

  test('11.21 a fence is longer than those in the file', async (t) => {
    const inside = late.replace('COPY . .\n', 'COPY . .\nRUN <<EOF\n```\necho\n```\nEOF\n');
    const where = await shop(t, { head: { Dockerfile: inside } });
    await run(where);
    for (const { comment: own } of where.github.commentsOf(where.pull)) {
      for (const lines of suggestionsIn(own.body)) assert.ok(lines.length > 0);
      assert.match(own.body, /<details>/);
    }
  });

  test('11.24 a checkout of the merge commit, or of anything else, does not change what is checked', async (t) => {
    const where = await shop(t, { base: { Dockerfile: good }, head: { Dockerfile: late } });
    where.github.push('main', where.github.commit({ 'src/news.js': '1\n' }, where.base));
    const workspace = temporary();
    checkOut(where.github, pullRequestEvent(where.github, 1).sha, workspace);
    await run(where, {}, { workspace });
    assert.deepEqual(comments(where), [theError]);
  });

  test('11.25 nothing to review is a success that says so', async (t) => {
    const where = await shop(t, { base: { Dockerfile: late }, head: { 'README.md': 'Hello\n' } });
    const result = await run(where);
    assert.equal(result.code, 0);
    assert.equal(result.outputs['conclusion'], 'success');
    assert.match(result.summary, /Nothing to review/);
    assert.deepEqual(result.writes, []);
    assert.ok(result.requests.length <= 10, `${result.requests.length} calls`);
  });

  test('11.26 the merge queue gets a verdict, and no comment', async (t) => {
    for (const [dockerfile, code] of [
      [late, 1],
      [good, 0],
    ] as const) {
      const where = await shop(t, { head: { Dockerfile: dockerfile } });
      const result = await run(where, {}, mergeGroupEvent(where.github, 1));
      assert.equal(result.code, code);
      assert.deepEqual(result.writes, []);
      assert.deepEqual(annotated(result, 'error'), code === 1 ? ['Dockerfile:3'] : []);
    }
  });

  test('11.27 an audit looks at the whole tree, and follows no link out of it', async (t) => {
    const head = { 'README.md': 'Hello\n' };
    const base = {
      'a/Dockerfile': small,
      'b/c/Dockerfile': small,
      'link/Dockerfile': { text: '../a/Dockerfile', mode: '120000' },
    } as const;
    const where = await shop(t, { base, head, limits: { treeEntries: 3 } });
    for (const event of [
      workflowDispatchEvent(where.github),
      scheduleEvent(where.github),
      pushEvent(where.github, 'main', null),
    ]) {
      const result = await run(where, {}, event);
      assert.deepEqual(annotated(result, 'warning'), ['a/Dockerfile:2', 'b/c/Dockerfile:2']);
      assert.deepEqual(result.writes, []);
      assert.equal(result.outputs['conclusion'], 'neutral');
    }
  });

  test('11.28 a second run on the same commit writes nothing', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
    const first = await run(where);
    const second = await run(where);
    assert.equal(first.writes.length, 1);
    assert.deepEqual(second.writes, []);
    assert.equal(second.code, first.code);
    assert.deepEqual(annotated(second, 'error'), []);
  });

  test('11.29 what a cancelled run left undone, the next one does', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
    await run(where);
    push(where, { Dockerfile: good });
    let kill = ignore;
    where.github.fail({ method: 'DELETE', path: /\/comments\/\d+$/, meanwhile: () => kill('SIGKILL') });
    await run(where, {}, { running: (stop) => (kill = stop) });
    await run(where);
    assert.deepEqual(comments(where), []);
  });

  test('11.29 what two runs at once did twice, the next one repairs', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    await run(where);
    const [own] = where.github.commentsOf(where.pull);
    assert.ok(own);
    comment(where.github, where.pull, 'github-actions[bot]', { path: 'Dockerfile', line: 4, body: own.comment.body });
    await run(where);
    assert.deepEqual(comments(where), [theError]);
  });

  for (const event of [pullRequestEvent, pullRequestTargetEvent]) {
    test(`11.30 a pull request can’t switch its own gate off (${event.name})`, async (t) => {
      const head = { Dockerfile: late, '.github/kasane.yml': 'rules: { cache/*: off }\nfail-on: never\n' };
      const where = await shop(t, { head });
      const result = await run(where, {}, event(where.github, 1));
      assert.equal(result.code, 1);
      assert.deepEqual(comments(where), [theError]);
      assert.match(result.summary, /kasane\.yml/);
      assert.match(result.summary, /after the merge/);
    });
  }

  test('11.30 the base branch can, also after the pull request was opened', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    const configuration = { '.github/kasane.yml': 'rules: { cache/copy-before-install: notice }\nlanguage: ja\n' };
    where.github.push('main', where.github.commit(configuration, where.base));
    const result = await run(where);
    assert.equal(result.outputs['notices'], '1');
    assert.equal(result.code, 0);
    assert.match(result.summary, /注意/);
  });

  test('11.31 nothing that a pull request says becomes markup or a command', async (t) => {
    const hostile = '/data/@mei-<!--x--><img>::error::boo-##[error]boo';
    const path = 'a\n::error::boo\r##[error]boo @mei <b>/Dockerfile';
    const where = await shop(t, { head: { [path]: `FROM scratch\nVOLUME ${hostile}\n` } });
    for (const inputs of [{}, { mode: 'gate' }]) {
      const result = await run(where, inputs);
      const messages = result.annotations.filter(({ message }) => message.startsWith('boo'));
      assert.deepEqual(messages, []);
      assert.ok(result.commands.every(({ name }) => ['error', 'warning', 'notice'].includes(name)));
      assert.doesNotMatch(result.summary.replace(/`[^`\n]*`/g, ''), /@mei|<img|<b>|<!--/);
      assert.equal(result.annotations.filter(({ level }) => level === 'error').length, 0);
    }
    const [own] = where.github.commentsOf(where.pull);
    const text =
      own?.comment.body
        .split('\n')
        .slice(1)
        .join('\n')
        .replace(/```[^]*?```|`[^`\n]*`/g, '') ?? '';
    assert.doesNotMatch(text, /@mei|<img|<!--/);
  });

  test('11.32 at most ten annotations a level, spread over the files; the rest is counted', async (t) => {
    const many = withVolumes(Array.from({ length: 15 }, (_, index) => `/data/${index}`));
    const where = await shop(t, { head: { Dockerfile: many, 'z/Dockerfile': small } });
    const result = await run(where, { mode: 'gate' });
    const warnings = annotated(result, 'warning');
    assert.equal(warnings.length, 10);
    assert.ok(warnings.includes('z/Dockerfile:2'));
    assert.ok(result.annotations.every(({ shown }) => shown));
    assert.match(result.log, /6 more findings have no annotation/);
  });

  test('11.34 SARIF is written where it was asked for, and nowhere else', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
    const workspace = temporary();
    const result = await run(where, { mode: 'gate', 'sarif-file': 'out/kasane.sarif' }, { workspace });
    assert.equal(result.outputs['sarif-file'], join(workspace, 'out/kasane.sarif'));
    const sarif: { runs: { results: unknown[] }[] } = JSON.parse(
      readFileSync(join(workspace, 'out/kasane.sarif'), 'utf8'),
    );
    assert.equal(sarif.runs[0]?.results.length, 2);

    const outside = temporary();
    symlinkSync(outside, join(workspace, 'link'));
    mkdirSync(join(workspace, 'folder'));
    for (const path of ['../kasane.sarif', '/tmp/kasane.sarif', 'link/kasane.sarif', 'folder/../../x', '.']) {
      const refused = await run(where, { mode: 'gate', 'sarif-file': path }, { workspace });
      assert.equal(refused.code, 1);
      assert.match(refused.annotations[0]?.message ?? '', /inside the workspace/);
      assert.ok(!existsSync(join(outside, 'kasane.sarif')));
    }
  });

  test('11.36 every request names the version of the API', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    const { requests } = await run(where);
    assert.deepEqual([...new Set(requests.map(({ headers }) => headers['x-github-api-version']))], ['2022-11-28']);
  });

  test('11.40 a review that can’t be written changes nothing in the verdict', async (t) => {
    const where = await shop(t, { head: { Dockerfile: withVolumes(['/data']) } });
    where.github.fail({ method: 'POST', path: /\/reviews$/, times: 9 });
    const result = await run(where);
    assert.equal(result.code, 0);
    assert.equal(result.outputs['conclusion'], 'neutral');
    assert.deepEqual(annotated(result, 'warning'), ['Dockerfile:8']);
    assert.match(result.summary, /could not be written/);
  });
});

suite('the contract', { concurrency: 2 }, () => {
  test('no more calls than 10 and 3 a changed Dockerfile', async (t) => {
    const services = Array.from({ length: 6 }, (_, index) => `s${index}`);
    const head = Object.fromEntries(
      services.flatMap((name) => [
        ...Object.entries(files).map(([path, text]) => [`${name}/${path}`, text]),
        [`${name}/Dockerfile`, lateWithVolume],
      ]),
    );
    const compose = `services:\n${services.map((name) => `  ${name}:\n    build: ./${name}\n`).join('')}`;
    const workflow = 'on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build s0\n';
    const base = { 'compose.yaml': compose, '.github/workflows/ci.yml': workflow };
    const many = await shop(t, { base, head });
    const result = await run(many);
    assert.equal(result.outputs['errors'], '6');
    assert.equal(comments(many).length, 12);
    assert.ok(result.requests.length <= 13, `${result.requests.length} calls`);
    const one = await shop(t, { base, head: { 's0/Dockerfile': late, 's0/package.json': files['package.json'] } });
    assert.ok((await run(one)).requests.length <= 13);
  });

  test('outputs count what is in scope, and the JSON file is always there', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
    const { outputs } = await run(where);
    const { 'json-file': file = '', ...counts } = outputs;
    assert.deepEqual(counts, {
      conclusion: 'failure',
      findings: '2',
      errors: '1',
      warnings: '1',
      notices: '0',
      introduced: '2',
      suggestions: '1',
    });
    const json: { version: number; findings: unknown[] } = JSON.parse(readFileSync(file, 'utf8'));
    assert.deepEqual([json.version, json.findings.length], [1, 2]);
  });

  test('a draft of the level: comment-on and fail-on', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
    const result = await run(where, { 'comment-on': 'error', 'fail-on': 'never' });
    assert.deepEqual(comments(where), [theError]);
    assert.deepEqual(annotated(result, 'warning'), ['Dockerfile:5']);
    assert.equal(result.outputs['conclusion'], 'neutral');
    assert.equal(result.code, 0);
  });

  test('a renamed Dockerfile introduces nothing', async (t) => {
    const where = await shop(t, { base: { Dockerfile: late }, head: { Dockerfile: null, 'Dockerfile.prod': late } });
    const result = await run(where);
    assert.equal(result.outputs['findings'], '0');
    assert.match(result.summary, /outside the scope/);
  });

  test('an API that can’t be reached is a failure that says so, also as JSON', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    where.github.fail({ path: /\/pulls\/1$/, status: 401 });
    const result = await run(where);
    assert.equal(result.code, 1);
    assert.match(result.summary, /could not be checked/);
    assert.match(readFileSync(result.outputs['json-file'] ?? '', 'utf8'), /Bad credentials/);
  });

  test('a broken configuration of the base is a failure with its line', async (t) => {
    const where = await shop(t, {
      base: { '.github/kasane.yml': 'language: en\nrulez: {}\n' },
      head: { Dockerfile: late },
    });
    const result = await run(where);
    assert.equal(result.code, 1);
    assert.deepEqual(annotated(result, 'error'), ['.github/kasane.yml:2']);
    assert.match(result.annotations[0]?.message ?? '', /rules/);
  });

  const wrong: readonly [Inputs, RegExp][] = [
    [{ mode: 'revue' }, /`mode`.*`revue`.*`auto`/],
    [{ 'fail-on': 'fatal' }, /`fail-on`/],
    [{ 'max-comments': 'many' }, /`max-comments`/],
    [{ history: '-1' }, /`history`/],
    [{ language: 'fr' }, /`language`/],
  ];
  for (const [inputs, said] of wrong) {
    test(`an input that is wrong is named: ${JSON.stringify(inputs)}`, async (t) => {
      const where = await shop(t, { head: { Dockerfile: late } });
      const result = await run(where, inputs);
      assert.equal(result.code, 1);
      assert.match(result.annotations[0]?.message ?? '', said);
      assert.deepEqual(result.requests, []);
    });
  }

  const misplaced: readonly [string, string, RegExp][] = [
    ['issue_comment', 'auto', /`issue_comment` is not supported/],
    ['push', 'review', /needs a pull request/],
    ['push', 'gate', /has none/],
  ];
  for (const [event, mode, said] of misplaced) {
    test(`${mode} on ${event} says what it needs`, async (t) => {
      const where = await shop(t, { head: { Dockerfile: late } });
      const result = await run(where, { mode }, { ...pushEvent(where.github, 'main', null), event });
      assert.equal(result.code, 1);
      assert.match(result.annotations[0]?.message ?? '', said);
    });
  }

  test('an audit can be asked for on a pull request, and takes its head', async (t) => {
    const where = await shop(t, { base: { Dockerfile: late }, head: { 'README.md': 'Hello\n' } });
    const result = await run(where, { mode: 'audit' });
    assert.deepEqual(annotated(result, 'error'), ['Dockerfile:3']);
    assert.deepEqual(result.writes, []);
  });
});
