import assert from 'node:assert/strict';
import { chmodSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { changedFiles } from '../../src/sources/git-changes.ts';
import { commitId, mergeBase, openRevision, workTreeRoot } from '../../src/sources/git.ts';
import { openFolder } from '../../src/sources/folder.ts';
import { loadPending, maxFileSize, SourceError } from '../../src/sources/source.ts';
import { commit, git, repository, temporaryFolder, write } from './repository.ts';

const tenLines = Array.from({ length: 10 }, (_, index) => `${index + 1}\n`).join('');

test('a revision is read in rounds', async (t) => {
  const root = repository(t, { Dockerfile: 'FROM scratch\n', 'src/a.txt': 'é\n', 'b.bin': Buffer.from([0]) });
  symlinkSync('src', join(root, 'link'));
  chmodSync(join(root, 'Dockerfile'), 0o755);
  commit(root);
  write(root, { Dockerfile: 'changed, not committed' });
  const source = await openRevision(root, 'main');
  const { tree } = source;
  assert.deepEqual(tree.paths, ['Dockerfile', 'b.bin', 'link', 'src/a.txt']);
  assert.equal(tree.get('Dockerfile')?.mode, 'executable');
  assert.equal(await loadPending(source), false, 'nothing was read yet');

  assert.equal(tree.read('Dockerfile').kind, 'pending');
  assert.equal(tree.read('link/a.txt').kind, 'pending');
  assert.deepEqual(source.pending(), ['Dockerfile', 'link']);
  assert.equal(await loadPending(source), true);
  assert.deepEqual(tree.read('Dockerfile'), { kind: 'text', text: 'FROM scratch\n' });

  assert.equal(tree.read('link/a.txt').kind, 'pending', 'now the link is known, not yet its target');
  tree.read('b.bin');
  await loadPending(source);
  assert.deepEqual(tree.read('link/a.txt'), { kind: 'text', text: 'é\n' });
  assert.deepEqual(tree.read('b.bin'), { kind: 'unreadable', reason: 'binary' });
  assert.deepEqual(tree.read('missing'), { kind: 'absent' });
  assert.equal(await loadPending(source), false);
});

test('a large blob is not read', async (t) => {
  const root = repository(t, { large: 'x'.repeat(maxFileSize + 1), small: 's' });
  const source = await openRevision(root, 'HEAD');
  await source.load(['large', 'small', 'missing']);
  assert.deepEqual(source.tree.read('large'), { kind: 'unreadable', reason: 'too-large' });
  assert.deepEqual(source.tree.read('small'), { kind: 'text', text: 's' });
});

test('names with anything in them', async (t) => {
  const name = 'a\n+b "c" \\d\té';
  const root = repository(t, { [name]: 'x' });
  const source = await openRevision(root, 'HEAD');
  await source.load([name]);
  assert.deepEqual(source.tree.read(name), { kind: 'text', text: 'x' });
});

test('a revision is a name, never an option or a path', async (t) => {
  const root = repository(t, { a: 'a' });
  const id = git(root, 'rev-parse', 'HEAD');
  for (const good of ['main', 'HEAD', id, id.slice(0, 10), 'main~0'])
    assert.equal(await commitId(root, good), id, good);
  for (const bad of ['', '--all', '-h', 'HEAD:a', 'HEAD HEAD', 'nope', 'main\n', '\0', id.replace(/./g, '1')]) {
    await assert.rejects(commitId(root, bad), SourceError, JSON.stringify(bad));
  }
  await assert.rejects(commitId(temporaryFolder(t), 'HEAD'), SourceError, 'no repository');
});

test('the merge base, or null without common history', async (t) => {
  const root = repository(t, { a: 'a' });
  const base = git(root, 'rev-parse', 'HEAD');
  git(root, 'checkout', '-qb', 'topic');
  write(root, { b: 'b' });
  commit(root);
  git(root, 'checkout', '-q', 'main');
  write(root, { c: 'c' });
  commit(root);
  assert.equal(await mergeBase(root, 'main', 'topic'), base);
  git(root, 'checkout', '-q', '--orphan', 'other');
  commit(root);
  assert.equal(await mergeBase(root, 'main', 'other'), null);
});

test('what a change changed', async (t) => {
  const root = repository(t, {
    edited: tenLines.repeat(3),
    'old name': tenLines,
    removed: 'x\n',
    binary: Buffer.from([0, 1]),
    'becomes-link': 'x\n',
  });
  const base = git(root, 'rev-parse', 'HEAD');
  git(root, 'mv', 'old name', 'new name');
  git(root, 'rm', '-q', 'removed', 'becomes-link');
  symlinkSync('edited', join(root, 'becomes-link'));
  const edited = tenLines.repeat(3).split('\n');
  edited.splice(1, 1, 'two', 'two and a half');
  edited.splice(19, 1);
  write(root, { edited: edited.join('\n'), binary: Buffer.from([0, 2]), added: 'a\nb' });
  const head = commit(root);
  const blob = (path: string): string => git(root, 'rev-parse', `${head}:${path}`);
  assert.deepEqual(
    (await changedFiles(root, base, head)).map((file) => [file.path, file.previousPath, file.status, file.blob]),
    [
      ['added', null, 'added', blob('added')],
      ['becomes-link', null, 'modified', blob('becomes-link')],
      ['binary', null, 'modified', blob('binary')],
      ['edited', null, 'modified', blob('edited')],
      ['new name', 'old name', 'renamed', blob('new name')],
      ['removed', null, 'removed', null],
    ],
  );
});

test('names that look like a patch are names', async (t) => {
  const root = repository(t, { a: 'x\n' });
  const base = git(root, 'rev-parse', 'HEAD');
  write(root, { 'b\ndiff --git a/q b/q\n@@ -1 +1 @@\n': 'y\n', ':100644 100644 0 0 R100': 'z\n' });
  const changes = await changedFiles(root, base, commit(root));
  assert.deepEqual(
    changes.map(({ path, status }) => [path, status]),
    [
      [':100644 100644 0 0 R100', 'added'],
      ['b\ndiff --git a/q b/q\n@@ -1 +1 @@\n', 'added'],
    ],
  );
});

test('nothing that a hostile configuration names is started', async (t) => {
  const root = repository(t, { a: tenLines, '.gitattributes': '* diff=evil filter=evil\n' });
  const base = git(root, 'rev-parse', 'HEAD');
  write(root, { a: `${tenLines}more\n`, b: 'b' });
  const head = commit(root);
  const mark = join(temporaryFolder(t), 'started');
  const evil = join(root, 'evil.sh');
  writeFileSync(evil, `#!/bin/sh\necho x >> ${mark}\ncat\n`, { mode: 0o755 });
  for (const hook of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman']) {
    writeFileSync(join(root, '.git/hooks', hook), `#!/bin/sh\necho x >> ${mark}\n`, { mode: 0o755 });
  }
  const settings: readonly (readonly [string, string])[] = [
    ['core.fsmonitor', evil],
    ['core.pager', evil],
    ['core.sshCommand', evil],
    ['diff.external', evil],
    ['diff.evil.command', evil],
    ['diff.evil.textconv', evil],
    ['filter.evil.clean', evil],
    ['filter.evil.smudge', evil],
    ['gpg.program', evil],
    ['log.showSignature', 'true'],
    ['diff.renames', 'false'],
    ['diff.noprefix', 'true'],
    ['color.ui', 'always'],
    ['core.repositoryFormatVersion', '1'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.url', `ext::${evil}`],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.uploadpack', evil],
    ['protocol.ext.allow', 'always'],
  ];
  for (const [name, value] of settings) git(root, 'config', name, value);
  const missing = git(root, 'rev-parse', `${head}:b`);
  const blob = join(root, '.git/objects', missing.slice(0, 2), missing.slice(2));
  assert.ok(existsSync(blob));
  chmodSync(blob, 0o644);
  git(root, 'config', '--unset', 'core.fsmonitor');
  git(root, 'config', 'core.fsmonitor', evil);
  const { rmSync } = await import('node:fs');
  rmSync(blob);

  const source = await openRevision(root, head);
  await source.load(['a', 'b']);
  assert.deepEqual(source.tree.read('a'), { kind: 'text', text: `${tenLines}more\n` });
  assert.deepEqual(source.tree.read('b'), { kind: 'unreadable', reason: 'failed' }, 'a promised blob is not fetched');
  assert.equal((await openFolder(root)).tree.get('a')?.mode, 'file');
  assert.equal(await mergeBase(root, base, head), base);
  const changes = await changedFiles(root, base, head);
  assert.deepEqual(
    changes.map((change) => change.path),
    ['a', 'b'],
  );
  assert.equal(existsSync(mark), false);
});

test('the root of a work tree', async (t) => {
  const root = repository(t, { 'sub/a': 'a' });
  assert.equal(await workTreeRoot(join(root, 'sub')), git(root, 'rev-parse', '--show-toplevel'));
  assert.equal(await workTreeRoot(temporaryFolder(t)), null);
});
