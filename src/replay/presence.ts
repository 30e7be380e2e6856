import { hasChanging } from '../cache/call.ts';
import type { Node } from '../cache/node.ts';
import { nodesBelow, type Plan, type Step } from '../cache/plan.ts';
import type { BuildContext } from '../context/model.ts';
import type { PathChange } from '../repository/history.ts';
import type { Listed } from '../repository/listed.ts';
import { dirname } from '../repository/paths.ts';

/**
 * In which commits of a history there was what a build names: where a file is missing that is copied by its name, nothing could be built with it, so the
 * commit says nothing of how often a step would have been. Paths are from the root of the repository, of files or of folders with something in them.
 */
export class Presence {
  /** How many entries there are at a path or below. */
  readonly #counts: Map<string, number>;
  readonly #missing = new Set<string>();
  /** The commits in front of which or after which a path was missing; the first one is 0. */
  readonly #lacking = new Map<string, Set<number>>();
  #commit = -1;

  constructor(paths: Iterable<string>, listed: Listed) {
    this.#counts = new Map(Array.from(paths, (path) => [path, listed.get(path) ? 1 : listed.fileCount(path)] as const));
    for (const [path, count] of this.#counts) if (count === 0) this.#missing.add(path);
  }

  next(changes: readonly PathChange[]): void {
    this.#commit += 1;
    this.#note();
    for (const { path, before, after } of changes) {
      if ((before === null) !== (after === null)) this.#count(path, after === null ? -1 : 1);
    }
    this.#note();
  }

  /** The commits in which one of these was missing, or in front of them. */
  without(paths: readonly string[]): ReadonlySet<number> {
    const found = paths.map((path) => this.#lacking.get(path)).filter((commits) => commits !== undefined);
    const [first] = found;
    return first && found.length === 1 ? first : new Set(found.flatMap((commits) => [...commits]));
  }

  #note(): void {
    for (const path of this.#missing) {
      const commits = this.#lacking.get(path);
      if (commits) commits.add(this.#commit);
      else this.#lacking.set(path, new Set([this.#commit]));
    }
  }

  #count(path: string, change: number): void {
    for (let at = path; at !== ''; at = dirname(at)) {
      const count = this.#counts.get(at);
      if (count === undefined) continue;
      this.#counts.set(at, count + change);
      if (count + change === 0) this.#missing.add(at);
      else this.#missing.delete(at);
    }
  }
}

/** What a build names in the context without wildcards, and is there today; `step`: only what that one needs. */
export function namedPaths(plan: Plan, context: BuildContext, step: Step | null = null): readonly string[] {
  const below =
    step &&
    nodesBelow(
      plan,
      step.nodes.map((node) => ({ kind: 'node', node })),
    );
  const named = plan.nodes
    .filter((_, index) => below?.has(index) ?? true)
    .flatMap(pathsIn)
    .filter((path) => isThere(context, path));
  return [...new Set(named.map((path) => context.toRepository(path)))].filter((path) => path !== '');
}

/** What a build needs, and who only has the repository does not have: a workflow makes it, or nobody. In the context. */
export function absentPaths({ nodes }: Plan, context: BuildContext): readonly string[] {
  return nodes.flatMap(pathsIn).filter((path) => {
    return !hasChanging(path) && !isThere(context, path) && !isBehindOther(context, path);
  });
}

function pathsIn({ inputs }: Node): readonly string[] {
  return inputs.flatMap((input) =>
    input.kind === 'context'
      ? input.selectors.flatMap(({ path, wildcard, include }) => (wildcard || include.length > 0 ? [] : [path]))
      : [],
  );
}

function isThere(context: BuildContext, path: string): boolean {
  return path === '' || context.inRepository(path) || context.get(path) !== undefined || context.isDirectory(path);
}

/** Behind a link, or in a submodule, the repository does not say what is there. */
function isBehindOther(context: BuildContext, path: string): boolean {
  for (let at = dirname(path); at !== ''; at = dirname(at)) {
    const mode = context.get(at)?.mode;
    if (mode === 'symlink' || mode === 'submodule') return true;
  }
  return false;
}
