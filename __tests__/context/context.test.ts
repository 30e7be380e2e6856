import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildContext } from '../../src/context/context.ts';
import { memoryTree, type MemoryFile } from '../../src/repository/memory.ts';
import { treeOf } from '../../src/repository/memory.ts';

const origin = { kind: 'root', at: null } as const;

function context(
  files: Readonly<Record<string, MemoryFile>>,
  options: { directory?: string; kind?: 'local' | 'git'; dockerfile?: string } = {},
) {
  const { directory = '', kind = 'local', dockerfile = 'Dockerfile' } = options;
  return buildContext(memoryTree(files), { directory, kind, origin, doubt: null, dockerfile });
}

const paths = (entries: readonly { readonly path: string }[] | null) => entries?.map(({ path }) => path) ?? null;

test('a context is a directory without what its ignore file names', () => {
  const api = context(
    {
      'api/.dockerignore': 'logs\n*.md\n',
      'api/src/a.js': 'a',
      'api/logs/x': 'x',
      'api/README.md': 'r',
      'web/b': 'b',
      '.dockerignore': '*',
    },
    { directory: 'api', dockerfile: 'api/Dockerfile' },
  );
  assert.equal(api.ignoreFile, 'api/.dockerignore');
  assert.deepEqual(paths(api.entries), ['.dockerignore', 'src/a.js']);
  assert.equal(api.get('src/a.js')?.path, 'src/a.js');
  assert.equal(api.get('logs/x'), undefined);
  assert.equal(api.isDirectory('src'), true);
  assert.equal(api.isDirectory('logs'), false);
  assert.equal(api.ignores('logs/other'), true);
  assert.equal(api.inRepository('logs/x'), true);
  assert.equal(api.inRepository('nothing'), false);
  assert.deepEqual(api.read('logs/x'), { kind: 'text', text: 'x' });
  assert.deepEqual(api.read('../web/b'), { kind: 'absent' });
  assert.equal(api.toRepository('src/a.js'), 'api/src/a.js');
  assert.equal(api.toRepository('.'), 'api');
});

test('the ignore file beside the Dockerfile wins, even empty', () => {
  const files = { 'docker/app.Dockerfile.dockerignore': '', '.dockerignore': 'a', a: 'a' };
  const own = context(files, { dockerfile: 'docker/app.Dockerfile' });
  assert.equal(own.ignoreFile, 'docker/app.Dockerfile.dockerignore');
  assert.equal(own.ignores('a'), false);
  const other = context(files, { dockerfile: 'docker/other.Dockerfile' });
  assert.equal(other.ignoreFile, '.dockerignore');
  assert.equal(other.ignores('a'), true);
});

test('a Git context has no ignore file', () => {
  const clone = context({ '.dockerignore': 'a', a: 'a' }, { kind: 'git' });
  assert.equal(clone.ignoreFile, null);
  assert.equal(clone.ignores('a'), false);
});

test('an ignore file that can not be read is a doubt', () => {
  const entry = { path: '.dockerignore', mode: 'file', blob: null, size: 1 } as const;
  const tree = treeOf([entry], () => ({ kind: 'unreadable', reason: 'too-large' }));
  const built = buildContext(tree, { directory: '', kind: 'local', origin, doubt: null, dockerfile: 'Dockerfile' });
  assert.deepEqual(built.doubt, { kind: 'unreadable-file', path: '.dockerignore' });
});

const files = {
  '.dockerignore': 'secret*\n',
  'package.json': '{}',
  'package-lock.json': '{}',
  'secret.txt': 's',
  'src/a.js': 'a',
  'src/lib/b.js': 'b',
  'src/lib/c.ts': 'c',
  '.env': 'e',
  'a*b': 'star',
  link: { text: 'src', mode: 'symlink' },
} as const;

/** Source of a COPY, and the files it brings; null: not known. */
const selections: readonly (readonly [string, readonly string[] | null])[] = [
  ['package.json', ['package.json']],
  ['./package.json', ['package.json']],
  ['/package.json', ['package.json']],
  ['../../package.json', ['package.json']],
  ['package*.json', ['package-lock.json', 'package.json']],
  ['src', ['src/a.js', 'src/lib/b.js', 'src/lib/c.ts']],
  ['src/', ['src/a.js', 'src/lib/b.js', 'src/lib/c.ts']],
  ['src/*', ['src/a.js', 'src/lib/b.js', 'src/lib/c.ts']],
  ['src/*.js', ['src/a.js']],
  ['src/*/*.js', ['src/lib/b.js']],
  ['*/lib', ['src/lib/b.js', 'src/lib/c.ts']],
  ['.e*', ['.env']],
  ['a\\*b', []],
  ['a[*]b', ['a*b']],
  ['secret.txt', []],
  ['secret*', []],
  ['missing', []],
  ['link', ['link']],
  ['link/a.js', null],
  ['[', null],
  ['https://example.com/x.tgz', null],
];

for (const [source, expected] of selections) {
  test(`COPY ${source}`, () => {
    assert.deepEqual(paths(context(files).select(source)), expected);
  });
}

test('COPY . is everything that is left', () => {
  assert.deepEqual(paths(context(files).select('.')), paths(context(files).entries));
  assert.equal(context(files).select('.')?.length, 9);
});
