/**
 * The patterns of `${X#p}`, `${X%p}` and `${X/p/r}` (BuildKit's `convertShellPatternToRegex`): `*` and `?`, no brackets.
 * Answers null when it would cost too much or Go would read it otherwise, and 'invalid' when BuildKit refuses the pattern.
 */
export type Matched = { readonly rest: string } | null | 'invalid';

/** More than two stars, or longer values, could backtrack for long: not worth it. */
const MOST_STARS = 2;
const LONGEST = 1024;
const LONGEST_RESULT = 65_536;

export function matchPrefix(pattern: string, value: string, greedy: boolean): Matched {
  const regexp = toRegExp(pattern, greedy);
  if (regexp === 'invalid') return 'invalid';
  if (regexp === null || value.length > LONGEST) return null;
  const match = new RegExp(`^${regexp.source}`, 'u').exec(value);
  return { rest: match ? value.slice(match[0].length) : value };
}

/** The shortest match at the end is the leftmost one of the text read backwards. */
export function matchSuffix(pattern: string, value: string, greedy: boolean): Matched {
  const matched = matchPrefix(reversePattern(pattern), backwards(value), greedy);
  return matched === null || matched === 'invalid' ? matched : { rest: backwards(matched.rest) };
}

export function replaceMatches(pattern: string, replacement: string, value: string, all: boolean): Matched {
  const regexp = toRegExp(pattern, true);
  if (regexp === 'invalid') return 'invalid';
  // Go expands `$1` in the replacement, and counts empty matches in its own way.
  if (regexp === null || value.length > LONGEST || (all && (replacement.includes('$') || /^\**$/.test(pattern)))) {
    return null;
  }
  if (value.length * replacement.length > LONGEST_RESULT) return null;
  return { rest: value.replace(new RegExp(regexp.source, all ? 'gu' : 'u'), () => replacement) };
}

function toRegExp(pattern: string, greedy: boolean): { readonly source: string } | null | 'invalid' {
  let source = '';
  let stars = 0;
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '*') {
      stars += 1;
      source += greedy ? '[^\\n]*' : '[^\\n]*?';
    } else if (character === '?') {
      source += '[^\\n]';
    } else if (character === '\\') {
      const next = characters[at + 1];
      if (next === '}' || next === '/') continue;
      if (next !== '*' && next !== '?' && next !== '\\') return 'invalid';
      source += `\\${next}`;
      at += 1;
    } else {
      source += character.replace(/[[\]{}.+()|^$/]/u, '\\$&');
    }
  }
  return stars > MOST_STARS || pattern.length > LONGEST ? null : { source };
}

function reversePattern(pattern: string): string {
  const pieces = pattern.match(/\\[^]|[^]/gu) ?? [];
  return pieces.toReversed().join('');
}

function backwards(text: string): string {
  return Array.from(text).toReversed().join('');
}
