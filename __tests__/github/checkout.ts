/** Writes the stand-in's repository to disk as a real one, such as `actions/checkout` leaves it. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { State } from './state.ts';

/**
 * Fills an empty folder with a checkout of a commit, detached, with the branches as `origin/…`.
 * @param depth commits to have, as in `fetch-depth`; default: all
 */
export function checkOut(state: State, commit: string, folder: string, depth = Infinity): void {
  git(folder, 'init', '--quiet');
  const { objects } = state.repository.store;
  const cut = cutAt(state, commit, depth);
  for (const [id, { type, content }] of objects) {
    if (type === 'commit' && depth !== Infinity && !cut.kept.has(id)) continue;
    const at = join(folder, '.git/objects', id.slice(0, 2));
    mkdirSync(at, { recursive: true });
    writeFileSync(
      join(at, id.slice(2)),
      deflateSync(Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content])),
    );
  }
  if (cut.boundary.length > 0)
    writeFileSync(join(folder, '.git/shallow'), cut.boundary.map((id) => `${id}\n`).join(''));
  for (const [branch, tip] of state.repository.branches) {
    if (depth === Infinity || cut.kept.has(tip)) git(folder, 'update-ref', `refs/remotes/origin/${branch}`, tip);
  }
  git(folder, 'checkout', '--quiet', '--detach', commit);
}

/** Commits within `depth` generations, and the ones among them whose parents are missing. */
function cutAt(state: State, commit: string, depth: number): { kept: Set<string>; boundary: string[] } {
  const kept = new Set<string>();
  let generation = [commit];
  for (let level = 0; level < depth && generation.length > 0; level++) {
    for (const sha of generation) kept.add(sha);
    generation = generation.flatMap((sha) => state.repository.get(sha).parents).filter((sha) => !kept.has(sha));
  }
  const boundary = [...kept].filter((sha) => state.repository.get(sha).parents.some((parent) => !kept.has(parent)));
  return { kept, boundary };
}

function git(folder: string, ...parameters: readonly string[]): void {
  const config = ['-c', 'init.defaultBranch=main', '-c', 'advice.detachedHead=false', '-c', 'core.autocrlf=false'];
  execFileSync('git', [...config, ...parameters], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
