import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import * as fc from 'fast-check';
import { lineHashes } from '../../src/reports/line-hash.ts';

/** Computed with codeql-action's own code; `c129715d7a2bc9a3` is the empty line at the end that every alert database knows. */
const vectors: readonly (readonly [text: string, hashes: readonly string[]])[] = [
  ['', ['c129715d7a2bc9a3:1']],
  ['FROM scratch\n', ['d2c7f92c78a677f9:1', 'c129715d7a2bc9a3:1']],
  ['FROM scratch', ['e02b3f00e9a78edb:1']],
  [
    'FROM a\r\nRUN x\r\nRUN x\r\n',
    ['80c44b2e5e16a774:1', '7e30888a674ac8d:1', '642bd1e5138257ee:1', 'c129715d7a2bc9a3:1'],
  ],
];

suite("GitHub's fingerprint of a line", () => {
  for (const [text, hashes] of vectors) {
    test(JSON.stringify(text), () => assert.deepEqual(lineHashes(text), hashes));
  }

  test('does not see blanks, tabs and the kind of line end', () => {
    assert.deepEqual(lineHashes('FROM  a\r\n\tRUN x\r'), lineHashes('FROM a\nRUNx\n'));
  });

  test('numbers lines that are the same for a hundred characters', () => {
    const line = `RUN ${'x'.repeat(200)}\n`;
    const hashes = lineHashes(line.repeat(3));
    assert.equal(hashes[0]?.split(':')[0], hashes[1]?.split(':')[0]);
    assert.deepEqual(
      hashes.slice(0, 3).map((hash) => hash.split(':')[1]),
      ['1', '2', '3'],
    );
  });

  test('is the same for a line wherever it stands, when 100 characters follow', () => {
    const block = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 300 });
    fc.assert(
      fc.property(block, block, (before, after) => {
        const line = `RUN ${'install '.repeat(20)}\n`;
        const head = before === '' ? '' : `${before}\n`;
        const at = head.split('\n').length - 1;
        assert.equal(lineHashes(head + line + after)[at]?.split(':')[0], lineHashes(line)[0]?.split(':')[0]);
      }),
    );
  });
});
