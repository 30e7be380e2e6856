import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { applyEdits } from '../../src/fixes/apply.ts';
import type { Edit } from '../../src/fixes/edit.ts';

const edit = (startLine: number, endLine: number, newText: string): Edit => ({
  path: 'x',
  startLine,
  endLine,
  newText,
});

suite('edits of whole lines', () => {
  test('replaces, deletes, inserts', () => {
    assert.equal(applyEdits('a\nb\nc\n', [edit(2, 2, 'B\nB\n')]), 'a\nB\nB\nc\n');
    assert.equal(applyEdits('a\nb\nc\n', [edit(1, 2, '')]), 'c\n');
    assert.equal(applyEdits('a\nb\n', [edit(2, 1, 'x\n')]), 'a\nx\nb\n');
    assert.equal(applyEdits('a\nb\n', [edit(3, 2, 'x\n')]), 'a\nb\nx\n');
  });
  test('a file that is not there yet', () => assert.equal(applyEdits('', [edit(1, 0, 'x\n')]), 'x\n'));
  test('in any order', () =>
    assert.equal(applyEdits('a\nb\nc\n', [edit(3, 3, 'C\n'), edit(1, 1, 'A\n')]), 'A\nb\nC\n'));
  test('keeps other line ends, and a missing one at the end', () => {
    assert.equal(applyEdits('a\r\nb\r\nc', [edit(2, 2, 'B\r\n')]), 'a\r\nB\r\nc');
    assert.equal(applyEdits('a\nb', [edit(2, 2, 'B')]), 'a\nB');
  });
  test('behind a last line without a line end, the file gets its own first', () => {
    assert.equal(applyEdits('a\nb', [edit(3, 2, 'x\n')]), 'a\nb\nx\n');
    assert.equal(applyEdits('a\r\nb', [edit(3, 2, 'x\r\n')]), 'a\r\nb\r\nx\r\n');
    assert.equal(applyEdits('a\nb', [edit(2, 2, 'B'), edit(3, 2, 'x')]), 'a\nB\nx');
    assert.equal(applyEdits('a\nb', [edit(2, 2, ''), edit(3, 2, 'x\n')]), 'a\nx\n');
    assert.equal(applyEdits('a\nb', [edit(3, 2, '')]), 'a\nb');
  });
  test('refuses what does not fit', () => {
    assert.throws(() => applyEdits('a\nb\n', [edit(1, 2, ''), edit(2, 2, '')]), RangeError);
    assert.throws(() => applyEdits('a\n', [edit(2, 2, '')]), RangeError);
    assert.throws(() => applyEdits('a\n', [edit(1, -1, '')]), RangeError);
  });
  test('an edit that writes what is there changes nothing', () => {
    const line = fc.constantFrom('a\n', '\r\n', 'b c\n', '\n');
    fc.assert(
      fc.property(fc.array(line), fc.nat(), fc.nat(), (lines, a, b) => {
        const start = lines.length === 0 ? 0 : a % lines.length;
        const end = Math.min(lines.length, start + (b % 4));
        assert.equal(
          applyEdits(lines.join(''), [edit(start + 1, end, lines.slice(start, end).join(''))]),
          lines.join(''),
        );
      }),
    );
  });
});
