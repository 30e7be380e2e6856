import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { stepAnswer } from '../../src/cache/answer.ts';
import { Builder, type CacheKind } from '../../src/cache/builder.ts';
import type { BuildState } from '../../src/cache/compare.ts';
import { Listing } from '../../src/cache/listing.ts';
import { planBuild } from '../../src/cache/plan.ts';
import { state } from './state.ts';

/** Builds one after the other by one builder; of each, whether its steps were CACHED: `.`, made: `R`, or not known: `?`. */
function builds(kind: CacheKind, ...states: readonly BuildState[]): readonly string[] {
  const builder = new Builder({ kind, isNetworkFixed: false, mostEntries: Infinity });
  return states.map(({ dockerfile, call, items, isIgnored }) => {
    const plan = planBuild(dockerfile, call);
    assert.ok(plan);
    const context = new Listing(isIgnored);
    context.apply([...items].map(([path, item]) => ({ path, item })));
    const answers = builder.build(plan, context);
    return plan.steps
      .map((step) => stepAnswer(step, answers).cached)
      .map((cached) => (cached === null ? '?' : cached ? '.' : 'R'))
      .join('');
  });
}

function withMode(dockerfile: readonly string[]): readonly string[] {
  return builds(
    'kept',
    state(dockerfile, { 'a/b': '1', a: { kind: 'directory', mode: '755' } }),
    state(dockerfile, { 'a/b': '2', a: { kind: 'directory', mode: '700' } }),
  );
}

