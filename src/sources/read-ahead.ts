import type { Readable } from 'node:stream';

/** So many bytes wait for who reads; then the stream does. */
const MOST = 4 * 1024 * 1024;

/** The chunks of a stream, taken from it as they come, whoever reads them and when. To be read once; all that has come is one chunk. */
export class ReadAhead implements AsyncIterable<Buffer> {
  readonly #stream: Readable;
  #chunks: Buffer[] = [];
  #size = 0;
  #isOver = false;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(stream: Readable) {
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      if (this.#size >= MOST) stream.pause();
      this.#wake?.();
    });
    stream.on('error', (error: Error) => {
      this.#failure = error;
      this.#end();
    });
    stream.on('end', () => this.#end());
    stream.on('close', () => this.#end());
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const chunks = this.#chunks;
      if (chunks.length > 0) {
        this.#chunks = [];
        this.#size = 0;
        this.#stream.resume();
        const [only] = chunks;
        yield only && chunks.length === 1 ? only : Buffer.concat(chunks);
      } else if (this.#isOver) {
        if (this.#failure) throw this.#failure;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  #end(): void {
    this.#isOver = true;
    this.#wake?.();
  }
}
