import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

/** Compares a report with a file that a person can read, exactly. `UPDATE_EXPECTED=1` writes the files anew: then read the diff. */
export function assertExpected(name: string, actual: string): void {
  const file = new URL(`expected/${name}`, import.meta.url);
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, actual);
  assert.equal(actual, readFileSync(file, 'utf8'));
}
