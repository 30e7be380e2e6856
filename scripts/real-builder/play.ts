import { Builder, type CacheKind } from '../../src/cache/builder.ts';
import { Docker } from './docker.ts';
import { Folder } from './folder.ts';
import { type Judged, judge } from './judge.ts';
import { listingOf, planOf, salted, type State } from './state.ts';

/** What became of the builds of a case. */
export interface Played {
  /** Build by build, as far as the builder could make them. The first one has nothing to take from. */
  readonly builds: readonly (readonly Judged[])[];
  /** Why it couldn't make the next one. */
  readonly error: string | null;
}

export interface Surroundings {
  /** Contexts and caches are below it. */
  readonly root: string;
  /** A static one: the shell of all RUN. */
  readonly busybox: string;
  readonly kind: CacheKind;
}

let salts = 0;
const run = Math.random().toString(36).slice(2, 8);

/** Builds all states, one after the other, and asks the model what was to be expected. Ends at the first disagreement. */
export async function play(states: readonly State[], { root, busybox, kind }: Surroundings): Promise<Played> {
  const salt = `${run}${(salts += 1)}`;
  const folder = new Folder(root, busybox, salt);
  const docker = new Docker(root, kind);
  const model = new Builder({ kind, isNetworkFixed: false, mostEntries: Infinity });
  const builds: (readonly Judged[])[] = [];
  try {
    for (const unsalted of states) {
      const state = salted(unsalted, salt);
      const built = await docker.build(folder.write(state), state);
      if (built.kind === 'failed') return { builds, error: built.error };
      const plan = planOf(state);
      if (!plan) return { builds: [...builds, [REFUSED]], error: null };
      const printed = built.printed.map((line) => ({ ...line, text: line.text.replaceAll(salt, '@') }));
      const judged = judge(plan, model.build(plan, listingOf(state)), printed, state.stages.length === 1);
      builds.push(judged);
      if (judged.some(({ agrees }) => !agrees)) break;
    }
    return { builds, error: null };
  } finally {
    folder.remove();
  }
}

/** It was built, and the model says that it can't be. */
const REFUSED: Judged = { text: 'FROM', stage: '', model: null, doubt: null, builder: false, agrees: false };
