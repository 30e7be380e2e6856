/** Nobody takes back what is longer ago, and memory has to be the same however long a history is. */
const MOST_KEYS = 256;

/**
 * Keys of operations, the latest ones last, and whether they are certainly in the cache. Changed in place: to copy them all would cost as much as the rest of a
 * build.
 */
class Chain {
  /** → a number that grows. */
  readonly #keys = new Map<string, number>();
  #next = 0;
  /** What has a smaller number is not certain. */
  #sureFrom = 0;

  get(key: string): boolean | undefined {
    const number = this.#keys.get(key);
    return number === undefined ? undefined : number >= this.#sureFrom;
  }

  doubt(): void {
    this.#sureFrom = this.#next;
  }

  /** Behind what is there. What is longer ago than the last ones goes. */
  push(keys: readonly string[]): void {
    for (const key of keys) {
      this.#keys.delete(key);
      this.#set(key);
    }
    for (const key of this.#keys.keys()) {
      if (this.#keys.size <= MOST_KEYS) break;
      this.#keys.delete(key);
    }
  }

  copy(): Chain {
    const copy = new Chain();
    for (const [key, number] of this.#keys) copy.#keys.set(key, number);
    copy.#next = this.#next;
    copy.#sureFrom = this.#sureFrom;
    return copy;
  }

  static ofAll(chains: readonly Chain[]): Chain {
    const all = new Chain();
    for (const chain of chains) for (const key of chain.#keys.keys()) if (!all.#keys.has(key)) all.#set(key);
    return all;
  }

  #set(key: string): void {
    this.#keys.set(key, this.#next);
    this.#next += 1;
  }
}

/** A step that takes from stages. */
export interface Taker {
  readonly key: string;
  /** Key of definition and base alone. */
  readonly family: string;
  /** Was it found by its content? Null: nobody knows. */
  readonly cached: boolean | null;
  /** Keys of all that it takes from stages now. */
  readonly below: readonly string[];
}

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

  /** What the export of the next build has. These ones are worth nothing afterwards. */
  next(takers: readonly Taker[]): Chains {
    const next = new Chains();
    const found = takers.map((taker) => this.#foundAs(taker));
    const all = found.flat();
    for (const [index, { key, family, cached, below }] of takers.entries()) {
      const own = found[index] ?? [];
      const chains = own.flatMap((step) => this.#steps.get(step) ?? []);
      const [first] = chains;
      const isShared = own.some((step) => all.indexOf(step) !== all.lastIndexOf(step));
      const chain = first && chains.length === 1 ? (isShared ? first.copy() : first) : Chain.ofAll(chains);
      if (cached === null) chain.doubt();
      if (!below.every((one) => chain.get(one) === true)) chain.push(below);
      next.#steps.set(key, chain);
      const steps = next.#families.get(family);
      if (steps) steps.push(key);
      else next.#families.set(family, [key]);
    }
    return next;
  }

  /** Steps of the last export that it was, or may be. */
  #foundAs({ key, family, cached }: Taker): readonly string[] {
    if (cached === null) return this.#families.get(family) ?? [];
    return cached ? [key] : [];
  }
}
