import type { Mode } from './inputs.ts';
import { ActionError } from './problem.ts';

/** What a run looks at. */
export type Subject =
  /** A pull request, at the head that the event is about. `review`: comments are kept up to date. */
  | { readonly kind: 'pull'; readonly number: number; readonly headSha: string; readonly review: boolean }
  /** Two commits: what the merge queue is about to merge. */
  | { readonly kind: 'range'; readonly base: string; readonly head: string }
  /** A whole tree. */
  | { readonly kind: 'commit'; readonly sha: string; readonly configurationFrom: string };

export interface WorkflowEvent {
  readonly name: string;
  /** GITHUB_SHA. */
  readonly sha: string;
  /** The webhook's payload as the runner stored it: a snapshot, and not ours. */
  readonly payload: unknown;
}

/** @throws ActionError when the event has not what the mode needs */
export function subjectOf(event: WorkflowEvent, mode: Mode): Subject {
  const isPull = event.name === 'pull_request' || event.name === 'pull_request_target';
  const pull = isPull ? at(event.payload, 'pull_request') : undefined;
  const number = at(pull, 'number');
  const headSha = text(at(pull, 'head'), 'sha');
  const baseSha = text(at(pull, 'base'), 'sha');
  const isAudit = mode === 'audit' || (mode === 'auto' && audited.has(event.name));

  if (isAudit) {
    // On a pull request GITHUB_SHA is a merge commit, or the default branch.
    return { kind: 'commit', sha: headSha ?? event.sha, configurationFrom: baseSha ?? event.sha };
  }
  if (typeof number === 'number' && headSha !== undefined) {
    return { kind: 'pull', number, headSha, review: mode !== 'gate' };
  }
  const base = text(at(event.payload, 'merge_group'), 'base_sha');
  const head = text(at(event.payload, 'merge_group'), 'head_sha');
  if (mode !== 'review' && event.name === 'merge_group' && base !== undefined && head !== undefined) {
    return { kind: 'range', base, head };
  }
  const kind = mode === 'review' ? 'no-pull-request' : mode === 'gate' ? 'no-base' : 'unknown-event';
  throw new ActionError({ kind, event: event.name });
}

const audited = new Set(['push', 'schedule', 'workflow_dispatch']);

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
}

/** An id of a commit. */
function text(value: unknown, key: string): string | undefined {
  const found = at(value, key);
  return typeof found === 'string' && /^[0-9a-f]{40,64}$/.test(found) ? found : undefined;
}
