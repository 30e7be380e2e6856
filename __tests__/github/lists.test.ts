import assert from 'node:assert/strict';
import test from 'node:test';
import { ask, at, each } from './asking.ts';
import { kitchen, recipe } from './kitchen.ts';

const many = Object.fromEntries(
  Array.from({ length: 130 }, (_, index) => [`f${String(index).padStart(3, '0')}`, `${index}\n`]),
);

test('files come 30 a page, at most 100, with links, and are cut without a word', async (t) => {
  const { github, pull } = await kitchen(t, { limits: { pullFiles: 120 } });
  github.push('topic', github.commit(many, pull.headSha));
  const plain = await ask(github, 'GET', '/pulls/1/files');
  assert.equal(each(plain.body).length, 30);
  assert.match(plain.headers.get('link') ?? '', /page=2>; rel="next", .*page=4>; rel="last"/);
  const second = await ask(github, 'GET', '/pulls/1/files?per_page=100&page=2');
  assert.equal(each(second.body).length, 20);
  assert.match(second.headers.get('link') ?? '', /page=1>; rel="prev"/);
  assert.equal(at((await ask(github, 'GET', '/pulls/1')).body, 'changed_files'), 133);
  assert.deepEqual(github.violations, []);
});

test('a file tells what happened to it', async (t) => {
  const { github, pull } = await kitchen(t);
  const more = { shelf: null, tool: { text: '#!/bin/sh\n', mode: '100755' } } as const;
  github.push('topic', github.commit({ ...more, recipe: { text: recipe, mode: '100755' } }, pull.headSha));
  const { body } = await ask(github, 'GET', '/pulls/1/files');
  assert.deepEqual(
    each(body).map((file) => [
      at(file, 'filename'),
      at(file, 'status'),
      at(file, 'previous_filename'),
      at(file, 'patch'),
    ]),
    [
      ['new', 'renamed', 'old', undefined],
      ['photo', 'modified', undefined, undefined],
      ['recipe', 'changed', undefined, undefined],
      ['shelf', 'removed', undefined, '@@ -1 +0,0 @@\n-empty'],
      ['tool', 'added', undefined, '@@ -0,0 +1 @@\n+#!/bin/sh'],
    ],
  );
});

test('a file that moved and changed a little is a rename, one that changed a lot is not', async (t) => {
  const { github, base } = await kitchen(t);
  const moved = { recipe: null, 'book/recipe': `${recipe}enjoy\n`, shelf: null, wall: 'full\n' };
  github.push('topic', github.commit(moved, base));
  const { body } = await ask(github, 'GET', '/pulls/1/files');
  assert.deepEqual(
    each(body).map((file) => [at(file, 'filename'), at(file, 'status')]),
    [
      ['book/recipe', 'renamed'],
      ['shelf', 'removed'],
      ['wall', 'added'],
    ],
  );
});

test('patches are against the merge base, not against the base branch', async (t) => {
  const { github, base } = await kitchen(t);
  github.push('main', github.commit({ recipe: 'all new\n' }, base));
  const { body } = await ask(github, 'GET', '/pulls/1/files');
  assert.match(String(at(body, 2, 'patch')), /^-step 4\n\+stir$/m);
  const compared = await ask(github, 'GET', '/compare/main...topic?per_page=1');
  assert.deepEqual([at(compared.body, 'merge_base_commit', 'sha'), at(compared.body, 'status')], [base, 'diverged']);
  assert.deepEqual(github.violations, []);
});

test('when the patches of one answer are too long, the rest has none and zero counts; a small page has them', async (t) => {
  const { github } = await kitchen(t, { limits: { patchLines: 3 } });
  const all = await ask(github, 'GET', '/pulls/1/files');
  assert.deepEqual(
    [at(all.body, 2, 'filename'), at(all.body, 2, 'patch'), at(all.body, 2, 'changes')],
    ['recipe', undefined, 0],
  );
  github.limits.patchLines = 100;
  github.withoutPatch.add('recipe');
  assert.equal(at((await ask(github, 'GET', '/pulls/1/files?per_page=1&page=3')).body, 0, 'patch'), undefined);
});

test('a comparison has at most 300 files, on its first page only', async (t) => {
  const { github, pull } = await kitchen(t, { limits: { compareFiles: 100 } });
  github.push('topic', github.commit(many, pull.headSha));
  const first = await ask(github, 'GET', '/compare/main...topic?per_page=1');
  assert.deepEqual([each(at(first.body, 'files')).length, each(at(first.body, 'commits')).length], [100, 1]);
  assert.equal(at((await ask(github, 'GET', '/compare/main...topic?per_page=1&page=2')).body, 'files'), undefined);
  assert.equal((await ask(github, 'GET', '/compare/main...nowhere')).status, 404);
});

