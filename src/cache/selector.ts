import { hasWildcard } from '../context/go-match.ts';

/** Linux has none that are longer. */
export const LONGEST_PATH = 4096;

/** What an instruction takes from an input: a path, a wildcard, or all below a path that some patterns let through. */
export interface Selector {
  /** Clean, from the root of the input; `''` is the root. With `wildcard` a pattern of Go's `path.Match`. */
  readonly path: string;
  readonly wildcard: boolean;
  /** `--parents`: what matches none is left out. Empty: everything is in. */
  readonly include: readonly string[];
  /** `--exclude`. */
  readonly exclude: readonly string[];
}

export function selectorOf(source: string, include: readonly string[] = [], exclude: readonly string[] = []): Selector {
  const path = clean(source);
  return { path, wildcard: hasWildcard(path), include, exclude };
}

/** Nothing leads above the root: `../../x` is `x`. */
export function clean(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}

/** A path as it stands, without wildcard or patterns. */
export function isPlain({ wildcard, include, exclude }: Selector): boolean {
  return !wildcard && include.length === 0 && exclude.length === 0;
}

const keys = new WeakMap<Selector, string>();

/** The same for equal selectors. */
export function keyOf(selector: Selector): string {
  const known = keys.get(selector);
  if (known !== undefined) return known;
  const { path, wildcard, include, exclude } = selector;
  const key = JSON.stringify([path, wildcard, include, exclude]);
  keys.set(selector, key);
  return key;
}

/**
 * All that one step takes from one input, as the builder digests it: in order of the paths, without plain paths that another one holds
 * (`ops/file.go:dedupeSelectors`, `ops/exec.go:dedupePaths`).
 */
export function joined(selectors: readonly Selector[]): readonly Selector[] {
  const plain = new Map(selectors.filter(isPlain).map((selector) => [selector.path, selector]));
  const outermost = [...plain.values()].filter(({ path }) => path === '' || !isBelowOther(path, plain));
  return [...outermost, ...selectors.filter((selector) => !isPlain(selector))].sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : 0,
  );
}

function isBelowOther(path: string, paths: ReadonlyMap<string, Selector>): boolean {
  if (paths.has('')) return true;
  if (paths.size === 1 || path.length > LONGEST_PATH) return false;
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    if (paths.has(path.slice(0, slash))) return true;
  }
  return false;
}
