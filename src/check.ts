/**
 * One round of a check over a tree: pure and synchronous. `engine.ts` asks again while files are pending.
 *
 * Per Dockerfile: text → document → how it is built → rules → ignores → the proof of each suggestion. Which rule speaks is decided later, when it is
 * known which findings are in scope (`findings/scope.ts`).
 */
import { createBuild, type Build } from './build.ts';
import { declaredBuilds, type DeclaredBuilds } from './context/discover/discover.ts';
import type { BuildFacts } from './context/model.ts';
import { buildFacts } from './context/resolve.ts';
import type { Dockerfile } from './dockerfile/model.ts';
import { parseDockerfile } from './dockerfile/parse.ts';
import { ecosystemsOf } from './ecosystems/installs.ts';
import { allowFor, severityFor } from './findings/configuration.ts';
import { savedBy } from './findings/evidence.ts';
import { bySeverity, type Finding, type Severity, type Sighting } from './findings/finding.ts';
import { identify } from './findings/fingerprint.ts';
import { applyIgnores } from './findings/ignores.ts';
import { speak } from './findings/precedence.ts';
import type { CheckedFile, IgnoreInForce, Incomplete } from './findings/result.ts';
import { contextSettings, type Settings } from './findings/settings.ts';
import { applyEdits } from './fixes/apply.ts';
import type { Edit } from './fixes/edit.ts';
import { overlay } from './repository/memory.ts';
import type { Tree } from './repository/tree.ts';
import { rules } from './rules/index.generated.ts';
import type { Rule } from './rules/rule.ts';

export interface CheckOptions {
  readonly dockerfiles: readonly string[];
  readonly settings: Settings;
  /** The build context of all, as the user said it. */
  readonly context: string | null;
  /** Ids; null: all rules. */
  readonly only: readonly string[] | null;
}

export interface TreeCheck {
  readonly files: readonly CheckedFile[];
  /** On and not ignored; no rule has silenced another yet. */
  readonly findings: readonly Finding[];
  readonly incomplete: readonly (Incomplete & {
    /** Null: it concerns the repository, not one Dockerfile. */
    readonly dockerfile: string | null;
  })[];
  readonly ignores: readonly { readonly dockerfile: string; readonly ignore: IgnoreInForce }[];
  /** Dockerfile → files of the repository that its check looked into, and those that say how it is built. */
  readonly reads: ReadonlyMap<string, ReadonlySet<string>>;
}

export function checkTree(tree: Tree, options: CheckOptions): TreeCheck {
  const declared = declaredBuilds(tree);
  const checks = options.dockerfiles.map((path) => checkDockerfile(tree, path, declared, options));
  return {
    files: checks.flatMap(({ file }) => (file ? [file] : [])),
    findings: checks.flatMap(({ findings }) => findings),
    incomplete: [
      ...checks.flatMap(({ path, incomplete }) => incomplete.map((entry) => ({ ...entry, dockerfile: path }))),
      ...declared.broken.map(({ path, detail, line }) => ({
        path,
        reason: { kind: 'broken-file' as const, detail, line },
        dockerfile: null,
      })),
    ],
    ignores: checks.flatMap(({ path, ignores }) => ignores.map((ignore) => ({ dockerfile: path, ignore }))),
    reads: new Map(checks.map(({ path, reads }) => [path, reads])),
  };
}

interface DockerfileCheck {
  readonly path: string;
  readonly file: CheckedFile | null;
  readonly findings: readonly Finding[];
  readonly incomplete: readonly Incomplete[];
  readonly ignores: readonly IgnoreInForce[];
  readonly reads: ReadonlySet<string>;
}

