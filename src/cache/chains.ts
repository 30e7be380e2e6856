/** Keys of operations, the latest ones last, and whether they are certainly in the cache. */
export type Chain = ReadonlyMap<string, boolean>;

/**
 * What an exported cache has of builds before the last one. A step that takes from a stage and was found by content is exported with all keys by which
 * it was ever found, and so with those of the operations behind them: without results, as none was loaded (`solver/exporter.go:addBacklinks`). When such
 * a change is taken back, the step is found by its old key, and all that it takes from is CACHED without a look at it.
 */
export class Chains {
  readonly #steps = new Map<string, Chain>();
  /** Definition and base → keys of steps. */
  readonly #families = new Map<string, string[]>();

  /** Undefined: it isn't in the cache. Else: certainly? */
  get(key: string): boolean | undefined {
    let isSure: boolean | undefined;
    for (const chain of this.#steps.values()) isSure = isSure === true ? true : (chain.get(key) ?? isSure);
    return isSure;
  }

  /** All that the step was found by, if the cache had it. */
  of(step: string): Chain {
    return this.#steps.get(step) ?? NONE;
  }

  /** The same for a step of which nobody knows whether it was found. */
  ofAny(family: string): Chain {
    const steps = this.#families.get(family) ?? [];
    return new Map(steps.flatMap((step) => [...this.of(step).keys()]).map((key) => [key, false]));
  }

  /** `before`: what was in the cache of it; `keys`: what it took from now. */
  add(family: string, step: string, before: Chain, keys: readonly string[]): void {
    this.#steps.set(step, keys.every((key) => before.get(key) === true) ? before : prolonged(before, keys));
    this.#families.set(family, [...(this.#families.get(family) ?? []), step]);
  }
}

const NONE: Chain = new Map();

/** Nobody takes back what is longer ago, and memory has to be the same however long a history is. */
const MOST_KEYS = 256;

function prolonged(before: Chain, keys: readonly string[]): Chain {
  const all = new Map(before);
  for (const key of keys) {
    all.delete(key);
    all.set(key, true);
  }
  for (const key of all.keys()) {
    if (all.size <= MOST_KEYS) break;
    all.delete(key);
  }
  return all;
}
