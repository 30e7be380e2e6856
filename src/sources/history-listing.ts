import { isAscii } from 'node:buffer';
import type { Listed } from '../repository/listed.ts';
import type { Entry } from '../repository/tree.ts';
import { bytesOf, modeOf, pathOf } from './history-raw.ts';
import { SourceError } from './source.ts';

const slash = 0x2f;
/** `<mode> blob <id>\t<path>`, where `commit` may stand for `blob`. */
const idOfBlob = 12;
const idOfCommit = 14;

/** What `git ls-tree -r -z` prints, left as it is: an entry is made when somebody asks for it. */
export class HistoryListing implements Listed {
  readonly size: number;
  readonly #bytes: Buffer;
  readonly #isAscii: boolean;
  /** Where each path begins, and where it ends. */
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  /** Where something was found last. */
  #near = 0;
  /** From where an id begins to where its path does. */
  readonly #idLength: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#isAscii = isAscii(bytes);
    const tab = bytes.indexOf(0x09);
    this.#idLength = tab < 0 ? 41 : tab + 1 - (bytes[7] === 0x63 ? idOfCommit : idOfBlob);
    const starts: number[] = [];
    const ends: number[] = [];
    for (let record = 0; record < bytes.length;) {
      const start = record + (bytes[record + 7] === 0x63 ? idOfCommit : idOfBlob) + this.#idLength;
      const end = bytes.indexOf(0, start);
      if (end < 0 || bytes[start - 1] !== 0x09) throw new SourceError('git ls-tree: not a listing');
      starts.push(start);
      ends.push(end);
      record = end + 1;
    }
    this.size = starts.length;
    this.#starts = Uint32Array.from(starts);
    this.#ends = Uint32Array.from(ends);
  }

  *[Symbol.iterator](): Generator<Entry> {
    for (let index = 0; index < this.size; index += 1) yield this.#entry(index);
  }

  get(path: string): Entry | undefined {
    const key = bytesOf(path);
    const index = this.#find(key);
    return this.#isPrefix(key, index) && this.#end(index) === this.#start(index) + key.length
      ? this.#entry(index)
      : undefined;
  }

  isDirectory(path: string): boolean {
    const key = bytesOf(`${path}/`);
    return this.#isPrefix(key, this.#find(key));
  }

  fileCount(directory: string): number {
    if (directory === '') return this.size;
    const key = bytesOf(`${directory}/`);
    const first = this.#find(key);
    return this.#isPrefix(key, first) ? this.#behind(first, key.length - 1) - first : 0;
  }

  *links(): Generator<Entry> {
    const link = Buffer.from('\x00120000 ');
    if (this.#bytes.subarray(0, 7).equals(link.subarray(1))) yield this.#entry(0);
    for (let at = this.#bytes.indexOf(link); at >= 0; at = this.#bytes.indexOf(link, at + 1)) {
      yield this.#entry(this.#after(at));
    }
  }

  *walk(path: string, enter: (directory: string) => boolean): Generator<Entry> {
    const own = path === '' ? undefined : this.get(path);
    if (own) yield own;
    const key = bytesOf(path === '' ? '' : `${path}/`);
    /** Up to where the directories of an entry are those of the one before. */
    let common = key.length;
    for (let index = this.#find(key); this.#isPrefix(key, index);) {
      const refused = this.#refused(index, common, enter);
      const next = refused < 0 ? index + 1 : this.#behind(index, refused);
      if (refused < 0) yield this.#entry(index);
      common = Math.max(key.length, this.#common(index, next));
      index = next;
    }
  }

  /** The first of the new directories of an entry that is not to be gone into, as the place of its slash in the path; -1: all are. */
  #refused(index: number, common: number, enter: (directory: string) => boolean): number {
    for (let end = this.#slash(index, common); end >= 0; end = this.#slash(index, end + 1)) {
      if (!enter(this.#text(this.#start(index), this.#start(index) + end))) return end;
    }
    return -1;
  }

  /** How much of the directories of an entry is that of another one, with the slash. */
  #common(index: number, other: number): number {
    if (other >= this.size) return 0;
    const one = this.#start(index);
    const two = this.#start(other);
    let common = 0;
    for (let at = 0; ; at += 1) {
      const byte = this.#bytes[one + at];
      if (byte === undefined || byte === 0 || byte !== this.#bytes[two + at]) return common;
      if (byte === slash) common = at + 1;
    }
  }

  /** The first entry that is not below the directory whose slash stands there in the path of this one. */
  #behind(index: number, end: number): number {
    const start = this.#start(index);
    const key = Buffer.from(this.#bytes.subarray(start, start + end + 1));
    key[end] = slash + 1;
    return Math.max(index + 1, this.#find(key));
  }

  /** Where in the path, from there on, the next slash stands; -1: none. */
  #slash(index: number, from: number): number {
    const start = this.#start(index);
    const end = this.#end(index);
    for (let at = start + from; at < end; at += 1) if (this.#bytes[at] === slash) return at - start;
    return -1;
  }

  /** The first entry whose path is not before the key. */
  #find(key: Uint8Array): number {
    // Neighbours are asked for together.
    let low = 0;
    let high = this.#near;
    if (high < this.size && this.#isBefore(high, key)) {
      for (let step = 1; high < this.size && this.#isBefore(high, key); step *= 2) {
        low = high + 1;
        high = Math.min(high + step, this.size);
      }
    } else {
      for (let step = 1; high > 0; step *= 2) {
        low = Math.max(0, high - step);
        if (this.#isBefore(low, key)) break;
        high = low;
      }
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBefore(middle, key)) low = middle + 1;
      else high = middle;
    }
    this.#near = low;
    return low;
  }

  #isBefore(index: number, key: Uint8Array): boolean {
    const bytes = this.#bytes;
    const start = this.#start(index);
    for (let at = 0; at < key.length; at += 1) {
      // The NUL behind it is less than all that a key has.
      const difference = (bytes[start + at] ?? 0) - (key[at] ?? 0);
      if (difference !== 0) return difference < 0;
    }
    return false;
  }

  #isPrefix(key: Uint8Array, index: number): boolean {
    if (index >= this.size) return false;
    const bytes = this.#bytes;
    const start = this.#start(index);
    for (let at = 0; at < key.length; at += 1) if (bytes[start + at] !== key[at]) return false;
    return true;
  }

  /** The entry whose record begins behind a NUL. */
  #after(nul: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#start(middle) < nul) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #entry(index: number): Entry {
    const path = this.#start(index);
    const id = path - this.#idLength;
    const record = id - (this.#bytes[id - 2] === 0x74 ? idOfCommit : idOfBlob);
    const mode = modeOf(this.#bytes.toString('latin1', record, record + 6)) ?? 'file';
    const blob = this.#bytes.toString('latin1', id, path - 1);
    return { path: this.#text(path, this.#end(index)), mode, blob, size: null };
  }

  #text(start: number, end: number): string {
    return this.#isAscii ? this.#bytes.toString('latin1', start, end) : pathOf(this.#bytes, start, end);
  }

  #start(index: number): number {
    return this.#starts[index] ?? 0;
  }

  #end(index: number): number {
    return this.#ends[index] ?? 0;
  }
}
