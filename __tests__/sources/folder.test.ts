import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFolder } from '../../src/sources/folder.ts';
import { maxFileSize, SourceError } from '../../src/sources/source.ts';
import { git, repository, temporaryFolder, write } from './repository.ts';

test('a work tree lists what git tracks and what it would add, as it is on the disk', async (t) => {
  const root = repository(t, {
    '.gitignore': 'node_modules\n',
    'a.txt': 'a',
    'gone.txt': 'g',
    'bin/run.sh': '#!/bin/sh\n',
  });
  write(root, { 'new file.txt': 'n', 'node_modules/x/index.js': 'x', 'a.txt': 'changed' });
  chmodSync(join(root, 'bin/run.sh'), 0o755);
  rmSync(join(root, 'gone.txt'));
  const { tree } = await openFolder(root);
  assert.deepEqual(tree.paths, ['.gitignore', 'a.txt', 'bin/run.sh', 'new file.txt']);
  assert.equal(tree.get('bin/run.sh')?.mode, 'executable');
  assert.deepEqual(tree.read('a.txt'), { kind: 'text', text: 'changed' });
});

test('a folder below the root of a work tree lists only itself', async (t) => {
  const root = repository(t, { 'a.txt': 'a', 'sub/b.txt': 'b' });
  assert.deepEqual((await openFolder(join(root, 'sub'))).tree.paths, ['b.txt']);
});

test('outside git everything counts but .git and node_modules', async (t) => {
  const root = temporaryFolder(t);
  write(root, { 'a.txt': 'a', 'sub/node_modules/x.js': 'x', 'sub/b.txt': 'b', '.git/config': 'broken = [' });
  assert.deepEqual((await openFolder(root)).tree.paths, ['a.txt', 'sub/b.txt']);
});

test('a folder that its repository ignores is read like one outside git', async (t) => {
  const root = repository(t, { '.gitignore': 'out\n' });
  write(root, { 'out/Dockerfile': 'FROM scratch\n' });
  assert.deepEqual((await openFolder(join(root, 'out'))).tree.paths, ['Dockerfile']);
});

test('a submodule is one entry', async (t) => {
  const inner = repository(t, { x: 'x' });
  const root = repository(t, { a: 'a' });
  git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'lib');
  const { tree } = await openFolder(root);
  assert.equal(tree.get('lib')?.mode, 'submodule');
  assert.deepEqual(tree.read('lib'), { kind: 'unreadable', reason: 'submodule' });
  assert.equal(tree.get('lib/x'), undefined);
});

test('why a file can not be read', async (t) => {
  const root = temporaryFolder(t);
  write(root, {
    binary: Buffer.from([1, 0, 2]),
    latin1: Buffer.from([0x41, 0xe9, 0x41]),
    large: 'x'.repeat(maxFileSize + 1),
    largest: 'x'.repeat(maxFileSize),
    'dir/file': 'x',
  });
  symlinkSync('nowhere', join(root, 'dangling'));
  const { tree } = await openFolder(root);
  const reason = (path: string) => {
    const content = tree.read(path);
    return content.kind === 'unreadable' ? content.reason : content.kind;
  };
  assert.equal(reason('binary'), 'binary');
  assert.equal(reason('latin1'), 'invalid-utf8');
  assert.equal(reason('large'), 'too-large');
  assert.equal(reason('largest'), 'text');
  assert.equal(reason('dir'), 'directory');
  assert.equal(reason('dangling'), 'dangling-symlink');
  assert.equal(reason('missing'), 'absent');
});

test('no link leads out of the folder', async (t) => {
  const outside = temporaryFolder(t);
  write(outside, { secret: 's', 'd/secret': 's' });
  const root = repository(t, { 'd/secret': 'tracked', inside: 'i' });
  rmSync(join(root, 'd'), { recursive: true });
  symlinkSync(join(outside, 'd'), join(root, 'd'));
  symlinkSync(join(outside, 'secret'), join(root, 'absolute'));
  symlinkSync('../'.repeat(20) + join(outside, 'secret').slice(1), join(root, 'relative'));
  symlinkSync('inside', join(root, 'good'));
  const { tree } = await openFolder(root);
  assert.equal(tree.get('d/secret'), undefined, 'tracked, but below a directory that is a link by now');
  assert.equal(tree.read('d/secret').kind, 'unreadable');
  assert.equal(tree.read('absolute').kind, 'unreadable');
  assert.equal(tree.read('relative').kind, 'unreadable');
  assert.deepEqual(tree.read('good'), { kind: 'text', text: 'i' });
});

test('a file that becomes a link or goes away after the listing is not followed', async (t) => {
  const root = temporaryFolder(t);
  write(root, { a: 'a', b: 'b' });
  const { tree } = await openFolder(root);
  rmSync(join(root, 'a'));
  symlinkSync('/etc/hostname', join(root, 'a'));
  rmSync(join(root, 'b'));
  assert.deepEqual(tree.read('a'), { kind: 'unreadable', reason: 'failed' });
  assert.deepEqual(tree.read('b'), { kind: 'absent' });
});

test('blob ids are those of git', async (t) => {
  const root = repository(t, { 'a.txt': 'a\n' });
  symlinkSync('a.txt', join(root, 'link'));
  const { tree } = await openFolder(root, { blobs: true });
  assert.equal(tree.get('a.txt')?.blob, git(root, 'hash-object', 'a.txt'));
  git(root, 'add', 'link');
  assert.equal(tree.get('link')?.blob, git(root, 'ls-files', '-s', 'link').split(' ')[1]);
});

test('there has to be a folder', async (t) => {
  const root = temporaryFolder(t);
  write(root, { file: 'x' });
  await assert.rejects(openFolder(join(root, 'missing')), SourceError);
  await assert.rejects(openFolder(join(root, 'file')), SourceError);
  mkdirSync(join(root, 'empty'));
  assert.deepEqual((await openFolder(join(root, 'empty'))).tree.paths, []);
});
