import type { ChangeSet } from '../repository/changes.ts';
import type { Finding } from './finding.ts';
import { fingerprintAt } from './fingerprint.ts';

type Compared = Pick<Finding, 'path' | 'dockerfile' | 'fingerprint' | 'anchor' | 'introduced'>;

/**
 * Says of each finding of the head whether the change introduced it: when the base has it neither at the same path, nor at the path that the file
 * was renamed from, nor in a file that is gone. `base` are the findings of the base before any rule silenced another, so that a finding that only got
 * its word back is not called new. `affected` are the Dockerfiles that the change touches; nothing else can be introduced.
 */
export function markIntroduced<F extends Compared>(
  head: readonly F[],
  base: { readonly findings: readonly Pick<Finding, 'path' | 'fingerprint' | 'anchor'>[] },
  changes: ChangeSet,
  affected: ReadonlySet<string>,
): readonly F[] {
  const previous = new Map<string, string>();
  const gone = new Set<string>();
  for (const { path, previousPath, status } of changes.files) {
    if (status === 'renamed' && previousPath !== null) {
      previous.set(path, previousPath);
      gone.add(previousPath);
    }
    if (status === 'removed') gone.add(path);
  }
  const before = new Set(base.findings.map(({ fingerprint }) => fingerprint));
  const left = new Map<string, number>();
  for (const { path, anchor } of base.findings) if (gone.has(path)) left.set(anchor, (left.get(anchor) ?? 0) + 1);

  const isOld = (finding: F): boolean => {
    if (!affected.has(finding.dockerfile)) return true;
    const from = previous.get(finding.path);
    if (before.has(from === undefined ? finding.fingerprint : fingerprintAt(from, finding.anchor))) {
      if (from !== undefined) take(left, finding.anchor);
      return true;
    }
    // A move that git did not see as a rename: the file is gone, and its finding stands elsewhere.
    return take(left, finding.anchor);
  };
  // Renames that are known take their findings first.
  const order = head.toSorted((a, b) => Number(previous.has(b.path)) - Number(previous.has(a.path)));
  const old = new Map(order.map((finding) => [finding, isOld(finding)]));
  return head.map((finding) => ({ ...finding, introduced: old.get(finding) !== true }));
}

function take(counts: Map<string, number>, key: string): boolean {
  const count = counts.get(key) ?? 0;
  if (count === 0) return false;
  counts.set(key, count - 1);
  return true;
}
