/** What the action says of the repository's history, and where it has it from. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { suite, type TestContext } from 'node:test';
import { checkOut } from '../github/checkout.ts';
import { workflowDispatchEvent } from '../github/events.ts';
import { runAction, temporary, type Result } from '../github/runner.ts';
import { gitServer, type GitServerOptions } from '../sources/git-server.ts';
import { git } from '../sources/repository.ts';
import { comments, run, type Inputs } from './running.ts';
import { late, shop, type Files, type Shop } from './shop.ts';

/** Commits on `main` behind the first one: what each changes. */
type Past = readonly Files[];

/** Code changes often, the lock file once: 24 commits. */
const past: Past = Array.from({ length: 24 }, (_, index) =>
  index % 8 === 3
    ? { 'README.md': `${index}\n`, 'docs/guide.md': `${index}\n` }
    : index === 13
      ? { 'package-lock.json': JSON.stringify(lock('1.3.0', index)) }
      : { 'src/server.js': `console.log(${index})\n` },
);

function lock(version: string, note: number): unknown {
  const root = { name: 'shop', dependencies: { 'left-pad': '1.3.0' } };
  return { name: 'shop', lockfileVersion: 3, packages: { '': root, 'node_modules/left-pad': { version, note } } };
}

/** The pull request adds the Dockerfile with the late install. */
async function withPast(t: TestContext, commits: Past, head: Files = { Dockerfile: late }): Promise<Shop> {
  const where = await shop(t, { head: {} });
  const { github, pull } = where;
  let tip = where.base;
  for (const change of commits) tip = github.commit(change, tip);
  github.push('main', tip);
  github.push('topic', github.commit(head, tip));
  return { github, pull, base: tip };
}

function workspaceOf({ github, pull }: Shop, depth?: number): string {
  const folder = temporary();
  checkOut(github, pull.headSha, folder, depth);
  return folder;
}

