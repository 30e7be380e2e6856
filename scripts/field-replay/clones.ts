import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Dockerfile of a public repository at one commit. Nothing of it is kept here. */
export interface Reference {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly commit: string;
  readonly dockerfile: string;
}

/** The clone `owner+name` in that folder. Throws if it isn't there. */
export function cloneOf(folder: string, { repository }: Reference): string {
  const clone = join(folder, repository.replace('/', '+'));
  if (!existsSync(join(clone, '.git'))) throw new Error(`There is no clone of ${repository} at ${clone}`);
  return clone;
}

/** Standard output. Throws what git says when it fails. */
export function git(directory: string, ...args: readonly string[]): string {
  return outputOf('git', ['-C', directory, ...args]);
}

/** Snapshots leave out large files: where those of the commits are not there, a text with their id takes their place. */
export function fillMissing(clone: string, commits: readonly string[]): void {
  const objects = git(clone, 'rev-list', '--objects', '--missing=print', '--no-walk', ...commits);
  for (const line of objects.split('\n')) {
    if (!line.startsWith('?')) continue;
    const id = line.slice(1);
    const file = join(clone, '.git', 'missing');
    writeFileSync(file, `${id}\n`);
    const blob = git(clone, 'hash-object', '-w', file).trim();
    git(clone, 'update-ref', `refs/replace/${id}`, blob);
  }
}

/** Standard output. Throws what the command says when its exit status is none of `accept`: 0 when not said. */
export function outputOf(
  command: string,
  args: readonly string[],
  { accept = [0], ...options }: { readonly cwd?: string; readonly accept?: readonly number[] } = {},
): string {
  const ran = spawnSync(command, args, { ...options, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.error) throw ran.error;
  if (!accept.includes(ran.status ?? -1)) throw new Error(`${command} ${args.join(' ')}: ${ran.stderr.trim()}`);
  return ran.stdout;
}
