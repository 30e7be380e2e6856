import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { connect } from '../../src/sources/github-api.ts';
import { contentsOf } from '../../src/sources/github-contents.ts';
import { githubSource, githubSources } from '../../src/sources/github.ts';
import { SourceError } from '../../src/sources/source.ts';
import type { FileValue } from '../github/repository.ts';
import { startGitHub, type GitHub, type Options } from '../github/server.ts';
import { validator } from '../github/validator.ts';

interface Closing {
  after(close: () => Promise<void>): void;
}

async function start(context: Closing, options: Options = {}): Promise<GitHub> {
  const server = await startGitHub({ validator, ...options });
  context.after(() => server.close());
  return server;
}

function client(server: GitHub) {
  const github = connect(server.token, server.fullName, { rest: server.apiUrl, graphql: server.graphqlUrl });
  return { github, contents: contentsOf(github) };
}

const latin = Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]);
const odd: Readonly<Record<string, FileValue>> = {
  plain: 'FROM node\n',
  empty: '',
  windows: 'FROM node\r\n',
  mark: '\uFEFFFROM node\n',
  japanese: '# 重ね\n',
  latin: { text: latin },
  binary: { text: Buffer.from([1, 0, 2]) },
  'folder/program': { text: '#!/bin/sh\n', mode: '100755' },
  link: { text: 'plain', mode: '120000' },
  'link-out': { text: '../secret', mode: '120000' },
};

suite('a commit behind the API', () => {
  const expected = {
    plain: 'FROM node\n',
    empty: '',
    windows: 'FROM node\r\n',
    mark: '\uFEFFFROM node\n',
    japanese: '# 重ね\n',
    latin: 'invalid-utf8',
    binary: 'binary',
    'folder/program': '#!/bin/sh\n',
    link: 'FROM node\n',
    'link-out': 'dangling-symlink',
  };

  for (const [what, prepare] of [
    ['with GraphQL', () => {}],
    ['without it', (server: GitHub) => server.fail({ path: /\/graphql$/, status: 403, times: 9 })],
  ] as const) {
    test(`files come as they are, ${what}`, async (t) => {
      const server = await start(t);
      const commit = server.commit(odd);
      prepare(server);
      const { github, contents } = client(server);
      const { head, failed } = await githubSource(github, contents, commit);
      await head.load(Object.keys(odd));
      const read = head.tree.paths.map((path) => {
        const content = head.tree.read(path);
        return [
          path,
          content.kind === 'text' ? content.text : content.kind === 'unreadable' ? content.reason : content.kind,
        ];
      });
      assert.deepEqual(Object.fromEntries(read), expected);
      assert.equal(head.tree.get('folder/program')?.mode, 'executable');
      assert.deepEqual([...failed], []);
    });
  }

  test('many files are one request, and none is asked for twice', async (t) => {
    const server = await start(t);
    const commit = server.commit(
      Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`${index}`, `${index}\n`])),
    );
    const { github, contents } = client(server);
    const { head } = await githubSource(github, contents, commit);
    await head.load(head.tree.paths);
    await head.load(head.tree.paths);
    assert.deepEqual(
      server.requests.map(({ method }) => method),
      ['GET', 'POST'],
    );
  });

  test('a text that GraphQL cuts comes whole from REST', async (t) => {
    const server = await start(t, { limits: { textBytes: 10 } });
    const text = 'RUN echo '.repeat(10);
    const { github, contents } = client(server);
    const { head } = await githubSource(github, contents, server.commit({ long: text }));
    await head.load(['long']);
    assert.deepEqual(head.tree.read('long'), { kind: 'text', text });
  });

  test('a file that can’t be had is told, and the others are there', async (t) => {
    const server = await start(t);
    const commit = server.commit({ good: 'FROM node\n', bad: 'x\n' });
    server.fail({ path: /\/graphql$/, status: 403, times: 9 });
    const { github, contents } = client(server);
    const { head, failed } = await githubSource(github, contents, commit);
    const blob = head.tree.get('bad')?.blob ?? '';
    server.fail({ path: new RegExp(`/git/blobs/${blob}$`), status: 404, times: 9 });
    await head.load(['good', 'bad']);
    assert.deepEqual(head.tree.read('bad'), { kind: 'unreadable', reason: 'failed' });
    assert.deepEqual(head.tree.read('good'), { kind: 'text', text: 'FROM node\n' });
    assert.deepEqual([...failed], ['bad']);
  });

  test('a listing that GitHub cuts is walked folder by folder', async (t) => {
    const server = await start(t, { limits: { treeEntries: 2 } });
    const commit = server.commit({ 'a/b/c': '1', 'a/d': '2', e: '3', 'f/g': '4', 'f/h': '5', 'f/i': '6' });
    const { github, contents } = client(server);
    const { head } = await githubSource(github, contents, commit);
    assert.deepEqual(head.tree.paths, ['a/b/c', 'a/d', 'e', 'f/g', 'f/h', 'f/i']);
  });

  test('a commit that is not there is an error', async (t) => {
    const server = await start(t);
    const { github, contents } = client(server);
    await assert.rejects(githubSource(github, contents, '0'.repeat(40)), SourceError);
  });
});

test('both sides of a change come together, also where a file was renamed', async (t) => {
  const server = await start(t);
  const base = server.commit({ old: 'FROM node:22\n', same: 'x\n' });
  const head = server.commit({ old: null, new: 'FROM node:24\n' }, base);
  const { github, contents } = client(server);
  const sources = await githubSources(github, contents, { base, head }, new Map([['new', 'old']]));
  await sources.head.load(['new', 'same']);
  await sources.base.load(['old', 'same']);
  assert.deepEqual(sources.base.tree.read('old'), { kind: 'text', text: 'FROM node:22\n' });
  assert.equal(server.requests.filter(({ method }) => method === 'POST').length, 1);
});
