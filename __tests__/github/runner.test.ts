import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pullRequestEvent, pullRequestTargetEvent, scheduleEvent } from './events.ts';
import { kitchen } from './kitchen.ts';
import { runAction, temporary } from './runner.ts';
import { annotationsOf, commandsIn, outputsIn } from './workflow-commands.ts';

/** A program in place of the action. */
function program(source: string): string {
  const path = join(temporary(), 'program.mjs');
  writeFileSync(path, `import { appendFileSync, readFileSync } from 'node:fs';\nconst { env } = process;\n${source}`);
  return path;
}

suite('lines that the runner takes for commands', () => {
  const rows: readonly (readonly [string, string, readonly unknown[]])[] = [
    ['plain', '::error::no', [{ name: 'error', properties: {}, data: 'no' }]],
    [
      'properties, escaped',
      '::warning file=a%2Cb,line=3,title=x%3Ay::50%25%0Amore',
      [{ name: 'warning', properties: { file: 'a,b', line: '3', title: 'x:y' }, data: '50%\nmore' }],
    ],
    ['indented', '  ::notice::x', [{ name: 'notice', properties: {}, data: 'x' }]],
    ['in the middle of a line', 'x ::notice::x', []],
    ['the old form, anywhere', 'RUN echo ##[error]boo', [{ name: 'error', properties: {}, data: 'boo' }]],
    ['after a lone carriage return', 'x\r::error::boo', [{ name: 'error', properties: {}, data: 'boo' }]],
    ['unknown ones', '::hello::x\n##[hello]x', []],
    [
      'stopped',
      '::stop-commands::abc\n::error::x\n::abc::\n::debug::y',
      [{ name: 'debug', properties: {}, data: 'y' }],
    ],
  ];
  for (const [what, log, commands] of rows) {
    test(what, () => {
      assert.deepEqual(commandsIn(log), commands);
    });
  }
});

test('the runner shows ten annotations of a level', () => {
  const shown = annotationsOf(commandsIn(`${'::error::x\n'.repeat(12)}::notice::${'y'.repeat(5000)}`));
  assert.deepEqual([shown.length, shown.filter((one) => one.shown).length], [13, 11]);
  assert.equal(shown.at(-1)?.message.length, 4096);
});

test('outputs: plain ones, heredocs, and what the runner fails at', () => {
  assert.deepEqual(outputsIn('a=1=2\nb<<END\nx\n\ny=z\nEND\nc=\n'), { a: '1=2', b: 'x\n\ny=z', c: '' });
  assert.throws(() => outputsIn('a<<END\nx\n'), /delimiter not found/);
  assert.throws(() => outputsIn('nothing\n'), /Invalid format/);
});

test('the action sees what the runner gives, and nothing of our environment', async (t) => {
  const { github, pull } = await kitchen(t);
  process.env['KASANE_SECRET'] = 'x';
  t.after(() => delete process.env['KASANE_SECRET']);
  const main = program(`
    appendFileSync(env.GITHUB_OUTPUT, 'env<<E\\n' + JSON.stringify(env) + '\\nE\\n');
    appendFileSync(env.GITHUB_OUTPUT, 'event<<E\\n' + readFileSync(env.GITHUB_EVENT_PATH, 'utf8') + '\\nE\\n');
    appendFileSync(env.GITHUB_STEP_SUMMARY, '# Done');
    console.log('token ' + env['INPUT_GITHUB-TOKEN']);
    console.error('::error::boo');
    await fetch(env.GITHUB_API_URL + '/repos/' + env.GITHUB_REPOSITORY, { headers: { authorization: 'token ' + env['INPUT_GITHUB-TOKEN'] } });
    process.exitCode = 1;`);
  const result = await runAction({
    ...pullRequestEvent(github, 1),
    github,
    main,
    inputs: { 'fail-on': 'never' },
    env: { EXTRA: '1' },
  });
  const env = JSON.parse(result.outputs['env'] ?? '') as Record<string, string>;
  assert.equal(env['INPUT_FAIL-ON'], 'never');
  assert.equal(env['INPUT_GITHUB-TOKEN'], github.token);
  assert.equal(env['GITHUB_SHA'], github.mergeable(pull));
  assert.deepEqual([env['EXTRA'], env['KASANE_SECRET'], env['GITHUB_REF']], ['1', undefined, 'refs/pull/1/merge']);
  assert.equal((JSON.parse(result.outputs['event'] ?? '') as { number: number }).number, 1);
  assert.deepEqual([result.code, result.summary, result.annotations.length], [1, '# Done', 1]);
  assert.match(result.log, /^token \*\*\*$/m);
  assert.match(result.rawLog, new RegExp(github.token));
  assert.deepEqual(
    result.requests.map(({ path, status }) => [path, status]),
    [['/repos/kitchen/shop', 200]],
  );
  assert.ok(existsSync(result.temp));
});

test('a summary above 1 MiB is lost, and an annotation says so', async (t) => {
  const { github } = await kitchen(t);
  const main = program(`appendFileSync(env.GITHUB_STEP_SUMMARY, 'x'.repeat(1024 * 1024 + 1));`);
  const { summary, annotations } = await runAction({ ...scheduleEvent(github), github, main });
  assert.equal(summary, '');
  assert.match(annotations[0]?.message ?? '', /upload aborted/);
});

test('an unknown input is a mistake of the test, and so is a program that does not end', async (t) => {
  const { github } = await kitchen(t);
  const event = pullRequestTargetEvent(github, 1);
  assert.deepEqual([event.sha, event.ref], [github.tip('main'), 'refs/heads/main']);
  await assert.rejects(runAction({ ...event, github, inputs: { fail: 'x' } }), /Not an input of action.yml: fail/);
  const main = program('setTimeout(() => {}, 100_000);');
  await assert.rejects(runAction({ ...event, github, main, timeout: 300 }), /did not end/);
});

test('a run can be cancelled in the middle', async (t) => {
  const { github } = await kitchen(t);
  const main = program(
    `await fetch(env.GITHUB_API_URL + '/repos/kitchen/shop/pulls/1', { headers: { authorization: 'token ' + env['INPUT_GITHUB-TOKEN'] } });`,
  );
  let cancel: (() => void) | undefined;
  github.fail({ path: /pulls\/1$/, meanwhile: () => cancel?.() });
  const { code, requests } = await runAction({
    ...scheduleEvent(github),
    github,
    main,
    running: (kill) => {
      cancel = () => kill('SIGKILL');
    },
  });
  assert.deepEqual([code, requests.length], [null, 1]);
});
