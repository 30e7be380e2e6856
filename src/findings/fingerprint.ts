import { createHash } from 'node:crypto';

/** What a fingerprint is made of; `anchor` as in `Sighting`. */
export interface Identifiable {
  readonly rule: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly anchor: readonly string[];
}

export interface Identity {
  readonly fingerprint: string;
  /** Without the path: survives a rename. */
  readonly anchor: string;
  /** Without its order: the same for all that are told apart by nothing else. */
  readonly twins: string;
}

/**
 * One identity for each, in the same order; pass all of a file at once. Equal ones (same rule, path and texts) are told apart by their order in the
 * file, so that a moved line changes nothing. The same finding seen twice (from two targets) has one identity.
 */
export function identify(found: readonly Identifiable[]): readonly Identity[] {
  const groups = new Map<string, Identifiable[]>();
  const keys = found.map((item) => JSON.stringify([item.rule, item.path, item.anchor.map(fold)]));
  found.forEach((item, index) => {
    const key = keys[index] ?? '';
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  });
  const ordinals = new Map<Identifiable, number>();
  for (const group of groups.values()) {
    let ordinal = -1;
    let before: Identifiable | undefined;
    for (const item of group.toSorted((a, b) => a.startLine - b.startLine || a.endLine - b.endLine)) {
      if (before?.startLine !== item.startLine || before.endLine !== item.endLine) ordinal += 1;
      before = item;
      ordinals.set(item, ordinal);
    }
  }
  return found.map((item) => {
    const anchor = hash([item.rule, ...item.anchor.map(fold), String(ordinals.get(item) ?? 0)]);
    const twins = hash([item.path, item.rule, ...item.anchor.map(fold)]);
    return { anchor, fingerprint: fingerprintAt(item.path, anchor), twins };
  });
}

/** The fingerprint that a finding has at a path: also the one that it had before a rename. */
export function fingerprintAt(path: string, anchor: string): string {
  return hash([path, anchor]);
}

function fold(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** 80 bits: two findings of one repository never meet by chance, and a marker in a comment stays short. */
function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
}
