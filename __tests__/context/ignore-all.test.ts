import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readIgnoreFile } from '../../src/context/ignore.ts';

const part = fc.constantFrom(
  'a',
  'b',
  'ab',
  'x.md',
  '*',
  '**',
  '?',
  'a*',
  '*.md',
  '[^a]',
  'a|b',
  '^a',
  '\\a',
  '{a}',
  '.',
);
const line = fc
  .tuple(fc.boolean(), fc.array(part, { minLength: 1, maxLength: 3 }))
  .map(([negated, parts]) => `${negated ? '!' : ''}${parts.join('/')}`);
const path = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'x.md', 'c'), { minLength: 1, maxLength: 3 })
  .map((names) => names.join('/'));

test('what is said to be ignored with all in it is', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), path, path, (lines, directory, below) => {
      const file = readIgnoreFile(lines.join('\n'));
      if (!file.ignoresAllIn(directory)) return;
      // As one who was never asked for the directory.
      const other = readIgnoreFile(lines.join('\n'));
      assert.equal(other.ignores(directory), true);
      assert.equal(other.ignores(`${directory}/${below}`), true);
    }),
    { numRuns: 5000 },
  );
});

test('an exception keeps a directory open only where it can match', () => {
  const file = readIgnoreFile(['test', '!test/keep', 'docs', '*/lib', '!README.md', 'open', '!**/x.md'].join('\n'));
  assert.equal(readIgnoreFile('docs\n!README.md').ignoresAllIn('docs'), true);
  assert.equal(readIgnoreFile('docs\n!docs/README.md').ignoresAllIn('docs'), false);
  assert.equal(readIgnoreFile('docs\n!docs/README.md').ignoresAllIn('docs/api'), true);
  assert.equal(readIgnoreFile('!docs/README.md\ndocs').ignoresAllIn('docs'), true);
  assert.equal(readIgnoreFile('docs\n!docs/*/x').ignoresAllIn('docs/api'), false);
  assert.equal(readIgnoreFile('docs').ignoresAllIn('src'), false);
  for (const directory of ['test', 'docs', 'open']) assert.equal(file.ignoresAllIn(directory), false, directory);
});
