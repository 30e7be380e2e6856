import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';

import { stepAnswer } from '../../src/cache/answer.ts';
import { Builder } from '../../src/cache/builder.ts';
import type { Plan } from '../../src/cache/plan.ts';
import { builds } from '../../scripts/real-builder/cases.ts';
import type { Printed } from '../../scripts/real-builder/docker.ts';
import { judge } from '../../scripts/real-builder/judge.ts';
import { listingOf, planOf, salted, type State } from '../../scripts/real-builder/state.ts';
import { vectorOf } from '../../scripts/real-builder/vector.ts';
import { build, buildsOf, type Vector } from '../cache/vector.ts';

const cases = fc.sample(builds, { numRuns: 60, seed: 1 });

/** The model's answers to the last build. */
function answersTo(states: readonly State[]): { readonly plan: Plan; readonly cached: readonly (boolean | null)[] } {
  const model = new Builder({ kind: 'kept', isNetworkFixed: false, mostEntries: Infinity });
  let last: ReturnType<typeof answersTo> | null = null;
  for (const state of states) {
    const plan = planOf(state);
    assert.ok(plan);
    const answers = model.build(plan, listingOf(state));
    last = { plan, cached: plan.steps.map((step) => stepAnswer(step, answers).cached) };
  }
  assert.ok(last);
  return last;
}

suite('random cases for a real builder', () => {
  test('each is of two builds or more, and most have something to make and something to take', () => {
    let mixed = 0;
    for (const states of cases) {
      assert.ok(states.length >= 2);
      const { cached } = answersTo(states);
      if (cached.includes(true) && cached.includes(false)) mixed += 1;
    }
    assert.ok(mixed > cases.length / 4, `${mixed} of ${cases.length}`);
  });

  test('with another salt, no file and no COPY --link is what it was', () => {
    for (const [state] of cases) {
      if (!state) continue;
      const [one, other] = [salted(state, 'one'), salted(state, 'other')];
      for (const [path, item] of one.files) {
        if (item.kind === 'file' && item.content !== '') assert.notDeepEqual(item, other.files.get(path));
      }
      const linked = one.stages.flatMap(({ lines }) => lines).filter((text) => text.includes('--link'));
      const others = new Set(other.stages.flatMap(({ lines }) => lines));
      for (const text of linked) assert.ok(!others.has(text), text);
    }
  });

  test('a vector says the same as the case that it is made from', () => {
    for (const states of cases) {
      // There is no way to say that an ignore file changes its name.
      if (new Set(states.map(({ ignoreName }) => ignoreName)).size > 1) continue;
      const vector = JSON.parse(vectorOf(states, [], 'case')) as Vector;
      const { plan, answers } = build(buildsOf(vector));
      const cached = plan.steps.map((step) => stepAnswer(step, answers).cached);
      const unsalted = states.map((state) => salted(state, 'salt'));
      assert.deepEqual(cached, answersTo(unsalted).cached, JSON.stringify(vector));
    }
  });
});

function line(stage: string, number: number, text: string, cached: boolean, isMerge = false): Printed {
  return { stage, number, text, cached, isMerge };
}

suite('the model and a builder, compared', () => {
  const state: State = {
    files: new Map([['a', { kind: 'file', mode: '644', content: '1' }]]),
    globals: [],
    stages: [
      { from: 'scratch', name: 's0', lines: ['COPY busybox /bin/sh', 'RUN one'] },
      { from: 'scratch', name: null, lines: ['COPY busybox /bin/sh', 'COPY --from=s0 /out /out', 'COPY --link a /a'] },
    ],
    ignore: [],
    ignoreName: '.dockerignore',
    hides: false,
    args: {},
    target: null,
    touched: [],
    isFresh: false,
  };
  const later: State = {
    ...state,
    stages: state.stages.with(0, { from: 'scratch', name: 's0', lines: ['COPY busybox /bin/sh', 'RUN two'] }),
  };
  const plan = planOf(later);
  const before = planOf(state);
  assert.ok(plan && before);
  const model = new Builder({ kind: 'kept', isNetworkFixed: false, mostEntries: Infinity });
  model.build(before, listingOf(state));
  const answers = model.build(plan, listingOf(later));

  // The shared first step is printed once.
  const log = [
    line('s0', 1, 'COPY busybox /bin/sh', true),
    line('s0', 2, 'RUN two', false),
    line('stage-1', 2, 'COPY --from=s0 /out /out', true),
    line('stage-1', 3, 'COPY --link a /a', true),
    line('stage-1', 3, 'COPY --link a /a', true, true),
  ];
  const verdicts = (lines: readonly Printed[]): readonly string[] =>
    judge(plan, answers, lines, false).map(
      ({ text, model: expected, builder, agrees }) =>
        `${text.slice(0, 9)} ${String(expected)} ${String(builder)}${agrees ? '' : ' !'}`,
    );

  test('unknown may be either', () => {
    const [, , , from, link] = verdicts(log);
    assert.deepEqual(verdicts(log).slice(0, 3), ['COPY busy true true', 'RUN two false false', 'COPY busy true true']);
    assert.equal(from, 'COPY --fr null true');
    assert.equal(link, 'COPY --li null true');
    assert.equal(
      verdicts(log.with(2, line('stage-1', 2, 'COPY --from=s0 /out /out', false)))[3],
      'COPY --fr null false',
    );
  });

  test('another answer, a step that is missing, a step too many', () => {
    assert.equal(verdicts(log.with(1, line('s0', 2, 'RUN two', true)))[1], 'RUN two false true !');
    assert.equal(verdicts(log.toSpliced(1, 1))[1], 'RUN two false null !');
    assert.equal(verdicts([...log, line('s0', 3, 'RUN three', true)]).at(-1), 'RUN three null true !');
    // Of a COPY --link, both operations.
    assert.equal(verdicts(log.with(3, line('stage-1', 3, 'COPY --link a /a', false)))[4], 'COPY --li null false !');
  });
});
