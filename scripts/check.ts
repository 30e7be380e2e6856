/**
 * Everything but the tests: Node's version, types, lint with import rules, format, dead code, and that what is generated or built is
 * what the sources make. Each check says how many files it saw; none is a failure. Closes with `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['src', '__tests__', 'scripts', 'bench'];

interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

function run(command: string, args: readonly string[]): Outcome {
  const result = spawnSync(join(root, 'node_modules/.bin', command), args, { cwd: root, encoding: 'utf8' });
  const { status, signal, error, stdout, stderr } = result;
  // Killed (no memory left?) or never started: it printed nothing that says so.
  const end = status === null ? `${command} was ended by ${signal ?? error?.message ?? 'nobody knows what'}` : '';
  return { ok: status === 0, text: `${stdout ?? ''}${stderr ?? ''}${end}`.trim() };
}

/** A checker that read nothing has proved nothing. */
function saw(outcome: Outcome, count: RegExp): Outcome {
  const files = Number(count.exec(outcome.text)?.[1] ?? 0);
  return files > 0 ? outcome : { ok: false, text: `${outcome.text}\nIt saw no file.` };
}

function sameFolder(built: string, committed: string): Outcome {
  const [fresh, kept] = [readdirSync(built), readdirSync(committed)];
  if (fresh.length === 0) return { ok: false, text: 'The build made no file.' };
  const differing = [...new Set([...fresh, ...kept])].filter(
    (name) =>
      !fresh.includes(name) ||
      !kept.includes(name) ||
      !readFileSync(join(built, name)).equals(readFileSync(join(committed, name))),
  );
  return differing.length === 0
    ? { ok: true, text: `${fresh.length} files` }
    : { ok: false, text: `dist/ is not what the sources build: ${differing.join(', ')}\nRun: npm run build` };
}

const checks: readonly (readonly [string, () => Outcome])[] = [
  [
    'Node 24',
    () => ({
      ok: process.versions.node.startsWith('24.'),
      text: `Node ${process.versions.node} runs; the package "node" was not installed?`,
    }),
  ],
  [
    'types',
    () => {
      const listed = run('tsc', ['--noEmit', '--listFilesOnly']).text.split('\n');
      return listed.some((path) => path.endsWith('src/engine.ts'))
        ? run('tsc', ['--noEmit'])
        : { ok: false, text: 'tsc saw no file.' };
    },
  ],
  ['lint and import rules', () => saw(run('oxlint', folders), /on (\d+) files?/)],
  ['format', () => saw(run('oxfmt', ['--check', ...folders]), /on (\d+) files?/)],
  ['dead code', () => run('knip', [])],
  ['generated files', () => run('node', ['scripts/generate.ts', '--check'])],
  [
    'dist',
    () => {
      const built = mkdtempSync(join(tmpdir(), 'kasane-dist-'));
      try {
        const outcome = run('node', ['scripts/build.ts', built]);
        return outcome.ok ? sameFolder(built, join(root, 'dist')) : outcome;
      } finally {
        rmSync(built, { recursive: true, force: true });
      }
    },
  ],
];

let failed = 0;
for (const [name, check] of checks) {
  const { ok, text } = check();
  process.stdout.write(`${ok ? 'ok' : 'not ok'} - ${name}\n`);
  if (!ok) {
    failed += 1;
    process.stdout.write(`${text.replaceAll(/^/gm, '    ')}\n`);
  }
}
process.stdout.write(`${checks.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
