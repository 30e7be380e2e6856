import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Entry } from '../../src/repository/tree.ts';
import { HistoryListing } from '../../src/sources/history-listing.ts';
import { SourceError } from '../../src/sources/source.ts';

const numbers = { file: '100644 blob', executable: '100755 blob', symlink: '120000 blob', submodule: '160000 commit' };

const name = fc.constantFrom('a', 'b', 'a.b', 'a-', 'ab', 'é', '重', '\udcff', '😀', 'blob', 'x y', '\t', '0', '.');
const paths = fc.array(
  fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/')),
  { maxLength: 20 },
);
const mode = fc.constantFrom<keyof typeof numbers>('file', 'executable', 'symlink', 'submodule');

/** As `bytesOf` should: a lone surrogate is a byte. */
function bytes(text: string): Buffer {
  return Buffer.concat(Array.from(text, (one) => (one === '\udcff' ? Buffer.from([0xff]) : Buffer.from(one))));
}

const entries = fc
  .tuple(paths, fc.array(mode, { minLength: 20, maxLength: 20 }), fc.constantFrom(40, 64))
  .map(([all, modes, length]): readonly Entry[] =>
    all
      .filter((path, index) => all.indexOf(path) === index && !all.some((other) => other.startsWith(`${path}/`)))
      .map((path, index) => ({
        path,
        mode: modes[index] ?? 'file',
        blob: `${index}`.padStart(length, 'a'),
        size: null,
      }))
      .toSorted((one, other) => Buffer.compare(bytes(one.path), bytes(other.path))),
  );

function printed(all: readonly Entry[]): Buffer {
  return Buffer.concat(
    all.flatMap(({ path, mode: kind, blob }) => [
      Buffer.from(`${numbers[kind]} ${blob}\t`),
      bytes(path),
      Buffer.from([0]),
    ]),
  );
}

const isBelow = (path: string, directory: string): boolean => directory === '' || path.startsWith(`${directory}/`);

test('answers like a list of all entries', () => {
  fc.assert(
    fc.property(entries, paths, fc.func(fc.boolean()), (all, others, choose) => {
      const listing = new HistoryListing(printed(all));
      assert.deepEqual([...listing], all);
      assert.equal(listing.size, all.length);
      assert.deepEqual(
        [...listing.links()],
        all.filter((entry) => entry.mode === 'symlink'),
      );
      const parents = all.flatMap(({ path }) => path.split('/').map((_, end, names) => names.slice(0, end).join('/')));
      for (const path of new Set([...others, ...parents, ...all.map((entry) => entry.path)])) {
        const below = all.filter((entry) => isBelow(entry.path, path));
        if (path !== '') {
          assert.deepEqual(
            listing.get(path),
            all.find((entry) => entry.path === path),
          );
          assert.equal(listing.isDirectory(path), below.length > 0);
        }
        assert.equal(listing.fileCount(path), below.length);

        const asked: string[] = [];
        const walked = [
          ...listing.walk(path, (directory) => {
            asked.push(directory);
            return choose(directory);
          }),
        ];
        assert.deepEqual(asked, [...new Set(asked)], 'each directory once');
        const isOpen = (entry: Entry): boolean => {
          const names = entry.path.split('/');
          const directories = names.slice(0, -1).map((_, end) => names.slice(0, end + 1).join('/'));
          return directories.filter((directory) => isBelow(directory, path)).every((directory) => choose(directory));
        };
        assert.deepEqual(
          walked,
          all.filter((entry) => entry.path === path || (isBelow(entry.path, path) && isOpen(entry))),
        );
      }
    }),
    { numRuns: 500 },
  );
});

test('something else than a listing', () => {
  for (const text of ['x', '100644 blob aaaa', `100644 blob ${'a'.repeat(40)}\tpath without an end`])
    assert.throws(() => new HistoryListing(Buffer.from(text)), SourceError);
});
