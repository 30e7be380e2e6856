/** `npm test`: the checks, then the tests; closes with one line `N passed, N failed` for both. */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = join(root, 'node_modules/.bin/node');

/** Milliseconds; all takes about three minutes. What hangs is named here, before a CI gives up without a word. */
const LONGEST = 1_800_000;

/** Shows the output as it comes and keeps it, to count. */
async function run(args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  // The test runner then lists the files that have not ended.
  const watch = setTimeout(() => child.kill('SIGTERM'), LONGEST);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject).on('close', (status) => resolve(status ?? 1));
  });
  clearTimeout(watch);
  return { code, output };
}

function count(output: string, pattern: RegExp): number {
  return Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0);
}

const checks = await run(['scripts/check.ts']);
const tests = await run(['--test', '--test-reporter=spec', ...globSync('__tests__/**/*.test.ts', { cwd: root })]);
const passed = count(checks.output, /^(\d+) passed,/gm) + count(tests.output, /^\W*pass (\d+)$/gm);
let failed = count(checks.output, /passed, (\d+) failed/gm) + count(tests.output, /^\W*fail (\d+)$/gm);
if (count(tests.output, /^\W*pass (\d+)$/gm) === 0) {
  process.stdout.write('No test ran.\n');
  failed += 1;
}
if (failed === 0 && (checks.code !== 0 || tests.code !== 0)) failed = 1;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
