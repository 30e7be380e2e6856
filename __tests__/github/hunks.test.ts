import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import * as fc from 'fast-check';
import { excerpt, formatHunks, hunksOf, hunkWith, linesOf, movedTo } from './hunks.ts';
import { temporary } from './runner.ts';

const folder = temporary();

function gitDiff(before: string, after: string): string {
  writeFileSync(join(folder, 'before'), before);
  writeFileSync(join(folder, 'after'), after);
  const { stdout } = spawnSync('git', ['diff', '--no-index', '--no-color', 'before', 'after'], { cwd: folder });
  const text = stdout.toString('utf8');
  return text.includes('@@') ? text.slice(text.indexOf('@@')).replace(/\n$/, '') : '';
}

function changedLines(patch: string): number {
  return patch.split('\n').filter((line) => /^[+-]/.test(line)).length;
}

/** Edits of a text whose lines all differ: then there is only one shortest difference. */
const edits = fc.record({
  kept: fc.array(fc.constantFrom('keep', 'drop', 'insert', 'replace'), { maxLength: 40 }),
  indented: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  newline: fc.tuple(fc.boolean(), fc.boolean()),
});

function joined(lines: readonly string[], newline: boolean): string {
  return lines.join('\n') + (newline && lines.length > 0 ? '\n' : '');
}

test('hunks of texts without repeated lines are the ones of git, headings and missing newlines included', () => {
  fc.assert(
    fc.property(edits, ({ kept, indented, newline: [oldEnd, newEnd] }) => {
      const line = (name: string, index: number): string => `${indented[index] === true ? '  ' : ''}${name} ${index}`;
      const before = kept.flatMap((what, index) => (what === 'insert' ? [] : [line('old', index)]));
      const after = kept.flatMap((what, index) => {
        if (what === 'drop') return [];
        return [line(what === 'keep' ? 'old' : 'new', index)];
      });
      const [old, now] = [joined(before, oldEnd), joined(after, newEnd)];
      assert.equal(formatHunks(hunksOf(old, now)), gitDiff(old, now));
    }),
    { numRuns: 150 },
  );
});

test('with repeated lines there is more than one difference; ours is as short as that of git, and leads to the new text', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', '', 'RUN x'), { maxLength: 14 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const hunks = hunksOf(before, after);
      assert.equal(changedLines(formatHunks(hunks)), changedLines(gitDiff(before, after)));
      const rebuilt: string[] = [];
      const old = before.split('\n').slice(0, -1);
      let next = 1;
      for (const hunk of hunks) {
        for (const { left, right, text: line } of linesOf(hunk)) {
          if (left > 0) while (next < left) rebuilt.push(old[next++ - 1] ?? '?');
          if (left > 0) next += 1;
          if (right > 0) rebuilt.push(line.slice(1));
        }
      }
      rebuilt.push(...old.slice(next - 1));
      assert.deepEqual(rebuilt, after.split('\n').slice(0, -1));
    }),
    { numRuns: 100 },
  );
});

const hunks = hunksOf('a\nb\nc\nd\ne\nf\ng\nh\ni\n', 'a\nB\nc\nd\ne\nf\ng\nh\ni\nj\n');

test('a line can carry a comment on the side that shows it', () => {
  assert.equal(hunks.length, 2);
  assert.equal(hunkWith(hunks, 'RIGHT', 2), hunks[0]);
  assert.equal(hunkWith(hunks, 'LEFT', 2), hunks[0]);
  assert.equal(hunkWith(hunks, 'RIGHT', 10), hunks[1]);
  assert.equal(hunkWith(hunks, 'LEFT', 10), undefined);
  assert.equal(hunkWith(hunks, 'RIGHT', 6), undefined);
});

test('lines that stay are found again, changed ones are not', () => {
  assert.equal(movedTo(hunksOf('a\nb\nc\n', 'x\na\nb\nC\n'), 2), 3);
  assert.equal(movedTo(hunksOf('a\nb\nc\n', 'x\na\nb\nC\n'), 3), undefined);
  assert.equal(movedTo(hunksOf('a\nb\nc\n', ''), 1), undefined);
});

test('the excerpt of a comment ends with its line', () => {
  const [first] = hunks;
  assert.ok(first);
  assert.equal(excerpt(first, 'RIGHT', 2), '@@ -1,5 +1,5 @@\n a\n-b\n+B');
});
