import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { suite } from 'node:test';
import { app, edits, engine, type ReplayJson, repository, split, splitRun as build, unknown, work } from './history.ts';

const log = `#0 building with "default" instance using docker driver

#5 [1/4] FROM docker.io/library/python:3.12
#5 DONE 3.0s

#6 [2/4] WORKDIR /app
#6 CACHED

#7 [3/4] COPY . .
#7 DONE 0.5s

#8 [4/4] RUN pip install -r requirements.txt
#8 12.10 Successfully installed
#8 DONE 90.0s
`;

suite('kasane replay --timings', () => {
  test('counts become minutes', async (t) => {
    const one = repository(t, app, work);
    one.write({ 'build.log': log });
    const ran = await one.run('replay --timings build.log');
    assert.equal(ran.status, 0, ran.stderr);
    assert.equal(
      ran.stdout,
      [
        '`Dockerfile`, built from `.` (the root), over the last 5 commits',
        'No build here names a cache, so a build finds what a builder has that built the parent just before, and nothing else.',
        '  2  WORKDIR /app',
        '     today and with the suggestions: built again in 0 of 5',
        '     □□□□□',
        '  3  COPY . .',
        '     today and with the suggestions: built again in 4 of 5',
        '     ■■■■□',
        '     0.5 s each: 2.0 s today, 2.0 s with the suggestions, nothing saved',
        '     because of code (2), documentation (2), manifests (1)',
        '  4  RUN pip install -r requirements.txt',
        '     today: built again in 4 of 5',
        '     ■■■■□',
        '     with the suggestions: built again in 1 of 5',
        '     □□■□□',
        '     1.5 min each: 6.0 min today, 1.5 min with the suggestions, 4.5 min saved',
        '     because of code (2), documentation (2), manifests (1)',
        '',
        'All steps: 6.0 min today, 1.5 min with the suggestions, 4.5 min saved',
        'a square is a commit, oldest first: ■ built again, □ from the cache, ▨ not known',
        '',
      ].join('\n'),
    );
    const japanese = await one.run('replay --timings build.log --lang ja');
    assert.match(japanese.stdout, /1 回 1\.5 分: 現在 6\.0 分、変更案の適用後 1\.5 分、4\.5 分の短縮/);
    const { steps } = JSON.parse((await one.run('replay --timings build.log --format json')).stdout) as ReplayJson;
    assert.deepEqual(
      steps.map(({ seconds }) => seconds),
      [null, 0.5, 90],
    );
  });

  test('a step whose time the log does not have', async (t) => {
    const one = repository(t, app, work);
    one.write({
      'build.log': log.replace('#8 DONE 90.0s', '#8 CACHED').replace('#7 [3/4] COPY . .', '#7 [3/4] COPY x .'),
    });
    const { stdout } = await one.run('replay --timings build.log');
    assert.match(stdout, /^ {5}how long it takes is not known: the log does not have it$/m);
    assert.match(stdout, /^ {5}how long it takes is not known: the log has it only from the cache$/m);
    assert.match(stdout, /^Not counted: 2 steps of which the log/m);
  });

  test('without suggestions there is one number', async (t) => {
    const one = repository(t, { ...app, Dockerfile: 'FROM a\nCOPY . .\n' }, work);
    one.write({ 'build.log': '#8 [2/2] COPY . .\n#8 DONE 900s\n' });
    const { stdout } = await one.run('replay --timings build.log');
    assert.match(stdout, /^ {5}15\.0 min each: 60\.0 min$/m);
    assert.match(stdout, /^All steps: 60\.0 min$/m);
  });

  test('the parts of a step that the suggestion splits have no time, so nothing is saved', async (t) => {
    const one = repository(
      t,
      { ...split, 'build.log': log.replace('RUN pip install -r requirements.txt', build) },
      edits,
    );
    const { stdout } = await one.run('replay --timings build.log', { engine });
    assert.match(stdout, /^ {5}1\.5 min each: 3\.0 min today; the log can't tell its parts apart$/m);
    assert.match(stdout, /^All steps: 1\.0 s today, 1\.0 s with the suggestions, nothing saved$/m);
    assert.match(stdout, /^Not counted: 1 step whose work the suggestions give to several/m);
    assert.doesNotMatch(stdout, /min saved/);
  });

  test('what is not known is left out, and said to be', async (t) => {
    const one = repository(t, unknown, edits);
    one.write({ 'build.log': '#8 [stage-1 2/2] COPY --from=0 /out /out\n#8 DONE 6s\n' });
    const { stdout } = await one.run('replay --timings build.log');
    assert.match(stdout, /perhaps 2 more/);
    assert.match(stdout, /^All steps: 0 s\nNot counted: commits in which it is not known \(▨\)\.$/m);
  });

  test('from standard input', async (t) => {
    const one = repository(t, app, work);
    const ran = await one.run('replay --timings - --format json', {
      stdin: () => Promise.resolve(new TextEncoder().encode(log)),
    });
    assert.equal((JSON.parse(ran.stdout) as ReplayJson).steps[2]?.seconds, 90);
  });

  test('a log that says nothing', async (t) => {
    const one = repository(t, app, work);
    mkdirSync(join(one.path, 'folder'));
    one.write({
      'empty.log': '',
      'other.log': '#8 [2/2] RUN make\n#8 DONE 1s\n',
      'any.log': new Uint8Array([0, 255, 10, 35]),
    });
    const cases: readonly (readonly [log: string, en: RegExp, ja: RegExp])[] = [
      ['gone.log', /There is no log `gone\.log`\./, /ログ `gone\.log` がありません/],
      ['folder', /`folder` can't be read: it is a folder/, /`folder` を読み取れません/],
      ['empty.log', /`empty\.log` has no build in it\./, /`empty\.log` にはビルドの記録がありません/],
      ['any.log', /`any\.log` has no build in it\./, /`any\.log` にはビルドの記録がありません/],
      ['other.log', /The build in `other\.log` has no step of `Dockerfile`\./, /`Dockerfile` のステップがありません/],
    ];
    for (const [name, en, ja] of cases) {
      for (const [language, said] of [
        ['en', en],
        ['ja', ja],
      ] as const) {
        const ran = await one.run(`replay --timings ${name} --lang ${language}`);
        assert.deepEqual([ran.status, ran.stdout], [2, ''], name);
        assert.match(ran.stderr, said);
      }
    }
  });
});
