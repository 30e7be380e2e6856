import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';

import { type Answer, stepAnswer } from '../../src/cache/answer.ts';
import { Builder, type CacheKind } from '../../src/cache/builder.ts';
import { Listing } from '../../src/cache/listing.ts';
import { type Plan, planBuild } from '../../src/cache/plan.ts';
import { Replay } from '../../src/cache/replay.ts';
import { selectorOf } from '../../src/cache/selector.ts';
import { readIgnoreFile } from '../../src/context/ignore.ts';
import { changesBetween, dockerfile, exclude, type Files, history, ignoreLines, source, tree } from './arbitrary.ts';
import { selected } from './naive.ts';

function listing(files: Files, ignore: readonly string[]): Listing {
  const file = readIgnoreFile(ignore.join('\n'));
  const context = new Listing((path) => file.ignores(path));
  context.apply([...files].map(([path, item]) => ({ path, item })));
  return context;
}

function planOf(lines: readonly string[]): Plan {
  const plan = planBuild({ path: 'Dockerfile', text: lines.join('\n') });
  assert.ok(plan, lines.join('\n'));
  return plan;
}

interface Given {
  readonly lines: readonly string[];
  readonly files: Files;
}

/** The answers of the last of several builds. */
function build(builds: readonly Given[], ignore: readonly string[], kind: CacheKind = 'kept'): readonly Answer[] {
  const builder = new Builder({ kind, isNetworkFixed: true, mostEntries: Infinity });
  let answers: readonly Answer[] = [];
  for (const { lines, files } of builds) answers = builder.build(planOf(lines), listing(files, ignore));
  return answers;
}

const hasLinks = (files: Files): boolean => [...files.values()].some(({ kind }) => kind === 'symlink');

