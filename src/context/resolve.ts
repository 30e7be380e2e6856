import type { Dockerfile } from '../dockerfile/model.ts';
import type { Doubt } from '../findings/doubt.ts';
import { basename, dirname, join } from '../repository/paths.ts';
import type { Tree } from '../repository/tree.ts';
import { buildContext } from './context.ts';
import { isOutside } from './discover/declare.ts';
import { manifestsFound } from './manifests.ts';
import type { BuildContext, BuildFacts, DeclaredBuild, Origin } from './model.ts';
import { contextSources, holds } from './sources.ts';

export interface ContextSettings {
  /** What the command line or the configuration says, from the root of the repository. */
  readonly context?: string;
  readonly contextOrigin?: 'command-line' | 'configuration';
}

/**
 * How a Dockerfile is built. What people said comes first (command line, configuration, then compose, bake, workflows, Makefiles, scripts). Else the one
 * directory, among the Dockerfile's own and those above it, that alone holds everything that the file copies and that its installs read.
 */
export function buildFacts(
  tree: Tree,
  dockerfile: Dockerfile,
  declared: readonly DeclaredBuild[],
  settings: ContextSettings,
): BuildFacts {
  const own = declared.filter((build) => build.dockerfile === dockerfile.path);
  const found = find(tree, dockerfile, own, settings);
  if ('unknown' in found) return { context: null, doubt: found.unknown, declared: own };
  const context: BuildContext = buildContext(tree, { ...found, dockerfile: dockerfile.path });
  return { context, doubt: null, declared: own };
}

interface Found {
  readonly directory: string;
  readonly kind: 'local' | 'git';
  readonly origin: Origin;
  readonly doubt: Doubt | null;
}

type Answer = Found | { readonly unknown: Doubt };

function find(tree: Tree, dockerfile: Dockerfile, own: readonly DeclaredBuild[], settings: ContextSettings): Answer {
  if (settings.context !== undefined) return told(tree, settings.context, settings.contextOrigin ?? 'configuration');
  return fromBuilds(tree, dockerfile, own) ?? inferred(tree, dockerfile);
}

function told(tree: Tree, written: string, kind: 'command-line' | 'configuration'): Answer {
  const directory = written.startsWith('/') ? null : join(written);
  if (directory === null) return { unknown: { kind: 'context-outside-repository', at: written } };
  if (!tree.isDirectory(directory)) return { unknown: { kind: 'context-not-found' } };
  return { directory, kind: 'local', origin: { kind, at: null }, doubt: null };
}

/** Null: no build is declared, or all that are say something impossible. */
function fromBuilds(tree: Tree, dockerfile: Dockerfile, own: readonly DeclaredBuild[]): Answer | null {
  const outside = own.find((build) => isOutside(build.directory));
  const inside = firstOfEach(own.filter((build) => !isOutside(build.directory)));
  const [first, second] = inside;
  if (!first) {
    return outside ? { unknown: { kind: 'context-outside-repository', at: outside.directory } } : null;
  }
  const sources = specific(dockerfile);
  if (!second)
    return {
      ...declaredAs(first),
      ...(outside ? { doubt: differ(first, outside) } : {}),
      ...displaced(tree, dockerfile, sources, first),
    };
  const fitting = inside.filter(({ directory }) => sources.every((path) => holds(tree, directory, path)));
  const [only] = fitting;
  if (only && fitting.length === 1) return declaredAs(only);
  return { ...declaredAs(only ?? first), doubt: differ(first, second) };
}

/** One build for each directory; a local one rather than a clone, since an ignore file applies to it. */
function firstOfEach(builds: readonly DeclaredBuild[]): readonly DeclaredBuild[] {
  const byDirectory = new Map<string, DeclaredBuild>();
  for (const build of builds) {
    const known = byDirectory.get(build.directory);
    if (!known || (known.kind === 'git' && build.kind === 'local')) byDirectory.set(build.directory, build);
  }
  return [...byDirectory.values()];
}

function declaredAs({ directory, kind, origin }: DeclaredBuild): Found {
  return { directory, kind, origin, doubt: null };
}

function differ(first: DeclaredBuild, second: DeclaredBuild): Doubt {
  return { kind: 'contexts-differ', first: first.directory, second: second.directory };
}

