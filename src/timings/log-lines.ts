import { TextDecoder } from 'node:util';

/** What is longer is cut: a line of a build's own output may be anything. */
const longestLine = 8 * 1024 * 1024;

/** The lines of a log, chunk by chunk, whatever its bytes are. Holds one line. */
export class LogLines {
  #decoder: TextDecoder | null = null;
  #line = '';

  /** The lines that end in this chunk, without their line ends. */
  *take(bytes: Uint8Array): Generator<string, void, void> {
    // Windows PowerShell writes UTF-16 into a redirected log.
    this.#decoder ??= new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8');
    yield* this.#split(this.#decoder.decode(bytes, { stream: true }));
  }

  /** What stands behind the last line end. */
  *end(): Generator<string, void, void> {
    yield* this.#split(this.#decoder?.decode() ?? '');
    if (this.#line !== '') yield this.#line;
    this.#line = '';
  }

  *#split(text: string): Generator<string, void, void> {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#add(text.slice(start, end));
      const line = this.#line;
      this.#line = '';
      yield line.endsWith('\r') ? line.slice(0, -1) : line;
      start = end + 1;
    }
    this.#add(text.slice(start));
  }

  #add(piece: string): void {
    const room = longestLine - this.#line.length;
    if (room > 0) this.#line += piece.length > room ? piece.slice(0, room) : piece;
  }
}
