import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { jsonText } from '../../src/reports/json-text.ts';

const cases: readonly (readonly [string, string])[] = [
  ['a "b"\n', '"a \\"b\\"\\n"\n'],
  ['\u001b[2J', '"\\u001b[2J"\n'],
  ['\u009b2J\u007f', '"\\u009b2J\\u007f"\n'],
  ['a\u202eb\u2028', '"a\\u202eb\\u2028"\n'],
  ['\u{e0041}', '"\\udb40\\udc41"\n'],
  ['##[error]x, # [y], #[z]', '"#\\u0023[error]x, # [y], #[z]"\n'],
  ['日本語 😀', '"日本語 😀"\n'],
];

suite('JSON that a terminal or a runner may see', () => {
  for (const [value, written] of cases) {
    test(written.trim(), () => {
      assert.equal(jsonText(value), written);
      assert.equal(JSON.parse(written), value);
    });
  }
});
