/**
 * The history of a repository as a stream of changes, beside `git log --raw` on the same commits, and its memory by their number.
 *
 *     node bench/history.ts REPOSITORY [COMMITS]
 *
 * REPOSITORY: a clone with more than 20,000 files and 5,000 commits on its first-parent line says most. COMMITS: 1,000 when not said.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Version } from '../src/repository/history.ts';
import { openHistory, type FoundHistory } from '../src/sources/history.ts';
import { measure, print } from './measure.ts';

const [repository, number = '1000', memoryOnly] = process.argv.slice(2);
if (!repository) throw new Error('Usage: node bench/history.ts REPOSITORY [COMMITS]');
const commits = Number(number);

async function open(): Promise<FoundHistory> {
  const history = await openHistory(repository ?? '', { tip: 'HEAD', commits });
  if (history.kind === 'none') throw new Error(`${history.reason}: ${history.detail}`);
  return history;
}

interface Read {
  commits: number;
  changes: number;
  files: number;
}

async function drain(): Promise<Read> {
  const { listed, commits: stream } = await open();
  const read: Read = { commits: 0, changes: 0, files: listed.size };
  for await (const { changes } of stream) {
    read.commits += 1;
    read.changes += changes.length;
  }
  return read;
}

/** What every replay does at least: know each path's version at each commit. */
async function fold(): Promise<Read> {
  const { start, commits: stream } = await open();
  const files = new Map<string, Version>();
  const read: Read = { commits: 0, changes: 0, files: 0 };
  for (const { path, mode, blob } of start) files.set(path, { mode, blob: blob ?? '' });
  for await (const { changes } of stream) {
    read.commits += 1;
    read.changes += changes.length;
    for (const { path, after } of changes) if (!after) files.delete(path);
    for (const { path, after } of changes) if (after) files.set(path, after);
  }
  read.files = files.size;
  return read;
}

if (memoryOnly !== undefined) {
  const read = await fold();
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed / 2 ** 20;
  process.stdout.write(
    `| ${read.commits} | ${read.changes} | ${read.files} | ${peak.toFixed(0)} | ${heap.toFixed(1)} |\n`,
  );
} else {
  const shape = [
    'log',
    '--first-parent',
    '--raw',
    '-z',
    '--no-abbrev',
    '--no-renames',
    '-m',
    '--format=%H',
    '--reverse',
  ];
  const log = (stdio: 'pipe' | 'ignore') => (): Promise<number> => {
    const begin = performance.now();
    const git = spawn('git', [...shape, `--max-count=${commits}`, 'HEAD'], {
      cwd: repository,
      stdio: ['ignore', stdio, 'inherit'],
    });
    git.stdout?.resume();
    return new Promise((resolve) => git.on('close', () => resolve(performance.now() - begin)));
  };
  const timed = (run: () => Promise<Read>) => async (): Promise<number> => {
    const begin = performance.now();
    await run();
    return performance.now() - begin;
  };
  const rows = await measure(
    [
      { name: 'git log --raw', run: log('ignore') },
      { name: 'git log --raw, its output read', run: log('pipe') },
      {
        name: 'the listing alone',
        run: async () => {
          const begin = performance.now();
          await open();
          return performance.now() - begin;
        },
      },
      { name: 'listing and stream', run: timed(drain) },
      { name: 'listing and stream, every state known', run: timed(fold) },
    ],
    7,
  );
  const read = await drain();
  print(
    `${read.commits} commits, ${read.changes} changes, ${read.files} files at the start, ${cpus().length} cores`,
    rows,
    'git log --raw',
  );
  process.stdout.write(
    '\n| commits | changes | files | peak MB | heap MB afterwards |\n| --- | --- | --- | --- | --- |\n',
  );
  for (const count of ['1', '100', '1000', '5000']) {
    const args = ['--expose-gc', fileURLToPath(import.meta.url), repository, count, 'memory'];
    spawnSync(process.execPath, args, { stdio: 'inherit' });
  }
}
