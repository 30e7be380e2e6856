import { spawn } from 'node:child_process';
import { SourceError } from './source.ts';

/**
 * The one place that starts git. The repository may be hostile, its `.git/config` too (an unpacked archive), so nothing that
 * a configuration can name is started:
 *
 * - `core.fsmonitor`, `core.hooksPath`: programs that reading the index starts.
 * - `log.showSignature` with `gpg.program`; `diff.external` and `textconv` are refused by the callers' `--no-ext-diff --no-textconv`.
 * - `protocol.allow` and `GIT_ALLOW_PROTOCOL`, `GIT_NO_LAZY_FETCH`: a partial clone fetches what is missing, from an address, by an ssh
 *   command and with a helper that its configuration names. We read what is there and nothing else.
 * - `submodule.recurse`, `diff.submodule`: git in a submodule, with that one's configuration.
 * - `core.pager`, `core.askPass`, credential helpers: no terminal, no pager, no prompt.
 *
 * Filters (`filter.*.smudge`, `clean`) start only for work tree files, which we read ourselves. Replaced objects are not followed: a commit is what its
 * id says. The environment's `GIT_*` go, since a hook or another tool that calls us sets `GIT_DIR` or `GIT_INDEX_FILE` for itself.
 */
const settings = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'core.quotePath=true',
  'diff.submodule=short',
  'log.showSignature=false',
  'protocol.allow=never',
  'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);

const environment = {
  GIT_ALLOW_PROTOCOL: '',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** Git ended with another status than 0, or could not be started (`status` null). */
export class GitError extends SourceError {
  readonly status: number | null;
  constructor(message: string, status: number | null, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

export interface GitOptions {
  readonly input?: string;
  /** Most bytes of output; more is an error. */
  readonly limit?: number;
}

const defaultLimit = 512 * 1024 * 1024;

/** Runs git in `directory` (a work tree or a git directory) without a shell; its standard output. Throws `GitError`. */
export function git(directory: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const limit = options.limit ?? defaultLimit;
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--no-pager', ...settings, ...args], {
      cwd: directory,
      env: { ...withoutGit(process.env), ...environment },
      stdio: 'pipe',
      windowsHide: true,
    });
    const output: Buffer[] = [];
    let size = 0;
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) child.kill();
      else output.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      if (complaint.length < 2000) complaint += chunk;
    });
    child.on('error', (cause) => reject(new GitError(`git can't be started: ${cause.message}`, null, cause)));
    child.on('close', (status) => {
      if (size > limit) reject(new GitError(`git ${args[0]}: more than ${limit} bytes`, status));
      else if (status !== 0) reject(new GitError(`git ${args[0]}: ${complaint.trim() || `status ${status}`}`, status));
      else resolve(Buffer.concat(output));
    });
    // A git that ends before it has read all of its input says why by its status.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

function withoutGit(all: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !/^GIT_/i.test(name)));
}

/** The records of `-z` output. */
export function records(output: Buffer): string[] {
  const text = output.toString('utf8');
  if (text === '') return [];
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}
