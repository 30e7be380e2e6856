import fc from 'fast-check';
import { buildArgs, change } from './changes.ts';
import { ignoreLine, tree } from './contexts.ts';
import { line } from './instructions.ts';
import { pick, placeIn } from './place.ts';
import { hasSources, type StageText, type State } from './state.ts';

const stage = fc.record({
  /** The stage above that it stands on; else scratch. */
  base: fc.option(fc.nat({ max: 3 }), { freq: 2 }),
  isNamed: fc.oneof({ weight: 1, arbitrary: fc.constant(false) }, { weight: 6, arbitrary: fc.constant(true) }),
  /** Begins as another stage does, so that the two share it. */
  isTwin: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  lines: fc.array(line, { minLength: 2, maxLength: 8 }),
});

const start: fc.Arbitrary<State> = fc
  .record({
    files: tree,
    globals: fc.oneof(
      { weight: 4, arbitrary: fc.constant<string[]>([]) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<string[][]>(['ARG G=global'], ['# check=skip=all'], ['ARG BASE=scratch']),
      },
    ),
    stages: fc.array(stage, { minLength: 1, maxLength: 4 }),
    ignore: fc.oneof(
      { weight: 4, arbitrary: fc.constant<string[]>([]) },
      { weight: 6, arbitrary: fc.array(ignoreLine, { minLength: 1, maxLength: 4 }) },
    ),
    ignoreName: fc.constantFrom('.dockerignore' as const, '.dockerignore' as const, 'Dockerfile.dockerignore' as const),
    hides: fc.boolean(),
    args: fc.oneof(fc.constant({}), buildArgs),
  })
  .map(({ stages, ...given }) => {
    const texts: StageText[] = [];
    const state: State = { ...given, stages: texts, target: null, touched: [], isFresh: false };
    for (const [index, { base, isNamed, isTwin, lines }] of stages.entries()) {
      const below = base === null ? undefined : pick(texts, base)?.name;
      const scratch = given.globals.includes('ARG BASE=scratch') && index === 0 ? '$BASE' : 'scratch';
      const owner = isTwin ? '' : `--chown=${10 + index}:0 `;
      const at = placeIn(state, index);
      const written = lines.map((make) => make(at)).filter((text) => text !== null);
      texts.push({
        from: below ?? scratch,
        name: isNamed ? `s${index}` : null,
        lines: below ? written : [`COPY ${owner}busybox /bin/sh`, ...written],
      });
    }
    return state;
  });

/** Changes before the next build; null: all of them are taken back. */
const turn = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ changes: fc.array(change, { minLength: 1, maxLength: 2 }), isFresh: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);

/** What is built, one after the other: at least twice. Changes that can't be made, or after which a build must fail, are left out. */
export const builds: fc.Arbitrary<readonly State[]> = fc
  .tuple(start, fc.array(turn, { minLength: 1, maxLength: 3 }))
  .map(([first, turns]) => {
    const states = [first];
    for (const next of turns) {
      const before = states.at(-1) ?? first;
      if (next === null) {
        states.push({ ...first, isFresh: true });
        continue;
      }
      let state: State = { ...before, touched: [], isFresh: next.isFresh };
      for (const make of next.changes) {
        const changed = make(state);
        if (changed && hasSources(changed)) state = changed;
      }
      states.push(state);
    }
    return states;
  });
