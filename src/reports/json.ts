import type { Evidence } from '../findings/evidence.ts';
import type { Finding, Fix, Severity } from '../findings/finding.ts';
import type { CheckedFile, Result } from '../findings/result.ts';
import type { Edit } from '../fixes/edit.ts';
import type { Messages } from '../messages/messages.ts';
import { jsonText } from './json-text.ts';
import { plainText } from './phrase-plain.ts';
import { countBySeverity } from './verdict.ts';

/** Version 1 of the report that other programs read (contract, section 4; `schemas/report.schema.json`). */
export interface JsonReport {
  readonly version: 1;
  readonly tool: { readonly name: 'kasane'; readonly version: string };
  readonly files: readonly CheckedFile[];
  readonly findings: readonly JsonFinding[];
  readonly incomplete: readonly { readonly path: string; readonly reason: string }[];
  readonly summary: {
    readonly errors: number;
    readonly warnings: number;
    readonly notices: number;
    readonly outOfScope: number;
    readonly files: number;
  };
}

interface JsonFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly message: string;
  readonly claims: readonly string[];
  readonly factors: readonly string[];
  readonly fingerprint: string;
  /** Only in a review. */
  readonly introduced?: boolean;
  /** Only when history was replayed. */
  readonly evidence?: JsonEvidence;
  readonly fix: { readonly safe: boolean; readonly reason: string | null; readonly edits: readonly Edit[] } | null;
}

type JsonEvidence = Pick<Evidence, 'commits' | 'rebuilt' | 'rebuiltAfterFix'>;

/** `version`: of this program. */
export function jsonReport(result: Result, messages: Messages, version: string): JsonReport {
  const counts = countBySeverity(result.findings);
  return {
    version: 1,
    tool: { name: 'kasane', version },
    files: result.files.map(({ path, context, contextFrom, ecosystems, stages }) => ({
      path,
      context,
      contextFrom,
      ecosystems,
      stages,
    })),
    findings: result.findings.map((finding) => jsonFinding(finding, messages)),
    incomplete: result.incomplete.map(({ path, reason }) => ({ path, reason: plainText(messages.incomplete(reason)) })),
    summary: {
      errors: counts.error,
      warnings: counts.warning,
      notices: counts.notice,
      outOfScope: result.outOfScope,
      files: result.files.length,
    },
  };
}

export function json(result: Result, messages: Messages, version: string): string {
  return jsonText(jsonReport(result, messages, version));
}

function jsonFinding(finding: Finding, messages: Messages): JsonFinding {
  const { rule, severity, path, startLine, endLine, claims, factors, fingerprint, introduced, evidence, fix } = finding;
  return {
    rule,
    severity,
    path,
    startLine,
    endLine,
    message: plainText(messages.rule(rule).sentence(finding.values)),
    claims,
    factors,
    fingerprint,
    ...(introduced === null ? {} : { introduced }),
    ...(evidence === null ? {} : { evidence: jsonEvidence(evidence) }),
    fix: fix && jsonFix(fix, messages),
  };
}

function jsonEvidence({ commits, rebuilt, rebuiltAfterFix }: Evidence): JsonEvidence {
  return { commits, rebuilt, rebuiltAfterFix };
}

function jsonFix({ safe, doubts, edits }: Fix, messages: Messages): JsonFinding['fix'] {
  const reasons = doubts.map((doubt) => plainText(messages.doubt(doubt)));
  return {
    safe,
    reason: safe ? null : reasons.join(messages.terms.gap),
    edits: edits.map(({ path, startLine, endLine, newText }) => ({ path, startLine, endLine, newText })),
  };
}
