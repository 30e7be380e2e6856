import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { Strip } from '../../src/cache/strip.ts';
import { costOf, sumOf } from '../../src/timings/step-cost.ts';

function strip(letters: string): Strip {
  const made = new Strip();
  for (const letter of letters) made.push(letter === 'r' ? 'rebuilt' : letter === 'c' ? 'cached' : 'unknown');
  return made;
}

/** A row of the table, as far as it counts. */
function row(today: string, suggested: string | null) {
  return {
    strip: strip(today),
    suggested: suggested === null ? null : { strip: strip(suggested) },
  };
}

const cases: readonly (readonly [
  name: string,
  today: string,
  suggested: string | null,
  cost: readonly [today: number, suggested: number],
])[] = [
  ['what is certain', 'rrrc', 'ccrc', [30, 10]],
  ['what may be is not counted today', 'r??c', 'cccc', [10, 0]],
  ['what may be with the suggestions is', 'rrcc', '??cc', [20, 20]],
  ['what may be with the suggestions is, also where it is cached today', 'cc', '?c', [0, 10]],
  ['what is not known either way changes nothing', 'r?', 'c?', [10, 0]],
  ['what is not known today is no new cost where it is certain later', '??????', 'rrrr??', [0, 0]],
  ['worse', 'cc', 'rr', [0, 20]],
  ['a step that is gone with them costs what it does', 'rr', null, [20, 20]],
];

suite('what a step costs over a history', () => {
  for (const [name, today, suggested, [before, after]] of cases) {
    test(name, () => {
      const leavesOut = today.includes('?');
      assert.deepEqual(costOf(row(today, suggested), 10, true), { today: before, suggested: after, leavesOut });
    });
  }

  test('without suggestions', () => {
    assert.deepEqual(costOf(row('rrc', null), 10, false), { today: 20, suggested: null, leavesOut: false });
  });

  test('together', () => {
    const costs = [costOf(row('rr', 'cr'), 10, true), costOf(row('rr', null), 1, true)];
    assert.deepEqual(sumOf(costs, true), { today: 22, suggested: 12, leavesOut: false });
    assert.equal(sumOf([...costs, costOf(row('r?', null), 1, true)], true).leavesOut, true);
    assert.deepEqual(sumOf([costOf(row('rr', null), 1, false)], false), {
      today: 2,
      suggested: null,
      leavesOut: false,
    });
    assert.deepEqual(sumOf([], false), { today: 0, suggested: null, leavesOut: false });
  });
});
