import { diffTexts } from '../../src/repository/diff.ts';
import type { ChangedFile } from '../../src/repository/changes.ts';

/** A file as a pull request changes it; `before` null: it is new. */
export function changedFile(
  path: string,
  before: string | null,
  after: string,
  hunksFrom: 'host' | 'computed' = 'host',
): ChangedFile {
  const hunks = diffTexts(before ?? '', after);
  return { path, previousPath: null, status: before === null ? 'added' : 'modified', blob: null, hunks, hunksFrom };
}

/** Numbered lines, `1` to `count`, some of them replaced. */
export function lines(count: number, replaced: Readonly<Record<number, string>> = {}): string {
  return Array.from({ length: count }, (_, index) => `${replaced[index + 1] ?? index + 1}\n`).join('');
}
