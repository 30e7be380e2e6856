import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { realPath } from '../../src/repository/links.ts';
import { memoryTree, type MemoryFile } from '../../src/repository/memory.ts';

const link = (text: string): MemoryFile => ({ text, mode: 'symlink' });
const tree = memoryTree({
  'a/image': 'FROM scratch\n',
  'a/run.sh': { text: '', mode: 'executable' },
  module: { text: '', mode: 'submodule' },
  near: link('a/image'),
  'b/up': link('../near'),
  folder: link('./a/'),
  'c/deep': link('../folder'),
  gone: link('nothing'),
  absolute: link('/a/image'),
  outside: link('../x'),
  loop: link('loop'),
  'to-module': link('module'),
});

const cases: readonly (readonly [string, string | null])[] = [
  ['a/image', 'a/image'],
  ['a/run.sh', 'a/run.sh'],
  ['near', 'a/image'],
  ['b/up', 'a/image'],
  ['folder/image', 'a/image'],
  ['c/deep/image', 'a/image'],
  ...['a', 'folder', 'module', 'to-module', 'nothing', 'gone', 'absolute', 'outside', 'loop', 'loop/x'].map(
    (path) => [path, null] as const,
  ),
];

suite('the file that a path leads to', () => {
  for (const [path, real] of cases) test(`${path} → ${real}`, () => assert.equal(realPath(tree, path), real));
  for (const [path, real] of cases) {
    test(`as reading sees it: ${path}`, () => assert.equal(tree.read(path).kind === 'text', real !== null));
  }
});
