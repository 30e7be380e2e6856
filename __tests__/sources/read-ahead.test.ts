import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ReadAhead } from '../../src/sources/read-ahead.ts';
import { commit, repository, write } from './repository.ts';

interface Source extends AsyncIterable<number> {
  given: number;
  isLeft: boolean;
}

/** 1, 2, 3, … up to `count`, then an error, if there is one. */
function numbers(count: number, error?: Error): Source {
  return {
    given: 0,
    isLeft: false,
    async *[Symbol.asyncIterator]() {
      try {
        while (this.given < count) {
          await turn();
          this.given += 1;
          yield this.given;
        }
        if (error) throw error;
      } finally {
        this.isLeft = true;
      }
    },
  };
}

async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await turn();
}

const one = (): number => 1;

test('reads before it is asked, and stops at the limit until somebody takes what there is', async () => {
  const source = numbers(100);
  const ahead = new ReadAhead(source, one, 10);
  await turns(50);
  assert.equal(source.given, 10);
  const read: number[] = [];
  for await (const number of ahead) {
    read.push(number);
    assert.ok(source.given <= number + 20);
  }
  assert.deepEqual(
    read,
    Array.from({ length: 100 }, (_, index) => index + 1),
  );
  assert.equal(source.isLeft, true);
});

test('counts what a piece weighs', async () => {
  const source = numbers(100);
  const ahead = new ReadAhead(source, (number) => number, 10);
  await turns(50);
  assert.equal(source.given, 4);
  for await (const number of ahead) if (number === 5) break;
});

test('gives an error behind what came before it', async () => {
  const ahead = new ReadAhead(numbers(3, new RangeError('broken')), one, 10);
  await turns(20);
  const read: number[] = [];
  await assert.rejects(async () => {
    for await (const number of ahead) read.push(number);
  }, RangeError);
  assert.deepEqual(read, [1, 2, 3]);
});

test('who leaves early ends the source', async () => {
  for (const most of [1, 1000]) {
    const source = numbers(Infinity);
    for await (const number of new ReadAhead(source, one, most)) if (number === 3) break;
    assert.equal(source.isLeft, true);
  }
});

test('a git that nobody reads keeps no process alive', (t) => {
  const root = repository(t, { a: 'a' });
  write(root, { big: 'more than a pipe holds\n'.repeat(100_000) });
  commit(root);
  const script = (rest: string): string => `
    const { startGit } = await import(${JSON.stringify(new URL('../../src/sources/git-command.ts', import.meta.url).href)});
    const git = startGit(${JSON.stringify(root)}, ['cat-file', 'blob', 'HEAD:big']);
    ${rest}`;
  const run = (rest: string) =>
    spawnSync(process.execPath, ['--input-type=module', '--eval', script(rest)], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      encoding: 'utf8',
      timeout: 60_000,
    });
  const unread = run('');
  assert.equal(unread.signal, null);
  assert.equal(unread.status, 0, unread.stderr);
  const read = run(
    'git.hold(); let size = 0; for await (const chunk of git.output) size += chunk.length; console.log(size);',
  );
  assert.equal(read.stdout.trim(), '2300000', read.stderr);
});