suite('digests of what is selected', () => {
  test('equal when, and only when, all that is hashed is equal', () => {
    fc.assert(
      fc.property(tree, tree, ignoreLines, source, exclude, (a, b, ignore, from, patterns) => {
        fc.pre(
          !hasLinks(a) && !hasLinks(b) && ![...a.values(), ...b.values()].some(({ kind }) => kind === 'submodule'),
        );
        const selectors = [selectorOf(from, [], patterns)];
        const isEqual = listing(a, ignore).content(selectors).digest === listing(b, ignore).content(selectors).digest;
        const [rowsA, rowsB] = [a, b].map((files) => selected(files, ignore, from, patterns).join('\n'));
        assert.equal(isEqual, rowsA === rowsB, `${rowsA} ${rowsB}`);
      }),
      { numRuns: 3000 },
    );
  });

  test('the same change by change as from the whole tree', () => {
    fc.assert(
      fc.property(
        history,
        ignoreLines,
        fc.array(fc.tuple(source, exclude, fc.boolean()), { maxLength: 4 }),
        (trees, ignore, taken) => {
          const selectors = taken.map(([from, patterns, isParents]) =>
            isParents ? selectorOf('/', [from], patterns) : selectorOf(from, [], patterns),
          );
          let before: Files = new Map();
          const kept = listing(before, ignore);
          for (const selector of selectors) kept.selection(selector);
          for (const files of trees) {
            kept.apply(changesBetween(before, files));
            before = files;
            const fresh = listing(files, ignore);
            assert.deepEqual(Object.fromEntries(kept.entries()), Object.fromEntries(fresh.entries()));
            for (const selector of selectors) assert.deepEqual(kept.content([selector]), fresh.content([selector]));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

suite('what a builder takes from its cache', () => {
  test('nothing changed: everything', () => {
    fc.assert(
      fc.property(
        dockerfile,
        tree,
        ignoreLines,
        fc.constantFrom<CacheKind>('kept', 'parent', 'exported-max', 'exported-min'),
        (lines, files, ignore, kind) => {
          const given = { lines, files };
          for (const { cached } of build([given, given], ignore, kind)) assert.equal(cached, true);
        },
      ),
    );
  });

  test('a file that nothing selects: everything', () => {
    fc.assert(
      fc.property(dockerfile, tree, ignoreLines, fc.constantFrom('1', '2'), (lines, files, ignore, content) => {
        const other = new Map(files).set('unselected', { kind: 'file', mode: '644', content });
        const ignored = [...ignore, 'unselected'];
        for (const { cached } of build(
          [
            { lines, files },
            { lines, files: other },
          ],
          ignored,
        ))
          assert.equal(cached, true);
      }),
    );
  });

  test('what is taken stands on what is taken, and takes from what could be read', () => {
    fc.assert(
      fc.property(dockerfile, dockerfile, tree, tree, ignoreLines, (one, two, files, others, ignore) => {
        for (const lines of [one, two]) {
          const plan = planOf(lines);
          const answers = build(
            [
              { lines: one, files },
              { lines, files: others },
            ],
            ignore,
          );
          for (const [index, { base }] of plan.nodes.entries()) {
            if (base.kind === 'node' && answers[base.node]?.cached === false)
              assert.equal(answers[index]?.cached, false);
            if (base.kind === 'node' && answers[base.node]?.cached === null)
              assert.notEqual(answers[index]?.cached, true);
          }
        }
      }),
    );
  });

  test('a step put in between, changed or appended leaves all above it as it was', () => {
    fc.assert(
      fc.property(dockerfile, tree, fc.nat(), fc.boolean(), (lines, files, at, isReplaced) => {
        const line = 1 + (at % lines.length);
        const changed = lines.toSpliced(
          line,
          isReplaced && !lines[line]?.startsWith('FROM') ? 1 : 0,
          'RUN something else',
        );
        const plan = planOf(changed);
        const answers = build(
          [
            { lines, files },
            { lines: changed, files },
          ],
          [],
        );
        for (const step of plan.steps) {
          const { cached, again } = stepAnswer(step, answers);
          // A COPY --link that was the last one is only put together now.
          if (step.line <= line && again !== 'no-result') assert.equal(cached, true, changed.join('\n'));
          if (step.line === line + 1) assert.equal(cached, false, changed.join('\n'));
        }
      }),
    );
  });

  test('what is taken back is taken from a builder that is kept, however many builds lie between', () => {
    fc.assert(
      fc.property(dockerfile, tree, fc.array(tree, { maxLength: 3 }), (lines, files, others) => {
        const builds = [files, ...others, files].map((each) => ({ lines, files: each }));
        for (const { cached } of build(builds, [])) assert.equal(cached, true);
      }),
    );
  });

  test('names of stages, labels, comments and unused arguments of the build make no difference', () => {
    fc.assert(
      fc.property(dockerfile, tree, (lines, files) => {
        const other = lines
          .map((line) => line.replace(/\bs(\d)\b/g, 'stage-$1').replace(/^LABEL.*/, 'EXPOSE 80'))
          .flatMap((line) => ['# A comment', line]);
        for (const { cached } of build(
          [
            { lines, files },
            { lines: other, files },
          ],
          [],
        ))
          assert.equal(cached, true);
      }),
    );
  });
});

suite('replay', () => {
  test('commit by commit the same as builds from whole trees', () => {
    const kinds = fc.constantFrom<CacheKind>('kept', 'parent', 'exported-max', 'exported-min');
    fc.assert(
      fc.property(dockerfile, dockerfile, history, ignoreLines, kinds, (one, two, trees, ignore, cache) => {
        const file = readIgnoreFile(ignore.join('\n'));
        const context = { directory: '', kind: 'git' as const, isIgnored: (path: string) => file.ignores(path) };
        const plans = [planOf(one), planOf(two)];
        const replay = new Replay(
          plans.map((plan) => ({ plan, context })),
          { cache, isManifest: () => false },
        );
        const [first = new Map(), ...rest] = trees;
        replay.start('start', first);
        let before: Files = first;
        for (const [index, files] of rest.entries()) {
          replay.next(String(index), changesBetween(before, files));
          before = files;
        }
        for (const [at, { steps, commits }] of replay.results().entries()) {
          const plan = plans[at];
          assert.ok(plan);
          assert.equal(commits, rest.length);
          const builder = new Builder({ kind: cache, isNetworkFixed: true, mostEntries: Infinity });
          builder.build(plan, listing(first, ignore));
          const built = rest.map((files) => builder.build(plan, listing(files, ignore)));
          for (const { step, strip } of steps) {
            const expected = built.map((answers) => stepAnswer(step, answers).cached);
            assert.deepEqual(
              Array.from(strip, (value) => (value === 'unknown' ? null : value === 'cached')),
              expected,
            );
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('with what its parent made: each commit as two builds of a new builder', () => {
    fc.assert(
      fc.property(dockerfile, history, ignoreLines, (lines, trees, ignore) => {
        const file = readIgnoreFile(ignore.join('\n'));
        const context = { directory: '', kind: 'git' as const, isIgnored: (path: string) => file.ignores(path) };
        const plan = planOf(lines);
        const replay = new Replay([{ plan, context }], { cache: 'parent', isManifest: () => false });
        const [first = new Map(), ...rest] = trees;
        replay.start('start', first);
        let before: Files = first;
        const built = rest.map((files, index) => {
          replay.next(String(index), changesBetween(before, files));
          const builder = new Builder({ kind: 'kept', isNetworkFixed: true, mostEntries: Infinity });
          builder.build(plan, listing(before, ignore));
          before = files;
          return builder.build(plan, listing(files, ignore));
        });
        for (const { step, strip } of replay.results()[0]?.steps ?? []) {
          assert.deepEqual(
            Array.from(strip, (value) => (value === 'unknown' ? null : value === 'cached')),
            built.map((answers) => stepAnswer(step, answers).cached),
          );
        }
      }),
      { numRuns: 2000 },
    );
  });
});
