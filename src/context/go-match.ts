/**
 * Go's `path.Match`, which BuildKit uses for wildcards of COPY and ADD: `*` any run without `/`, `?` one character that is not `/`,
 * `[a-z]`, `[^a-z]` a class, a backslash takes the next character as it is. Characters are Unicode code points.
 *
 * As in Go a `*` never has to be tried again once the piece behind it has matched, so the cost is bounded by the product of the lengths.
 */

/** `null`: the pattern is malformed (Go's `ErrBadPattern`), whatever the name is. */
export function goMatch(pattern: string, name: string): boolean | null {
  const pieces = parse(pattern);
  return pieces && matchPieces(pieces, Array.from(name));
}

/** The same for many names: `null` for a malformed pattern. */
export function goMatcher(pattern: string): ((name: string) => boolean) | null {
  const pieces = parse(pattern);
  return pieces && ((name) => matchPieces(pieces, Array.from(name)));
}

/** Would BuildKit read this source as a wildcard? */
export function hasWildcard(source: string): boolean {
  return /^(?:[^\\*?[]|\\[^]|\\$)*[*?[]/.test(source);
}

type One = (character: string) => boolean;

/** `star`: any run without `/` may stand in front. */
interface Piece {
  readonly star: boolean;
  readonly ones: readonly One[];
}

function parse(pattern: string): readonly Piece[] | null {
  const characters = Array.from(pattern);
  const pieces: { star: boolean; ones: One[] }[] = [{ star: false, ones: [] }];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const piece = pieces.at(-1);
    if (character === '*') {
      if (piece?.star && piece.ones.length === 0) continue;
      pieces.push({ star: true, ones: [] });
    } else if (character === '?') {
      piece?.ones.push((other) => other !== '/');
    } else if (character === '[') {
      const read = readClass(characters, at + 1);
      if (!read) return null;
      piece?.ones.push(read.one);
      at = read.end;
    } else if (character === '\\') {
      at += 1;
      const quoted = characters[at];
      if (quoted === undefined) return null;
      piece?.ones.push((other) => other === quoted);
    } else {
      piece?.ones.push((other) => other === character);
    }
  }
  return pieces;
}

/** From behind the `[`; `end` is the place of the `]`. */
function readClass(characters: readonly string[], start: number): { one: One; end: number } | null {
  let at = start;
  const negated = characters[at] === '^';
  if (negated) at += 1;
  const ranges: (readonly [number, number])[] = [];
  const next = (): number | null => {
    let character = characters[at];
    if (character === undefined || character === '-' || character === ']') return null;
    if (character === '\\') {
      at += 1;
      character = characters[at];
    }
    at += 1;
    // Go wants something behind each character, at least the `]`.
    return character === undefined || at >= characters.length ? null : (character.codePointAt(0) ?? null);
  };
  while (characters[at] !== ']' || ranges.length === 0) {
    const low = next();
    if (low === null) return null;
    let high: number | null = low;
    if (characters[at] === '-') {
      at += 1;
      high = next();
      if (high === null) return null;
    }
    ranges.push([low, high]);
  }
  return {
    one: (character) => {
      const point = character.codePointAt(0) ?? -1;
      return ranges.some(([low, high]) => low <= point && point <= high) !== negated;
    },
    end: at,
  };
}

function matchPieces(pieces: readonly Piece[], name: readonly string[]): boolean {
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    const end = index === pieces.length - 1;
    const found = findPiece(piece, name, at, end);
    if (found === null) return false;
    at = found;
  }
  return true;
}

/** Where the piece ends in the name, as early as possible; `end`: it has to be the end of the name. */
function findPiece({ star, ones }: Piece, name: readonly string[], from: number, end: boolean): number | null {
  for (let start = from; start + ones.length <= name.length; start += 1) {
    const stop = start + ones.length;
    if ((!end || stop === name.length) && ones.every((one, index) => one(name[start + index] ?? ''))) return stop;
    if (!star || name[start] === '/') return null;
  }
  return null;
}
