import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkTree } from '../../src/check.ts';
import { defaultSettings } from '../../src/findings/settings.ts';
import { memoryTree, type MemoryFile } from '../../src/repository/memory.ts';
import type { Content, Tree } from '../../src/repository/tree.ts';

const rule = 'cache/unused-files-in-copy';
const app = {
  Dockerfile: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm run build\n',
  '.dockerignore': '.git\n',
  '.github/README.md': '',
  'compose.yaml': '',
  'server.js': '',
};

function left(tree: Tree): readonly string[] {
  const options = { dockerfiles: ['Dockerfile'], settings: defaultSettings, context: null, only: [rule] };
  const { findings, incomplete } = checkTree(tree, options);
  assert.deepEqual(incomplete, []);
  return findings.flatMap(({ subjects }) => subjects ?? []);
}

function of(files: Readonly<Record<string, MemoryFile>>): readonly string[] {
  return left(memoryTree({ ...app, ...files }));
}

function many(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`images/${index}/Dockerfile`, 'FROM scratch\n']),
  );
}

function scripts(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`a/${index}.js`, '']));
}

suite('files that nothing uses', () => {
  test('a link leads into the folder', () => {
    assert.deepEqual(of({}), ['.github', 'compose.yaml']);
    assert.deepEqual(of({ 'README.md': { text: '.github/README.md', mode: 'symlink' } }), ['compose.yaml']);
    assert.deepEqual(of({ 'docs/README.md': { text: '../.github/README.md', mode: 'symlink' } }), ['compose.yaml']);
    assert.deepEqual(of({ 'outside.md': { text: '../../.github/README.md', mode: 'symlink' } }), [
      '.github',
      'compose.yaml',
    ]);
  });

  test('what is not loaded yet may be a use', () => {
    const tree = memoryTree({ ...app, 'package.json': '{}' });
    const pending: Content = { kind: 'pending' };
    const unread = (name: string): Tree => ({ ...tree, read: (path) => (path === name ? pending : tree.read(path)) });
    assert.deepEqual(left(unread('package.json')), []);
    assert.deepEqual(left(unread('server.js')), []);
    assert.deepEqual(left(unread('.github/README.md')), ['.github', 'compose.yaml']);
  });

  test('code is looked through as far as one request reaches', () => {
    const use = "read('.github/README.md')";
    assert.deepEqual(of({ 'src/x.js': use }), ['compose.yaml']);
    assert.deepEqual(of({ 'src/x.js': use, ...scripts(98) }), ['compose.yaml']);
    assert.deepEqual(of({ 'src/x.js': use, ...scripts(99) }), ['.github', 'compose.yaml']);
    assert.deepEqual(of({ 'src/x.js': `${use}//${'x'.repeat(64 * 1024)}` }), ['.github', 'compose.yaml']);
    // What is told to the tools of the build comes first.
    assert.deepEqual(of({ 'a/b/c/d/tsconfig.json': '{"include":["../.github"]}', ...scripts(200) }), ['compose.yaml']);
  });

  test('an ignore file that can not be read', () => {
    const tree = memoryTree(app);
    const broken: Content = { kind: 'unreadable', reason: 'invalid-utf8' };
    assert.deepEqual(left({ ...tree, read: (path) => (path === '.dockerignore' ? broken : tree.read(path)) }), []);
  });

  test('more Dockerfiles than anybody could look at', () => {
    assert.deepEqual(of(many(100)), ['.github', 'compose.yaml']);
    assert.deepEqual(of(many(101)), []);
  });

  test('names that an ignore line would read as something else', () => {
    for (const name of [
      'Dockerfile.[x]',
      'Dockerfile.a b',
      'Dockerfile.x\n!y',
      'Dockerfile.*',
      'Dockerfile.\\',
      '#.dockerfile',
    ])
      assert.deepEqual(of({ [name]: '' }), ['.github', 'compose.yaml'], name);
  });
});
