/**
 * The only place where the stages of the picture in docs/architecture.md meet: sources on one side, findings on the other. The check itself
 * is pure and works on what is loaded (`check.ts`); this asks the source for what was missing, and checks again.
 */
import { checkTree, proveBorneOut, type CheckOptions, type TreeCheck } from './check.ts';
import { declaredBuilds } from './context/discover/discover.ts';
import { wastedBy, withEvidence, type Evidence } from './findings/evidence.ts';
import type { Finding } from './findings/finding.ts';
import { bySeverity } from './findings/finding.ts';
import { markIntroduced } from './findings/introduced.ts';
import { inScope, type Scope } from './findings/scope.ts';
import type { IgnoreInForce, Result } from './findings/result.ts';
import type { Settings } from './findings/settings.ts';
import type { ChangeSet } from './repository/changes.ts';
import { isStandardName, matchPaths } from './repository/names.ts';
import { basename, dirname, isWithin } from './repository/paths.ts';
import { loadPending, type Source } from './sources/source.ts';

export interface Question {
  readonly head: Source;
  /** The side to compare with; null: there is none (an audit), and nothing is "introduced". */
  readonly base: Source | null;
  /** What lies between base and head; null exactly when `base` is. */
  readonly changes: ChangeSet | null;
  readonly scope: Scope;
  readonly settings: Settings;
  /** Exactly these Dockerfiles; null: all that `paths` names. */
  readonly dockerfiles: readonly string[] | null;
  /** Globs; null: the standard names. */
  readonly paths: readonly string[] | null;
  /** The build context of all, as the user said it on the command line. */
  readonly context: string | null;
  /** Only these rules; null: all. */
  readonly only: readonly string[] | null;
  /** Asked at most once, and only when there is something that it can say; null: nobody knows the history. */
  readonly witness: Witness | null;
}

/** What the history says of these findings, by fingerprint; each of them has `steps`. Never throws: evidence is an extra. */
export type Witness = (findings: readonly Finding[]) => Promise<ReadonlyMap<string, Evidence>>;

/** Contents refer to contents (a requirements file includes another): each round goes one step deeper. */
const maxRounds = 12;

/** Unchanged Dockerfiles that a review looks at, to see whether the change reaches their build. */
const maxUnchanged = 50;

/** Throws what `source.load` throws when nothing can be had at all; anything smaller is told in `incomplete`. */
export async function check(question: Question): Promise<Result> {
  const { head, base, changes } = question;
  const all = dockerfilesOf(question);
  const looked = base && changes && question.scope !== 'all' ? await nearest(all, changes, head, base) : all;
  const headCheck = await rounds(head, optionsFor(question, looked));

  let findings = headCheck.findings;
  let affected: ReadonlySet<string> = new Set(looked);
  if (base && changes) {
    const before = new Map(changes.files.map((file) => [file.path, file.previousPath ?? file.path]));
    const inBase = new Map(looked.map((path) => [path, before.get(path) ?? path]));
    // A Dockerfile that is gone may be one that moved: its findings are not new elsewhere.
    const gone = changes.files.filter(({ status }) => status === 'removed').map(({ path }) => path);
    const isDockerfile = question.paths ? matchPaths(question.paths) : isStandardName;
    const basePaths = new Set([...inBase.values(), ...gone.filter(isDockerfile)]);
    const baseCheck = await rounds(
      base,
      optionsFor(
        question,
        [...basePaths].filter((path) => base.tree.get(path)),
      ),
    );
    affected = affectedBy(changes, headCheck, baseCheck, inBase);
    findings = markIntroduced(headCheck.findings, baseCheck, changes, affected);
  }
  const concerned = question.scope === 'all' ? findings : findings.filter(({ dockerfile }) => affected.has(dockerfile));
  const known = withEvidence(concerned, await evidenceFor(concerned, question), question.settings);
  // What was not new, and only the history can bear out, is nothing to count.
  const counted = known.filter(({ threshold, introduced }) => !threshold || scopeCounts(question.scope, introduced));
  const borneOut = proveBorneOut(head.tree, counted, optionsFor(question, looked));
  const scoped = inScope(borneOut, question.scope, changes ? affected : null);
  const changed = new Set(changes?.files.map(({ path }) => path));
  const shown = question.scope === 'all' ? new Set(looked) : affected;
  return {
    files: headCheck.files.filter(({ path }) => shown.has(path)),
    findings: onceEach(scoped.findings).toSorted(byWeight),
    incomplete: [
      ...headCheck.incomplete.filter(({ path, dockerfile }) =>
        dockerfile === null ? !changes || question.scope === 'all' || changed.has(path) : shown.has(dockerfile),
      ),
      ...(changes && !changes.complete
        ? [{ path: '', reason: { kind: 'files-cut', count: changes.files.length } as const }]
        : []),
    ].map(({ path, reason }) => ({ path, reason })),
    outOfScope: scoped.outOfScope,
    ignores: onePlace(headCheck.ignores.filter(({ dockerfile }) => shown.has(dockerfile)).map(({ ignore }) => ignore)),
  };
}

