import { readIgnoreFile } from '../context/ignore.ts';

/** `--exclude` and `--parents`: the same matcher as for ignore files, but nothing of a line is cut and there are no comments. Null: no patterns. */
export function matcherOf(patterns: readonly string[]): ((path: string) => boolean) | null {
  if (patterns.length === 0) return null;
  const lines = patterns
    .map((pattern) => pattern.trim())
    // An absolute pattern never matches a relative path; an ignore file would cut its slash.
    .filter((pattern) => pattern !== '' && !/^!?\//.test(pattern) && !pattern.includes('\n'))
    .map((pattern) => (pattern.startsWith('#') ? `./${pattern}` : pattern));
  const ignore = readIgnoreFile(lines.join('\n'));
  return (path) => ignore.ignores(path);
}
