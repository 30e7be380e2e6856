/**
 * `node scripts/real-builder.ts [--cases N] [--seed N] [--cache kept|exported-max|exported-min]`: is the model of the builder's cache (`src/cache/`)
 * right? Random Dockerfiles and contexts are built by a real BuildKit, changed and built again; step by step, what was CACHED is compared
 * with what the model says. Prints a line a case; a disagreement is shrunk and printed as a test vector. Exit status 1 if there was one, 2 if
 * nothing can be built. CONTRIBUTING.md says what it needs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { CacheKind } from '../src/cache/builder.ts';
import { findBusybox } from './real-builder/busybox.ts';
import { builds } from './real-builder/cases.ts';
import { findBuilder } from './real-builder/docker.ts';
import { type Played, play, type Surroundings } from './real-builder/play.ts';
import { caseLine, Tally } from './real-builder/tally.ts';
import type { State } from './real-builder/state.ts';
import { vectorOf } from './real-builder/vector.ts';

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

function leave(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(2);
}

const KINDS: readonly CacheKind[] = ['kept', 'exported-max', 'exported-min'];

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    cache: { type: 'string', default: 'kept' },
  },
});
const kind = KINDS.find((name) => name === values.cache);
const [cases, seed] = [Number(values.cases), Number(values.seed)];
if (!kind || !(cases > 0) || !Number.isSafeInteger(seed))
  leave(`Usage: real-builder.ts [--cases N] [--seed N] [--cache ${KINDS.join('|')}]`);

const busybox = findBusybox(process.env);
if (busybox === undefined) leave('A static busybox is needed (Debian: busybox-static). Name it with BUSYBOX.');
const builder = await findBuilder();
if (builder === null) {
  leave(
    'No builder answers. Start one and name it with DOCKER_HOST or BUILDX_BUILDER, and the client with DOCKER if it is not `docker`.',
  );
}

if (kind !== 'kept' && builder.driver === 'docker') {
  leave(
    'The docker driver exports no cache. Name a builder of another kind with BUILDX_BUILDER; what it keeps will be lost.',
  );
}

const OLDEST_MINOR = 26;

/** A case that disagrees is made smaller for so long. */
const LONGEST_SHRINKING = 180_000;

const root = mkdtempSync(join(tmpdir(), 'kasane-real-builder-'));
const surroundings: Surroundings = { root, busybox, kind };
const tally = new Tally();
const started = performance.now();
say(`# ${kind} cache; ${builder.driver}, BuildKit ${builder.version}; seeds from ${seed}`);
const minor = Number(/^v0\.(\d+)/.exec(builder.version)?.[1] ?? OLDEST_MINOR);
if (minor < OLDEST_MINOR) say(`# The model is of BuildKit 0.${OLDEST_MINOR} and newer: be sure that this is one.`);
try {
  for (let index = 0; index < cases; index += 1) await one(seed + index);
} finally {
  rmSync(root, { recursive: true, force: true });
}
for (const line of tally.lines(performance.now() - started)) say(line);
process.exitCode = tally.disagreed > 0 ? 1 : 0;

/** The case of a seed: the first one that can be built twice. */
async function one(number: number): Promise<void> {
  let first: Played | null = null;
  const property = fc.asyncProperty(builds, async (states: readonly State[]) => {
    const played = await play(states, surroundings);
    if (first === null) {
      if (played.builds.length < 2 && !hasDisagreement(played)) tally.skip(played.error ?? '');
      fc.pre(played.builds.length >= 2 || hasDisagreement(played));
      first = played;
    }
    return !hasDisagreement(played);
  });
  const details = await fc.check(property, {
    seed: number,
    numRuns: 1,
    unbiased: true,
    interruptAfterTimeLimit: LONGEST_SHRINKING,
  });
  if (first === null) return;
  tally.add(first);
  say(caseLine(number, first));
  const [smallest] = details.counterexample ?? [];
  if (!smallest) return;
  // The real answers of the smallest case, with the words of its last build.
  const last = (await play(smallest, surroundings)).builds;
  for (const { text, stage, model, builder: real } of last.at(-1)?.filter(({ agrees }) => !agrees) ?? []) {
    say(`  [${stage}] ${text}: the model says ${String(model)}, the builder ${String(real)}`);
  }
  say(vectorOf(smallest.slice(0, last.length), last.at(-1) ?? [], `seed-${number}`));
}

function hasDisagreement({ builds: all }: Played): boolean {
  return all.some((judged) => judged.some(({ agrees }) => !agrees));
}
