import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { formatHunks, parsePatch } from '../../src/repository/changes.ts';
import { compareTrees } from '../../src/repository/compare-trees.ts';
import { diffTexts } from '../../src/repository/diff.ts';
import { treeOf } from '../../src/repository/memory.ts';
import type { Mode, Tree } from '../../src/repository/tree.ts';

suite('a patch is read into hunks', () => {
  test('lines have their numbers on both sides', () => {
    const [hunk] =
      parsePatch('@@ -3,3 +3,4 @@ FROM node\n WORKDIR /app\n-COPY . .\n+COPY a .\n+COPY b .\n RUN x') ?? [];
    assert.deepEqual(
      hunk?.lines.map(({ kind, text, oldLine, newLine }) => [kind, text, oldLine, newLine]),
      [
        ['context', 'WORKDIR /app', 3, 3],
        ['remove', 'COPY . .', 4, null],
        ['add', 'COPY a .', null, 4],
        ['add', 'COPY b .', null, 5],
        ['context', 'RUN x', 5, 6],
      ],
    );
  });

  const rows: readonly [string, string, readonly (readonly number[])[] | null][] = [
    ['a new file', '@@ -0,0 +1,2 @@\n+a\n+b', [[0, 0, 1, 2]]],
    ['one line without a count', '@@ -1 +1 @@\n-a\n+b', [[1, 1, 1, 1]]],
    [
      'two hunks',
      '@@ -1 +1 @@\n-a\n+b\n@@ -9 +9 @@\n-c\n+d',
      [
        [1, 1, 1, 1],
        [9, 1, 9, 1],
      ],
    ],
    [
      'no line end at the end',
      '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file',
      [[1, 1, 1, 1]],
    ],
    ['a line that looks like a hunk', '@@ -1 +1,2 @@\n a\n+@@ -5 +5 @@', [[1, 1, 1, 2]]],
    ['an empty context line without its blank', '@@ -1,2 +1,3 @@\n a\n\n+b', [[1, 2, 1, 3]]],
    ['headers of the file', '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n', [[1, 1, 1, 1]]],
    ['nothing', '', []],
    ['cut in the middle', '@@ -1,3 +1,3 @@\n a\n-b', null],
    ['something else behind a hunk', '@@ -1 +1 @@\n-a\n+b\nhello', null],
  ];
  for (const [what, patch, ranges] of rows) {
    test(what, () => {
      const hunks = parsePatch(patch);
      const found = hunks?.map(({ oldStart, oldLines, newStart, newLines }) => [
        oldStart,
        oldLines,
        newStart,
        newLines,
      ]);
      assert.deepEqual(found ?? null, ranges);
    });
  }

  test('our own diff of two texts is read, and says what the new text is', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '', '@@ -1 +1 @@', '\\ No'), { maxLength: 12 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const hunks = diffTexts(before, after) ?? [];
        const old = before.split('\n');
        const now = after.split('\n');
        for (const { lines } of hunks) {
          for (const { text: line, oldLine, newLine } of lines) {
            if (oldLine !== null) assert.equal(line, old[oldLine - 1]);
            if (newLine !== null) assert.equal(line, now[newLine - 1]);
          }
        }
        assert.deepEqual(parsePatch(formatHunks(hunks)), hunks);
        assert.equal(hunks.length === 0, before === after);
      }),
    );
  });
});

/** Path → blob and, where it is no ordinary file, mode. */
function tree(files: Readonly<Record<string, string>>): Tree {
  const entries = Object.entries(files).map(([path, value]) => {
    const [blob = '', mode = 'file'] = value.split(' ');
    return { path, mode: mode as Mode, blob, size: 1 };
  });
  return treeOf(entries, () => ({ kind: 'pending' }));
}

suite('two trees are compared by blob and mode', () => {
  const rows: readonly [
    string,
    Readonly<Record<string, string>>,
    Readonly<Record<string, string>>,
    readonly string[],
  ][] = [
    ['the same', { a: '1' }, { a: '1' }, []],
    ['added', {}, { a: '1' }, ['added a']],
    ['removed', { a: '1' }, {}, ['removed a']],
    ['modified', { a: '1' }, { a: '2' }, ['modified a']],
    ['only the mode', { a: '1' }, { a: '1 executable' }, ['changed a']],
    ['moved as it is', { a: '1' }, { b: '1' }, ['renamed b < a']],
    ['copied', { a: '1' }, { a: '1', b: '1' }, ['added b']],
  ];
  for (const [what, base, head, expected] of rows) {
    test(what, () => {
      const files = compareTrees(tree(base), tree(head));
      assert.deepEqual(
        files.map(({ status, path, previousPath }) => `${status} ${path}${previousPath ? ` < ${previousPath}` : ''}`),
        expected,
      );
    });
  }
});