/** The repository behind git's own server. */
async function served(t: TestContext, { github, pull }: Shop, options: GitServerOptions = {}) {
  const root = temporary();
  const folder = join(root, 'kitchen', 'shop');
  mkdirSync(folder, { recursive: true });
  checkOut(github, pull.headSha, folder);
  git(folder, 'config', 'uploadpack.allowFilter', 'true');
  git(folder, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  const server = await gitServer(t, join(root, 'kitchen'), options);
  return { ...server, env: { GITHUB_SERVER_URL: new URL(server.url).origin } };
}

interface Reported {
  readonly rule: string;
  readonly severity: string;
  readonly evidence?: unknown;
}

function findings({ outputs }: Result): readonly Reported[] {
  const report = JSON.parse(readFileSync(outputs['json-file'] ?? '', 'utf8')) as { findings: readonly Reported[] };
  return report.findings;
}

function bodies({ github, pull }: Shop): readonly string[] {
  return github.commentsOf(pull).map(({ comment }) => comment.body);
}

/** Of the 24 commits, 21 change a file that is copied before the install; one of them the lock file. */
const evidence = { commits: 24, rebuilt: 24, rebuiltAfterFix: 1 };
const sentence =
  'In 24 of the last 24 commits `RUN npm ci` would have been built again (code 20, documentation 3, manifests 1); with the suggestion, in 1.';
const strip = 'with the suggestion: built again in 1 of 24\n□□□□□□□□□□□□□■□□□□□□□□□□';

suite('the history', () => {
  test('of a checkout is in the comment, the summary and the JSON; nothing is fetched', async (t) => {
    const where = await withPast(t, past);
    const server = await served(t, where);
    const result = await run(where, { history: '100' }, { workspace: workspaceOf(where), env: server.env });
    assert.deepEqual(
      findings(result).map((finding) => finding.evidence),
      [evidence],
    );
    const [body = ''] = bodies(where);
    assert.ok(body.includes(sentence), body);
    assert.ok(body.includes(strip), body);
    assert.ok(result.summary.includes(sentence));
    assert.ok(result.summary.includes(strip));
    assert.doesNotMatch(result.summary, /\[!NOTE\]/);
    assert.deepEqual(server.requests, []);
  });

  test('without a checkout is fetched, with the token where nobody sees it, and taken away again', async (t) => {
    const where = await withPast(t, past);
    const server = await served(t, where, { token: where.github.token });
    const result = await run(where, { history: '100' }, { env: server.env });
    assert.deepEqual(
      findings(result).map((finding) => finding.evidence),
      [evidence],
    );
    assert.ok(server.requests.length > 0);
    assert.ok(!result.rawLog.includes(where.github.token));
    assert.ok(!result.rawLog.includes(Buffer.from(`x-access-token:${where.github.token}`).toString('base64')));
    assert.deepEqual(
      readdirSync(result.temp).filter((name) => name.startsWith('kasane-history')),
      [],
    );
  });

  test('of a shallow checkout is fetched as well', async (t) => {
    const where = await withPast(t, past);
    const server = await served(t, where);
    const result = await run(where, { history: '100' }, { workspace: workspaceOf(where, 3), env: server.env });
    assert.deepEqual(findings(result)[0]?.evidence, evidence);
    assert.ok(server.requests.length > 0);
  });

  test('is as short as the input says', async (t) => {
    const where = await withPast(t, past);
    const result = await run(where, { history: '7' }, { workspace: workspaceOf(where) });
    assert.deepEqual(findings(result)[0]?.evidence, { commits: 7, rebuilt: 7, rebuiltAfterFix: 0 });
    assert.doesNotMatch(result.summary, /\[!NOTE\]/);
  });

  test('leaves out what the pull request itself commits', async (t) => {
    const where = await withPast(t, past);
    const { github, pull } = where;
    for (let commit = 0; commit < 9; commit += 1)
      github.push('topic', github.commit({ 'package-lock.json': `{ "note": ${commit} }\n` }, pull.headSha));
    github.push('topic', github.commit({ 'package-lock.json': JSON.stringify(lock('1.3.0', 13)) }, pull.headSha));
    const result = await run(where, { history: '100' }, { workspace: workspaceOf(where) });
    assert.deepEqual(findings(result)[0]?.evidence, evidence);
  });

  test('is the same on the second run, which writes nothing', async (t) => {
    const where = await withPast(t, past);
    const more = { workspace: workspaceOf(where) };
    await run(where, { history: '100' }, more);
    const again = await run(where, { history: '100' }, more);
    assert.deepEqual(again.writes, []);
    assert.equal(bodies(where).length, 1);
  });

  test('that could not be read on the second run takes nothing out of the comment', async (t) => {
    const where = await withPast(t, past);
    await run(where, { history: '100' }, { workspace: workspaceOf(where) });
    const server = await served(t, where, { before: (_, response) => Boolean(response.writeHead(503).end()) });
    const again = await run(where, { history: '100' }, { env: server.env });
    assert.match(again.summary, /git could not fetch it/);
    assert.deepEqual(again.writes, []);
    assert.ok(bodies(where)[0]?.includes(sentence));
  });

  test('of which less could be read on the second run takes nothing out of the comment', async (t) => {
    const where = await withPast(t, past);
    await run(where, { history: '100' }, { workspace: workspaceOf(where) });
    const server = await served(t, where, { before: (_, response) => Boolean(response.writeHead(503).end()) });
    const again = await run(where, { history: '100' }, { workspace: workspaceOf(where, 7), env: server.env });
    assert.deepEqual(findings(again)[0]?.evidence, { commits: 5, rebuilt: 5, rebuiltAfterFix: 0 });
    assert.deepEqual(again.writes, []);
    assert.ok(bodies(where)[0]?.includes(sentence));
  });

  test('that could not be read on the second run takes away no comment that only it can bear out', async (t) => {
    const dockerfile = late.replace('COPY . .', 'COPY notes.txt /srv/\nCOPY package.json package-lock.json ./');
    const notes = Array.from({ length: 24 }, (_, index) => ({ 'notes.txt': `${index}\n` }));
    const where = await withPast(t, notes, { Dockerfile: dockerfile });
    const first = await run(where, { history: '100' }, { workspace: workspaceOf(where) });
    assert.deepEqual(
      findings(first).map((finding) => finding.rule),
      ['cache/order-by-change-rate'],
    );
    const [before] = bodies(where);
    const server = await served(t, where, { before: (_, response) => Boolean(response.writeHead(503).end()) });
    const again = await run(where, { history: '100' }, { env: server.env });
    assert.match(again.summary, /git could not fetch it/);
    assert.deepEqual(again.writes, []);
    assert.deepEqual(bodies(where), [before]);
  });

  test('that shows no gain makes a notice of an error', async (t) => {
    const always = past.map((_, index) => ({ 'package-lock.json': JSON.stringify(lock('1.3.0', index)) }));
    const where = await withPast(t, always);
    const result = await run(where, { history: '100' }, { workspace: workspaceOf(where) });
    assert.deepEqual(findings(result), [
      { ...findings(result)[0], severity: 'notice', evidence: { commits: 24, rebuilt: 24, rebuiltAfterFix: 24 } },
    ]);
    assert.equal(result.outputs['conclusion'], 'neutral');
    assert.deepEqual(comments(where), []);
  });

  test('of fewer than twenty commits makes no notice', async (t) => {
    const always = past.slice(0, 19).map((_, index) => ({ 'package-lock.json': JSON.stringify(lock('1.3.0', index)) }));
    const where = await withPast(t, always);
    const result = await run(where, { history: '100' }, { workspace: workspaceOf(where) });
    assert.equal(findings(result)[0]?.severity, 'error');
    assert.equal(result.outputs['conclusion'], 'failure');
  });

  test('is used by an audit', async (t) => {
    const where = await withPast(t, past);
    const { github, pull } = where;
    github.push('main', pull.headSha);
    const result = await runAction({
      github,
      ...workflowDispatchEvent(github),
      inputs: { history: '100' },
      workspace: workspaceOf(where),
    });
    // The commit that brings the Dockerfile counts: it is part of what is audited.
    assert.deepEqual(findings(result)[0]?.evidence, { commits: 25, rebuilt: 25, rebuiltAfterFix: 1 });
  });
});

suite('a history that is not there never stops a review', () => {
  const none: readonly (readonly [
    name: string,
    note: RegExp | null,
    prepare: (
      t: TestContext,
      where: Shop,
    ) => Promise<{ inputs?: Inputs; workspace?: string; server?: GitServerOptions }>,
  ])[] = [
    ['switched off', null, async () => ({ inputs: { history: '0' } })],
    [
      'a token that may not read',
      /the token may not read the repository/,
      async () => ({ server: { token: 'another' } }),
    ],
    [
      'a server that breaks off',
      /git could not fetch it/,
      async () => ({ server: { before: (_, response) => Boolean(response.writeHead(500).end()) } }),
    ],
    [
      'a checkout that holds only the tip, and no server',
      /git could not fetch it/,
      async (_, where) => ({
        workspace: workspaceOf(where, 1),
        server: { before: (_request, response) => Boolean(response.writeHead(503).end()) },
      }),
    ],
  ];
  for (const [name, note, prepare] of none) {
    test(name, async (t) => {
      const where = await withPast(t, past);
      const { inputs, workspace, server: options } = await prepare(t, where);
      const server = await served(t, where, options);
      const result = await run(
        where,
        { history: '100', ...inputs },
        { env: server.env, ...(workspace === undefined ? {} : { workspace }) },
      );
      assert.equal(findings(result).length, 1);
      assert.equal(findings(result)[0]?.evidence, undefined);
      assert.equal(comments(where).length, 1);
      assert.equal(result.outputs['conclusion'], 'failure');
      assert.doesNotMatch(bodies(where)[0] ?? '', /commits/);
      if (note === null) assert.doesNotMatch(result.summary, /\[!NOTE\]/);
      else assert.match(result.summary, note);
      // The verdict does not depend on it, so nobody is disturbed.
      assert.ok(!result.annotations.some(({ message }) => /history/.test(message)));
    });
  }

  test('the first commit', async (t) => {
    const where = await withPast(t, []);
    const result = await run(where, { history: '100' }, { workspace: workspaceOf(where) });
    assert.equal(findings(result)[0]?.evidence, undefined);
    assert.match(result.summary, /this is the first commit/);
  });

  test('part of it is better than nothing, and says so', async (t) => {
    const where = await withPast(t, past);
    const server = await served(t, where, { before: (_, response) => Boolean(response.writeHead(503).end()) });
    const result = await run(where, { history: '100' }, { workspace: workspaceOf(where, 7), env: server.env });
    assert.deepEqual(findings(result)[0]?.evidence, { commits: 5, rebuilt: 5, rebuiltAfterFix: 0 });
    assert.match(result.summary, /5 of the 100 commits asked for were replayed/);
    assert.doesNotMatch(result.summary, /say nothing about the history/);
  });

  test('nothing is fetched where nothing is found', async (t) => {
    const where = await withPast(t, past, { 'src/server.js': 'console.log("new")\n' });
    const server = await served(t, where);
    await run(where, { history: '100' }, { env: server.env });
    assert.deepEqual(server.requests, []);
  });
});
