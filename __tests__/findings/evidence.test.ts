import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { Strip, type StripValue } from '../../src/cache/strip.ts';
import { countsOf } from '../../src/findings/evidence.ts';

const values: Readonly<Record<string, StripValue>> = { r: 'rebuilt', c: 'cached', '?': 'unknown' };

function strip(letters: string): Strip {
  const made = new Strip();
  for (const letter of letters) made.push(values[letter] ?? 'unknown');
  return made;
}

type Row = readonly [
  what: string,
  before: string,
  after: string | null,
  counts: readonly [rebuilt: number, after: number | null, mostSaved: number],
  isExact: boolean,
];

/** A letter a commit: r built again, c cached, ? not known. */
const rows: readonly Row[] = [
  ['all is known', 'rrrc', 'crcc', [3, 1, 2], true],
  ['nothing is saved', 'rrc', 'rrc', [2, 2, 0], true],
  ['the suggestion makes it worse', 'rcc', 'rrr', [1, 3, 0], true],
  ['not known with the suggestion: not saved, but perhaps', 'rr', '??', [2, 2, 2], false],
  ['not known today, nor with the suggestion: neither built again nor saved', '??', '??', [0, 0, 2], false],
  ['not known today, cached with the suggestion: perhaps saved', '?', 'c', [0, 0, 1], false],
  ['cached today, not known with the suggestion', 'c', '?', [0, 0, 0], false],
  ['no suggestion', 'rc?', null, [1, null, 2], false],
  ['no suggestion, and nothing built again', 'ccc', null, [0, null, 0], true],
  ['no commit', '', '', [0, 0, 0], true],
];

suite('what two strips say', () => {
  for (const [what, before, after, [rebuilt, rebuiltAfterFix, mostSaved], isExact] of rows) {
    test(what, () => {
      const counts = countsOf(strip(before), after === null ? null : strip(after));
      assert.deepEqual(counts, { commits: before.length, rebuilt, rebuiltAfterFix, mostSaved, isExact });
    });
  }
});
