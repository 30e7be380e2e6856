import type { FailOn } from '../../findings/settings.ts';
import { code, say, type Phrase } from '../phrase.ts';

/** For `list()`: "`a`, `b` and `c`", "`a`, `b` and 3 more". */
export const and = { separator: ', ', last: ' and ', more: (count: number): string => `${count} more` };

/** A directory of the repository; the root has no name of its own. */
export function directory(path: string): Phrase {
  return path === '' ? say`${'.'} (the root)` : [code(path)];
}

export const terms = {
  severity: { error: 'error', warning: 'warning', notice: 'notice' },
  /** At the start of a comment or a heading. */
  Severity: { error: 'Error', warning: 'Warning', notice: 'Notice' },
  counts: {
    error: (count: number): string => (count === 1 ? '1 error' : `${count} errors`),
    warning: (count: number): string => (count === 1 ? '1 warning' : `${count} warnings`),
    notice: (count: number): string => (count === 1 ? '1 notice' : `${count} notices`),
  },
  files: (count: number): string => (count === 1 ? '1 Dockerfile' : `${count} Dockerfiles`),
  failOn: { error: 'error', warning: 'warning', notice: 'notice', never: 'never' } satisfies Record<FailOn, string>,
  notChecked: 'Not checked',
  separator: ', ',
  /** Between two sentences. */
  gap: ' ',
  /** Between a phrase without a full stop and a sentence. */
  stop: '. ',
  /** Between a phrase and the change that it announces. */
  colon: ':',
};
export type Terms = typeof terms;
