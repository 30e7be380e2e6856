import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from '../../src/findings/nearest.ts';

const rules = ['cache/copy-before-install', 'process/shell-form', 'state/volume'];
const rows: readonly (readonly [string, readonly string[], string | null])[] = [
  ['state/volum', rules, 'state/volume'],
  ['volume', rules, 'state/volume'],
  ['shell_form', rules, 'process/shell-form'],
  ['chekc', ['check', 'review', 'fix'], 'check'],
  ['exlpain', ['check', 'explain'], 'explain'],
  ['DL3008', rules, null],
  ['', rules, null],
  ['x'.repeat(100_000), rules, null],
];

for (const [written, candidates, meant] of rows) {
  test(`${written.slice(0, 30)} is taken for ${meant}`, () => {
    assert.equal(nearest(written, candidates), meant);
  });
}