/** What real builders said to random cases (`scripts/real-builder.ts`) and the model did not know. */
suite('disagreements with a real builder', () => {
  test('a pattern may leave out the source itself, whose path is empty to it', () => {
    for (const pattern of ['**', '*', '**/*', './**', '!b --exclude=*']) {
      const dockerfile = ['FROM scratch', `COPY --exclude=${pattern} a /d/`, 'RUN one'];
      const results = builds('kept', state(dockerfile, { a: '1' }), state(dockerfile, { a: '2' }));
      assert.deepEqual(results, ['RR', '..'], pattern);
    }
    for (const pattern of ['?*', 'a', '**/a', '/*', '* --exclude=!*']) {
      const dockerfile = ['FROM scratch', `COPY --exclude=${pattern} a /d/`, 'RUN one'];
      const results = builds('kept', state(dockerfile, { a: '1' }), state(dockerfile, { a: '2' }));
      assert.deepEqual(results, ['RR', 'RR'], pattern);
    }
  });

  test('with all that is in it left out, neither does a directory count, nor what a wildcard matched', () => {
    assert.deepEqual(withMode(['FROM scratch', 'COPY --exclude=* a /d/']), ['R', '.']);
    assert.deepEqual(withMode(['FROM scratch', 'COPY --exclude=** a* /d/']), ['R', '.']);
    assert.deepEqual(withMode(['FROM scratch', 'COPY --exclude=b a /d/']), ['R', 'R']);
    assert.deepEqual(withMode(['FROM scratch', 'COPY --exclude=* --exclude=!b a /d/']), ['R', 'R']);
  });

  test('with patterns too, a link counts by what it leads to where no directory is listed above it', () => {
    const expected: Readonly<Record<string, string>> = {
      '--parents **/l /p/': 'R',
      '--exclude=*.md . /d/': 'R',
      '--exclude=*.md d /d/': '.',
      '--exclude=*.md l* /d/': 'R',
      '--exclude=*.md d/l /d/': 'R',
      '--exclude=*.md d/* /d/': 'R',
      '--parents ./d/./l /p/': '.',
      '--exclude=*.txt --parents l /p/': 'R',
    };
    for (const [copy, after] of Object.entries(expected)) {
      const [first, second] = ['1', '2'].map((text) =>
        state(['FROM scratch', `COPY ${copy}`], { 'x.md': text, l: '-> x.md', 'd/l': '-> ../x.md' }),
      );
      assert.ok(first && second);
      assert.deepEqual(builds('kept', first, second), ['R', after], copy);
    }
  });

  const planner = [
    'FROM scratch AS planner',
    'COPY . /all/',
    'COPY list /list',
    'FROM scratch',
    'COPY --from=planner /list /list',
    'RUN install',
  ];

  test('an exported cache has the old keys of what was found by content', () => {
    const [first, second] = [
      { list: '1', other: '1' },
      { list: '1', other: '2' },
    ].map((files) => state(planner, files));
    assert.ok(first && second);
    for (const kind of ['exported-max', 'exported-min', 'kept'] as const) {
      // Back to the first: the planner's steps are in no image of the build before, and nobody looks at them.
      assert.deepEqual(builds(kind, first, second, first, second), ['RRRR', 'RR..', '....', '....'], kind);
    }
  });

  test('without their results: what needs them makes them again', () => {
    const [first, second] = [
      { list: '1', other: '1' },
      { list: '1', other: '2' },
    ].map((files) => state(planner, files));
    const more = state([...planner, 'COPY --from=planner /all/other /other'], { list: '1', other: '1' });
    assert.ok(first && second);
    assert.deepEqual(builds('exported-max', first, second, more), ['RRRR', 'RR..', 'RR..R']);
    assert.deepEqual(builds('kept', first, second, more), ['RRRR', 'RR..', '....R']);
    const alone = state(planner, { list: '1', other: '1' }, { target: 'planner' });
    assert.deepEqual(builds('exported-max', first, second, alone), ['RRRR', 'RR..', 'RR']);
  });

  test('what may have been found is not said to have no result', () => {
    const a = ['FROM scratch AS a', 'COPY file /', 'RUN one'];
    const b = ['FROM scratch AS b', 'COPY --from=a /out /out', 'COPY other /', 'COPY file /'];
    const dockerfile = [...a, ...b, 'FROM scratch', 'COPY --from=b / /'];
    const [first, second] = [
      { file: '1', other: '1' },
      { file: '2', other: '1' },
    ].map((files) => state(dockerfile, files));
    assert.ok(first && second);
    assert.deepEqual(builds('exported-max', first, second, first), ['RRRRRR', 'RR??R?', '??????']);
  });

  test('not of what was made again', () => {
    const [first, second] = [
      { list: '1', other: '1' },
      { list: '2', other: '2' },
    ].map((files) => state(planner, files));
    assert.ok(first && second);
    assert.deepEqual(builds('exported-max', first, second, first), ['RRRR', 'RRRR', 'RRRR']);
  });

  test('a word that only the build knows says nothing about other stages', () => {
    const dockerfile = ['FROM image AS a', 'COPY a /a', 'FROM image', 'COPY --from=a $WHERE /a', 'COPY b /b'];
    const states = [
      { a: '1', b: '1' },
      { a: '1', b: '2' },
      { a: '2', b: '2' },
    ].map((files) => state(dockerfile, files));
    assert.deepEqual(builds('kept', ...states), ['RRR', '..R', 'R??']);
  });

  test('a linked copy of what may have come out the same is perhaps the one that was built upon', () => {
    const a = ['FROM scratch AS a', 'COPY file /', 'RUN one'];
    const dockerfile = [...a, 'FROM scratch', 'COPY base /', 'COPY --link --from=a /out /out', 'COPY other /'];
    const states = [
      { file: '1', other: '1' },
      { file: '2', other: '1' },
      { file: '3', other: '2' },
    ].map((files) => state(dockerfile, { base: '1', ...files }));
    assert.deepEqual(builds('kept', ...states), ['RRRRR', 'RR.??', 'RR.?R']);
  });

  test('linked copies are merged when something needs their files, which a further linked copy does not', () => {
    const linked = ['FROM scratch', 'COPY base /', 'COPY --link one /'];
    const further = 'COPY --link two /';
    const cases: readonly (readonly [before: readonly string[], after: readonly string[], answers: string])[] = [
      [[], [further], '..R'],
      [[], ['COPY two /'], '.RR'],
      [[], ['RUN two'], '.RR'],
      [[further], ['RUN two'], '.RR'],
      [[further], [further, 'RUN two'], '..RR'],
      [[further, 'RUN one'], ['RUN two'], '.RR'],
      [['RUN one'], [further], '..R'],
      [['RUN one'], ['RUN two'], '..R'],
    ];
    for (const [before, after, expected] of cases) {
      const [first, second] = [before, after].map((more) =>
        state([...linked, ...more], { base: '1', one: '1', two: '1' }),
      );
      assert.ok(first && second);
      assert.equal(builds('kept', first, second)[1], expected, `${before.join('; ')} -> ${after.join('; ')}`);
    }
  });

  test('where files of a directory are copied to is a directory of its own, whatever the mode of the other', () => {
    for (const destination of ['/d/', '/d']) {
      const dockerfile = ['FROM scratch AS a', `COPY a ${destination}`, 'FROM scratch', 'COPY --from=a /d /d'];
      const [first, second] = ['755', '711'].map((mode) =>
        state(dockerfile, { 'a/b': '1', a: { kind: 'directory', mode } }),
      );
      assert.ok(first && second);
      assert.deepEqual(builds('kept', first, second), ['RR', 'R.'], destination);
    }
  });

  test('that one linked copy is not known says nothing of others on the same image', () => {
    const dockerfile = [
      'FROM node AS a',
      'COPY --link list /list',
      'RUN install',
      'COPY --link src /src',
      'RUN build',
      'FROM node',
      'COPY --link --from=a /out /out',
    ];
    const states = ['11', '12', '11', '13', '23', '24'].map((at) =>
      state(dockerfile, { list: at.charAt(0), src: at.charAt(1) }),
    );
    assert.deepEqual(builds('kept', ...states), ['RRRRR', '..RR?', '.....', '..RR?', 'RRRR?', '..RR?']);
    assert.deepEqual(builds('exported-max', ...states), ['RRRRR', '..RR?', '..???', '..RR?', 'RRRR?', '..RR?']);
  });
});
