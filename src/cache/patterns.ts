import { readIgnoreFile } from '../context/ignore.ts';
import { compile } from '../context/ignore-pattern.ts';
import { clean } from './selector.ts';

/** `--exclude` and `--parents`: the same matcher as for ignore files, but nothing of a line is cut and there are no comments. Null: no patterns. */
export function matcherOf(patterns: readonly string[]): ((path: string) => boolean) | null {
  if (patterns.length === 0) return null;
  const lines = patterns
    .map((pattern) => pattern.trim())
    // An absolute pattern never matches a relative path; an ignore file would cut its slash.
    .filter((pattern) => pattern !== '' && !/^!?\//.test(pattern) && !pattern.includes('\n'))
    .map((pattern) => (pattern.startsWith('#') ? `./${pattern}` : pattern));
  const ignore = readIgnoreFile(lines.join('\n'));
  const isNothing = matchesNothing(lines);
  return (path) => (path === '' ? isNothing : ignore.ignores(path));
}

/** Do `*` and the like match the source itself, whose path is empty? The root of an ignore file is never asked for. */
function matchesNothing(patterns: readonly string[]): boolean {
  let isMatched = false;
  for (const pattern of patterns) {
    const isNegated = pattern.startsWith('!');
    if (isNegated !== isMatched) continue;
    if (compile(clean(isNegated ? pattern.slice(1) : pattern))?.('')) isMatched = !isNegated;
  }
  return isMatched;
}
