import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readIgnoreFile } from '../../src/context/ignore.ts';

/** One file, what it leaves out and what it keeps: as a real builder does (moby/patternmatcher 0.6.1). */
interface Case {
  readonly name: string;
  readonly lines: string;
  readonly out?: readonly string[];
  readonly kept?: readonly string[];
}

const lines: readonly Case[] = [
  { name: 'a byte order mark goes', lines: '\uFEFFlogs', out: ['logs', 'logs/x'] },
  { name: '# in the first column is a comment', lines: '#logs\nx', out: ['x'], kept: ['logs', '#logs'] },
  { name: '# after a space is a pattern', lines: ' #x', out: ['#x'] },
  { name: 'white space around goes', lines: '  logs \t', out: ['logs/x'] },
  { name: 'Windows line ends', lines: 'a\r\nb\r\n', out: ['a', 'b'] },
  { name: 'white space after ! goes', lines: '*.md\n!  keep.md', out: ['a.md'], kept: ['keep.md'] },
  { name: 'a leading ./ goes', lines: './a', out: ['a'] },
  { name: 'a trailing slash changes nothing', lines: 'logs/', out: ['logs', 'logs/deep/x'] },
  { name: 'double slashes and .. are cleaned', lines: 'a//b\nc/../d', out: ['a/b', 'd'], kept: ['c'] },
  { name: 'one leading slash goes', lines: '/a', out: ['a'] },
  { name: '!/ is the same as !', lines: '*.md\n!/keep.md', kept: ['keep.md'] },
  { name: '. and / match nothing', lines: '.\n/', kept: ['a', 'a/b'] },
  { name: 'above the root is nothing', lines: '../a', kept: ['a'] },
  { name: './! negates', lines: 'a\n./!a', kept: ['a'] },
];

const matching: readonly Case[] = [
  { name: 'no wildcard: equal', lines: 'node_modules', out: ['node_modules/x'], kept: ['web/node_modules/x'] },
  { name: 'case counts', lines: 'README.md', kept: ['readme.md'] },
  { name: '* in the root only', lines: '*.log', out: ['x.log', '.log'], kept: ['sub/x.log'] },
  { name: '* does not cross a slash', lines: 'a/*/c', out: ['a/b/c'], kept: ['a/b/x/c'] },
  { name: '* takes a leading dot', lines: '*', out: ['.env', 'a/b'] },
  { name: '*.* wants a dot', lines: '*.*', out: ['b.c'], kept: ['a'] },
  { name: '? is one character, no slash', lines: 'log?', out: ['logs'], kept: ['log', 'log/x'] },
  { name: 'a class', lines: 'x[a-c].txt', out: ['xb.txt'], kept: ['xd.txt'] },
  { name: '[^a] negates', lines: 'x[^a]', out: ['xb'], kept: ['xa'] },
  { name: '[!a] does not', lines: 'x[!a]', out: ['xa', 'x!'], kept: ['xb'] },
  { name: 'a backslash quotes', lines: '\\*.log', out: ['*.log'], kept: ['a.log'] },
  { name: '**/ is any directories', lines: '**/*.log', out: ['x.log', 'sub/deep/x.log'] },
  {
    name: '**/name',
    lines: '**/node_modules',
    out: ['node_modules/x', 'a/b/node_modules/x'],
    kept: ['a/xnode_modules'],
  },
  { name: '**/ in the middle', lines: 'a/**/c', out: ['a/c', 'a/b/b/c'], kept: ['a/bc'] },
  { name: '/** is all below, not the directory', lines: 'a/**', out: ['a/b/c'], kept: ['a', 'ab'] },
  { name: 'a leading ** is a suffix', lines: '**.bak', out: ['.bak', 'a/x.bak'] },
  { name: '** alone is all', lines: '**', out: ['a', 'a/b/c.txt'] },
  { name: '** inside a name', lines: 'a**b', out: ['ab', 'ax/b', 'a/x/b'], kept: ['axb'] },
  {
    name: 'signs of expressions are plain',
    lines: '(a)\na+b*\n$x?',
    out: ['(a)', 'a+bc', '$xy'],
    kept: ['a', 'aab', 'xy'],
  },
  { name: 'braces are no alternatives', lines: '*.{js,ts}', out: ['a.{js,ts}'], kept: ['a.js'] },
  // Docker does not quote it beside a wildcard.
  { name: '| is an alternative beside a wildcard', lines: 'a|*.b', out: ['ax', 'x.b'], kept: ['x'] },
  { name: 'beyond the basic plane', lines: '?', out: ['😀'], kept: ['😀😀'] },
];

