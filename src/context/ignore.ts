import { dirname } from '../repository/paths.ts';
import { goMatch } from './go-match.ts';
import { compile, type PathTest } from './ignore-pattern.ts';

/**
 * An ignore file as BuildKit applies it: `ignorefile:ReadAll` and `MatchesUsingParentResults` of moby/patternmatcher.
 *
 * Not `@balena/dockerignore`: it takes `(a)` and `a+b` for expressions, and asks parent directories in another way. To be the builder's match
 * in every case is what the whole check stands on, and the builder's algorithm is short.
 */
export interface IgnoreFile {
  /** Is this path (from the root of the context) left out? Files and directories alike; the root never is. */
  ignores(path: string): boolean;
  /** Lines that fail the build, in order. They match nothing here. */
  readonly problems: readonly { readonly line: number; readonly pattern: string }[];
}

interface Pattern {
  readonly negated: boolean;
  matches: PathTest;
}

interface Result {
  readonly ignored: boolean;
  /** Indexes of the patterns that matched the path or a parent of it, ascending. */
  readonly matched: readonly number[];
}

export function readIgnoreFile(text: string): IgnoreFile {
  const patterns: Pattern[] = [];
  const problems: { line: number; pattern: string }[] = [];
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const [index, line] of lines.entries()) {
    const written = line.trim();
    if (line.startsWith('#') || written === '') continue;
    const { negated, pattern } = readPattern(written);
    // The name does not matter where Docker checks the syntax.
    const matches = pattern === '' || goMatch(pattern, '.') === null ? null : compile(pattern);
    if (matches) patterns.push({ negated, matches });
    else problems.push({ line: index + 1, pattern: written });
  }

  const directories = new Map<string, Result>([['', { ignored: false, matched: [] }]]);

  /** A line matches what its parent matched; else it is asked only when it could change the answer. */
  const ask = (path: string): Result => {
    const parent = askDirectory(dirname(path)).matched;
    const matched: number[] = [];
    let ignored = false;
    let next = 0;
    for (const [index, { negated, matches }] of patterns.entries()) {
      const inherited = parent[next] === index;
      if (inherited) next += 1;
      if (!inherited && (negated !== ignored || !matches(path))) continue;
      matched.push(index);
      ignored = !negated;
    }
    return { ignored, matched };
  };

  const askDirectory = (path: string): Result => {
    const known = directories.get(path);
    if (known) return known;
    const result = ask(path);
    directories.set(path, result);
    return result;
  };

  return { ignores: (path) => path !== '' && ask(path).ignored, problems };
}

/** First as the file is read, then once more as the pattern is taken: that finds the `!` of `./!x`, and nothing behind the `!` of `!/`. */
function readPattern(written: string): { readonly negated: boolean; readonly pattern: string } {
  const inverted = written.startsWith('!');
  const cleaned = clean(inverted ? written.slice(1).trim() : written);
  const relative = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  const pattern = clean(`${inverted ? '!' : ''}${relative}`.trim());
  return pattern.startsWith('!') ? { negated: true, pattern: pattern.slice(1) } : { negated: false, pattern };
}

/** Go's `filepath.Clean`, but nothing stays nothing. */
function clean(pattern: string): string {
  if (pattern === '') return '';
  const rooted = pattern.startsWith('/');
  const names: string[] = [];
  for (const name of pattern.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.length > 0 && names.at(-1) !== '..') names.pop();
    else if (!rooted) names.push(name);
  }
  return `${rooted ? '/' : ''}${names.join('/')}` || '.';
}
