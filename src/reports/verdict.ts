import { bySeverity, severities, type Finding, type Severity } from '../findings/finding.ts';
import type { Result } from '../findings/result.ts';
import type { FailOn } from '../findings/settings.ts';

export type Counts = Readonly<Record<Severity, number>>;

export function countBySeverity(findings: readonly Finding[]): Counts {
  const counts = { error: 0, warning: 0, notice: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** Severities that some finding has, the most severe first. */
export function presentSeverities(counts: Counts): readonly Severity[] {
  return severities.filter((severity) => counts[severity] > 0);
}

/** Is a finding at or above the level that fails? */
export function reaches(findings: readonly Finding[], failOn: FailOn): boolean {
  return failOn !== 'never' && findings.some(({ severity }) => bySeverity(severity, failOn) <= 0);
}

/** The action's output of the same name (contract, section 1). */
export type Conclusion = 'failure' | 'neutral' | 'success';

export function conclusionOf(result: Result, failOn: FailOn): Conclusion {
  if (result.incomplete.length > 0 || reaches(result.findings, failOn)) return 'failure';
  return result.findings.length > 0 ? 'neutral' : 'success';
}
