import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { bestPlace, wholePlace, type Place } from '../../src/review/place.ts';
import { changedFile, lines } from './change.ts';

// Two hunks: 2 to 8 and 27 to 33.
const file = changedFile('Dockerfile', lines(40), lines(40, { 5: 'five', 30: 'thirty' }));

function said(place: Place | null): string | null {
  return place && `${place.startLine}–${place.line}`;
}

suite('a comment stands on lines of one hunk', () => {
  const rows: readonly [string, number, number, string | null, string | null][] = [
    // what, first, last, the whole of it, the best of it
    ['an added line', 5, 5, '5–5', '5–5'],
    ['a context line', 2, 2, '2–2', '2–2'],
    ['a range with context', 3, 7, '3–7', '3–7'],
    ['half of it in a hunk', 7, 12, null, '7–8'],
    ['over two hunks: what shows more', 8, 30, null, '27–30'],
    ['between the hunks', 15, 16, null, null],
    ['behind all', 39, 40, null, null],
  ];
  for (const [what, startLine, endLine, whole, best] of rows) {
    test(what, () => {
      assert.equal(said(wholePlace(file, { startLine, endLine })), whole);
      assert.equal(said(bestPlace(file, { startLine, endLine })), best);
    });
  }

  test('a file that is not in the diff, or whose hunks nobody knows, has no place', () => {
    assert.equal(bestPlace(undefined, { startLine: 1, endLine: 1 }), null);
    assert.equal(bestPlace({ ...file, hunks: null, hunksFrom: null }, { startLine: 5, endLine: 5 }), null);
  });

  test('only lines of GitHub’s own patch are proven', () => {
    const computed = changedFile('Dockerfile', lines(3), lines(3, { 2: 'two' }), 'computed');
    assert.equal(bestPlace(file, { startLine: 5, endLine: 5 })?.proven, true);
    assert.equal(bestPlace(computed, { startLine: 2, endLine: 2 })?.proven, false);
  });
});
