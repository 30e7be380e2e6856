/** 128 bits, in four lanes. */
export type Hash = readonly [number, number, number, number];

/** Of a text. Not against forgers: who forges a collision gets a wrong count of his own commits. */
export function hashOf(text: string): Hash {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  return finished(a, b, c, d);
}

/** Of a name and what has it: another one for each pair, so that two names which swap what they have do not go unnoticed in a sum. */
export function paired(name: Hash, what: Hash): Hash {
  return [
    scattered(name[0] + Math.imul(what[0], 0x9e3779b1)),
    scattered(name[1] + Math.imul(what[1], 0x85ebca77)),
    scattered(name[2] + Math.imul(what[2], 0xc2b2ae3d)),
    scattered(name[3] + Math.imul(what[3], 0x27d4eb2f)),
  ];
}

/** The last step of MurmurHash3: each bit depends on all. */
function scattered(lane: number): number {
  let bits = lane ^ (lane >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

function finished(a: number, b: number, c: number, d: number): Hash {
  const first = Math.imul(c ^ (a >>> 18), 597399067);
  const second = Math.imul(d ^ (b >>> 22), 2869860233);
  const third = Math.imul(first ^ (c >>> 17), 951274213);
  const fourth = Math.imul(second ^ (d >>> 19), 2716044179);
  const all = first ^ second ^ third ^ fourth;
  return [all, second ^ all, third ^ all, fourth ^ all];
}

/** As short as a key can be. */
export function textOf([a, b, c, d]: Hash): string {
  return String.fromCharCode(a & 0xffff, a >>> 16, b & 0xffff, b >>> 16, c & 0xffff, c >>> 16, d & 0xffff, d >>> 16);
}

export function hash(text: string): string {
  return textOf(hashOf(text));
}

/**
 * A digest of hashes in no order: their sum modulo 2^32 in each lane. To add or to take one away costs the same, however many there are, and what was
 * added and taken away again leaves no trace.
 */
export class Multiset {
  size = 0;
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  add([a, b, c, d]: Hash): void {
    this.size += 1;
    this.#a = (this.#a + a) | 0;
    this.#b = (this.#b + b) | 0;
    this.#c = (this.#c + c) | 0;
    this.#d = (this.#d + d) | 0;
  }

  remove([a, b, c, d]: Hash): void {
    this.size -= 1;
    this.#a = (this.#a - a) | 0;
    this.#b = (this.#b - b) | 0;
    this.#c = (this.#c - c) | 0;
    this.#d = (this.#d - d) | 0;
  }

  clear(): void {
    this.size = 0;
    this.#a = 0;
    this.#b = 0;
    this.#c = 0;
    this.#d = 0;
  }

  /** Not even more of one and less of another, where it began anywhere. */
  isEmpty(): boolean {
    return this.size === 0 && (this.#a | this.#b | this.#c | this.#d) === 0;
  }

  /** Of one alone: what `hash` gives of its text. */
  digest(): string {
    return textOf([this.#a, this.#b, this.#c, this.#d]);
  }
}