/**
 * A declared context that lacks what is copied is usually filled by a step before the build, and stays. Only when it holds nothing of it, and exactly one
 * other directory holds all, the declaration is taken for an old one.
 */
function displaced(
  tree: Tree,
  dockerfile: Dockerfile,
  sources: readonly string[],
  said: DeclaredBuild,
): Partial<Found> {
  if (sources.length === 0 || sources.some((path) => holds(tree, said.directory, path))) return {};
  const better = bases(dockerfile.path).filter((base) => sources.every((path) => holds(tree, base, path)));
  const [only] = better;
  if (only === undefined || better.length > 1) return {};
  return {
    directory: only,
    kind: 'local',
    origin: { kind: 'sources', at: null },
    doubt: { kind: 'contexts-differ', first: said.directory, second: only },
  };
}

/** What is copied by name; `COPY .` says nothing about where. */
function specific(dockerfile: Dockerfile): readonly string[] {
  const named = contextSources(dockerfile).filter((path): path is string => path !== null && path !== '');
  return [...new Set(named)];
}

/** The Dockerfile's directory and those above it, the root last. */
function bases(path: string): readonly string[] {
  const found: string[] = [];
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    found.push(directory);
    if (directory === '') return found;
  }
}

function inferred(tree: Tree, dockerfile: Dockerfile): Answer {
  const candidates = bases(dockerfile.path);
  const [nearest = ''] = candidates;
  const missing = specific(dockerfile).filter((path) => !candidates.some((base) => holds(tree, base, path)));
  if (isAboveRepository(tree, missing)) return { unknown: { kind: 'context-outside-repository', at: '..' } };
  if (nearest === '') return { directory: '', kind: 'local', origin: { kind: 'root', at: null }, doubt: null };
  const origin: Origin = { kind: 'sources', at: null };
  const sources = contextSources(dockerfile);
  const guess = (directory: string): Found => ({
    directory,
    kind: 'local',
    origin,
    doubt: { kind: 'context-guessed', directory },
  });
  // Nothing is taken from a context: any is right.
  if (sources.length === 0) return { ...guess(nearest), doubt: null };

  // What no directory holds is made before the build, and says nothing about the place.
  const known = specific(dockerfile).filter((path) => !missing.includes(path));
  // Then a directory with only a Dockerfile in it is as good as another; else nobody copies all of that.
  const takesAll = sources.includes('') && (known.length > 0 || missing.length === 0);
  const fitting = candidates.filter(
    (base) => known.every((path) => holds(tree, base, path)) && (!takesAll || hasContent(tree, base)),
  );
  if (fitting.length === 0) return { unknown: { kind: 'context-not-found' } };

  const installs = new Map(fitting.map((base) => [base, manifestsFound(tree, dockerfile, base)]));
  const most = Math.max(...installs.values());
  const best = fitting.filter((base) => installs.get(base) === most);
  const [only] = best;
  if (only === undefined || best.length > 1) {
    const doubt: Doubt = { kind: 'context-ambiguous', candidates: best };
    // Where several fit, it is nearly always the Dockerfile's own (in the corpus: 7 of 7); still a guess.
    return only === nearest ? { ...guess(nearest), doubt } : { unknown: doubt };
  }
  const isSure = (known.length > 0 || most > 0) && missing.length === 0 && !sources.includes(null);
  return isSure ? { ...guess(only), doubt: null } : guess(only);
}

/** `COPY name/package.json`, `COPY name/src` without a `name`, but with the rest: built from the directory that the repository is cloned into. */
function isAboveRepository(tree: Tree, missing: readonly string[]): boolean {
  const names = new Set(missing.map((path) => path.slice(0, path.indexOf('/'))));
  if (missing.length < 2 || names.size !== 1 || names.has('')) return false;
  const inside = missing.map((path) => path.slice(path.indexOf('/') + 1)).filter((path) => holds(tree, '', path));
  return inside.length >= 2 && inside.length * 2 >= missing.length;
}

/** Is there anything but the build's own files? */
function hasContent(tree: Tree, directory: string): boolean {
  return tree
    .under(directory)
    .some(
      ({ path }) => !/dockerfile|containerfile|dockerignore|^(?:docker-)?compose|^readme|^\.env/i.test(basename(path)),
    );
}
