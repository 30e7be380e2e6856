import { isAscii } from 'node:buffer';
import type { HistoryCommit, PathChange, Version } from '../repository/history.ts';
import type { Entry, Mode } from '../repository/tree.ts';
import { SourceError } from './source.ts';

/** Git writes trees with these modes only (it reads others, such as the 100664 of its first years, as one of them). */
const modes: Readonly<Record<string, Mode>> = {
  '100644': 'file',
  '100755': 'executable',
  '120000': 'symlink',
  '160000': 'submodule',
};

/**
 * The commits that `git diff-tree --stdin --always -r --raw -z --no-renames --no-abbrev` prints, as they come in. Holds one commit.
 * Throws `SourceError` where they are not exactly `ids`: git leaves out a commit that it can't read, and ends with status 0.
 */
export async function* readCommits(
  output: AsyncIterable<Buffer>,
  ids: readonly string[],
): AsyncGenerator<HistoryCommit, void, void> {
  let changes: PathChange[] | null = null;
  let versions: Pick<PathChange, 'before' | 'after'> | null = null;
  let next = 0;
  for await (const bytes of wholeRecords(output)) {
    // To look for the ends in a string is several times faster than in bytes; what is kept is not cut out of it, or all of it would stay.
    const text = bytes.toString('latin1');
    let start = 0;
    for (let end = text.indexOf('\0'); end >= 0; end = text.indexOf('\0', start)) {
      if (versions) {
        const { before, after } = versions;
        if (changes && !same(before, after)) changes.push({ path: pathOf(bytes, start, end), before, after });
        versions = null;
      } else if (text.charCodeAt(start) === colon) {
        versions = versionsOf(bytes.toString('latin1', start, end));
      } else {
        if (changes) yield { id: ids[next - 1] ?? '', changes };
        if (text.slice(start, end) !== ids[next]) throw missing(ids[next]);
        changes = [];
        next += 1;
      }
      start = end + 1;
    }
  }
  if (changes) yield { id: ids[next - 1] ?? '', changes };
  if (next < ids.length) throw missing(ids[next]);
}

/** The entries that `git ls-tree -r -z` prints: `<mode> <type> <id>\t<path>`. */
export function readListing(output: Buffer): readonly Entry[] {
  const text = output.toString('latin1');
  const plain = isAscii(output);
  const entries: Entry[] = [];
  for (let start = 0; start < text.length;) {
    const tab = text.indexOf('\t', start);
    const end = text.indexOf('\0', tab);
    if (tab < 0 || end < 0) throw new SourceError('git ls-tree: not a listing');
    const mode = modes[text.slice(start, start + 6)];
    const blob = text.slice(text.lastIndexOf(' ', tab) + 1, tab);
    const path = plain ? text.slice(tab + 1, end) : pathOf(output, tab + 1, end);
    if (mode) entries.push({ path, mode, blob, size: null });
    start = end + 1;
  }
  return entries;
}

const colon = 0x3a;

/** Cut behind the last NUL of each chunk. */
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
}

/** `:<mode> <mode> <id> <id> <status>`; a mode of zeros is a path that isn't there. */
function versionsOf(record: string): Pick<PathChange, 'before' | 'after'> {
  const middle = record.indexOf(' ', idsAt);
  return {
    before: versionOf(record.slice(1, 7), record.slice(idsAt, middle)),
    after: versionOf(record.slice(8, 14), record.slice(middle + 1, 2 * middle - idsAt + 1)),
  };
}

/** Behind the colon and two modes. */
const idsAt = 15;

function versionOf(bits: string, blob: string): Version | null {
  const mode = modes[bits];
  return mode ? { mode, blob } : null;
}

function same(one: Version | null, other: Version | null): boolean {
  return one?.mode === other?.mode && one?.blob === other?.blob;
}

const replacement = '\uFFFD';

function pathOf(bytes: Buffer, start: number, end: number): string {
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

function missing(id: string | undefined): SourceError {
  return new SourceError(
    id ? `git diff-tree: commit ${id} can't be read` : 'git diff-tree: more commits than asked for',
  );
}
