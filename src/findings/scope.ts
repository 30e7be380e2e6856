import type { Finding } from './finding.ts';
import { speak, type Speaking } from './precedence.ts';

export type Scope = 'introduced' | 'changed' | 'all';

type Scoped = Speaking & Pick<Finding, 'introduced'>;

/**
 * What counts, and how many others there are. Rules are silenced only now: one whose finding is not in scope gives the word back.
 * `affected` are the Dockerfiles that the change touches; null when there is no change to speak of, and everything counts.
 */
export function inScope<F extends Scoped>(
  findings: readonly F[],
  scope: Scope,
  affected: ReadonlySet<string> | null,
): { readonly findings: readonly F[]; readonly outOfScope: number } {
  if (scope === 'all' || !affected) return { findings: speak(findings), outOfScope: 0 };
  const counts = (finding: F): boolean =>
    scope === 'changed' ? affected.has(finding.dockerfile) : finding.introduced === true;
  const inside = speak(findings.filter(counts));
  const outside = speak(findings).filter((finding) => !counts(finding));
  return { findings: inside, outOfScope: outside.length };
}
