/** Runs the bundled action as the runner of GitHub Actions does: its own process, and only the environment that counts. */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Event } from './events.ts';
import type { GitHub, Seen } from './server.ts';
import { annotationsOf, commandsIn, outputsIn, type Annotation, type Command } from './workflow-commands.ts';

export interface Run extends Event {
  readonly github: GitHub;
  /** As in `with:`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** GITHUB_WORKSPACE; default: an empty folder, as without a checkout. */
  readonly workspace?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly workflow?: string;
  readonly job?: string;
  /** Default: `dist/action.js`. */
  readonly main?: string;
  /** Milliseconds; default 120,000. */
  readonly timeout?: number;
  /** Called with the process while it runs: to kill it in the middle. */
  readonly running?: (kill: (signal: NodeJS.Signals) => void) => void;
}

export interface Result {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  /** Empty when it was above 1 MiB: then nothing is uploaded, and an error annotation says so. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** Each line that the runner takes for a command. */
  readonly commands: readonly Command[];
  /** Standard output, then standard error, with the token masked as in the page. */
  readonly log: string;
  /** The same, not masked. */
  readonly rawLog: string;
  /** Requests of this run. */
  readonly requests: readonly Seen[];
  readonly writes: readonly Seen[];
  /** RUNNER_TEMP, until the tests end. */
  readonly temp: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const summaryLimit = 1024 * 1024;

/** @throws Error when an input isn't in action.yml, or it takes too long */
export async function runAction(run: Run): Promise<Result> {
  const temp = temporary();
  const file = (name: string, content = ''): string => {
    writeFileSync(join(temp, name), content);
    return join(temp, name);
  };
  const files = {
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(run.payload)),
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary.md'),
  };
  const runnerTemp = join(temp, 'temp');
  const workspace = run.workspace ?? join(temp, 'workspace');
  mkdirSync(runnerTemp);
  if (run.workspace === undefined) mkdirSync(workspace);
  const before = run.github.requests.length;
  const { code, log } = await spawned(run, workspace, {
    ...inherited('PATH', 'HOME'),
    ...inputs(run),
    ...files,
    GITHUB_EVENT_NAME: run.event,
    GITHUB_REPOSITORY: run.github.fullName,
    GITHUB_SHA: run.sha,
    GITHUB_REF: run.ref,
    GITHUB_API_URL: run.github.apiUrl,
    GITHUB_GRAPHQL_URL: run.github.graphqlUrl,
    GITHUB_SERVER_URL: run.github.serverUrl,
    GITHUB_WORKSPACE: workspace,
    GITHUB_WORKFLOW: run.workflow ?? 'Dockerfiles',
    GITHUB_JOB: run.job ?? 'kasane',
    GITHUB_ACTION: '__self',
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_RUN_ID: '19000000001',
    RUNNER_TEMP: runnerTemp,
    ...run.env,
  });
  const commands = commandsIn(log);
  const summary = readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8');
  const tooLarge = Buffer.byteLength(summary) > summaryLimit;
  if (tooLarge) {
    const data = `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.ceil(Buffer.byteLength(summary) / 1024)}k.`;
    commands.push({ name: 'error', properties: {}, data });
  }
  const requests = run.github.requests.slice(before);
  return {
    code,
    outputs: outputsIn(readFileSync(files.GITHUB_OUTPUT, 'utf8')),
    summary: tooLarge ? '' : summary,
    annotations: annotationsOf(commands),
    commands,
    log: log.replaceAll(run.github.token, '***'),
    rawLog: log,
    requests,
    writes: requests.filter(({ write }) => write),
    temp: runnerTemp,
  };
}

async function spawned(
  run: Run,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; log: string }> {
  const child = spawn(process.execPath, [run.main ?? join(root, 'dist/action.js')], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (chunk: Buffer) => parts.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => parts.stderr.push(chunk));
  run.running?.((signal) => child.kill(signal));
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, run.timeout ?? 120_000);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(limit);
  const log = Buffer.concat([...parts.stdout, ...parts.stderr]).toString('utf8');
  if (late) throw new Error(`The action did not end:\n${log}`);
  return { code, log };
}

function inherited(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** Given ones and the defaults of action.yml, upper case, dashes kept. The runner only warns of an unknown one. */
function inputs(run: Run): Record<string, string> {
  const declared = declaredInputs();
  // No test asks a server of git, unless it says so.
  const given = { history: '0', ...run.inputs };
  const unknown = Object.keys(given).filter((name) => declared !== undefined && !(name in declared));
  if (unknown.length > 0) throw new Error(`Not an input of action.yml: ${unknown.join(', ')}`);
  const all = { ...(declared ?? { 'github-token': '${{ github.token }}' }), ...given };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value.replace('${{ github.token }}', run.github.token),
    ]),
  );
}

/** Name to default; undefined while there is no action.yml. */
function declaredInputs(): Record<string, string> | undefined {
  let text: string;
  try {
    text = readFileSync(join(root, 'action.yml'), 'utf8');
  } catch {
    return undefined;
  }
  const action: unknown = parse(text);
  const declared = isObject(action) && isObject(action['inputs']) ? Object.entries(action['inputs']) : [];
  return Object.fromEntries(declared.map(([name, input]) => [name, defaultOf(input)]));
}

function defaultOf(input: unknown): string {
  const value = isObject(input) ? input['default'] : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const made: string[] = [];

/** A folder that goes when the tests end. */
export function temporary(): string {
  if (made.length === 0)
    process.once('exit', () => made.forEach((path) => rmSync(path, { recursive: true, force: true })));
  const path = mkdtempSync(join(tmpdir(), 'kasane-'));
  made.push(path);
  return path;
}