const order: readonly Case[] = [
  { name: 'a directory takes what is below it', lines: 'logs', out: ['logs', 'logs/deep/x'] },
  { name: 'the last line wins', lines: '!keep.md\n*.md', out: ['keep.md'] },
  { name: 'the last line wins, other way', lines: '*.md\n!keep.md', kept: ['keep.md'], out: ['a.md'] },
  { name: 'an allow list', lines: '*\n!src', kept: ['src', 'src/a/b'], out: ['a.txt', 'other/x'] },
  { name: 'a file comes back', lines: 'logs\n!logs/keep.txt', kept: ['logs/keep.txt'], out: ['logs', 'logs/x'] },
  { name: 'a directory comes back whole', lines: '*\n!a/b', kept: ['a/b', 'a/b/c/d'], out: ['a', 'a/x'] },
  { name: 'and goes again in part', lines: '*\n!src\n**/*.test.js', kept: ['src/a.js'], out: ['src/a.test.js'] },
  {
    name: 'all directories of a name, one back',
    lines: '**/dist\n!web/dist',
    kept: ['web/dist/a'],
    out: ['api/dist/a'],
  },
  // `MatchesUsingParentResults`: the parent had matched `!a`, so its children match it too, after `a/*`.
  { name: 'a child of what came back', lines: 'a\n!a\na/*\n!a/b', kept: ['a', 'a/b/c'], out: ['a/x'] },
  {
    name: 'a ! line that its parent matched holds for the child',
    lines: '*\n!a\n**/x',
    kept: ['a/b'],
    out: ['a/x', 'a/x/y'],
  },
  { name: 'no lines', lines: '\n\n# nothing\n', kept: ['a'] },
];

for (const [title, cases] of Object.entries({ lines, matching, order })) {
  for (const { name, lines: text, out = [], kept = [] } of cases) {
    test(`${title}: ${name}`, () => {
      const file = readIgnoreFile(text);
      assert.deepEqual(file.problems, []);
      const all = [...out, ...kept];
      assert.deepEqual(
        all.filter((path) => file.ignores(path)),
        out,
      );
    });
  }
}

test('lines that fail a build are named', () => {
  const file = readIgnoreFile('ok\n[\n!\na[]b\n!/\n\\\n*[z-a]\nlast');
  assert.deepEqual(file.problems, [
    { line: 2, pattern: '[' },
    { line: 3, pattern: '!' },
    { line: 4, pattern: 'a[]b' },
    { line: 5, pattern: '!/' },
    { line: 6, pattern: '\\' },
    { line: 7, pattern: '*[z-a]' },
  ]);
  assert.ok(file.ignores('ok') && file.ignores('last') && !file.ignores('['));
});

test('the root is never ignored', () => {
  assert.equal(readIgnoreFile('**').ignores(''), false);
});

test('the order in which paths are asked does not matter', () => {
  const name = fc.constantFrom('a', 'b', 'ab', '.a');
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  const piece = fc.constantFrom('a', 'b', '/', '*', '**', '?', '[ab]', '!', '.');
  const text = fc.array(
    fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join('')),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(text, fc.array(path, { minLength: 1, maxLength: 8 }), (patterns, paths) => {
      const file = readIgnoreFile(patterns.join('\n'));
      const together = paths.map((each) => file.ignores(each));
      const apart = paths.map((each) => readIgnoreFile(patterns.join('\n')).ignores(each));
      assert.deepEqual(together, apart);
    }),
  );
});

test('a pattern of many stars is no work', () => {
  const file = readIgnoreFile(`${'*a'.repeat(2000)}b\n${'**/'.repeat(2000)}c`);
  assert.equal(file.ignores('a'.repeat(4000)), false);
});
