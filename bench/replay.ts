/**
 * The replay of a history through the model of the builder's cache, today's Dockerfile and a suggested one in one pass, beside `git log --raw` on the same
 * commits: in a process that has done it before, and in fresh ones, whose start (node and its imports) is told apart. Then its memory by the number of commits.
 *
 *     node bench/replay.ts REPOSITORY [COMMITS [ROUNDS]]
 *
 * REPOSITORY: a clone with more than 20,000 files and 5,000 commits on its first-parent line says most. COMMITS: 1,000 when not said.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Item, itemOf } from '../src/cache/item.ts';
import { planBuild } from '../src/cache/plan.ts';
import { Replay, type ReplayContext } from '../src/cache/replay.ts';
import { readIgnoreFile } from '../src/context/ignore.ts';
import { ecosystems } from '../src/ecosystems/index.generated.ts';
import type { Version } from '../src/repository/history.ts';
import { LinkTexts } from '../src/sources/history-links.ts';
import { openHistory, readHistory } from '../src/sources/history.ts';
import { measure, print } from './measure.ts';

const [repository, number = '1000', mode = '9'] = process.argv.slice(2);
if (!repository) throw new Error('Usage: node bench/replay.ts REPOSITORY [COMMITS [ROUNDS]]');
const commits = Number(number);

const install = ['COPY package.json ./', 'RUN npm ci'];
const dockerfile = (steps: readonly string[]): string =>
  [
    'FROM node:24 AS build',
    'WORKDIR /app',
    ...steps,
    'RUN npm run build',
    'FROM node:24-slim',
    'WORKDIR /app',
    ...install,
    'COPY --from=build /app/dist dist',
    'CMD ["node", "dist/main.js"]',
  ].join('\n');
const today = dockerfile(['COPY . .', 'RUN npm ci']);
const suggested = dockerfile([...install, 'COPY . .']);
const ignoreFile = `# Not for the image
.git
**/node_modules
**/*.md
!README.md
.github
dist
coverage
**/test
**/__tests__
*.log
Dockerfile
`;

interface Done {
  readonly commits: number;
  readonly changes: number;
  readonly files: number;
  /** In how many commits each step was built again. */
  readonly rebuilt: string;
  readonly milliseconds: number;
}

async function replay(): Promise<Done> {
  const begin = performance.now();
  const opening = openHistory(repository ?? '', { tip: 'HEAD', commits });
  const ignore = readIgnoreFile(ignoreFile);
  const context: ReplayContext = {
    directory: '',
    kind: 'local',
    isIgnored: (path) => ignore.ignores(path),
    isAllIgnored: (path) => ignore.ignoresAllIn(path),
  };
  const subjects = [today, suggested].map((text) => {
    const plan = planBuild({ path: 'Dockerfile', text });
    if (!plan) throw new Error('not a Dockerfile');
    return { plan, context };
  });
  const run = new Replay(subjects, { cache: 'parent', isManifest });
  const history = await opening;
  if (history.kind === 'none') throw new Error(`${history.reason}: ${history.detail}`);
  const links = new LinkTexts(repository ?? '');
  const linkText = (blob: string): string | null => links.get(blob);
  await links.load(history.listed.links());
  run.startFrom('start', history.listed, linkText);
  let changed = 0;
  const end = await readHistory(history, async ({ id, changes }) => {
    await links.load(changes.map(({ after }) => after));
    changed += changes.length;
    run.next(
      id,
      changes.map(({ path, before, after }) => ({
        path,
        item: itemAt(after, linkText),
        before: itemAt(before, linkText),
      })),
    );
  });
  if (end.kind !== 'complete') throw new Error(`${end.kind}: ${end.detail}`);
  const rebuilt = run.results().map(({ steps }) => steps.map((step) => step.rebuilt).join(' '));
  return {
    commits: end.read,
    changes: changed,
    files: history.listed.size,
    rebuilt: rebuilt.join(' | '),
    milliseconds: performance.now() - begin,
  };
}

function isManifest(path: string): boolean {
  return ecosystems.some((ecosystem) => ecosystem.isManifest(path));
}

function itemAt(version: Version | null, linkText: (blob: string) => string | null): Item | null {
  return version && itemOf(version, linkText);
}

function fresh(flags: readonly string[], count: number, what: 'once' | 'memory') {
  const args = [...flags, fileURLToPath(import.meta.url), repository ?? '', `${count}`, what];
  const { status, stdout } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the replay ended with status ${status}`);
  return stdout;
}

if (mode === 'once') {
  process.stdout.write(`${(await replay()).milliseconds}`);
} else if (mode === 'memory') {
  const done = await replay();
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed / 2 ** 20;
  process.stdout.write(
    `| ${done.commits} | ${done.changes} | ${done.files} | ${peak.toFixed(0)} | ${heap.toFixed(1)} |\n`,
  );
} else {
  const log = ['log', '--first-parent', '--raw', '-z', '--no-abbrev', '--no-renames', '-m', '--format=%H', '--reverse'];
  const starts: number[] = [];
  const rows = await measure(
    [
      {
        name: 'git log --raw',
        run: () => {
          const begin = performance.now();
          const git = spawn('git', [...log, `--max-count=${commits}`, 'HEAD'], {
            cwd: repository,
            stdio: ['ignore', 'pipe', 'inherit'],
          });
          git.stdout.resume();
          return new Promise((resolve) => git.on('close', () => resolve(performance.now() - begin)));
        },
      },
      { name: 'replay, warm', run: async () => (await replay()).milliseconds },
      {
        name: 'replay, in a fresh process',
        run: () => {
          const begin = performance.now();
          const milliseconds = Number(fresh([], commits, 'once'));
          starts.push(performance.now() - begin - milliseconds);
          return milliseconds;
        },
      },
    ],
    Number(mode),
  );
  const done = await replay();
  const title = `${done.commits} commits, ${done.changes} changes, ${done.files} files at the start, ${cpus().length} cores`;
  print(title, rows, 'git log --raw');
  const median = starts.toSorted((a, b) => a - b)[starts.length >> 1] ?? Number.NaN;
  process.stdout.write(
    `\nStart and end of a fresh process: ${median.toFixed(0)} ms. Rebuilt, step by step: ${done.rebuilt}\n`,
  );
  process.stdout.write(
    '\n| commits | changes | files | peak MB | heap MB afterwards |\n| --- | --- | --- | --- | --- |\n',
  );
  for (const count of [1, 100, 1000, 5000]) process.stdout.write(fresh(['--expose-gc'], count, 'memory'));
}
