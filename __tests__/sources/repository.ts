import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** An empty temporary folder for one test. */
export function temporaryFolder(t: { after(action: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'kasane-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function write(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** Runs the real git, with nobody's configuration. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
  }).trim();
}

/** Commits everything; the new commit's id. */
export function commit(folder: string): string {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'x', '--allow-empty');
  return git(folder, 'rev-parse', 'HEAD');
}

export function repository(
  t: { after(action: () => void): void },
  files: Readonly<Record<string, string | Buffer>>,
): string {
  const folder = temporaryFolder(t);
  git(folder, 'init', '-qb', 'main');
  write(folder, files);
  commit(folder);
  return folder;
}
