import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { type ReplayJson, repository } from './history.ts';
import type { Files } from './run.ts';

/** The last stage has a step of its own before it takes from the builder. */
const app: Files = {
  Dockerfile:
    'FROM node:22 AS build\nRUN tool\nCOPY src src\nRUN make\nFROM node:22\nCOPY config /config\nCOPY --from=build /out /out\n',
  '.dockerignore': '.git\n',
  config: '0',
  'src/a': '0',
};
const work: readonly Files[] = [{ config: '1' }, { config: '0' }, { 'src/a': '1' }, { notes: '1' }];

function workflow(cacheTo: string): Files {
  const steps = `      - uses: docker/build-push-action@v6\n        with:\n          context: .\n          cache-to: ${cacheTo}\n`;
  return { '.github/workflows/ci.yml': `jobs:\n  build:\n    steps:\n${steps}` };
}

suite('kasane replay --cache', () => {
  test('each kind finds something else', async (t) => {
    const one = repository(t, app, work);
    const strips = async (cache: string): Promise<readonly string[]> => {
      const ran = await one.run(`replay --format json --cache ${cache}`);
      const json = JSON.parse(ran.stdout) as ReplayJson;
      assert.equal(json.cache, cache);
      return json.steps.map(({ line, strip }) => `${line} ${strip}`);
    };
    for (const cache of ['parent', 'max'])
      assert.deepEqual(await strips(cache), ['2 cccc', '3 ccrc', '4 ccrc', '6 rrcc', '7 rr?c']);
    // What the last build left holds no result of the builder, and the copy from it has to be made again.
    assert.deepEqual(await strips('min'), ['2 rrrc', '3 rrrc', '4 rrrc', '6 rrcc', '7 rr?c']);
    const { stdout } = await one.run('replay --cache min');
    assert.match(
      stdout,
      /RUN tool\n {5}built again in 3 of 4\n {5}■■■□\n {5}because a later step needs its result, which the cache did not keep\n/,
    );
    assert.match(stdout, /RUN make\n {5}built again in 3 of 4\n {5}■■■□\n {5}because of code \(1\)\n/);
    assert.match((await one.run('replay --cache min --lang ja')).stdout, /結果が、キャッシュに残っていない\n/);
    // The second commit takes back what the first one did.
    assert.deepEqual(await strips('kept'), ['2 cccc', '3 ccrc', '4 ccrc', '6 rccc', '7 rc?c']);
  });

  test('the builds of the repository say which', async (t) => {
    const said = async (files: Files, line = 'replay'): Promise<readonly [string, string]> => {
      const one = repository(t, { ...app, ...files }, work);
      const { stdout } = await one.run(line);
      const { cache } = JSON.parse((await one.run(`${line} --format json`)).stdout) as ReplayJson;
      return [cache, stdout.split('\n')[1] ?? ''];
    };
    assert.deepEqual(await said({}), [
      'parent',
      'No build here names a cache, so a build finds what a builder has that built the parent just before, and nothing else.',
    ]);
    const [min, why] = await said(workflow('type=gha'));
    assert.equal(min, 'min');
    assert.match(
      why,
      /^As `\.github\/workflows\/ci\.yml:7` says, a build finds only the final image of the one before it \(`mode=min`\)/,
    );
    assert.deepEqual(await said(workflow('type=gha,mode=max')), [
      'max',
      'As `.github/workflows/ci.yml:7` says, a build finds all results of the one before it (`mode=max`).',
    ]);
    assert.deepEqual(await said(workflow('type=gha'), 'replay --cache kept'), [
      'kept',
      'As `--cache` says, a builder that is kept finds all that it ever built.',
    ]);
    const [, japanese] = await said(workflow('type=gha'), 'replay --lang ja');
    assert.match(japanese, /^`\.github\/workflows\/ci\.yml:7` の設定に従い、直前のビルドの最終イメージだけ/);
  });
});