function scopeCounts(scope: Scope, introduced: boolean | null): boolean {
  return scope !== 'introduced' || introduced !== false;
}

/** Nothing is read for findings of which none counts. */
async function evidenceFor(
  findings: readonly Finding[],
  { witness, scope }: Question,
): Promise<ReadonlyMap<string, Evidence>> {
  const asked = findings.filter(({ steps }) => steps);
  const counts = asked.some(({ introduced }) => scopeCounts(scope, introduced));
  return witness && counts ? witness(asked) : new Map();
}

async function rounds(source: Source, options: CheckOptions): Promise<TreeCheck> {
  for (let round = 1; ; round += 1) {
    const result = checkTree(source.tree, options);
    if (round === maxRounds || !(await loadPending(source))) return result;
  }
}

function optionsFor(question: Question, dockerfiles: readonly string[]): CheckOptions {
  const { settings, context, only } = question;
  return { dockerfiles, settings, context, only };
}

function dockerfilesOf({ head, dockerfiles, paths }: Question): readonly string[] {
  if (dockerfiles) return dockerfiles;
  const matches = paths ? matchPaths(paths) : isStandardName;
  return head.tree.paths.filter((path) => {
    const mode = head.tree.get(path)?.mode;
    return (mode === 'file' || mode === 'executable') && matches(path);
  });
}

/**
 * All changed ones, and the unchanged ones whose build the change may reach. Where there are many: those that a changed build file or ignore file speaks
 * of, and those that share the longest path with a changed file.
 */
async function nearest(
  dockerfiles: readonly string[],
  changes: ChangeSet,
  head: Source,
  base: Source,
): Promise<readonly string[]> {
  const changed = touchedBy(changes);
  const unchanged = dockerfiles.filter((path) => !changed.has(path));
  if (unchanged.length <= maxUnchanged) return dockerfiles;
  const spoken = new Set([...(await declaredIn(changed, head)), ...(await declaredIn(changed, base))]);
  const contexts = [...changed].filter((path) => basename(path) === '.dockerignore').map(dirname);
  const isReached = (path: string): boolean =>
    spoken.has(path) || changed.has(`${path}.dockerignore`) || contexts.some((context) => isWithin(path, context));

  const folders = new Set([...changed].flatMap(ancestors));
  const shared = (path: string): number => ancestors(path).findLastIndex((folder) => folders.has(folder));
  const others = unchanged.filter((path) => !isReached(path)).toSorted((a, b) => shared(b) - shared(a));
  const left = new Set(others.slice(maxUnchanged));
  return dockerfiles.filter((path) => !left.has(path));
}

/** Dockerfiles of which one of these files says how they are built. */
async function declaredIn(paths: ReadonlySet<string>, source: Source): Promise<readonly string[]> {
  for (let round = 1; ; round += 1) {
    const { builds } = declaredBuilds(source.tree);
    if (round < maxRounds && (await loadPending(source))) continue;
    return builds.flatMap(({ dockerfile, origin }) => (origin.at && paths.has(origin.at.path) ? [dockerfile] : []));
  }
}

/** `a/b/c` → ``, `a`, `a/b`. */
function ancestors(path: string): readonly string[] {
  const names = path.split('/');
  return names.map((_, index) => names.slice(0, index).join('/'));
}

/**
 * A Dockerfile that the change adds, modifies or renames, or one whose check read a file that the change touches (contract, section 1): before it
 * too, since a file that is gone is not read after it. `looked`: path → path in the base.
 */
function affectedBy(
  changes: ChangeSet,
  head: TreeCheck,
  base: TreeCheck,
  looked: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const touched = touchedBy(changes);
  const reads = (checked: TreeCheck, path: string): boolean =>
    [...(checked.reads.get(path) ?? [])].some((read) => touched.has(read));
  const affected = [...looked].filter(
    ([path, before]) => touched.has(path) || reads(head, path) || reads(base, before),
  );
  return new Set(affected.map(([path]) => path));
}

function touchedBy({ files }: ChangeSet): ReadonlySet<string> {
  return new Set(files.flatMap(({ path, previousPath }) => (previousPath ? [path, previousPath] : [path])));
}

/** Several Dockerfiles may start the same script: what is found in it is one finding. */
function onceEach(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.toReversed().map((finding) => [finding.fingerprint, finding])).values()];
}

/** Likewise an ignore in it: the one that holds most back. */
function onePlace(ignores: readonly IgnoreInForce[]): readonly IgnoreInForce[] {
  const byPlace = new Map<string, IgnoreInForce>();
  for (const ignore of ignores) {
    const key = `${ignore.at.line}:${ignore.at.path}`;
    const known = byPlace.get(key);
    if (!known || known.findings < ignore.findings) byPlace.set(key, ignore);
  }
  return [...byPlace.values()];
}

function byWeight(a: Finding, b: Finding): number {
  return (
    bySeverity(a.severity, b.severity) ||
    wastedBy(b) - wastedBy(a) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
    a.startLine - b.startLine ||
    (a.rule < b.rule ? -1 : 1)
  );
}
