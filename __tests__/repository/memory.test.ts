import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { memoryTree, overlay } from '../../src/repository/memory.ts';

const link = (text: string) => ({ text, mode: 'symlink' as const });
const tree = memoryTree({
  Dockerfile: 'FROM scratch\n',
  'app/main.py': 'print(1)\n',
  'run.sh': { text: '#!/bin/sh\n', mode: 'executable' },
  'link-to-file': link('app/main.py'),
  'link-to-folder': link('app'),
  dangling: link('nowhere'),
  outside: link('../secret'),
  absolute: link('/etc/passwd'),
  'loop-a': link('loop-b'),
  'loop-b': link('loop-a'),
  vendor: { text: '', mode: 'submodule' },
});

const rows: readonly (readonly [string, string])[] = [
  ['app/main.py', 'print(1)\n'],
  ['link-to-file', 'print(1)\n'],
  ['link-to-folder/main.py', 'print(1)\n'],
  ['app', 'directory'],
  ['nothing', 'absent'],
  ['dangling', 'dangling-symlink'],
  ['outside', 'dangling-symlink'],
  ['absolute', 'dangling-symlink'],
  ['loop-a', 'dangling-symlink'],
  ['vendor', 'submodule'],
];

suite('reading follows links inside the tree, and nothing else', () => {
  for (const [path, expected] of rows) {
    test(path, () => {
      const content = tree.read(path);
      const said =
        content.kind === 'text' ? content.text : content.kind === 'unreadable' ? content.reason : content.kind;
      assert.equal(said, expected);
    });
  }
});

suite('a tree with changes', () => {
  const changed = overlay(tree, new Map([['app/main.py', 'print(2)\n']]));
  test('shows a changed file, also through links', () => {
    for (const path of ['app/main.py', 'link-to-file', 'link-to-folder/main.py'])
      assert.deepEqual(changed.read(path), { kind: 'text', text: 'print(2)\n' }, path);
  });
  test('leaves the rest as it was', () => {
    assert.deepEqual(changed.read('Dockerfile'), { kind: 'text', text: 'FROM scratch\n' });
    assert.deepEqual(changed.paths, tree.paths);
    assert.equal(changed.get('run.sh')?.mode, 'executable');
  });
  test('has new files and lost ones in its listing', () => {
    const other = overlay(
      tree,
      new Map([
        ['.dockerignore', '.git\n'],
        ['app/main.py', null],
      ]),
    );
    assert.ok(other.paths.includes('.dockerignore'));
    assert.ok(!other.isDirectory('app'));
    assert.equal(other.read('link-to-file').kind, 'unreadable');
  });
});
