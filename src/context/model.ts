import type { Doubt } from '../findings/doubt.ts';
import type { Content, Entry } from '../repository/tree.ts';

/** Where something was read: a file of the repository and a 1-based line. */
export interface Place {
  readonly path: string;
  readonly line: number;
}

export type OriginKind =
  | 'configuration'
  | 'command-line'
  | 'compose'
  | 'bake'
  | 'workflow'
  | 'makefile'
  | 'script'
  | 'sources'
  | 'root';

/** How we know something about a build; `at` is null for `sources`, `root` and `command-line`. */
export interface Origin {
  readonly kind: OriginKind;
  readonly at: Place | null;
}

/** What a build leaves in its cache for the next one (`cache-to`): all results, or only those of the final image's layers. */
export interface CacheExport {
  readonly mode: 'max' | 'min';
  readonly at: Place;
}

/** Is a value another one in every commit, or may it be? */
export type Changing = 'always' | 'perhaps';

/** One build that the repository makes of a Dockerfile, as its files say. Paths are from the root of the repository. */
export interface DeclaredBuild {
  readonly origin: Origin;
  readonly dockerfile: string;
  /** `git`: the builder clones the repository itself: no `.git`, and no ignore file is applied. */
  readonly kind: 'local' | 'git';
  /** `''` is the root; `..` or `../x` lies outside the repository. */
  readonly directory: string;
  readonly target: string | null;
  /** Build arguments; `null`: passed, with a value that only the run knows. */
  readonly args: ReadonlyMap<string, string | null>;
  /** Those of which it is said that each commit has another one: `${{ github.sha }}`, `$(git rev-parse HEAD)`. */
  readonly changingArgs: ReadonlyMap<string, Changing>;
  /** Additional named contexts (`additional_contexts`, `--build-context`). */
  readonly contexts: ReadonlyMap<string, string>;
  /** Null: it says nothing of it, or only the run knows. */
  readonly cacheExport: CacheExport | null;
  /** The compose service or bake target. */
  readonly service: string | null;
  /** Compose: bind mounts of the service (source relative to the root of the repository, absolute target). */
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
  /** Compose: `init: true`, `tty: true`, `command:`/`entrypoint:` replaced. */
  readonly init: boolean;
  readonly tty: boolean;
  readonly replacesProcess: boolean;
}

/** What the builder gets, under the ignore file that applies. Paths are relative to the context. */
export interface BuildContext {
  /** From the root of the repository; `''` is the root. */
  readonly directory: string;
  readonly kind: 'local' | 'git';
  readonly origin: Origin;
  /** Null: known. Else why it is only a guess (findings fall to warning, fixes to diff). */
  readonly doubt: Doubt | null;
  /** Path from the root of the repository of the ignore file that applies; null: none. */
  readonly ignoreFile: string | null;
  /** Entries that the builder gets, sorted; paths relative to the context. */
  readonly entries: readonly Entry[];
  /** Null when absent or ignored. */
  get(path: string): Entry | undefined;
  /** A directory with at least one file that is not ignored. */
  isDirectory(path: string): boolean;
  under(directory: string): readonly Entry[];
  /** Would a file at this path be left out, tracked or not (`node_modules` of a working copy)? */
  ignores(path: string): boolean;
  /** Is everything in this directory certainly left out? False also where it can't be told without asking for each file. */
  ignoresAllIn(directory: string): boolean;
  /** Is it in the repository at all (also when ignored)? */
  inRepository(path: string): boolean;
  /** Reads also what is ignored: absent only when the repository has it not. */
  read(path: string): Content;
  /** Path in the context → path in the repository. */
  toRepository(path: string): string;
  /**
   * Files that a COPY or ADD source selects (wildcards by Go's path.Match; a directory gives all below it). `null`: the source can't be
   * resolved (unknown words, leaves the context). Empty: BuildKit would fail, or a wildcard that matches nothing.
   */
  select(source: string): readonly Entry[] | null;
}

/** Everything known about how one Dockerfile is built. */
export interface BuildFacts {
  /** Null: no directory fits, or several above the Dockerfile's own do (with its own among them that is the guess, in `context.doubt`). */
  readonly context: BuildContext | null;
  /** Why there is no context; null when there is one. */
  readonly doubt: Doubt | null;
  readonly declared: readonly DeclaredBuild[];
}
