import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import type { Edit } from '../../src/fixes/edit.ts';
import { editedFiles } from '../../src/reports/edited.ts';
import { suggestionBlock } from '../../src/review/suggestion.ts';
import { changedFile, lines } from './change.ts';

const edit = (startLine: number, endLine: number, newText: string, path = 'Dockerfile'): Edit => ({
  path,
  startLine,
  endLine,
  newText,
});

suite('edits become one block over exactly the lines that change', () => {
  // One hunk, 2 to 8.
  const before = lines(40, { 5: 'five' });
  const file = changedFile('Dockerfile', lines(40), before);
  const rows: readonly [string, readonly Edit[], string | null, (readonly string[])?][] = [
    ['a replaced line', [edit(5, 5, 'V\n')], '5–5', ['V']],
    ['more lines than before', [edit(5, 5, 'V\nVI\n')], '5–5', ['V', 'VI']],
    ['two edits with an unchanged line between', [edit(4, 4, 'IV\n'), edit(6, 6, 'VI\n')], '4–6', ['IV', 'five', 'VI']],
    ['lines in another order', [edit(4, 5, ''), edit(7, 6, '4\nfive\n')], '4–6', ['6', '4', 'five']],
    ['a deleted line', [edit(5, 5, '')], '5–5', []],
    ['one line becomes an empty one', [edit(5, 5, '\n')], '5–5', ['']],
    ['lines before another', [edit(5, 4, 'new\n')], '5–5', ['new', 'five']],
    [
      'lines before the first of the next hunk’s gap go behind the one above',
      [edit(9, 8, 'new\n')],
      '8–8',
      ['8', 'new'],
    ],
    ['a wide edit that changes little is made narrow', [edit(2, 7, '2\n3\n4\nV\n6\n7\n')], '5–5', ['V']],
    ['no change at all', [edit(5, 5, 'five\n')], null],
    ['outside the hunk', [edit(20, 20, 'x\n')], null],
    ['partly outside the hunk', [edit(7, 10, 'x\n')], null],
    ['two hunks apart', [edit(5, 5, 'V\n'), edit(30, 30, 'x\n')], null],
    ['another file too', [edit(5, 5, 'V\n'), edit(1, 0, 'node_modules\n', '.dockerignore')], null],
    ['a line end of Windows', [edit(5, 5, 'V\r\n')], null],
  ];
  for (const [what, edits, range, expected] of rows) {
    test(what, () => {
      const block = suggestionBlock(edits, file, before);
      assert.equal(block && `${block.place.startLine}–${block.place.line}`, range);
      assert.deepEqual(block?.lines, expected);
    });
  }

  test('a file with line ends of Windows gets no block', () => {
    const windows = before.replaceAll('\n', '\r\n');
    assert.equal(suggestionBlock([edit(5, 5, 'V\r\n')], changedFile('Dockerfile', null, windows), windows), null);
  });

  test('the last line of a file without a final line end', () => {
    const block = suggestionBlock([edit(2, 2, 'b\nc\n')], changedFile('Dockerfile', null, 'a\nb'), 'a\nb');
    assert.deepEqual(block?.lines, ['b', 'c']);
    assert.equal(block?.place.line, 2);
  });

  test('putting the block in place of its lines gives what the edits give', () => {
    const word = fc.constantFrom('a', 'b', 'c', '');
    const text = fc.array(word, { minLength: 1, maxLength: 8 });
    const change = fc.record({ at: fc.nat(7), remove: fc.nat(3), put: fc.array(word, { maxLength: 3 }) });
    fc.assert(
      fc.property(text, change, (words, { at, remove, put }) => {
        const start = Math.min(at, words.length) + 1;
        const end = Math.min(start - 1 + remove, words.length);
        const head = words.map((line) => `${line}\n`).join('');
        const edits = [edit(start, end, put.map((line) => `${line}\n`).join(''))];
        const wanted = editedFiles(edits, () => head)[0]?.after;
        const block = suggestionBlock(edits, changedFile('Dockerfile', null, head), head);
        if (!block) return assert.equal(wanted, head);
        const all = [...words.slice(0, block.place.startLine - 1), ...block.lines, ...words.slice(block.place.line)];
        return assert.equal(all.map((line) => `${line}\n`).join(''), wanted);
      }),
    );
  });
});
