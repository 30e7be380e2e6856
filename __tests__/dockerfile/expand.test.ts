import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { expand, type Lookup } from '../../src/dockerfile/expand.ts';

const VARIABLES: Readonly<Record<string, Lookup>> = {
  A: { kind: 'set', value: 'foo-bar-baz' },
  EMPTY: { kind: 'set', value: '' },
  LIST: { kind: 'set', value: 'x y' },
  ASK: { kind: 'unknown' },
  PASS: { kind: 'unpassed' },
};

/** null as a value: it can't be known. */
const WORDS: readonly (readonly [word: string, value: string | null])[] = [
  ['plain', 'plain'],
  ['$A', 'foo-bar-baz'],
  ['${A}x', 'foo-bar-bazx'],
  ['$Ax', ''],
  ['a$', 'a$'],
  ['$ a', '$ a'],
  ['$1$@', ''],
  ['"a $A"', 'a foo-bar-baz'],
  ["'a $A'", 'a $A'],
  ['a\\b', 'ab'],
  ['"a\\b"', 'a\\b'],
  ['"a\\"b"', 'a"b'],
  ['\\$A', '$A'],
  ['end\\', 'end'],
  ['"$A"\'$A\'', 'foo-bar-baz$A'],
  ['$ASK', null],
  ['x${ASK}', null],
  ["'$ASK'", '$ASK'],
  ['$PASS', null],
  ['${NO:-d}', 'd'],
  ['${NO-d}', 'd'],
  ['${EMPTY:-d}', 'd'],
  ['${EMPTY-d}', ''],
  ['${A:-$ASK}', 'foo-bar-baz'],
  ['${NO:-$ASK}', null],
  ['${NO:-${NO:-"d e"}}', 'd e'],
  ['${ASK:-d}', null],
  ['${PASS:-d}', 'd'],
  ['${A:+s}', 's'],
  ['${EMPTY:+s}', ''],
  ['${EMPTY+s}', 's'],
  ['${NO+s}', ''],
  ['${ASK+s}', null],
  ['${A:?no}', 'foo-bar-baz'],
  ['${ASK:?no}', null],
  ['${PASS:?no}', null],
  ['${A#*-}', 'bar-baz'],
  ['${A##*-}', 'baz'],
  ['${A%-*}', 'foo-bar'],
  ['${A%%-*}', 'foo'],
  ['${A#f?o}', '-bar-baz'],
  ['${A#x}', 'foo-bar-baz'],
  ['${A/-/_}', 'foo_bar-baz'],
  ['${A//-/_}', 'foo_bar_baz'],
  ['${A//a*/}', 'foo-b'],
  ['${A/b\\/c/_}', 'foo-bar-baz'],
  ['${NO#x}', ''],
  ['${ASK#x}', null],
  ['${A#$ASK}', null],
  ['${A#*a*a*a*a}', null],
];

const REFUSED = [
  '"a',
  "'a",
  '${A',
  '${',
  '${}',
  '${:x}',
  '${{A}',
  '${A!}',
  '${A:x}',
  '${A:#x}',
  '${A:-x',
  '${A/x}',
  '${A/x/y',
  '${NO?}',
  '${NO:?no}',
  '${EMPTY:?}',
  '${A#\\x}',
  '${NO:-${NO?}}',
];

suite('expansion of a word', () => {
  for (const [word, value] of WORDS) {
    test(`${word} is ${value ?? 'not known'}`, () => {
      const expansion = expand(word, { escape: '\\', lookup });
      assert.deepEqual([expansion.value, expansion.error], [value, null]);
    });
  }

  for (const word of REFUSED) {
    test(`${word} is refused`, () => {
      const { value, error } = expand(word, { escape: '\\', lookup });
      assert.equal(value, null);
      assert.ok(error);
    });
  }

  test('with a backtick as escape character a backslash is text', () => {
    assert.equal(expand('C:\\a`$A\\', { escape: '`', lookup }).value, 'C:\\a$A\\');
  });

  test('splits at blanks, also those of variables, not at quoted ones', () => {
    assert.deepEqual(expand('a $LIST "$LIST" \'b c\' d\\ e', { escape: '\\', lookup }).words, [
      'a',
      'x',
      'y',
      'x y',
      'b c',
      'd e',
    ]);
  });

  test('a value nested deeper than anyone writes is not known, and no error', () => {
    const word = '${NO:-'.repeat(10_000) + '}'.repeat(10_000);
    assert.deepEqual(expand(word, { escape: '\\', lookup }), { value: null, words: [], error: null });
  });
});

function lookup(name: string): Lookup {
  return VARIABLES[name] ?? { kind: 'unset' };
}
