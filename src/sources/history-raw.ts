import { isAscii } from 'node:buffer';
import type { HistoryCommit, PathChange, Version } from '../repository/history.ts';
import type { Mode } from '../repository/tree.ts';
import { SourceError } from './source.ts';

/** A commit that is asked for, and the text in front of its changes. */
export interface Asked {
  readonly id: string;
  readonly header: string;
}

/**
 * The commits that `git diff-tree --stdin --always -r --raw -z --no-renames --no-abbrev` prints, as they come in. Holds one commit.
 * Throws `SourceError` where they are not exactly those asked for: git leaves out what it can't read, and ends with status 0.
 */
export async function* readCommits(
  output: AsyncIterable<Buffer>,
  asked: readonly Asked[],
): AsyncGenerator<HistoryCommit, void, void> {
  let changes: PathChange[] = [];
  let next = 0;
  /** The first half of a change whose path is still to come. */
  let half: Buffer | null = null;
  for await (const records of wholeRecords(output)) {
    const bytes: Buffer = half ? Buffer.concat([half, records]) : records;
    half = null;
    // To look for the ends in a string is several times faster than in bytes; what is kept is not cut out of it, or all of it would stay.
    const text = bytes.toString('latin1');
    const isPlain = isAscii(bytes);
    for (let start = 0; start < text.length;) {
      if (text.charCodeAt(start) !== colon) {
        const header = asked[next]?.header;
        if (header === undefined || !text.startsWith(header, start)) throw missing(asked[next]?.id);
        const before = asked[next - 1];
        if (before) yield { id: before.id, changes };
        changes = [];
        next += 1;
        start += header.length;
        continue;
      }
      const middle = text.indexOf('\0', start);
      const end = middle < 0 ? -1 : text.indexOf('\0', middle + 1);
      if (end < 0) {
        half = bytes.subarray(start);
        break;
      }
      const change = changeOf(bytes.toString('latin1', start, end), middle - start);
      if (change) changes.push(isPlain ? change : { ...change, path: pathOf(bytes, middle + 1, end) });
      start = end + 1;
    }
  }
  if (half || next < asked.length) throw missing(asked[half ? next - 1 : next]?.id);
  const last = asked[next - 1];
  if (last) yield { id: last.id, changes };
}

const colon = 0x3a;

/** Cut behind the last NUL of each chunk; what stands behind the last one of all comes in the end. */
async function* wholeRecords(output: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  let pieces: Buffer[] = [];
  for await (const chunk of output) {
    const length = chunk.lastIndexOf(0) + 1;
    if (length > 0) {
      const head = chunk.subarray(0, length);
      yield pieces.length === 0 ? head : Buffer.concat([...pieces, head]);
      pieces = [];
    }
    if (length < chunk.length) pieces.push(chunk.subarray(length));
  }
  if (pieces.length > 0) yield Buffer.concat(pieces);
}

/** Of `:<mode> <mode> <id> <id> <status>`, a NUL at `middle`, and the path; null: nothing changes. */
function changeOf(record: string, middle: number): PathChange | null {
  const idLength = (middle - idsAt - ' '.length - ' M'.length) / 2;
  const before = versionOf(record, 1, idsAt, idLength);
  const after = versionOf(record, 8, idsAt + idLength + 1, idLength);
  if (before?.mode === after?.mode && before?.blob === after?.blob) return null;
  return { path: record.slice(middle + 1), before, after };
}

/** A mode of zeros is a path that isn't there. */
function versionOf(record: string, modeAt: number, idAt: number, idLength: number): Version | null {
  const mode = modeOf(record, modeAt);
  return mode && { mode, blob: record.slice(idAt, idAt + idLength) };
}

/** Behind the colon and two modes. */
const idsAt = 15;

/** Git prints `100644`, `100755`, `120000`, `160000` and zeros only (it reads others, such as the 100664 of its first years, as one of them). */
export function modeOf(text: string, at = 0): Mode | null {
  if (text.charAt(at) !== '1') return null;
  const kind = text.charAt(at + 1);
  if (kind === '0') return text.charAt(at + 3) === '7' ? 'executable' : 'file';
  return kind === '2' ? 'symlink' : 'submodule';
}

const replacement = '\uFFFD';

/** The path that these bytes are, each of which is no UTF-8 as a lone surrogate. */
export function pathOf(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  return text.includes(replacement) ? withSurrogates(bytes.subarray(start, end)) : text;
}

/** Valid UTF-8 as it is, each byte of the rest as a lone surrogate: as Python names such files, one text for one name. */
function withSurrogates(bytes: Buffer): string {
  let text = '';
  for (let start = 0; start < bytes.length;) {
    const length = characterAt(bytes, start);
    text +=
      length === 0 ? String.fromCharCode(0xdc00 + (bytes[start] ?? 0)) : bytes.toString('utf8', start, start + length);
    start += length || 1;
  }
  return text;
}

/** Bytes of the character that begins here, 0 for none. */
function characterAt(bytes: Buffer, start: number): number {
  const first = bytes[start] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const character = bytes.toString('utf8', start, start + length);
  const valid =
    character !== replacement
      ? !character.includes(replacement)
      : bytes.subarray(start, start + 3).equals(replacementBytes);
  return valid ? length : 0;
}

const replacementBytes = Buffer.from(replacement);

/** The bytes of such a path. */
export function bytesOf(path: string): Uint8Array {
  if (!/[\udc80-\udcff]/u.test(path)) return Buffer.from(path);
  return Buffer.concat(
    Array.from(path, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character);
    }),
  );
}

function missing(id: string | undefined): SourceError {
  return new SourceError(
    id ? `git diff-tree: commit ${id} can't be read` : 'git diff-tree: more commits than asked for',
  );
}
