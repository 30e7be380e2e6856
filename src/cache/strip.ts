/** What became of one step, commit by commit. */
export type StripValue = 'cached' | 'rebuilt' | 'unknown';

const values = ['cached', 'rebuilt', 'unknown'] as const;
const BITS = 2;
const PER_WORD = 16;

/** One value for each commit, oldest first, in two bits each. */
export class Strip implements Iterable<StripValue> {
  length = 0;
  readonly #words: number[] = [];

  push(value: StripValue): void {
    const word = Math.floor(this.length / PER_WORD);
    const shift = (this.length % PER_WORD) * BITS;
    this.#words[word] = (this.#words[word] ?? 0) | (values.indexOf(value) << shift);
    this.length += 1;
  }

  *[Symbol.iterator](): Iterator<StripValue> {
    for (let at = 0; at < this.length; at += 1) {
      const bits = ((this.#words[Math.floor(at / PER_WORD)] ?? 0) >>> ((at % PER_WORD) * BITS)) & 3;
      yield values[bits] ?? 'cached';
    }
  }
}
