import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Mode } from '../../src/action/inputs.ts';
import { ActionError } from '../../src/action/problem.ts';
import { subjectOf } from '../../src/action/subject.ts';

const [head, base, sha] = ['a', 'b', 'c'].map((letter) => letter.repeat(40));

const pull = { pull_request: { number: 7, head: { sha: head }, base: { sha: base } } };
const group = { merge_group: { head_sha: head, base_sha: base } };

suite('event and mode say what is looked at', () => {
  const rows: readonly [string, Mode, unknown, string][] = [
    ['pull_request', 'auto', pull, 'pull 7 at a, review'],
    ['pull_request', 'review', pull, 'pull 7 at a, review'],
    ['pull_request', 'gate', pull, 'pull 7 at a'],
    ['pull_request', 'audit', pull, 'commit a, configuration of b'],
    ['pull_request_target', 'auto', pull, 'pull 7 at a, review'],
    ['pull_request_target', 'audit', pull, 'commit a, configuration of b'],
    ['merge_group', 'auto', group, 'range b to a'],
    ['merge_group', 'gate', group, 'range b to a'],
    ['merge_group', 'review', group, 'no-pull-request'],
    ['push', 'auto', {}, 'commit c, configuration of c'],
    ['schedule', 'auto', {}, 'commit c, configuration of c'],
    ['workflow_dispatch', 'auto', {}, 'commit c, configuration of c'],
    ['workflow_dispatch', 'gate', {}, 'no-base'],
    ['push', 'review', {}, 'no-pull-request'],
    ['issue_comment', 'auto', {}, 'unknown-event'],
    ['issue_comment', 'audit', {}, 'commit c, configuration of c'],
    // A payload is data: what is not what it should be is not there.
    ['pull_request', 'auto', null, 'unknown-event'],
    ['pull_request', 'auto', { pull_request: { number: '7', head: { sha: head } } }, 'unknown-event'],
    ['pull_request', 'auto', { pull_request: { number: 7, head: { sha: 'main:x' } } }, 'unknown-event'],
    ['push', 'auto', pull, 'commit c, configuration of c'],
  ];
  for (const [name, mode, payload, expected] of rows) {
    test(`${name}, ${mode}: ${expected}`, () => assert.equal(said(name, mode, payload), expected));
  }
});

function said(name: string, mode: Mode, payload: unknown): string {
  try {
    const subject = subjectOf({ name, sha: sha ?? '', payload }, mode);
    if (subject.kind === 'commit') return `commit ${subject.sha[0]}, configuration of ${subject.configurationFrom[0]}`;
    if (subject.kind === 'range') return `range ${subject.base[0]} to ${subject.head[0]}`;
    return `pull ${subject.number} at ${subject.headSha[0]}${subject.review ? ', review' : ''}`;
  } catch (error) {
    return error instanceof ActionError ? error.problem.kind : String(error);
  }
}
