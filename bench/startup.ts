/**
 * Cold start of the bundled action until its first request reaches a local server, side by side with an empty `node`, with a bundle of the
 * same packages that does nothing, and with that bundle making one request. `node bench/startup.ts [ROUNDS]`
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { measure, print, type Rival } from './measure.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const rounds = Number(process.argv[2] ?? 21);
const folder = mkdtempSync(join(tmpdir(), 'kasane-bench-'));

let arrived: ((time: number) => void) | null = null;
const server = createServer((_request, response) => {
  arrived?.(performance.now());
  response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
});
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
const address = server.address();
const api = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;

const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};
const imports = Object.keys(dependencies)
  .map((name, index) => `import * as package${index} from '${name}'; use.push(package${index});`)
  .join('\n');
const bundle = async (name: string, body: string): Promise<string> => {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: { contents: `const use = [];\n${imports}\nglobalThis.use = use;\n${body}`, resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minify: true,
    logLevel: 'error',
    banner: {
      js: "import { createRequire as createRequireOfModule } from 'node:module'; const require = createRequireOfModule(import.meta.url);",
    },
  });
  return outfile;
};
const nothing = await bundle('nothing', '');
const request = await bundle(
  'request',
  `import { getOctokit } from '@actions/github'; getOctokit('t').request('GET /').catch(() => {});`,
);
const empty = join(folder, 'empty.mjs');
writeFileSync(empty, '');

const event = join(folder, 'event.json');
const pull = {
  number: 1,
  state: 'open',
  locked: false,
  draft: false,
  head: { sha: 'a'.repeat(40), ref: 'b', repo: { full_name: 'o/r' } },
  base: { sha: 'b'.repeat(40), ref: 'main', repo: { full_name: 'o/r' } },
};
writeFileSync(
  event,
  JSON.stringify({
    action: 'opened',
    number: 1,
    pull_request: pull,
    repository: { full_name: 'o/r', name: 'r', owner: { login: 'o' }, default_branch: 'main' },
  }),
);
for (const name of ['output', 'summary']) writeFileSync(join(folder, name), '');
const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  'INPUT_GITHUB-TOKEN': 'token',
  GITHUB_ACTIONS: 'true',
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_EVENT_PATH: event,
  GITHUB_REPOSITORY: 'o/r',
  GITHUB_SHA: 'c'.repeat(40),
  GITHUB_REF: 'refs/pull/1/merge',
  GITHUB_API_URL: api,
  GITHUB_GRAPHQL_URL: `${api}/graphql`,
  GITHUB_SERVER_URL: api,
  GITHUB_WORKSPACE: folder,
  GITHUB_WORKFLOW: 'bench',
  GITHUB_JOB: 'bench',
  GITHUB_RUN_ID: '1',
  GITHUB_OUTPUT: join(folder, 'output'),
  GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  RUNNER_TEMP: folder,
};

/** Until the process ends, or until its first request where `first`; then it is ended. */
const start = (file: string, first: boolean): Promise<number> =>
  new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(process.execPath, [file], { env: environment, stdio: 'ignore' });
    let asked = false;
    arrived = first
      ? (time) => {
          if (asked) return;
          asked = true;
          child.kill();
          resolve(time - begin);
        }
      : null;
    child.on('error', reject).on('close', () => {
      if (!first) resolve(performance.now() - begin);
      else if (!asked) reject(new Error(`${file} ended without a request`));
    });
  });

const rivals: readonly Rival[] = [
  { name: 'empty node process', run: () => start(empty, false) },
  { name: 'bundle of the same packages, does nothing', run: () => start(nothing, false) },
  { name: 'the same bundle, one request', run: () => start(request, true) },
  { name: 'dist/action.js until its first request', run: () => start(join(root, 'dist/action.js'), true) },
];
print(
  `Cold start (${rounds} rounds, Node ${process.versions.node})`,
  await measure(rivals, rounds),
  'bundle of the same packages, does nothing',
);

process.stdout.write('\nSize of dist/\n| file | KB |\n| --- | --- |\n');
for (const name of readdirSync(join(root, 'dist'))) {
  process.stdout.write(`| ${name} | ${(statSync(join(root, 'dist', name)).size / 1024).toFixed(0)} |\n`);
}
server.close();
rmSync(folder, { recursive: true, force: true });
