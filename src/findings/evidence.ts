import type { PathGroup } from '../cache/path-group.ts';
import type { Strip } from '../cache/strip.ts';
import { severityFor } from './configuration.ts';
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
}

/** What the replay of a history says of the step of a finding. */
export interface Evidence {
  readonly commits: number;
  /** In how many of them the step was certainly built again, and in how many more perhaps. */
  readonly rebuilt: number;
  readonly unknown: number;
  /** The same with this finding's suggestion alone; null: it has none, or the step is gone with it. */
  readonly rebuiltAfterFix: number | null;
  readonly unknownAfterFix: number | null;
  /** The instruction, and where it stands in the Dockerfile. */
  readonly step: string;
  readonly line: number;
  /** What it was built again for, most commits first. */
  readonly causes: readonly { readonly group: PathGroup; readonly commits: number }[];
  readonly strip: Strip;
  readonly stripAfterFix: Strip | null;
}

/** So many commits have to show that nothing is saved, before it is believed. */
const enoughCommits = 20;

/** Rebuilds that the suggestion certainly saves; 0 without evidence. */
export function savedBy({ evidence }: { readonly evidence: Evidence | null }): number {
  if (!evidence || evidence.rebuiltAfterFix === null) return 0;
  return Math.max(0, evidence.rebuilt - evidence.rebuiltAfterFix - (evidence.unknownAfterFix ?? 0));
}

/**
 * With what the history says of them (by fingerprint): those that it does not bear out are left out, and those of which it shows that nothing
 * is saved are notices, unless the configuration says otherwise.
 */
export function withEvidence(
  findings: readonly Finding[],
  evidence: ReadonlyMap<string, Evidence>,
  settings: Settings,
): readonly Finding[] {
  return findings.flatMap((finding) => {
    const known = { ...finding, evidence: evidence.get(finding.fingerprint) ?? null };
    if (finding.threshold && !isBorneOut(known, finding.threshold)) return [];
    if (!costsNothing(known)) return [known];
    const severity = severityFor(settings, finding.rule, finding.dockerfile, 'notice');
    return severity === 'off' ? [] : [{ ...known, severity }];
  });
}

function isBorneOut(finding: Finding, { commits, saved }: Threshold): boolean {
  return finding.evidence !== null && finding.evidence.commits >= commits && savedBy(finding) >= saved;
}

/** Not even where the model is not sure. */
function costsNothing({ evidence }: Finding): boolean {
  if (!evidence || evidence.commits < enoughCommits) return false;
  const most = evidence.rebuilt + evidence.unknown;
  return evidence.rebuiltAfterFix === null ? most === 0 : most <= evidence.rebuiltAfterFix;
}