function checkDockerfile(tree: Tree, path: string, declared: DeclaredBuilds, options: CheckOptions): DockerfileCheck {
  const reads = new Set<string>();
  const nothing = { path, file: null, findings: [], ignores: [], reads };
  const content = tree.read(path);
  if (content.kind === 'pending') return { ...nothing, incomplete: [] };
  if (content.kind === 'absent') return { ...nothing, incomplete: [{ path, reason: { kind: 'not-found' } }] };
  if (content.kind === 'unreadable')
    return { ...nothing, incomplete: [{ path, reason: { kind: 'unreadable', reason: content.reason } }] };
  try {
    const seen = recording(tree, reads);
    const dockerfile = parseDockerfile(path, content.text);
    if (dockerfile.nature !== 'dockerfile')
      return { ...nothing, incomplete: [{ path, reason: { kind: 'nature', nature: dockerfile.nature } }] };
    const facts = factsOf(seen, dockerfile, declared, options);
    for (const { origin } of facts.declared) if (origin.at) reads.add(origin.at.path);
    if (facts.context?.ignoreFile) reads.add(facts.context.ignoreFile);
    const build = createBuild(seen, dockerfile, facts);
    const judged = judge(build, reads, options);
    return {
      ...nothing,
      file: {
        path,
        context: facts.context?.directory ?? null,
        contextFrom: contextFrom(facts),
        ecosystems: ecosystemsOf(build),
        stages: dockerfile.stages.length,
      },
      findings: proveAll(judged.findings, { tree: seen, build, declared, options }),
      incomplete: judged.incomplete,
      ignores: judged.ignores,
    };
  } catch (error) {
    return { ...nothing, incomplete: [{ path, reason: { kind: 'internal', detail: describe(error) } }] };
  }
}

/** The same tree; what is read of it is written down. */
function recording(tree: Tree, reads: Set<string>): Tree {
  return {
    ...tree,
    read(path) {
      reads.add(path);
      return tree.read(path);
    },
  };
}

function factsOf(tree: Tree, dockerfile: Dockerfile, { builds }: DeclaredBuilds, options: CheckOptions): BuildFacts {
  return buildFacts(tree, dockerfile, builds, contextSettings(dockerfile.path, options));
}

function contextFrom({ context }: BuildFacts): string | null {
  if (!context) return null;
  const { at, kind } = context.origin;
  return at ? `${at.path}:${at.line}` : kind;
}

interface Judged {
  readonly findings: readonly Finding[];
  readonly incomplete: readonly Incomplete[];
  readonly ignores: readonly IgnoreInForce[];
}

/** What the rules say of one build, after configuration and ignores; suggestions as the rules propose them. */
function judge(build: Build, reads: ReadonlySet<string>, { settings, only }: CheckOptions): Judged {
  const { dockerfile } = build;
  const active = rules.filter(
    ({ id }) =>
      (only === null || only.includes(id)) && (dockerfile.problems.length === 0 || id === 'kasane/invalid-dockerfile'),
  );
  const incomplete: Incomplete[] = [];
  const sightings = active.flatMap((rule) => {
    try {
      const allow = allowFor(settings, rule.id, dockerfile.path);
      return [...rule.check(build, allow)].map((sighting) => ({ rule, sighting }));
    } catch (error) {
      const detail = `${rule.id}: ${describe(error)}`;
      incomplete.push({ path: dockerfile.path, reason: { kind: 'internal', detail } });
      return [];
    }
  });
  const found = findingsOf(sightings, dockerfile.path, settings);
  const { kept, about, ignores } = applyIgnores(
    found,
    { dockerfile, scripts: scriptsOf(build.tree, reads) },
    {
      inForce: settings.inlineIgnores,
      known: rules.map(({ id }) => id),
      ran: new Set(active.map(({ id }) => id)),
    },
  );
  const own = about.flatMap((sighting) => {
    const rule = active.find(({ id }) => id === sighting.rule);
    return rule ? [{ rule, sighting }] : [];
  });
  return { findings: [...kept, ...findingsOf(own, dockerfile.path, settings)], incomplete, ignores };
}

interface Seen {
  readonly rule: Rule;
  readonly sighting: Sighting<unknown>;
}

