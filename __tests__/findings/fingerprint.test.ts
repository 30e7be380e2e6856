import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { fingerprintAt, identify, type Identifiable } from '../../src/findings/fingerprint.ts';

const at = (line: number, anchor = ['VOLUME /data'], path = 'Dockerfile', rule = 'state/volume'): Identifiable => ({
  rule,
  path,
  startLine: line,
  endLine: line,
  anchor,
});
const prints = (...found: readonly Identifiable[]): readonly string[] =>
  identify(found).map(({ fingerprint }) => fingerprint);

suite('a fingerprint', () => {
  test('is short, and safe to put in a comment', () => {
    const [identity] = identify([at(4)]);
    assert.match(identity?.fingerprint ?? '', /^[0-9a-f]{20}$/);
    assert.match(identity?.anchor ?? '', /^[0-9a-f]{20}$/);
  });

  test('stays when lines move and when white space changes', () => {
    assert.deepEqual(prints(at(4)), prints(at(400)));
    assert.deepEqual(prints(at(4)), prints(at(4, [' VOLUME\t /data\n'])));
  });

  test('differs by rule, path and text', () => {
    const all = [
      at(4),
      at(4, ['VOLUME /x']),
      at(4, undefined, 'a/Dockerfile'),
      at(4, undefined, undefined, 'logs/log-volume'),
    ];
    assert.equal(new Set(all.flatMap((one) => prints(one))).size, all.length);
  });

  test('does not mix up where one text ends and the next begins', () => {
    assert.notDeepEqual(prints(at(4, ['a b', 'c'])), prints(at(4, ['a', 'b c'])));
    assert.notDeepEqual(prints(at(4, ['a', 'b'])), prints(at(4, ['a', 'b', ''])));
  });

  test('tells equal texts apart by their order, whatever the order they are given in', () => {
    const [first, second] = prints(at(4), at(9));
    assert.notEqual(first, second);
    assert.deepEqual(prints(at(9), at(4)), [second, first]);
    assert.deepEqual(prints(at(104), at(109)), [first, second]);
  });

  test('is the same for one finding that two targets show', () => {
    const [first, again, second] = prints(at(4), at(4), at(9));
    assert.equal(first, again);
    assert.deepEqual([first, second], prints(at(4), at(9)));
  });

  test('can be asked for under the path before a rename', () => {
    const [before] = identify([at(4, undefined, 'old/Dockerfile')]);
    const [after] = identify([at(7, undefined, 'new/Dockerfile')]);
    assert.equal(before?.anchor, after?.anchor);
    assert.equal(fingerprintAt('old/Dockerfile', after?.anchor ?? ''), before?.fingerprint);
  });

  test('is unique in a file, and needs no line', () => {
    const places = fc.uniqueArray(
      fc.record({ line: fc.integer({ min: 1, max: 50 }), text: fc.constantFrom('a', 'b', 'c') }),
      {
        selector: ({ line, text }) => `${line} ${text}`,
      },
    );
    fc.assert(
      fc.property(places, fc.integer({ min: 0, max: 1000 }), (found, shift) => {
        const one = prints(...found.map(({ line, text }) => at(line, [text])));
        assert.equal(new Set(one).size, one.length);
        assert.deepEqual(prints(...found.map(({ line, text }) => at(line + shift, [text]))), one);
      }),
    );
  });
});
