import fc from 'fast-check';

import type { Item } from '../../src/cache/item.ts';
import type { Change } from '../../src/cache/listing.ts';

/** Names that are prefixes of each other, at three levels. */
const names = ['a', 'b', 'ab', 'a.b', '.c', 'x.md'];
const path = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));

const item: fc.Arbitrary<Item> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        kind: fc.constant('file' as const),
        mode: fc.constantFrom('644', '755'),
        content: fc.constantFrom('1', '2', '3'),
      },
      { noNullPrototype: true },
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('a', 'b', '../a', 'ab/a', '/b/x.md', 'nowhere', '.')
      .map((target) => ({ kind: 'symlink' as const, content: target, target })),
  },
  { weight: 1, arbitrary: fc.constantFrom('1', '2').map((content) => ({ kind: 'submodule' as const, content })) },
  { weight: 1, arbitrary: fc.constantFrom('755', '700').map((mode) => ({ kind: 'directory' as const, mode })) },
);

export type Files = ReadonlyMap<string, Item>;

/** A tree as there can be one: nothing stands below a file. */
export const tree: fc.Arbitrary<Files> = fc.array(fc.tuple(path, item), { maxLength: 12 }).map((entries) => {
  const files = new Map<string, Item>();
  for (const [at, value] of entries) {
    const isBelow = [...files].some(([other, { kind }]) => kind !== 'directory' && at.startsWith(`${other}/`));
    const isAbove = value.kind !== 'directory' && [...files.keys()].some((other) => other.startsWith(`${at}/`));
    if (!isBelow && !isAbove) files.set(at, value);
  }
  return files;
});

/** Trees one after the other: most of a tree stays from one to the next. */
export const history: fc.Arbitrary<readonly Files[]> = fc
  .tuple(tree, fc.array(fc.tuple(tree, fc.integer({ min: 0, max: 2 })), { maxLength: 5 }))
  .map(([first, others]) => {
    const trees = [first];
    for (const [other, kind] of others) {
      // Another tree, the one before, or the first one again.
      trees.push(kind === 0 ? other : kind === 1 ? merged(trees.at(-1) ?? first, other) : first);
    }
    return trees;
  });

/** The first, with what fits of the second. */
function merged(first: Files, second: Files): Files {
  const files = new Map(first);
  for (const [at, value] of second) {
    const conflicts = [...files.keys()].some(
      (other) => at !== other && (at.startsWith(`${other}/`) || other.startsWith(`${at}/`)),
    );
    if (!conflicts) files.set(at, value);
  }
  return files;
}

/** As a diff of two trees says it. */
export function changesBetween(before: Files, after: Files): readonly Change[] {
  const changes: Change[] = [];
  for (const at of before.keys()) if (!after.has(at)) changes.push({ path: at, item: null });
  for (const [at, value] of after) {
    if (JSON.stringify(before.get(at)) !== JSON.stringify(value)) changes.push({ path: at, item: value });
  }
  return changes;
}

export const ignoreLines = fc.array(
  fc.constantFrom(
    'a',
    '*.md',
    '**/*.md',
    '!a/b',
    'a/*',
    '!**/x.md',
    'ab/**',
    '*',
    '!ab',
    '.c',
    'a/a',
    '**/b',
    '!b/ab',
    '[ab]',
  ),
  { maxLength: 4 },
);

export const source = fc.constantFrom(
  '.',
  'a',
  'b',
  'ab',
  'a/b',
  'a/a',
  'b/ab/a',
  'a*',
  '*',
  '*/a',
  '*/*',
  'a/*',
  '?',
  '*.md',
  '*/x.md',
  'ab/*.md',
  '[ab]*',
  './a/../b',
  'a/',
);

export const exclude = fc.array(fc.constantFrom('*.md', '**/x.md', 'a', 'b/*', '**', '!b', 'ab/**'), { maxLength: 2 });

/** Dockerfiles that a builder takes; what is copied need not be there. */
export const dockerfile: fc.Arbitrary<readonly string[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom('FROM scratch', 'FROM image', 'FROM previous'),
      fc.array(
        fc.oneof(
          fc
            .tuple(source, fc.constantFrom('', '--link ', '--chown=1:1 '))
            .map(([from, flags]) => `COPY ${flags}${from} /d/`),
          fc
            .tuple(source, exclude)
            .map(
              ([from, patterns]) => `COPY ${patterns.map((pattern) => `--exclude=${pattern} `).join('')}${from} /e/`,
            ),
          source.map((from) => `COPY --parents ${from} /p/`),
          fc
            .tuple(source, fc.constantFrom('previous', 'first'))
            .map(([from, stage]) => `COPY --from=${stage} ${from} /f/`),
          fc.constantFrom(
            'RUN one',
            'RUN two',
            'RUN three',
            'WORKDIR /w',
            'WORKDIR v',
            'ENV A=1',
            'ENV B=2',
            'ARG C=3',
            'USER 1',
            'LABEL l=1',
          ),
          source
            .filter((from) => !/[*?[]/.test(from))
            .map((from) => `RUN --mount=type=bind,source=${from},target=/m mounted`),
          fc.constant('RUN --mount=type=bind,from=previous,source=/d,target=/m mounted'),
        ),
        { maxLength: 5 },
      ),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((stages) =>
    stages.flatMap(([from, instructions], index) => {
      const previous = index === 0 ? 'other' : `s${index - 1}`;
      const named = [from, ...instructions].map((line) =>
        line.replace('previous', previous).replace('--from=first', index === 0 ? '--from=other' : '--from=s0'),
      );
      return [`${named[0]} AS s${index}`, ...named.slice(1)];
    }),
  );