function findingsOf(seen: readonly Seen[], dockerfile: string, settings: Settings): readonly Finding[] {
  const placed = seen.map(({ rule, sighting }) => ({ rule: rule.id, path: dockerfile, ...sighting }));
  const identities = identify(placed.map((sighting, index) => ({ ...sighting, rule: seen[index]?.rule.id ?? '' })));
  const byFingerprint = new Map<string, Finding>();
  seen.forEach(({ rule, sighting }, index) => {
    const identity = identities[index];
    const severity = severityOf(rule, sighting, dockerfile, settings);
    if (!identity || severity === 'off' || byFingerprint.has(identity.fingerprint)) return;
    const { startLine, endLine, fix, subjects, steps, threshold } = sighting;
    byFingerprint.set(identity.fingerprint, {
      ...identity,
      rule: rule.id,
      severity,
      path: sighting.path ?? dockerfile,
      dockerfile,
      startLine,
      endLine,
      ranges: sighting.ranges ?? [{ startLine, endLine }],
      ...(subjects ? { subjects } : {}),
      ...(steps ? { steps } : {}),
      ...(threshold ? { threshold } : {}),
      values: sighting.values,
      claims: rule.claims,
      factors: rule.factors,
      fix: fix ? { safe: fix.doubts.length === 0, doubts: fix.doubts, edits: fix.edits } : null,
      introduced: null,
      evidence: null,
    });
  });
  return [...byFingerprint.values()];
}

/** A rule's severity is a ceiling; what the configuration says of a rule holds for all its findings. */
function severityOf(rule: Rule, sighting: Sighting<unknown>, dockerfile: string, settings: Settings): Severity | 'off' {
  const seen = sighting.severity ?? rule.severity;
  const lower = bySeverity(seen, rule.severity) < 0 ? rule.severity : seen;
  return severityFor(settings, rule.id, dockerfile, lower);
}

function scriptsOf(tree: Tree, reads: ReadonlySet<string>): ReadonlyMap<string, string> {
  const scripts = new Map<string, string>();
  for (const path of reads) {
    const content = tree.read(path);
    if (content.kind === 'text' && (content.text.startsWith('#!') || path.endsWith('.sh')))
      scripts.set(path, content.text);
  }
  return scripts;
}

interface Proving {
  readonly tree: Tree;
  readonly build: Build;
  readonly declared: DeclaredBuilds;
  readonly options: CheckOptions;
}

/**
 * Point 1 and the last line of section 4 of the contract, for every suggestion that its rule calls safe: applied to the tree in memory it leaves a
 * file that parses, without the finding, and with no finding that a reader did not see before. Alone, and together with those of this file that were
 * proved before it; the most severe come first, and those that only a history can bear out come last, since they may never be said.
 */
function proveAll(findings: readonly Finding[], proving: Proving): readonly Finding[] {
  const certain = speak(findings.filter(({ threshold }) => !threshold));
  const visible = [...certain, ...speak(findings).filter(({ threshold }) => threshold)];
  const known = new Set(visible);
  const accepted: Finding[] = [];
  const proved = new Map<Finding, Finding>();
  const order = [...visible, ...findings.filter((finding) => !visible.includes(finding))];
  for (const finding of order.toSorted(byProofOrder)) {
    if (!finding.fix?.safe) continue;
    const isVisible = known.has(finding);
    const before = isVisible ? accepted : [];
    const clash = before.find((other) => clashes(finding, other));
    if (clash) {
      proved.set(finding, later(finding, clash));
      continue;
    }
    const uncovered = whatRemains([...before, finding], visible, proving);
    if (uncovered !== null) proved.set(finding, doubted(finding, { kind: 'not-proved', rule: uncovered }));
    // The history may not bear it out: the others don't count on it.
    else if (isVisible && !finding.threshold) accepted.push(finding);
  }
  return findings.map((finding) => proved.get(finding) ?? finding);
}

function byProofOrder(a: Finding, b: Finding): number {
  return Number(a.threshold !== undefined) - Number(b.threshold !== undefined) || bySeverity(a.severity, b.severity);
}

function doubted(finding: Finding, doubt: NonNullable<Finding['fix']>['doubts'][number]): Finding {
  return finding.fix
    ? { ...finding, fix: { ...finding.fix, safe: false, doubts: [...finding.fix.doubts, doubt] } }
    : finding;
}

function later(finding: Finding, other: Finding): Finding {
  return doubted(finding, { kind: 'after-other-suggestion', rule: other.rule, line: other.startLine });
}

