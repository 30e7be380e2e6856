/**
 * Does a log mean this instruction? BuildKit prints it with variables filled in, and outside RUN without quotes
 * (dockerfile2llb: `processCmdEnv`); behind a heredoc it puts the first line of its body; some versions cut at 72 characters.
 */
export function namePattern(instruction: string): (text: string) => boolean {
  const [line = ''] = instruction.split('\n', 1);
  const hasHeredoc = line.length < instruction.length;
  const pieces = bare(upperKeyword(line)).split(variable);
  const whole = matcher(pieces, hasHeredoc);
  return (text) => {
    const said = bare(upperKeyword(text));
    if (whole(said)) return true;
    // It counts bytes, and may cut a character.
    return text.endsWith('...') && startsLike(said.slice(0, -'...'.length).replace(/\uFFFD+$/, ''), pieces);
  };
}

const variable = /\$(?:\{[^}]*\}?|\w+)/;

/** All pieces in order, with anything between: the leftmost place of each is the best one. */
function matcher(pieces: readonly string[], isOpen: boolean): (text: string) => boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  return (text) => {
    if (!text.startsWith(first)) return false;
    if (last === undefined) return text.length === first.length || (isOpen && text.startsWith(' (', first.length));
    let at = first.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return isOpen ? text.includes(last, at) : text.endsWith(last) && text.length - last.length >= at;
  };
}

/** A name that was cut: the part before the first variable says enough where it is long. */
function startsLike(text: string, [first = '', ...rest]: readonly string[]): boolean {
  return rest.length === 0 || text.length <= first.length ? first.startsWith(text) : text.startsWith(first);
}

/** `run npm ci` is printed `RUN npm ci`. */
function upperKeyword(text: string): string {
  return text.replace(/^(ONBUILD )?\w+/i, (word) => word.toUpperCase());
}

function bare(text: string): string {
  return text
    .replace(/["'\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
