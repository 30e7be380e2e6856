import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { commentMarker, readCommentMarker, readReviewMarker, reviewMarker } from '../../src/review/marker.ts';

const marker = { id: 'CI/lint', rule: 'cache/x', fingerprint: 'f1', anchor: 'a1', fixed: null };

suite('the marker in front of what we write', () => {
  test('is read back, whatever the names of workflow and job', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (id, fingerprint) => {
        const line = commentMarker({ ...marker, id, fingerprint });
        assert.deepEqual(readCommentMarker(`${line}\ntext`), { ...marker, id, fingerprint });
        assert.match(line, /^<!-- [^<>]* -->$/s);
      }),
    );
  });

  test('of a review names the commit and the findings', () => {
    const review = { id: '-->', commit: 'c1', findings: ['f1', 'f2'] };
    assert.deepEqual(readReviewMarker(`${reviewMarker(review)}\nFound 2 errors.`), review);
  });

  const line = commentMarker(marker);
  const others: readonly [string, string][] = [
    ['behind other text', `Look: ${line}`],
    ['in a quotation', `> ${line}`],
    ['of a review', reviewMarker({ id: 'CI/lint', commit: 'c', findings: [] })],
    ['that is not JSON', '<!-- kasane comment {oops -->'],
    ['that lacks a part', '<!-- kasane comment {"id":"CI/lint"} -->'],
    ['that is no object', '<!-- kasane comment [] -->'],
    ['without an end', '<!-- kasane comment {'],
    ['of another tool', '<!-- hadolint comment {} -->'],
  ];
  for (const [what, body] of others) {
    test(`is not one ${what}`, () => {
      assert.equal(readCommentMarker(body), null);
    });
  }
});
