import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { NoCloneReason } from '../repository/history.ts';
import { git, GitError, type RemoteAccess } from './git-command.ts';

export interface CloneRequest {
  /** The repository on its server, `https://github.com/owner/name`. A server that is named with `http:` gets the token so. */
  readonly url: string;
  /** The newest commit: a full id. */
  readonly commit: string;
  /** How many commits on the first-parent line, `commit` included. */
  readonly depth: number;
  /** Empty: ask as nobody. */
  readonly token: string;
  /** The folder to clone into a folder of. */
  readonly temporary: string;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** Bytes on the disk; looked at a few times a second, so a fast server may go a little over it. */
  readonly sizeLimit: number;
}

export type Clone =
  | {
      readonly kind: 'clone';
      /** For `openHistory`. */
      readonly root: string;
      remove(): void;
    }
  | { readonly kind: 'none'; readonly reason: NoCloneReason; readonly detail: string };

/**
 * The commits and trees of a repository on a server, without contents: what a history needs, and no more. Never throws, and leaves
 * nothing behind but a clone.
 *
 * Not `git clone`, which takes a branch: the commit may be far behind its tip.
 *
 * The token goes into a header by a setting in the environment of that one process: not into arguments (a process list), the URL (git
 * puts it into messages and into `.git/config`), or a file. A credential helper would do as well, but git asks it only after a refusal,
 * it is a shell command, and a server that refuses nobody would have us as nobody, with a lower rate limit. The setting is
 * bound to this URL and redirects are refused, so no other server gets the header; one that a global configuration has for this server is taken back.
 */
export async function clonePartially(request: CloneRequest): Promise<Clone> {
  const { url, commit, depth, token } = request;
  const remote = remoteAccess(url, token);
  if (!remote || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
    return { kind: 'none', reason: 'failed', detail: 'Not the URL of a repository and the id of a commit' };
  }
  let root: string | null = null;
  const remove = (): void => {
    if (root !== null) rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  };
  const limits = new AbortController();
  const timer = setTimeout(() => limits.abort('time-limit'), request.timeLimit);
  const look = (): void => {
    if (root !== null && sizeOf(root) > request.sizeLimit) limits.abort('size-limit');
  };
  const watch = setInterval(look, 200);
  try {
    root = mkdtempSync(join(request.temporary, 'kasane-history-'));
    const { signal } = limits;
    const format = commit.length === 64 ? 'sha256' : 'sha1';
    // No template: it may bring hooks.
    await git(root, ['-c', `init.defaultObjectFormat=${format}`, 'init', '--quiet', '--template='], { signal });
    await git(root, fetchArguments(url, commit, depth), { signal, remote });
    look();
    signal.throwIfAborted();
    return { kind: 'clone', root, remove };
  } catch (error) {
    remove();
    const detail = without(error instanceof Error ? error.message : String(error), token);
    const limit = limits.signal.reason;
    const isLimit = limit === 'time-limit' || limit === 'size-limit';
    const found = isLimit ? limit : reasonOf(error);
    const reason = found === 'refused' && token !== '' && (await isOld(request.temporary)) ? 'old-git' : found;
    return { kind: 'none', reason, detail };
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
  }
}

function fetchArguments(url: string, commit: string, depth: number): readonly string[] {
  const settings = [
    `remote.origin.url=${url}`,
    'core.askPass=',
    'credential.helper=',
    'http.followRedirects=false',
    // One file to look at, and nothing that goes on afterwards.
    'fetch.unpackLimit=1',
    'fetch.writeCommitGraph=false',
    'gc.auto=0',
    'maintenance.auto=false',
  ].flatMap((setting) => ['-c', setting]);
  const options = ['--quiet', '--no-tags', '--no-recurse-submodules', '--filter=blob:none', `--depth=${depth}`];
  return [...settings, 'fetch', ...options, 'origin', commit];
}

function remoteAccess(url: string, token: string): RemoteAccess | null {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || parsed.username || parsed.password || parsed.search || parsed.hash) return null;
  const protocol = parsed.protocol === 'https:' ? 'https' : parsed.protocol === 'http:' ? 'http' : null;
  if (!protocol) return null;
  const key = `http.${url}.extraHeader`;
  // Empty takes back what other configuration has for this URL: two of these headers are an error.
  const header = token === '' ? [] : [[key, `Authorization: Basic ${credentials(token)}`] as const];
  return { protocol, secretSettings: [[key, ''], ...header] };
}

function credentials(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString('base64');
}

/** Git does not print it; what it quotes of a server's answer might. */
function without(message: string, token: string): string {
  if (token === '') return message;
  return message.replaceAll(token, '***').replaceAll(credentials(token), '***');
}

/** Does it not read `secretSettings`? */
async function isOld(directory: string): Promise<boolean> {
  try {
    const output = (await git(directory, ['version'])).toString('latin1');
    const [, major = '', minor = ''] = /(\d+)\.(\d+)/.exec(output) ?? [];
    return Number(major) * 1000 + Number(minor) < 2031;
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
}

function reasonOf(error: unknown): NoCloneReason {
  if (!(error instanceof GitError)) return 'failed';
  if (/not our ref|no such remote ref|couldn't find remote ref|unadvertised object/i.test(error.message))
    return 'no-commit';
  return /authentication failed|could not read Username|repository '.*' not found|returned error: 40[134]/i.test(
    error.message,
  )
    ? 'refused'
    : 'failed';
}

/** The folder of packs has a handful of files; the one that is being received is among them. */
function sizeOf(root: string): number {
  const folder = join(root, '.git', 'objects', 'pack');
  let size = 0;
  try {
    for (const name of readdirSync(folder)) size += statSync(join(folder, name)).size;
  } catch {
    // Not there yet, or a temporary file that just got its name.
  }
  return size;
}
