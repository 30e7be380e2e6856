import type { Node } from '../cache/node.ts';
import type { BuildContext } from '../context/model.ts';
import type { PathChange } from '../repository/history.ts';
import type { Listed } from '../repository/listed.ts';
import { dirname } from '../repository/paths.ts';
import type { Subjects } from './subjects.ts';

/**
 * Since when a history has had what a build names: a commit without a file that is copied by its name could not be built, so it says nothing of how often a
 * step would have been. Paths are from the root of the repository, of files or of folders with something in them.
 */
export class Presence {
  /** How many entries there are at a path or below. */
  readonly #counts: Map<string, number>;
  readonly #missing = new Set<string>();
  /** The last commit in front of which or after which a path was missing; they are counted from 1. */
  readonly #lastMissing = new Map<string, number>();
  #commits = 0;

  constructor(paths: Iterable<string>, listed: Listed) {
    this.#counts = new Map(Array.from(paths, (path) => [path, listed.get(path) ? 1 : listed.fileCount(path)] as const));
    for (const [path, count] of this.#counts) if (count === 0) this.#missing.add(path);
  }

  next(changes: readonly PathChange[]): void {
    this.#commits += 1;
    this.#note();
    for (const { path, before, after } of changes) {
      if ((before === null) !== (after === null)) this.#count(path, after === null ? -1 : 1);
    }
    this.#note();
  }

  /** In how many commits, the newest, all of these were there, in them and in front of them. */
  commitsWith(paths: readonly string[]): number {
    return this.#commits - Math.max(0, ...paths.map((path) => this.#lastMissing.get(path) ?? 0));
  }

  /** The one without which most of the commits are of no use; null: all are. */
  latest(paths: readonly string[]): string | null {
    const all = this.commitsWith(paths);
    return all === this.#commits ? null : (paths.find((path) => this.commitsWith([path]) === all) ?? null);
  }

  #note(): void {
    for (const path of this.#missing) this.#lastMissing.set(path, this.#commits);
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

/** What copies and mounts of the builds name in the context, without wildcards, and is there today. */
export function namedPaths({ builds, context }: Subjects): readonly string[] {
  const paths = builds.flatMap(({ plan }) => plan.nodes.flatMap(pathsIn)).filter((path) => isThere(context, path));
  return [...new Set(paths.map((path) => context.toRepository(path)))].filter((path) => path !== '');
}

/** The build needs it, and who only has the repository does not have it: a workflow makes it, or nobody. */
export function absentPaths(node: Node, context: BuildContext): readonly string[] {
  return pathsIn(node).filter((path) => !isThere(context, path) && !isBehindLink(context, path));
}

function pathsIn({ inputs }: Node): readonly string[] {
  return inputs.flatMap((input) =>
    input.kind === 'context'
      ? input.selectors.flatMap(({ path, wildcard, include }) => (wildcard || include.length > 0 ? [] : [path]))
      : [],
  );
}

function isThere(context: BuildContext, path: string): boolean {
  return path === '' || context.get(path) !== undefined || context.isDirectory(path);
}

function isBehindLink(context: BuildContext, path: string): boolean {
  for (let at = dirname(path); at !== ''; at = dirname(at)) if (context.get(at)?.mode === 'symlink') return true;
  return false;
}
