import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { splitLines } from '../../src/dockerfile/lines.ts';
import { applyEdits } from '../../src/fixes/apply.ts';
import { type Change, splice, type Spot } from '../../src/fixes/splice.ts';

/** `⟦old⟧` is cut, `⟦old→new⟧` is replaced. */
function spliced(marked: string, skipsComments = true): string {
  const changes: Change[] = [];
  let text = '';
  let at = 0;
  for (const match of marked.matchAll(/⟦([^→⟧]*)(?:→([^⟧]*))?⟧/g)) {
    text += marked.slice(at, match.index);
    const start = spotAt(text);
    text += match[1] ?? '';
    changes.push({ start, end: spotAt(text), text: match[2] ?? '' });
    at = match.index + match[0].length;
  }
  text += marked.slice(at);
  const edit = splice({ path: 'f', lines: splitLines(text).lines, escape: '\\', skipsComments }, changes);
  return edit ? applyEdits(text, [edit]) : text;
}

function spotAt(text: string): Spot {
  const lines = text.split('\n');
  return { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

const rows: readonly (readonly [string, string, string])[] = [
  ['a word', 'CMD ⟦node→exec node⟧ x\n', 'CMD exec node x\n'],
  ['an insertion', 'CMD ⟦→exec ⟧node x\n', 'CMD exec node x\n'],
  ['several on one line', 'CMD ⟦a→"a"⟧ ⟦b→"b"⟧\n', 'CMD "a" "b"\n'],
  ['to the end of the last line', 'CMD a⟦ > log⟧', 'CMD a'],
  ['a line in the middle goes', 'CMD a \\\n  ⟦> log⟧ \\\n  -b\n', 'CMD a \\\n  -b\n'],
  ['the last line goes', 'CMD a \\\n  ⟦> log⟧\nUSER x\n', 'CMD a\nUSER x\n'],
  ['lines go', 'CMD a⟦ \\\n  > log \\\n  2>&1⟧\nUSER x\n', 'CMD a\nUSER x\n'],
  ['a comment inside stays', 'CMD a⟦ \\\n  # why\n  > log⟧\n', 'CMD a\n  # why\n'],
  ['the line above a comment loses its escape', 'CMD a \\\n  # why\n  ⟦> log⟧\n', 'CMD a\n  # why\n'],
  ['carriage returns stay', 'CMD a \\\r\n  ⟦> log⟧\r\nUSER x\r\n', 'CMD a\r\nUSER x\r\n'],
  ['a carriage return that the shell takes for a part of the word stays', 'a⟦ > log\r⟧\nb\r\n', 'a\r\nb\r\n'],
  ['a blank line that was there stays', 'CMD a \\\n\n  ⟦b→c⟧\n', 'CMD a \\\n\n  c\n'],
];

suite('changes inside lines', () => {
  for (const [name, marked, expected] of rows) test(name, () => assert.equal(spliced(marked), expected));
  test('in a script a number sign is no reason to keep a line', () => {
    assert.equal(spliced('⟦exec > log⟧\nnode x\n', false), 'node x\n');
  });
  test('nothing changes', () =>
    assert.equal(splice({ path: 'f', lines: ['a\n'], escape: '\\', skipsComments: true }, []), null));
});

test('only the words that change are touched', () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  fc.assert(
    fc.property(
      fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      fc.nat(),
      (lines, seed) => {
        const words = lines.flat();
        const chosen = seed % words.length;
        let index = -1;
        const write = (mark: (word: string) => string): string =>
          lines
            .map((line) =>
              line
                .map((one) => {
                  index += 1;
                  return index === chosen ? mark(one) : one;
                })
                .join(' '),
            )
            .join(' \\\n');
        const marked = write((one) => `⟦${one}→new⟧`);
        index = -1;
        assert.equal(
          spliced(marked),
          write(() => 'new'),
        );
      },
    ),
  );
});
