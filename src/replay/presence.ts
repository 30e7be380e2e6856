import type { BuildContext } from '../context/model.ts';
import type { Dockerfile } from '../dockerfile/model.ts';
import type { PathChange } from '../repository/history.ts';
import type { Listed } from '../repository/listed.ts';
import type { Entry } from '../repository/tree.ts';

/** So many files stand for all. */
const mostPaths = 64;

/**
 * Since when a history has had the files that a build copies: commits before them, or of a folder that was moved since, say nothing about it. Followed by a
 * few of today's files.
 */
export class Presence {
  readonly #paths: readonly string[];
  readonly #missing = new Set<string>();
  #commits = 0;

  /** `paths`: from the root of the repository. */
  constructor(paths: readonly string[]) {
    const step = Math.max(1, paths.length / mostPaths);
    this.#paths = Array.from(
      { length: Math.min(paths.length, mostPaths) },
      (_, at) => paths[Math.floor(at * step)] ?? '',
    );
  }

  start(listed: Listed): void {
    for (const path of this.#paths) if (!listed.get(path)) this.#missing.add(path);
  }

  next(changes: readonly PathChange[]): void {
    const wasThere = this.#isThere();
    for (const { path, after } of changes) if (!after && this.#paths.includes(path)) this.#missing.add(path);
    for (const { path, after } of changes) if (after) this.#missing.delete(path);
    // The commit that brings them builds everything for the first time.
    this.#commits = this.#isThere() && wasThere ? this.#commits + 1 : 0;
  }

  /** The newest commits in which most of the files were there all the time. */
  get commits(): number {
    return this.#commits;
  }

  #isThere(): boolean {
    return this.#missing.size * 2 <= this.#paths.length;
  }
}

/** Today's files that copies and mounts of the context bring, from the root of the repository. */
export function copiedFiles({ instructions }: Dockerfile, context: BuildContext): readonly string[] {
  const brought = new Set<string>();
  const add = (entries: readonly Entry[]): void => {
    for (const { path } of entries) brought.add(context.toRepository(path));
  };
  for (const instruction of instructions) {
    if ((instruction.keyword === 'COPY' || instruction.keyword === 'ADD') && instruction.from === null) {
      for (const { value } of instruction.sources) add((value === null ? null : context.select(value)) ?? []);
    }
    if (instruction.keyword !== 'RUN') continue;
    for (const { type, from, source } of instruction.mounts) {
      if (type === 'bind' && from === null) add(context.under(source?.value?.replace(/^\/+|\/+$/g, '') ?? ''));
    }
  }
  return [...brought];
}
