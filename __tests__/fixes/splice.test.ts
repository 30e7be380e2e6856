import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { splice } from '../../src/fixes/splice.ts';

/** Lines, from and to (line, column), and what takes the place of those lines. */
const cases: readonly (readonly [string, readonly string[], readonly number[], string])[] = [
  ['a word', ['a b c\n'], [0, 2, 0, 3], 'a  c\n'],
  ['the end of a line', ['a b\n', 'c\n'], [0, 1, 0, 3], 'a\n'],
  ['a word that ends with the line end of Windows', ['a b\r\n', 'c\r\n'], [0, 1, 0, 4], 'a\r\n'],
  ['the end of a last line without a line end', ['a b'], [0, 1, 0, 3], 'a'],
  ['a continued line that is left blank goes', ['a \\\n', '  b\n'], [1, 2, 1, 3], 'a\n'],
];

suite('words cut out of lines', () => {
  for (const [name, lines, [line = 0, column = 0, endLine = 0, endColumn = 0], written] of cases) {
    test(name, () => {
      const change = { start: { line, column }, end: { line: endLine, column: endColumn }, text: '' };
      const edit = splice({ path: 'x', lines, escape: '\\', skipsComments: true }, [change]);
      assert.deepEqual(edit, { path: 'x', startLine: 1, endLine: endLine + 1, newText: written });
    });
  }
});