test('a recursive tree is truncated, its sub-trees can be listed', async (t) => {
  const { github, pull } = await kitchen(t, { limits: { treeEntries: 2 } });
  const vendored = { 'a/b/c': 'x', 'a/d': 'y', lib: { text: 'f'.repeat(40), mode: '160000' } } as const;
  github.push('topic', github.commit(vendored, pull.headSha));
  const deep = await ask(github, 'GET', '/git/trees/topic?recursive=1');
  assert.deepEqual([at(deep.body, 'truncated'), each(at(deep.body, 'tree'), 'path')], [true, ['a', 'a/b']]);
  const flat = await ask(github, 'GET', '/git/trees/topic');
  assert.equal(at(flat.body, 'truncated'), false);
  assert.deepEqual(at(flat.body, 'tree', 1, 'type'), 'commit');
  const below = await ask(github, 'GET', `/git/trees/${String(at(flat.body, 'tree', 0, 'sha'))}?recursive=1`);
  assert.deepEqual(each(at(below.body, 'tree'), 'path'), ['b', 'b/c']);
  assert.deepEqual(github.violations, []);
});

test('contents: folders, links, submodules, and files too large for JSON', async (t) => {
  const { github, pull } = await kitchen(t, { limits: { contentBytes: 5 } });
  const files = {
    'a b/c#.txt': 'hello world',
    'a b/up': { text: '../new', mode: '120000' },
    out: { text: '../../etc/passwd', mode: '120000' },
    lib: { text: 'f'.repeat(40), mode: '160000' },
  } as const;
  github.push('topic', github.commit(files, pull.headSha));
  const large = await ask(github, 'GET', '/contents/a%20b/c%23.txt?ref=topic');
  assert.deepEqual([at(large.body, 'content'), at(large.body, 'encoding'), at(large.body, 'size')], ['', 'none', 11]);
  const raw = await ask(github, 'GET', '/contents/a%20b/c%23.txt?ref=topic', undefined, {
    accept: 'application/vnd.github.raw+json',
  });
  assert.equal(raw.text, 'hello world');
  const followed = await ask(github, 'GET', '/contents/a%20b/up?ref=topic');
  assert.deepEqual([at(followed.body, 'type'), at(followed.body, 'content')], ['file', 'c2FsdAo=\n']);
  assert.equal(at((await ask(github, 'GET', '/contents/out?ref=topic')).body, 'type'), 'symlink');
  assert.equal(at((await ask(github, 'GET', '/contents/lib?ref=topic')).body, 'type'), 'submodule');
  assert.deepEqual(each((await ask(github, 'GET', '/contents/a%20b?ref=topic')).body, 'name'), ['c#.txt', 'up']);
  assert.equal((await ask(github, 'GET', '/contents/nothing?ref=topic')).status, 404);
  assert.equal((await ask(github, 'GET', '/contents/new')).status, 404);
  assert.deepEqual(github.violations, []);
});

test('blobs, commits, references', async (t) => {
  const { github, pull } = await kitchen(t);
  const sha = github.repository.get(pull.headSha).files.get('photo')?.sha ?? '';
  const blob = await ask(github, 'GET', `/git/blobs/${sha}`);
  assert.deepEqual([...Buffer.from(String(at(blob.body, 'content')), 'base64')], [0, 3]);
  assert.equal((await ask(github, 'GET', `/git/blobs/${'0'.repeat(40)}`)).status, 404);
  assert.equal(at((await ask(github, 'GET', `/git/commits/${pull.headSha}`)).body, 'sha'), pull.headSha);
  assert.equal(each(at((await ask(github, 'GET', '/commits/topic')).body, 'files')).length, 3);
  assert.equal(each((await ask(github, 'GET', '/commits?sha=topic&path=shelf')).body).length, 1);
  assert.deepEqual(each((await ask(github, 'GET', '/pulls/1/commits')).body, 'sha'), [pull.headSha]);
  assert.equal(at((await ask(github, 'GET', '/git/ref/heads/topic')).body, 'object', 'sha'), pull.headSha);
  assert.equal(at((await ask(github, 'GET', '')).body, 'default_branch'), 'main');
  assert.deepEqual(github.violations, []);
});

test('a pull request of a fork is found by its head, also after the fork went', async (t) => {
  const { github, pull } = await kitchen(t);
  const fork = github.open({ head: 'topic', fork: 'kenji/shop' });
  const heads = await ask(github, 'GET', '/pulls?head=kenji:topic');
  assert.deepEqual(each(heads.body, 'number'), [fork.number]);
  fork.headRepository = null;
  pull.state = 'closed';
  const all = await ask(github, 'GET', '/pulls?state=all');
  assert.deepEqual(each(all.body, 'state'), ['open', 'closed']);
  assert.equal(at(all.body, 0, 'head', 'repo'), null);
  assert.equal(at((await ask(github, 'GET', '/pulls/2')).body, 'head', 'repo'), null);
  assert.deepEqual(github.violations, []);
});
