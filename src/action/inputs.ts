import { severities, type Severity } from '../findings/finding.ts';
import type { Scope } from '../findings/scope.ts';
import type { FailOn } from '../findings/settings.ts';
import type { Language } from '../messages/text.ts';
import { ActionError } from './problem.ts';

export type Mode = 'auto' | 'review' | 'gate' | 'audit';

/** What the workflow says; null: it says nothing, so the configuration or the default holds. */
export interface Inputs {
  readonly token: string;
  readonly mode: Mode;
  readonly paths: readonly string[] | null;
  readonly failOn: FailOn | null;
  readonly scope: Scope | null;
  readonly language: Language | null;
  readonly config: string | null;
  readonly history: number;
  readonly commentOn: Severity;
  readonly maxComments: number;
  readonly id: string | null;
  readonly sarifFile: string | null;
  readonly reportFile: string | null;
}

const modes: readonly Mode[] = ['auto', 'review', 'gate', 'audit'];
const failOns: readonly FailOn[] = [...severities, 'never'];
const scopes: readonly Scope[] = ['introduced', 'changed', 'all'];
const languages: readonly Language[] = ['en', 'ja'];

/** Above this many in one review, GitHub loses some or answers with an error. */
const mostComments = 30;

/**
 * @param read the trimmed text of an input, `''` when it is not set
 * @throws ActionError that names the input
 */
export function readInputs(read: (name: string) => string): Inputs {
  const token = read('github-token');
  if (token === '') throw new ActionError({ kind: 'no-token' });
  const paths = read('paths')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return {
    token,
    mode: oneOf('mode', read('mode'), modes) ?? 'auto',
    paths: paths.length > 0 ? paths : null,
    failOn: oneOf('fail-on', read('fail-on'), failOns),
    scope: oneOf('scope', read('scope'), scopes),
    language: readLanguage(read),
    config: read('config') || null,
    history: number('history', read('history')) ?? 100,
    commentOn: oneOf('comment-on', read('comment-on'), severities) ?? 'warning',
    maxComments: Math.min(number('max-comments', read('max-comments')) ?? 25, mostComments),
    id: read('id') || null,
    sarifFile: read('sarif-file') || null,
    reportFile: read('report-file') || null,
  };
}

/** Alone, so that what is wrong with the others can be said in it. */
export function readLanguage(read: (name: string) => string): Language | null {
  return oneOf('language', read('language'), languages);
}

function oneOf<Value extends string>(name: string, value: string, allowed: readonly Value[]): Value | null {
  if (value === '') return null;
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new ActionError({ kind: 'bad-input', name, value, allowed });
  return found;
}

function number(name: string, value: string): number | null {
  if (value === '') return null;
  if (!/^\d{1,6}$/.test(value)) throw new ActionError({ kind: 'not-a-number', name, value });
  return Number(value);
}
