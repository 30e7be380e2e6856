import type { PathGroup } from '../cache/path-group.ts';
import type { Strip } from '../cache/strip.ts';
import type { Place } from '../context/model.ts';
import { severityFor } from './configuration.ts';
import type { Doubt } from './doubt.ts';
import type { Finding } from './finding.ts';
import type { Settings } from './settings.ts';

/** The step whose rebuilds are what a finding costs. */
export interface StepInQuestion {
  /** Of the Dockerfile; where its instruction begins. */
  readonly line: number;
  /**
   * Where the suggestion makes another RUN of it: a command that is still in the RUN that does its work, as it is written. Null: with the
   * suggestion it is the same instruction.
   */
  readonly command: string | null;
}

/** A finding that is only one when the history bears it out. */
export interface Threshold {
  /** Commits that have to be there. */
  readonly commits: number;
  /** Rebuilds that the suggestion has to save among them. */
  readonly saved: number;
  /** Of all rebuilds of the step, how many of them have to be saved, at least: 0 to 1. Below it the rates are near each other. Default 0. */
  readonly share?: number;
}

/** What the replay of a history says of the step of a finding. */
export interface Evidence {
  /** Those in which all was there that the step, and what the suggestion makes of it, needs. */
  readonly commits: number;
  /** In how many of them the step was certainly built again. */
  readonly rebuilt: number;
  /**
   * In how many it would have been with this finding's suggestion alone: all those where it would be, and of those where nobody can know it the ones
   * that are in `rebuilt`. So what it is less than `rebuilt` is certainly saved. Null: there is no suggestion, or the step is gone with it.
   */
  readonly rebuiltAfterFix: number | null;
  /** Commits that may be saved: all that are not certainly the same with the suggestion. Without one, all that may have built the step again. */
  readonly mostSaved: number;
  /** Other steps that the suggestion certainly makes the builder run in more commits. */
  readonly worse: readonly WorseStep[];
  /** What the builds of the repository keep of their cache leaves this step out; null: it doesn't, or nothing is said. */
  readonly notKept: Place | null;
  /** Is it known of each commit, before and after? Else the counts are bounds. */
  readonly isExact: boolean;
  /** The instruction, and where it stands in the Dockerfile. */
  readonly step: string;
  readonly line: number;
  /** What it was built again for, most commits first. */
  readonly causes: readonly { readonly group: PathGroup; readonly commits: number }[];
  readonly strip: Strip;
  readonly stripAfterFix: Strip | null;
}

export interface WorseStep {
  readonly line: number;
  readonly step: string;
  /** In how many commits it is built again: today at most, with the suggestion at least. */
  readonly rebuilt: number;
  readonly rebuiltAfterFix: number;
}

/** The counts of two strips of the same commits. */
export function countsOf(
  strip: Strip,
  after: Strip | null,
): Pick<Evidence, 'commits' | 'rebuilt' | 'rebuiltAfterFix' | 'mostSaved' | 'isExact'> {
  const counts = { commits: strip.length, rebuilt: 0, rebuiltAfterFix: 0, mostSaved: 0, isExact: true };
  const others = after?.[Symbol.iterator]();
  for (const value of strip) {
    const other = others?.next().value ?? null;
    if (value === 'rebuilt') counts.rebuilt += 1;
    if (other === 'rebuilt' || (other === 'unknown' && value === 'rebuilt')) counts.rebuiltAfterFix += 1;
    if (value !== 'cached' && other !== 'rebuilt') counts.mostSaved += 1;
    if (value === 'unknown' || other === 'unknown') counts.isExact = false;
  }
  return after ? counts : { ...counts, rebuiltAfterFix: null };
}

/** So many commits have to show that nothing is saved, before it is believed. */
const enoughCommits = 20;

/** Rebuilds that the suggestion certainly saves; 0 without evidence. */
export function savedBy({ evidence }: { readonly evidence: Evidence | null }): number {
  return evidence && evidence.rebuiltAfterFix !== null ? Math.max(0, evidence.rebuilt - evidence.rebuiltAfterFix) : 0;
}

/** The same, by which findings are put in order: without a suggestion nobody knows how many of the rebuilds were for nothing. */
export function wastedBy({ evidence }: { readonly evidence: Evidence | null }): number {
  return evidence?.rebuiltAfterFix === null ? evidence.rebuilt : savedBy({ evidence });
}

/**
 * With what the history says of them (by fingerprint): those that it does not bear out are left out, also where the suggestion saves nothing and costs
 * something elsewhere; those of which it shows that nothing is saved are notices, unless the configuration says otherwise.
 */
export function withEvidence(
  findings: readonly Finding[],
  evidence: ReadonlyMap<string, Evidence>,
  settings: Settings,
): readonly Finding[] {
  const said = findings.flatMap((finding) => {
    const known = withDoubts({ ...finding, evidence: evidence.get(finding.fingerprint) ?? null });
    if (finding.threshold && !isBorneOut(known, finding.threshold)) return [];
    if (!costsNothing(known)) return [known];
    // Nothing to gain, and something to lose: who knows the repository would only shake the head.
    if (known.evidence && known.evidence.worse.length > 0) return [];
    const severity = severityFor(settings, finding.rule, finding.dockerfile, 'notice');
    return severity === 'off' ? [] : [{ ...known, severity }];
  });
  const left = alternatives(said);
  return said.filter((finding) => !left.has(finding));
}

/** What costs more elsewhere is for a person to weigh. */
function withDoubts(finding: Finding): Finding {
  const { fix, evidence } = finding;
  if (!fix || !evidence || evidence.worse.length === 0) return finding;
  const doubts = evidence.worse.map((worse): Doubt => ({ kind: 'built-more-often', ...worse }));
  return { ...finding, fix: { ...fix, safe: false, doubts: [...fix.doubts, ...doubts] } };
}

function isBorneOut(finding: Finding, { commits, saved, share = 0 }: Threshold): boolean {
  const { evidence } = finding;
  if (evidence === null || evidence.commits < commits) return false;
  const lost = evidence.worse.reduce((sum, { rebuilt, rebuiltAfterFix }) => sum + rebuiltAfterFix - rebuilt, 0);
  return savedBy(finding) >= share * evidence.rebuilt && savedBy(finding) - lost >= saved;
}

/** Of what one rule proposes for the same lines only a history can say what is best: what can be committed, then what saves most. */
function alternatives(findings: readonly Finding[]): ReadonlySet<Finding> {
  const kept: Finding[] = [];
  const left = new Set<Finding>();
  const proposed = findings.filter(({ threshold }) => threshold);
  for (const finding of proposed.toSorted((a, b) => Number(isSafe(b)) - Number(isSafe(a)) || savedBy(b) - savedBy(a))) {
    // Two Dockerfiles may want lines in the ignore file that they share.
    const isOther = ({ rule, dockerfile }: Finding): boolean =>
      rule === finding.rule && dockerfile === finding.dockerfile;
    if (kept.some((other) => isOther(other) && changeTheSame(finding, other))) left.add(finding);
    else kept.push(finding);
  }
  return left;
}

function isSafe({ fix }: Finding): boolean {
  return fix?.safe ?? false;
}

function changeTheSame(a: Finding, b: Finding): boolean {
  return (a.fix?.edits ?? []).some((one) =>
    (b.fix?.edits ?? []).some(
      (other) => one.path === other.path && one.startLine <= other.endLine && other.startLine <= one.endLine,
    ),
  );
}

/** Not even where the model is not sure. */
function costsNothing({ evidence }: Finding): boolean {
  return evidence !== null && evidence.commits >= enoughCommits && evidence.mostSaved === 0;
}
