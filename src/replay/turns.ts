import { setImmediate } from 'node:timers/promises';

/** Milliseconds between two looks at the clock of others: a time limit is a timer, which waits for its turn. */
const LONGEST = 50;

/** Long work that awaits nothing but what is there already lets timers run now and then. */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #last = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** False: the work is to end. */
  async go(): Promise<boolean> {
    if (performance.now() - this.#last >= LONGEST) {
      await setImmediate();
      this.#last = performance.now();
    }
    return this.#signal?.aborted !== true;
  }
}
