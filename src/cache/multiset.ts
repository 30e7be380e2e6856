/** 128 bits of a text, in four lanes. Not against forgers: who forges a collision gets a wrong count of his own commits. */
function hashInto(text: string, lanes: Uint32Array): void {
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
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  lanes[0] = a;
  lanes[1] = b ^ a;
  lanes[2] = c ^ a;
  lanes[3] = d ^ a;
}

function hexadecimal(lanes: Uint32Array): string {
  let text = '';
  for (const lane of lanes) text += lane.toString(16).padStart(8, '0');
  return text;
}

/** Hexadecimal, 32 digits. */
export function hash(text: string): string {
  const lanes = new Uint32Array(4);
  hashInto(text, lanes);
  return hexadecimal(lanes);
}

/**
 * A digest of texts in no order: the sum of their hashes modulo 2^32 in each lane. To add or to take one away costs the text's length, however many
 * there are, and what was added and taken away again leaves no trace.
 */
export class Multiset {
  size = 0;
  readonly #sum = new Uint32Array(4);
  readonly #lanes = new Uint32Array(4);

  add(text: string): void {
    this.size += 1;
    hashInto(text, this.#lanes);
    for (let lane = 0; lane < 4; lane += 1) this.#sum[lane] = (this.#sum[lane] ?? 0) + (this.#lanes[lane] ?? 0);
  }

  remove(text: string): void {
    this.size -= 1;
    hashInto(text, this.#lanes);
    for (let lane = 0; lane < 4; lane += 1) this.#sum[lane] = (this.#sum[lane] ?? 0) - (this.#lanes[lane] ?? 0);
  }

  clear(): void {
    this.size = 0;
    this.#sum.fill(0);
  }

  /** Of one text alone: `hash` of it. */
  digest(): string {
    return hexadecimal(this.#sum);
  }
}
