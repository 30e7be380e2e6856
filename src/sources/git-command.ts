import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Socket } from 'node:net';
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
  // Nobody reads line by line.
  GIT_FLUSH: '0',
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
  /** Ends git early, with an error. */
  readonly signal?: AbortSignal;
  readonly remote?: RemoteAccess;
}

/** The network, for one process that is meant to use it. */
export interface RemoteAccess {
  /** The one that is allowed; all others (`ssh`, `ext`, `file`, …) stay forbidden, whatever asks for them. */
  readonly protocol: 'https' | 'http';
  /**
   * Settings by key, over all configuration; given in the environment, which unlike arguments no process list shows. Git older
   * than 2.31 doesn't read them.
   */
  readonly secretSettings: readonly (readonly [key: string, value: string])[];
}

const defaultLimit = 512 * 1024 * 1024;

/** Runs git in `directory` (a work tree or a git directory) without a shell; its standard output. Throws `GitError`. */
export async function git(directory: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const limit = options.limit ?? defaultLimit;
  const output: Buffer[] = [];
  let size = 0;
  for await (const chunk of gitStream(directory, args, options)) {
    size += chunk.length;
    if (size > limit) throw new GitError(`git ${commandIn(args)}: more than ${limit} bytes`, null);
    output.push(chunk);
  }
  return Buffer.concat(output);
}

/**
 * The same, as its output comes: git waits while nobody reads. What was read before a `GitError` is whole chunks of real output.
 * Leaving the loop early ends git.
 */
export async function* gitStream(
  directory: string,
  args: readonly string[],
  options: StreamOptions = {},
): AsyncGenerator<Buffer, void, void> {
  const running = start(directory, args, options);
  yield* running.read(running.child.stdout);
}

/** A git that has been started. Nobody has to read it: until `hold` is called it keeps no process alive, and ends with this one. */
export interface StartedGit {
  readonly output: AsyncIterable<Buffer>;
  hold(): void;
}

/** The same as `gitStream`, but git starts at once. Throws `GitError` only where that is stopped before it begins. */
export function startGit(directory: string, args: readonly string[], options: StreamOptions = {}): StartedGit {
  const running = start(directory, args, options);
  hold(running.child, false);
  return { output: running.read(running.child.stdout), hold: () => hold(running.child, true) };
}

/** Behind the settings that stand in front of it. */
function commandIn(args: readonly string[]): string {
  let at = 0;
  while (args[at] === '-c') at += 2;
  return args[at] ?? '';
}

type StreamOptions = Omit<GitOptions, 'limit'>;

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** `output`: of the child, as it is read. To be called once. */
  read(output: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void>;
}

function start(directory: string, args: readonly string[], { input, remote, signal }: StreamOptions): Running {
  const stopped = (): GitError => new GitError(`git ${commandIn(args)} was stopped`, null, signal?.reason);
  if (signal?.aborted) throw stopped();
  // What talks to a network does so in processes of its own, which must not outlive it: they form a group that can be killed.
  const grouped = remote !== undefined && process.platform !== 'win32';
  const child = spawn('git', ['--no-pager', ...settings, ...args], {
    cwd: directory,
    env: { ...withoutGit(process.env), ...environment, ...(remote ? networkEnvironment(remote) : {}) },
    stdio: 'pipe',
    windowsHide: true,
    detached: grouped,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    if (complaint.length < 2000) complaint += chunk;
  });
  let failure: GitError | null = null;
  child.on('error', (cause) => {
    failure = new GitError(`git can't be started: ${cause.message}`, null, cause);
  });
  let ended = false;
  const end = new Promise<GitError | null>((resolve) => {
    child.on('close', (status) => {
      ended = true;
      if (status !== 0)
        failure ??= new GitError(`git ${commandIn(args)}: ${complaint.trim() || `status ${status}`}`, status);
      resolve(failure);
    });
  });
  const kill = (): void => {
    if (ended) return;
    if (grouped && child.pid !== undefined) killGroup(child.pid);
    else child.kill();
  };
  const stop = (): void => {
    failure ??= stopped();
    kill();
  };
  signal?.addEventListener('abort', stop);
  // A git that ends before it has read all of its input says why by its status.
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  return {
    child,
    async *read(output) {
      try {
        for await (const chunk of output) {
          // What came ahead is not wanted any more.
          if (signal?.aborted) break;
          yield chunk;
        }
        await end;
      } catch (cause) {
        // What could not be started breaks off its output as well.
        failure ??= new GitError(`git ${commandIn(args)}: its output broke off`, null, cause);
      } finally {
        signal?.removeEventListener('abort', stop);
        kill();
      }
      if (failure) throw failure;
    },
  };
}

/** Does node wait for it? */
function hold(child: ChildProcessWithoutNullStreams, isHeld: boolean): void {
  const act = isHeld ? 'ref' : 'unref';
  child[act]();
  // They are sockets, whatever their types say.
  for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream[act]();
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
}

function networkEnvironment({ protocol, secretSettings }: RemoteAccess): NodeJS.ProcessEnv {
  return {
    GIT_ALLOW_PROTOCOL: protocol,
    // An empty one is the only way to have no program asked, be it `core.askPass` or `SSH_ASKPASS`.
    GIT_ASKPASS: '',
    // Whose configuration has settings traced must not get these.
    GIT_TRACE2: '0',
    GIT_TRACE2_EVENT: '0',
    GIT_TRACE2_PERF: '0',
    GIT_CONFIG_COUNT: `${secretSettings.length}`,
    ...Object.fromEntries(
      secretSettings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
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
