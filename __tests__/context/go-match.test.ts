import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goMatch, hasWildcard } from '../../src/context/go-match.ts';

/** Pattern, name, Go's answer (`path.Match`); null: `ErrBadPattern`. */
const table: readonly (readonly [string, string, boolean | null])[] = [
  ['abc', 'abc', true],
  ['*', 'abc', true],
  ['*c', 'abc', true],
  ['a*', 'a', true],
  ['a*', 'ab/c', false],
  ['a*/b', 'abc/b', true],
  ['a*/b', 'a/c/b', false],
  ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
  ['a*b*c*d*e*/f', 'axbxcxdxexxx/f', true],
  ['a*b*c*d*e*/f', 'axbxcxdxe/xxx/f', false],
  ['a*b?c*x', 'abxbbxdbxebxczzx', true],
  ['a*b?c*x', 'abxbbxdbxebxczzy', false],
  ['ab[c]', 'abc', true],
  ['ab[b-d]', 'abc', true],
  ['ab[e-g]', 'abc', false],
  ['ab[^c]', 'abc', false],
  ['ab[^e-g]', 'abc', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'ab', false],
  ['a?b', 'a☺b', true],
  ['a[^a]b', 'a☺b', true],
  ['a???b', 'a☺b', false],
  ['[a-ζ]*', 'α', true],
  ['a?b', 'a/b', false],
  ['a*b', 'a/b', false],
  ['[\\]a]', ']', true],
  ['[\\-x]', '-', true],
  ['[x\\-]', 'z', false],
  ['package*.json', 'package-lock.json', true],
  ['.*', '.env', true],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['[]a]', ']', null],
  ['[-]', '-', null],
  ['[x-]', 'x', null],
  ['[a-b-c]', 'a', null],
  ['[', 'a', null],
  ['[^', 'a', null],
  ['[^bc', 'a', null],
  ['a[', 'a', null],
  ['a[', 'ab', null],
  ['a[', 'x', null],
  ['\\', 'a', null],
  ['*x', 'xxx', true],
];

for (const [pattern, name, expected] of table) {
  test(`${pattern} and ${name || 'nothing'}`, () => {
    assert.equal(goMatch(pattern, name), expected);
  });
}

test('what BuildKit takes for a wildcard', () => {
  for (const source of ['*.js', 'a?', 'x[ab]', '\\\\*']) assert.equal(hasWildcard(source), true, source);
  for (const source of ['a.js', 'a\\*', 'a]', '', '\\']) assert.equal(hasWildcard(source), false, source);
});

test('many stars are no work', () => {
  assert.equal(goMatch('*a'.repeat(5000), `${'a'.repeat(10_000)}b`), false);
});
