/**
 * GitHub's own fingerprint of a line, `primaryLocationLineHash`: code scanning knows an alert again by it. `github/codeql-action/upload-sarif` adds
 * it where the files are on the disk; without a checkout it has to be in the file, and must be the same value, or every alert is opened
 * again on the day somebody adds a checkout. (Algorithm of codeql-action, `src/fingerprints.ts`.)
 *
 * A polynomial hash modulo 2^64 of the 100 characters that follow the start of a line, not counting blanks and tabs, with every line end as
 * `\n`; behind the file's end stands a mark, then zeros. Equal hashes of one file are numbered.
 */
const blockSize = 100;
const factor = 37n;
const endOfFile = 65535;

/** Hashes of all lines, the first at index 0: `<hex>:<occurrence>`. */
export function lineHashes(text: string): readonly string[] {
  const { characters, starts } = significant(text);
  const leaving = BigInt.asUintN(64, factor ** BigInt(blockSize));
  const counts = new Map<string, number>();
  const hashes: string[] = [];
  let hash = 0n;
  let next = 0;
  const end = (starts.at(-1) ?? -1) + blockSize;
  for (let index = 0; index <= end; index += 1) {
    const entering = BigInt(characters[index] ?? 0);
    const left = BigInt(characters[index - blockSize] ?? 0);
    hash = BigInt.asUintN(64, hash * factor + entering - leaving * left);
    if (index !== (starts[next] ?? -1) + blockSize - 1) continue;
    const hex = hash.toString(16);
    const count = (counts.get(hex) ?? 0) + 1;
    counts.set(hex, count);
    hashes.push(`${hex}:${count}`);
    next += 1;
  }
  return hashes;
}

/** UTF-16 units that count, ended by the mark, and where each line starts among them. */
function significant(text: string): { readonly characters: readonly number[]; readonly starts: readonly number[] } {
  const characters: number[] = [];
  const starts: number[] = [];
  let lineStart = true;
  const push = (character: number): void => {
    if (lineStart) starts.push(characters.length);
    lineStart = character === 10;
    characters.push(character);
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === 32 || character === 9) continue;
    if (character !== 13) push(character);
    else {
      push(10);
      if (text.charCodeAt(index + 1) === 10) index += 1;
    }
  }
  push(endOfFile);
  return { characters, starts };
}
