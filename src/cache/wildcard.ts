import { goMatcher, hasWildcard } from '../context/go-match.ts';

/** A wildcard in its two parts (`checksum.go:splitWildcards`): directories in front of the first special character, and the pattern behind. */
export function splitWildcard(path: string): { readonly fixed: string; readonly pattern: string } {
  const names = path.split('/');
  const first = names.findIndex((name) => hasWildcard(name));
  return { fixed: names.slice(0, first).join('/'), pattern: names.slice(first).join('/') };
}

/** Finds the outermost parent of a path, or the path itself, that matches: what is below a match is taken with it. Null: nothing matches. */
export function outermostMatch(pattern: string): (path: string) => string | null {
  const matches = goMatcher(pattern);
  if (!matches) return () => null;
  const literal = /^[^*?[\\]*/.exec(pattern)?.[0] ?? '';
  // Only a class has slashes where the pattern has none.
  const depth = pattern.includes('[') ? null : pattern.split('/').length;
  return (path) => {
    if (!path.startsWith(literal)) return null;
    let names = 1;
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      if (depth === null || depth === names) {
        const parent = path.slice(0, slash);
        if (matches(parent)) return parent;
        if (depth !== null) return null;
      }
      names += 1;
    }
    return (depth === null || depth === names) && matches(path) ? path : null;
  };
}

/** May a pattern match anything in a directory that it doesn't match itself? Only a class has slashes where the pattern has none. */
export function leadsTo(pattern: string, directory: string): boolean {
  return pattern.includes('[') || pattern.split('/').length > directory.split('/').length;
}
