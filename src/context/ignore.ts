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
  /** Is this directory left out, and certainly all below it? */
  ignoresAllIn(directory: string): boolean;
  /** Lines that fail the build, in order. They match nothing here. */
  readonly problems: readonly { readonly line: number; readonly pattern: string }[];
}

interface Pattern {
  readonly negated: boolean;
  readonly text: string;
  matches: PathTest;
}

interface Result {
  readonly ignored: boolean;
  /** Indexes of the patterns that matched the path or a parent of it, ascending. */
  readonly matched: readonly number[];
  /** Ignored, and no exception can match anything below. */
  readonly isFinal: boolean;
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
    if (matches) patterns.push({ negated, text: pattern, matches });
    else problems.push({ line: index + 1, pattern: written });
  }

  const directories = new Map<string, Result>();
  /** Neighbours are asked for together. */
  let last: { readonly path: string; readonly result: Result } = {
    path: '',
    result: { ignored: false, matched: [], isFinal: false },
  };
  directories.set('', last.result);

  /** A line matches what its parent matched; else it is asked only when it could change the answer. `matched`: takes the indexes of those that do. */
  const ask = (path: string, parent: readonly number[], matched: number[] | null): boolean => {
    let ignored = false;
    let next = 0;
    for (let index = 0; index < patterns.length; index += 1) {
      const pattern = patterns[index];
      if (!pattern) continue;
      const { negated } = pattern;
      const inherited = parent[next] === index;
      if (inherited) next += 1;
      if (!inherited && (negated !== ignored || !pattern.matches(path))) continue;
      matched?.push(index);
      ignored = !negated;
    }
    return ignored;
  };

  const askDirectory = (path: string): Result => {
    if (path === last.path) return last.result;
    let result = directories.get(path);
    if (!result) {
      const parent = askDirectory(dirname(path));
      const matched: number[] = [];
      const ignored = ask(path, parent.matched, matched);
      const end = matched.at(-1) ?? -1;
      const isFinal =
        ignored && !patterns.some(({ negated, text: one }, at) => at > end && negated && leadsInto(one, path));
      result = { ignored, matched, isFinal };
      directories.set(path, result);
    }
    last = { path, result };
    return result;
  };

  return {
    ignores(path) {
      if (path === '') return false;
      const parent = askDirectory(dirname(path));
      return parent.isFinal || ask(path, parent.matched, null);
    },
    ignoresAllIn: (directory) => askDirectory(directory).isFinal,
    problems,
  };
}

/** May a pattern match something below a directory? */
function leadsInto(pattern: string, directory: string): boolean {
  // As in `plainEnds`: what these mean is hard to say.
  if (/[[\]\\|^{}]/.test(pattern)) return true;
  const inside = `${directory}/`;
  const head = pattern.slice(0, pattern.search(/[*?]|$/));
  if (!head.startsWith(inside) && !inside.startsWith(head)) return false;
  // Nothing else matches a slash.
  return pattern.includes('**') || pattern.split('/').length >= inside.split('/').length;
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
