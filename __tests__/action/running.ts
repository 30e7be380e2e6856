/** Runs the bundle on the shop's pull request, and says in words what came of it. */

import assert from 'node:assert/strict';
import { pullRequestEvent } from '../github/events.ts';
import { runAction, type Result, type Run } from '../github/runner.ts';
import type { Shop } from './shop.ts';

export type Inputs = NonNullable<Run['inputs']>;

/** A run on the pull request as it stands. */
export async function run(where: Shop, inputs: Inputs = {}, more: Partial<Run> = {}): Promise<Result> {
  const { github, pull } = where;
  const result = await runAction({ github, ...pullRequestEvent(github, pull.number), inputs, ...more });
  assert.deepEqual(github.violations, []);
  return result;
}

/** Path, lines and rule of each comment that the bot has on the page. */
export function comments({ github, pull }: Shop): readonly string[] {
  return github
    .commentsOf(pull)
    .filter(({ comment: { author, inReplyTo } }) => author.login === 'github-actions[bot]' && inReplyTo === null)
    .map(({ thread, comment: { body } }) => {
      const range = thread.startLine === null ? `${thread.line}` : `${thread.startLine}–${thread.line}`;
      const rule = /"rule":"([^"]*)"/.exec(body)?.[1] ?? 'no marker';
      return `${thread.path}:${range} ${rule}`;
    });
}

export function methods({ writes }: Result): readonly string[] {
  return writes.map(
    ({ method, path }) => `${method} ${path.replace('/repos/kitchen/shop', '').replace(/\d{6,}/, '{id}')}`,
  );
}

export function annotated({ annotations }: Result, level: string): readonly string[] {
  return annotations
    .filter((one) => one.level === level)
    .map(({ properties }) => `${properties['file']}:${properties['line']}`);
}