function clashes(one: Finding, other: Finding): boolean {
  return other.fix?.edits.some((edit) => one.fix?.edits.some((own) => overlap(edit, own))) ?? false;
}

/** Insertions at the same line clash too: their order would be a guess. */
function overlap(a: Edit, b: Edit): boolean {
  if (a.path !== b.path) return false;
  const [first, second] = a.startLine <= b.startLine ? [a, b] : [b, a];
  return second.startLine <= Math.max(first.endLine, first.startLine);
}

/**
 * The suggestions that the history has borne out, proved once more: each was proved beside those that are certain, but not beside each other. `findings`:
 * of one tree, all that speak; those that save most come first.
 */
export function proveBorneOut(tree: Tree, findings: readonly Finding[], options: CheckOptions): readonly Finding[] {
  const declared = declaredBuilds(tree);
  const guesses = findings.filter((finding) => finding.threshold && isSafe(finding));
  const changed = new Map<Finding, Finding>();
  for (const dockerfile of new Set(guesses.map((finding) => finding.dockerfile))) {
    const own = findings.filter((finding) => finding.dockerfile === dockerfile);
    const [first, ...others] = own
      .filter((finding) => guesses.includes(finding))
      .toSorted((a, b) => savedBy(b) - savedBy(a));
    const content = tree.read(dockerfile);
    if (!first || others.length === 0 || content.kind !== 'text') continue;
    const parsed = parseDockerfile(dockerfile, content.text);
    const build = createBuild(tree, parsed, factsOf(tree, parsed, declared, options));
    const accepted = [...own.filter((finding) => !finding.threshold && isSafe(finding)), first];
    for (const finding of others) {
      const clash = accepted.find((other) => clashes(finding, other));
      const remains = clash ? null : whatRemains([...accepted, finding], own, { tree, build, declared, options });
      if (clash ?? remains) changed.set(finding, later(finding, clash ?? first));
      else accepted.push(finding);
    }
  }
  return findings.map((finding) => changed.get(finding) ?? finding);
}

function isSafe({ fix }: Finding): boolean {
  return fix?.safe ?? false;
}

/** The rule that still speaks, or newly speaks, once the fixes of all these are applied; null: none. `visible`: what speaks before. */
function whatRemains(fixed: readonly Finding[], visible: readonly Finding[], proving: Proving): string | null {
  const { tree, build, declared, options } = proving;
  const edits = fixed.flatMap(({ fix }) => fix?.edits ?? []);
  const changes = new Map<string, string | null>();
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const content = tree.read(path);
    const text = content.kind === 'text' ? content.text : '';
    changes.set(
      path,
      applyEdits(
        text,
        edits.filter((edit) => edit.path === path),
      ),
    );
  }
  const { path } = build.dockerfile;
  const text = changes.get(path) ?? build.dockerfile.text;
  const dockerfile = parseDockerfile(path, text);
  if (dockerfile.nature !== 'dockerfile' || dockerfile.problems.length > 0) return 'kasane/invalid-dockerfile';
  const reads = new Set<string>();
  const changed = recording(overlay(tree, changes), reads);
  const after = judge(
    createBuild(changed, dockerfile, factsOf(changed, dockerfile, declared, options)),
    reads,
    options,
  );
  // Of twins only their order says which is which, and it changes when one goes: so they are counted.
  const left = new Map<string, number>();
  const count = (twins: string, more: number): number => {
    const now = (left.get(twins) ?? 0) + more;
    left.set(twins, now);
    return now;
  };
  for (const { twins } of new Set([...visible, ...fixed])) count(twins, 1);
  for (const { twins } of fixed) count(twins, -1);
  const gone = new Set(fixed.map(({ twins }) => twins));
  const found = [
    ...speak(after.findings.filter(({ threshold }) => !threshold)),
    // A new guess may never be said.
    ...after.findings.filter(({ threshold, twins }) => threshold && gone.has(twins)),
  ].find(({ twins }) => count(twins, -1) < 0);
  return found?.rule ?? after.incomplete[0]?.path ?? null;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack?.split('\n').slice(0, 3).join(' ') ?? error.message) : String(error);
}
