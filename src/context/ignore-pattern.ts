/**
 * One pattern of an ignore file, as `patternmatcher.go:compile` and `match` of moby/patternmatcher read it: a plain text, a prefix, a suffix or a regular
 * expression. The translation is Docker's, oddities included (`[*]` is a strange class; `|` and `^` beside a wildcard are not quoted, so they mean what
 * they mean in an expression); the expression is then run without backtracking, like Go's, in the product of the two lengths.
 */
export type PathTest = (path: string) => boolean;

/** `pattern`: clean, without `!`. Null: Go can't compile it, and a build with it fails. */
export function compile(pattern: string): PathTest | null {
  const characters = Array.from(pattern);
  let kind: 'exact' | 'prefix' | 'suffix' | 'expression' = 'exact';
  let expression = '';
  let first = true;
  for (let at = 0; at < characters.length; at += 1, first = false) {
    const character = characters[at] ?? '';
    if (character === '*' && characters[at + 1] === '*') {
      at += characters[at + 2] === '/' ? 2 : 1;
      if (at < characters.length - 1) {
        expression += '(.*/)?';
        kind = 'expression';
      } else if (kind === 'exact') {
        kind = 'prefix';
      } else {
        expression += '.*';
        kind = 'expression';
      }
      if (first) kind = 'suffix';
    } else if (character === '*') {
      expression += '[^/]*';
      kind = 'expression';
    } else if (character === '?') {
      expression += '[^/]';
      kind = 'expression';
    } else if ('.+()$'.includes(character)) {
      expression += `\\${character}`;
    } else if (character === '\\') {
      at += 1;
      expression += `\\${characters[at] ?? ''}`;
      if (at < characters.length) kind = 'expression';
    } else {
      if (character === '[' || character === ']') kind = 'expression';
      expression += character;
    }
  }
  switch (kind) {
    case 'exact':
      return (path) => path === pattern;
    case 'prefix': {
      const prefix = pattern.slice(0, -2);
      return (path) => path.startsWith(prefix);
    }
    case 'suffix': {
      const suffix = pattern.slice(2);
      return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
    }
    case 'expression':
  }
  const matches = compileExpression(Array.from(expression));
  const ends = plainEnds(pattern);
  return matches && ends ? (path) => path.startsWith(ends.head) && path.endsWith(ends.tail) && matches(path) : matches;
}

/** What a match has to begin and end with: nearly all paths need no more than that. Null: characters with a meaning beside `*` and `?`. */
function plainEnds(pattern: string): { readonly head: string; readonly tail: string } | null {
  if (/[[\]\\|^{}]/.test(pattern)) return null;
  const last = Math.max(pattern.lastIndexOf('*'), pattern.lastIndexOf('?'));
  const tail = pattern.slice(last + 1);
  // The slash behind `**` belongs to the directories that need not be there.
  const isOptional = pattern.slice(last - 1, last + 1) === '**' && tail.startsWith('/');
  return { head: pattern.slice(0, pattern.search(/[*?]/)), tail: isOptional ? tail.slice(1) : tail };
}

type One = (character: string) => boolean;

type Step =
  /** One character of a path, or with `repeat` any number of such. */
  | { readonly kind: 'one'; readonly one: One; readonly repeat: boolean }
  /** The next `skip` steps may be left out. */
  | { readonly kind: 'maybe'; readonly skip: number }
  /** `^`: only where the path begins. */
  | { readonly kind: 'start' };

const anything: One = (character) => character !== '\n';
/** `(.*\/)?` */
const directories: readonly Step[] = [
  { kind: 'maybe', skip: 2 },
  { kind: 'one', one: anything, repeat: true },
  { kind: 'one', one: (character) => character === '/', repeat: false },
];

/** No path is that long; a pattern that is costs too much. */
const longest = 4096;

function compileExpression(source: readonly string[]): PathTest | null {
  const alternatives = source.length > longest ? null : readAlternatives(source);
  if (!alternatives) return null;
  const tests = alternatives.map((steps, index) =>
    // The outer `^` and `$` belong to the first and the last one only.
    run(steps, { fromStart: index === 0, toEnd: index === alternatives.length - 1 }),
  );
  return (path) => tests.some((test) => test(path));
}

