/** A small pull request for the tests of the stand-in. */

import type { Pull } from './pulls.ts';
import { startGitHub, type GitHub, type Options } from './server.ts';
import { validator } from './validator.ts';

/** 20 lines, `step 1` to `step 20`. */
export const recipe = Array.from({ length: 20 }, (_, index) => `step ${index + 1}\n`).join('');

/** `recipe` with changed lines; null takes a line out. */
export function changed(lines: Readonly<Record<number, string | null>>, text = recipe): string {
  return text
    .split('\n')
    .map((line, index) => (lines[index + 1] === undefined ? line : (lines[index + 1] ?? null)))
    .filter((line) => line !== null)
    .join('\n');
}

export interface Kitchen {
  readonly github: GitHub;
  readonly pull: Pull;
  readonly base: string;
}

/**
 * Lines 4 and 15 of `recipe` are other ones in the head: two hunks, 1 to 7 and 12 to 18. `old` is renamed to `new`, `photo` is binary.
 * Closed when the test ends.
 */
export async function kitchen(
  context: { after: (close: () => Promise<void>) => void },
  options: Options = {},
): Promise<Kitchen> {
  const github = await startGitHub({ validator, ...options });
  context.after(() => github.close());
  const base = github.commit({ recipe, old: 'salt\n', photo: { text: Buffer.from([1, 0, 2]) }, shelf: 'empty\n' });
  github.push('main', base);
  const head = {
    recipe: changed({ 4: 'stir', 15: 'serve' }),
    old: null,
    new: 'salt\n',
    photo: { text: Buffer.from([0, 3]) },
  };
  github.push('topic', github.commit(head, base));
  return { github, base, pull: github.open({ head: 'topic' }) };
}
