import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { Strip, type StripValue } from '../../src/cache/strip.ts';
import { countsOf, wastedBy, withEvidence, type Evidence } from '../../src/findings/evidence.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { defaultSettings } from '../../src/findings/settings.ts';
import { evidence, finding } from '../reports/example.ts';

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

function said(given: Finding, known: Partial<Evidence>): Finding | undefined {
  return withEvidence([given], new Map([[given.fingerprint, evidence(known)]]), defaultSettings)[0];
}

suite('what the history makes of a suggestion', () => {
  const worse = [{ line: 2, step: 'RUN apt-get install -y git', rebuilt: 1, rebuiltAfterFix: 41 }];
  test('another command would run more often: a person weighs it', () => {
    const fix = said(finding(), { worse })?.fix;
    assert.equal(fix?.safe, false);
    assert.deepEqual(fix?.doubts, [{ kind: 'built-more-often', ...worse[0] }]);
  });

  test('nothing saved: a notice; and a command that would run more often besides: nothing is said', () => {
    const nothing = { rebuilt: 41, rebuiltAfterFix: 41, mostSaved: 0 };
    assert.equal(said(finding(), nothing)?.severity, 'notice');
    assert.equal(said(finding(), { ...nothing, worse }), undefined);
    assert.equal(said(finding(), { ...nothing, worse, commits: 19 })?.severity, finding().severity);
    assert.equal(said(finding(), { ...nothing, worse, mostSaved: 1 })?.severity, finding().severity);
  });

  const guess = finding({ threshold: { commits: 20, saved: 5 } });
  const guesses: readonly (readonly [what: string, known: Partial<Evidence>, isSaid: boolean])[] = [
    ['saves enough', { rebuilt: 12, rebuiltAfterFix: 7 }, true],
    ['saves too little', { rebuilt: 12, rebuiltAfterFix: 8 }, false],
    ['too few commits', { commits: 19 }, false],
    ['costs elsewhere what it saves', { rebuilt: 50, rebuiltAfterFix: 7, worse }, false],
    ['costs elsewhere less than it saves', { rebuilt: 91, rebuiltAfterFix: 7, worse }, true],
    ['it is gone with the suggestion', { rebuiltAfterFix: null }, false],
  ];
  for (const [what, known, isSaid] of guesses)
    test(`a guess ${isSaid ? 'is said' : 'is not said'}: ${what}`, () =>
      assert.equal(said(guess, known) !== undefined, isSaid));

  test('a guess without evidence is not said', () => {
    assert.deepEqual(withEvidence([guess], new Map(), defaultSettings), []);
  });

  test('without a suggestion all rebuilds count for the order', () => {
    assert.equal(wastedBy({ evidence: evidence({ rebuilt: 30, rebuiltAfterFix: null }) }), 30);
    assert.equal(wastedBy({ evidence: evidence({ rebuilt: 30, rebuiltAfterFix: 29 }) }), 1);
    assert.equal(wastedBy({ evidence: null }), 0);
  });
});