function run(steps: readonly Step[], anchors: { readonly fromStart: boolean; readonly toEnd: boolean }): PathTest {
  // In which round a place in `steps` was reached last: a set that is emptied by counting on.
  const reached = new Uint32Array(steps.length + 1);
  let round = 0;

  /** Adds a place, and those that can be reached from it without a character. */
  const enter = (place: number, places: number[], isStart: boolean): void => {
    if (reached[place] === round) return;
    reached[place] = round;
    places.push(place);
    const step = steps[place];
    if (step?.kind === 'maybe') {
      enter(place + 1, places, isStart);
      enter(place + 1 + step.skip, places, isStart);
    } else if (step?.kind === 'one' ? step.repeat : step && isStart) {
      enter(place + 1, places, isStart);
    }
  };

  return (path) => {
    let places: number[] = [];
    round += 1;
    enter(0, places, true);
    for (const character of path) {
      if (!anchors.toEnd && reached[steps.length] === round) return true;
      const next: number[] = [];
      round += 1;
      for (const place of places) {
        const step = steps[place];
        if (step?.kind === 'one' && step.one(character)) enter(step.repeat ? place : place + 1, next, false);
      }
      if (!anchors.fromStart) enter(0, next, false);
      if (next.length === 0) return false;
      places = next;
    }
    return reached[steps.length] === round;
  };
}

/** The few forms that `compile` can make of a pattern. */
function readAlternatives(source: readonly string[]): readonly (readonly Step[])[] | null {
  let steps: Step[] = [];
  const alternatives = [steps];
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] ?? '';
    // Written parentheses have a backslash.
    if (character === '(') {
      steps.push(...directories);
      at += '(.*/)?'.length - 1;
      continue;
    }
    if (character === '|') {
      steps = [];
      alternatives.push(steps);
      continue;
    }
    // A count (`{2}`) behind something.
    if (character === '{' && steps.length > 0 && /^\{\d+(?:,\d*)?\}/.test(source.slice(at, at + 12).join('')))
      return null;
    let one: One | null;
    if (character === '[') {
      const read = readClass(source, at + 1);
      if (!read) return null;
      one = read.one;
      at = read.end;
    } else if (character === '\\') {
      at += 1;
      const quoted = source[at];
      // `\d`, `\b`, `\Q`: Go gives letters and digits a meaning, or refuses them. Nobody means that in an ignore file.
      if (quoted === undefined || /[^\x00-/:-@[-`{-\x7f]/.test(quoted)) return null;
      one = (other) => other === quoted;
    } else if (character === '^') {
      one = null;
    } else if (character === '.') {
      one = anything;
    } else {
      one = (other) => other === character;
    }
    const repeat = source[at + 1] === '*';
    if (repeat) at += 1;
    steps.push(one ? { kind: 'one', one, repeat } : { kind: 'start' });
  }
  return alternatives;
}

/** A class as Go's regexp reads it, from behind the `[`; `end` is the place of the `]`. */
function readClass(source: readonly string[], start: number): { one: One; end: number } | null {
  let at = start;
  const negated = source[at] === '^';
  if (negated) at += 1;
  const ranges: (readonly [number, number])[] = [];
  const next = (): number | null => {
    if (source[at] === '\\') {
      at += 1;
      if (/[^\x00-/:-@[-`{-\x7f]/.test(source[at] ?? 'a')) return null;
    } else if (source[at] === '[' && source[at + 1] === ':') {
      return null;
    }
    const point = source[at]?.codePointAt(0) ?? null;
    at += 1;
    return point;
  };
  while (source[at] !== ']' || ranges.length === 0) {
    const low = next();
    if (low === null) return null;
    let high: number | null = low;
    if (source[at] === '-' && source[at + 1] !== ']') {
      at += 1;
      high = next();
      if (high === null || high < low) return null;
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
