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
  let versions: Pick<PathChange, 'before' | 'after'> | null = null;
  let next = 0;
  for await (const bytes of wholeRecords(output)) {
    // To look for the ends in a string is several times faster than in bytes; what is kept is not cut out of it, or all of it would stay.
    const text = bytes.toString('latin1');
    const isPlain = isAscii(bytes);
    for (let start = 0; start < text.length;) {
      if (!versions && text.charCodeAt(start) !== colon) {
        const header = asked[next]?.header;
        if (header === undefined || !text.startsWith(header, start)) throw missing(asked[next]?.id);
        const before = asked[next - 1];
        if (before) yield { id: before.id, changes };
        changes = [];
        next += 1;
        start += header.length;
        continue;
      }
      const end = text.indexOf('\0', start);
      if (end < 0) throw missing(asked[next - 1]?.id);
      if (versions) {
        const path = isPlain ? bytes.toString('latin1', start, end) : pathOf(bytes, start, end);
        const { before, after } = versions;
        if (!same(before, after)) changes.push({ path, before, after });
        versions = null;
      } else {
        versions = versionsOf(bytes.toString('latin1', start, end));
      }
      start = end + 1;
    }
  }
  if (next < asked.length) throw missing(asked[next]?.id);
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

/** `:<mode> <mode> <id> <id> <status>`; a mode of zeros is a path that isn't there. */
function versionsOf(record: string): Pick<PathChange, 'before' | 'after'> {
  const middle = record.indexOf(' ', idsAt);
  return {
    before: versionOf(modeOf(record, 1), record.slice(idsAt, middle)),
    after: versionOf(modeOf(record, 8), record.slice(middle + 1, 2 * middle - idsAt + 1)),
  };
}

/** Behind the colon and two modes. */
const idsAt = 15;

/** Git prints these modes only (it reads others, such as the 100664 of its first years, as one of them). */
export function modeOf(text: string, at = 0): Mode | null {
  if (text.startsWith('100644', at)) return 'file';
  if (text.startsWith('100755', at)) return 'executable';
  if (text.startsWith('120000', at)) return 'symlink';
  return text.startsWith('160000', at) ? 'submodule' : null;
}

function versionOf(mode: Mode | null, blob: string): Version | null {
  return mode && { mode, blob };
}

function same(one: Version | null, other: Version | null): boolean {
  return one?.mode === other?.mode && one?.blob === other?.blob;
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
