import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { stepAnswer } from '../../src/cache/answer.ts';
import type { Step } from '../../src/cache/plan.ts';
import { build, buildsOf, type Expected, FILES, type Vector, vectors } from './vector.ts';

/** The builder that the model is of; cache-semantics 8 tells where others differ. */
const ENGINE = 'buildkit-0.32';

/** Steps of which nobody can know whether they are cached without running something, and why (cache-semantics 6). */
const UNKNOWN: Readonly<Record<string, { readonly why: string; readonly steps: readonly string[] }>> = {
  'stage-same-output': { why: 'what RUN made', steps: ['COPY --from=build /out /out'] },
  'stage-other-output': { why: 'what RUN made', steps: ['COPY --from=build /log /log'] },
  'stage-same-output-then-run': { why: 'what RUN made', steps: ['COPY --from=build /out /out', 'RUN : serve'] },
  'mount-bind-from-stage': {
    why: 'what RUN made',
    steps: ['RUN --mount=type=bind,from=a,source=/out,target=/out : x'],
  },
  'copy-root-of-stage': { why: 'what RUN made', steps: ['COPY --from=b / /o'] },
  'flag-no-cache-filter': { why: 'what RUN makes when it is forced', steps: ['COPY --from=a /f /f'] },
  'flag-no-cache-filter-output': { why: 'what RUN makes when it is forced', steps: ['COPY --from=a /f /f'] },
  'flag-no-cache-filter-shared': { why: 'what RUN makes when it is forced', steps: ['RUN : x'] },
  'add-http-same': { why: 'what an address gives', steps: ['ADD {{HTTP}}/f /f', 'RUN : x'] },
  'add-http-changed': { why: 'what an address gives', steps: ['ADD {{HTTP}}/f /f', 'RUN : x'] },
  'add-http-other-name-same-content': { why: 'what an address gives', steps: ['ADD {{HTTP}}/b/f /f', 'RUN : x'] },
};

/**
 * Where a kept builder does not notice a change of the same context directory, because of times and directory modes that git does not store
 * (cache-semantics 3.3). The model says what a fresh transfer gives; each has a vector with `-fresh` behind its name that agrees.
 */
const TRANSFER: ReadonlySet<string> = new Set([
  'copy-same-size-and-mtime',
  'dir-own-mode',
  'dir-nested-dir-mode',
  'dir-trailing-slash-mode',
]);

suite(`what ${ENGINE} took from its cache`, () => {
  for (const vector of vectors) {
    const { name } = vector;
    const judged = TRANSFER.has(name) ? freshTwin(vector) : vector;
    test(judged === vector ? `${name}: ${vector.about}` : `${name}: as in ${judged.name}`, () => {
      const { plan, answers } = build(buildsOf(vector));
      const expected = judged.expected[ENGINE];
      assert.ok(expected);
      for (const want of expected) {
        const step = stepFor(plan.steps, want);
        if (want.absent) {
          assert.equal(step, undefined, `${want.step} is built`);
          continue;
        }
        assert.ok(step, `${want.step} is not built`);
        const cached = UNKNOWN[name]?.steps.includes(want.step) ? null : want.cached;
        assert.equal(stepAnswer(step, answers).cached, cached, want.step);
      }
    });
  }

  test('the first build has nothing to take', () => {
    for (const vector of vectors) {
      if (vector.firstMayReuse) continue;
      const { plan, answers } = build(buildsOf(vector).slice(0, 1));
      for (const step of plan.steps)
        assert.equal(stepAnswer(step, answers).cached, false, `${vector.name}: ${step.text}`);
    }
  });

  test('only steps that were built are listed as unknown', () => {
    for (const [name, { steps }] of Object.entries(UNKNOWN)) {
      const built = vectors.find((vector) => vector.name === name)?.expected[ENGINE]?.map(({ step }) => step) ?? [];
      for (const step of steps) assert.ok(built.includes(step), `${name}: ${step}`);
    }
  });
});

function freshTwin({ name }: Vector): Vector {
  const twin = vectors.find((vector) => vector.name === `${name}-fresh`);
  assert.ok(twin, name);
  return twin;
}

/** The one step that a builder prints like that: keyword in upper case, JSON form without quotes, heredocs in short, perhaps with its stage. */
function stepFor(steps: readonly Step[], { step }: Expected): Step | undefined {
  const [, stage, text = ''] = /^(?:\[(\w+)\] )?(.*)$/.exec(step.replaceAll('{{HTTP}}', FILES)) ?? [];
  const wanted = plain(text.replace(/^ONBUILD /, '').replace(/^(RUN <<\S+) \(.*/, '$1'));
  const ofStage = steps.filter(({ stageName }) => stage === undefined || stageName === stage);
  const found = ofStage.filter(({ text: written }) => plain(written) === wanted);
  // Variables are printed with their values.
  const candidates = found.length > 0 ? found : ofStage.filter((other) => isWithVariable(other, wanted));
  assert.ok(candidates.length < 2, `${step} is not one step`);
  return candidates[0];
}

function isWithVariable({ keyword, text }: Step, wanted: string): boolean {
  return text.includes('$') && wanted.startsWith(`${keyword} `);
}

function plain(written: string): string {
  const [line = ''] = written.split('\n');
  const text = line.replace(/^\w+/, (keyword) => keyword.toUpperCase());
  const folded = text.replace(/\s+/g, ' ');
  return text.includes('<<') && text.startsWith('COPY') ? folded.replaceAll("'", '') : folded.replace(/["[\],]/g, '');
}
