import type { BuildCall } from '../cache/call.ts';
import { planBuild, type Plan } from '../cache/plan.ts';
import type { ReplayContext, ReplaySubject } from '../cache/replay.ts';
import { declaredBuilds } from '../context/discover/discover.ts';
import type { BuildContext, BuildFacts, Changing, DeclaredBuild } from '../context/model.ts';
import { buildFacts, type ContextSettings } from '../context/resolve.ts';
import type { Dockerfile } from '../dockerfile/model.ts';
import { parseDockerfile } from '../dockerfile/parse.ts';
import type { Doubt } from '../findings/doubt.ts';
import { applyEdits } from '../fixes/apply.ts';
import type { Edit } from '../fixes/edit.ts';
import type { Target } from '../image/model.ts';
import { targetsOf } from '../image/targets.ts';
import { overlay } from '../repository/memory.ts';
import type { Tree } from '../repository/tree.ts';
import { absentPaths } from './presence.ts';

/** What is built at every commit: the Dockerfile as it is today. */
export interface Subjects {
  readonly kind: 'subjects';
  readonly dockerfile: Dockerfile;
  readonly context: BuildContext;
  /** One for each stage that is built by itself, those that ship first. */
  readonly builds: readonly Subject[];
}

export interface Subject extends ReplaySubject {
  readonly call: BuildCall;
}

export type NoSubjects =
  | { readonly kind: 'no-dockerfile' }
  /** BuildKit would refuse it. */
  | { readonly kind: 'invalid' }
  | { readonly kind: 'no-context'; readonly doubt: Doubt | null };

/** Contexts that were met before, so that builds of the same one share the work of following it. */
export type KnownContexts = Map<string, ReplayContext>;

/** Each is a build at every commit. */
const MOST_TARGETS = 50;

/** Pure; while the tree has something pending, the answer is for nothing. */
export function subjectsOf(
  tree: Tree,
  path: string,
  settings: ContextSettings,
  known: KnownContexts = new Map(),
  declared: readonly DeclaredBuild[] = declaredBuilds(tree).builds,
): Subjects | NoSubjects {
  const content = tree.read(path);
  if (content.kind !== 'text') return { kind: 'no-dockerfile' };
  const dockerfile = parseDockerfile(path, content.text);
  if (dockerfile.nature !== 'dockerfile') return { kind: 'invalid' };
  const facts = buildFacts(tree, dockerfile, declared, settings);
  const { context } = facts;
  if (!context) return { kind: 'no-context', doubt: facts.doubt };
  const shared = shareContext(tree, context, known);
  const builds: Subject[] = [];
  for (const target of shippedFirst(targetsOf(dockerfile, facts)).slice(0, MOST_TARGETS)) {
    const asked = callOf(dockerfile, target, facts);
    const whole: Plan | null = planBuild(dockerfile, asked);
    if (!whole) return { kind: 'invalid' };
    const absent = new Set(absentPaths(whole, context));
    const call = absent.size > 0 ? { ...asked, absent } : asked;
    builds.push({ plan: (absent.size > 0 ? planBuild(dockerfile, call) : null) ?? whole, context: shared, call });
  }
  return builds.length > 0 ? { kind: 'subjects', dockerfile, context, builds } : { kind: 'invalid' };
}

/** The same folder under an ignore file of the same text is the same context. */
function shareContext(tree: Tree, context: BuildContext, known: KnownContexts): ReplayContext {
  const { directory, kind, ignoreFile } = context;
  const content = ignoreFile === null ? null : tree.read(ignoreFile);
  const key = JSON.stringify([directory, kind, content?.kind === 'text' ? content.text : '']);
  const met = known.get(key);
  if (met) return met;
  const shared: ReplayContext = {
    directory,
    kind,
    isIgnored: (inContext) => context.ignores(inContext),
    isAllIgnored: (inContext) => context.ignoresAllIn(inContext),
  };
  known.set(key, shared);
  return shared;
}

function shippedFirst(targets: readonly Target[]): readonly Target[] {
  return targets.toSorted((a, b) => Number(a.development !== null) - Number(b.development !== null));
}

/** Arguments whose value only a run knows are taken for constant, but those that have the commit in them, or what another step found out. */
function callOf(dockerfile: Dockerfile, { stage }: Target, { context, declared }: BuildFacts): BuildCall {
  const isLast = stage.index === dockerfile.stages.length - 1;
  const named = stage.name ?? String(stage.index);
  const builds = declared.filter(
    ({ directory, target }) =>
      directory === context?.directory && (target === null ? isLast : target.toLowerCase() === named),
  );
  const [build] = builds;
  const args = new Map<string, string>();
  for (const [name, value] of build?.args ?? []) if (value !== null) args.set(name, value);
  const changingArgs = changingIn(builds);
  const contexts = new Set(builds.flatMap((one) => [...one.contexts].filter(isNoImage).map(([name]) => name)));
  return {
    args,
    ...(changingArgs.size > 0 ? { changingArgs } : {}),
    ...(contexts.size > 0 ? { contexts } : {}),
    ...(isLast ? {} : { target: named }),
  };
}

/** What only some builds say is not known of the one that counts. */
function changingIn(builds: readonly DeclaredBuild[]): ReadonlyMap<string, Changing> {
  const names = new Set(builds.flatMap(({ changingArgs }) => [...changingArgs.keys()]));
  const isAlways = (name: string): boolean => builds.every((one) => one.changingArgs.get(name) === 'always');
  return new Map(Array.from(names, (name) => [name, isAlways(name) ? 'always' : 'perhaps'] as const));
}

/** Images are taken for what they were. */
function isNoImage([, value]: readonly [string, string]): boolean {
  return !value.startsWith('docker-image://');
}

/** The repository with as many of these changes as go together, the first ones first; null: with none. */
export function withChanges(tree: Tree, changes: readonly (readonly Edit[])[]): Tree | null {
  const taken: Edit[] = [];
  let texts: ReadonlyMap<string, string> | null = null;
  for (const edits of changes) {
    const more = applied(tree, [...taken, ...edits]);
    if (!more) continue;
    texts = more;
    taken.push(...edits);
  }
  return texts && overlay(tree, texts);
}

function applied(tree: Tree, edits: readonly Edit[]): ReadonlyMap<string, string> | null {
  const texts = new Map<string, string>();
  try {
    for (const path of new Set(edits.map((edit) => edit.path))) {
      const content = tree.read(path);
      const own = edits.filter((edit) => edit.path === path);
      texts.set(path, applyEdits(content.kind === 'text' ? content.text : '', own));
    }
  } catch (error) {
    // They overlap.
    if (error instanceof RangeError) return null;
    throw error;
  }
  return texts;
}
