import { setImmediate } from 'node:timers/promises';

/**
 * What a source gives, taken from it as it comes, up to a limit, whoever reads it and when. To be read once. An error of the source comes where it was.
 *
 * `weightOf`: of one piece, in the unit of `most`.
 */
export class ReadAhead<T> implements AsyncIterable<T> {
  readonly #source: AsyncIterator<T>;
  readonly #weightOf: (piece: T) => number;
  readonly #most: number;
  #pieces: T[] = [];
  #weight = 0;
  #end: { readonly error: unknown } | 'complete' | null = null;
  /** Called when a piece or the end has come, and when there is room again. */
  #come: (() => void) | null = null;
  #room: (() => void) | null = null;

  constructor(source: AsyncIterable<T>, weightOf: (piece: T) => number, most: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.#weightOf = weightOf;
    this.#most = most;
    void this.#pump();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    try {
      for (;;) {
        const pieces = this.#pieces;
        if (pieces.length > 0) {
          this.#pieces = [];
          this.#weight = 0;
          this.#room?.();
          for (const [index, piece] of pieces.entries()) {
            yield piece;
            // Who works on them all at once lets no others come in.
            if (index % PIECES_AT_ONCE === PIECES_AT_ONCE - 1) await setImmediate();
          }
        } else if (this.#end) {
          if (this.#end !== 'complete') throw this.#end.error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#come = resolve;
          });
        }
      }
    } finally {
      this.#end ??= 'complete';
      this.#room?.();
      await this.#source.return?.();
    }
  }

  async #pump(): Promise<void> {
    try {
      while (!this.#end) {
        const { value, done } = await this.#source.next();
        if (done) break;
        this.#pieces.push(value);
        this.#weight += this.#weightOf(value);
        this.#come?.();
        if (this.#weight < this.#most) continue;
        await new Promise<void>((resolve) => {
          this.#room = resolve;
        });
      }
      this.#end ??= 'complete';
    } catch (error) {
      this.#end ??= { error };
    }
    this.#come?.();
  }
}

/** Of 4 KiB, as git writes them, about as much as waits for us before git has to wait. */
const PIECES_AT_ONCE = 16;
