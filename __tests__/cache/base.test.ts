import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';

import type { Base } from '../../src/cache/base.ts';
import type { Item } from '../../src/cache/item.ts';
import { type Change, Listing } from '../../src/cache/listing.ts';
import { type Selector, selectorOf } from '../../src/cache/selector.ts';
import { readIgnoreFile } from '../../src/context/ignore.ts';
import { changesBetween, exclude, type Files, history, ignoreLines, source } from './arbitrary.ts';

function above(path: string): readonly string[] {
  const names = path.split('/');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
}

function baseOf(files: Files): Base {
  const paths = [...files.keys()].sort();
  const below = (directory: string): readonly string[] =>
    paths.filter((path) => directory === '' || path.startsWith(`${directory}/`));
  return {
    get: (path) => files.get(path),
    isDirectory: (path) => below(path).length > 0,
    fileCount: (path) => below(path).length,
    *walk(path, enter) {
      const asked = new Map<string, boolean>();
      const own = files.get(path);
      if (own) yield [path, own];
      for (const one of below(path)) {
        const isOpen = above(one)
          .filter((at) => path === '' || at.startsWith(`${path}/`))
          .every((at) => asked.get(at) ?? asked.set(at, enter(at)).get(at));
        const item = files.get(one);
        if (isOpen && item) yield [one, item];
      }
    },
  };
}

const withoutDirectories = (files: Files): Files => new Map([...files].filter(([, { kind }]) => kind !== 'directory'));

interface Ignoring {
  readonly isIgnored: (path: string) => boolean;
  readonly isAllIgnored: (directory: string) => boolean;
}

function ignoring(lines: readonly string[]): Ignoring {
  const file = readIgnoreFile(lines.join('\n'));
  return { isIgnored: (path) => file.ignores(path), isAllIgnored: (path) => file.ignoresAllIn(path) };
}

function eager(files: Files, { isIgnored }: Ignoring): Listing {
  const listing = new Listing(isIgnored);
  listing.apply([...files].map(([path, item]) => ({ path, item })));
  return listing;
}

const withBefore = (changes: readonly Change[], before: ReadonlyMap<string, Item>): readonly Change[] =>
  changes.map((change) => ({ ...change, before: before.get(change.path) ?? null }));

const selectors: fc.Arbitrary<readonly Selector[]> = fc.array(
  fc
    .tuple(source, exclude, fc.boolean())
    .map(([from, patterns, isParents]) =>
      isParents ? selectorOf('/', [from], patterns) : selectorOf(from, [], patterns),
    ),
  { minLength: 1, maxLength: 4 },
);

function link(target: string): Item {
  return { kind: 'symlink', content: target, target };
}

suite('a listing on a base', () => {
  for (const isTold of [false, true]) {
    test(`is what the same listing is without one; ${isTold ? 'told' : 'not told'} what was there before`, () => {
      fc.assert(
        fc.property(
          history,
          ignoreLines,
          selectors,
          fc.nat(6),
          fc.boolean(),
          (trees, lines, taken, whole, isHinted) => {
            const rules = ignoring(lines);
            const [first = new Map(), ...others] = isTold ? trees.map(withoutDirectories) : trees;
            let before = withoutDirectories(first);
            const listing = new Listing(rules.isIgnored, isHinted ? rules.isAllIgnored : undefined);
            // Asked for before there is anything, and after.
            const [early] = taken;
            if (early) listing.selection(early);
            listing.begin(baseOf(before), false);
            for (const [index, files] of [before, ...others].entries()) {
              const changes = changesBetween(before, files);
              listing.apply(isTold ? withBefore(changes, before) : changes);
              before = files;
              const expected = eager(files, rules);
              for (const selector of taken) assert.deepEqual(listing.content([selector]), expected.content([selector]));
              for (const path of ['a', 'b', 'a/b', 'ab', 'x.md', 'a/a/a', 'nowhere'])
                assert.deepEqual(listing.get(path), expected.get(path), path);
              if (index < whole) continue;
              assert.deepEqual(Object.fromEntries(listing.entries()), Object.fromEntries(expected.entries()));
              assert.equal(listing.size, expected.size);
            }
          },
        ),
        { numRuns: 2000 },
      );
    });
  }

  test('a circle that is met at another link', () => {
    const [first, second] = [
      new Map([['a', link('../a')]]),
      new Map([
        ['ab', link('../a')],
        ['a', link('ab/a')],
      ]),
    ];
    const listing = new Listing();
    listing.begin(baseOf(first), false);
    listing.content([selectorOf('a*')]);
    listing.apply(changesBetween(first, second));
    const rules = ignoring([]);
    assert.deepEqual(listing.content([selectorOf('a*')]), eager(second, rules).content([selectorOf('a*')]));
  });

  test('says when all of it is the same as at another time, though it began anywhere', () => {
    const all = [selectorOf('.')];
    fc.assert(
      fc.property(history, ignoreLines, fc.boolean(), (trees, lines, isTold) => {
        const rules = ignoring(lines);
        const [first = new Map(), ...others] = trees.map(withoutDirectories);
        const listing = new Listing(rules.isIgnored, rules.isAllIgnored);
        listing.selection(selectorOf('.'));
        listing.begin(baseOf(first), true);
        const digests = [[listing.content(all).digest, eager(first, rules).content(all).digest]];
        let before = first;
        for (const files of others) {
          const changes = changesBetween(before, files);
          listing.apply(isTold ? withBefore(changes, before) : changes);
          before = files;
          digests.push([listing.content(all).digest, eager(files, rules).content(all).digest]);
        }
        for (const [one, itself] of digests)
          for (const [other, otherItself] of digests) assert.equal(one === other, itself === otherItself);
      }),
      { numRuns: 2000 },
    );
  });
});
