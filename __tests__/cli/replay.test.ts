import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test, { suite } from 'node:test';
import { app, bad, type ReplayJson, repository, work } from './history.ts';
import { folder, type Folder } from './run.ts';

async function strips(one: Folder): Promise<readonly string[]> {
  const { steps } = JSON.parse((await one.run('replay --format json')).stdout) as ReplayJson;
  return steps.map(({ strip }) => strip);
}

async function whySteps(one: Folder, commit: string): Promise<string> {
  return (await one.run(`replay --why ${commit}`)).stdout.replaceAll(/\n {5}/g, ': ');
}

suite('kasane replay', () => {
  test('every step today and with the suggestion', async (t) => {
    const ran = await repository(t, app, work).run('replay --format json');
    assert.equal(ran.status, 0, ran.stderr);
    const causes = [
      { group: 'sources', commits: 2 },
      { group: 'docs', commits: 2 },
      { group: 'manifests', commits: 1 },
    ];
    const same = { unknown: 0, unknownAfterFix: 0, stepsAfterFix: [], seconds: null };
    const expected: ReplayJson = {
      version: 1,
      dockerfile: 'Dockerfile',
      context: '',
      cache: 'parent',
      commits: 5,
      steps: [
        {
          line: 2,
          instruction: 'WORKDIR /app',
          stage: '0',
          rebuilt: 0,
          rebuiltAfterFix: 0,
          strip: 'ccccc',
          stripAfterFix: 'ccccc',
          causes: [],
          ...same,
        },
        {
          line: 3,
          instruction: 'COPY . .',
          stage: '0',
          rebuilt: 4,
          rebuiltAfterFix: 4,
          strip: 'rrrrc',
          stripAfterFix: 'rrrrc',
          causes,
          ...same,
        },
        {
          line: 4,
          instruction: 'RUN pip install -r requirements.txt',
          stage: '0',
          rebuilt: 4,
          rebuiltAfterFix: 1,
          strip: 'rrrrc',
          stripAfterFix: 'ccrcc',
          causes,
          ...same,
        },
      ],
    };
    assert.deepEqual(JSON.parse(ran.stdout), expected);
  });

  test('for a person', async (t) => {
    const one = repository(t, app, work);
    const ran = await one.run('replay');
    assert.deepEqual(ran, {
      status: 0,
      stdout: [
        '`Dockerfile`, built from `.` (the root), over the last 5 commits',
        'No build here names a cache, so a build finds what a builder has that built the parent just before, and nothing else.',
        '  2  WORKDIR /app',
        '     today and with the suggestions: built again in 0 of 5',
        '     □□□□□',
        '  3  COPY . .',
        '     today and with the suggestions: built again in 4 of 5',
        '     ■■■■□',
        '     because of code (2), documentation (2), manifests (1)',
        '  4  RUN pip install -r requirements.txt',
        '     today: built again in 4 of 5',
        '     ■■■■□',
        '     with the suggestions: built again in 1 of 5',
        '     □□■□□',
        '     because of code (2), documentation (2), manifests (1)',
        '',
        'a square is a commit, oldest first: ■ built again, □ from the cache, ▨ not known',
        '',
      ].join('\n'),
      stderr: '',
    });
    const japanese = await one.run('replay --lang ja');
    assert.match(japanese.stdout, /変更案の適用後: 5 回中 1 回再ビルド/);
  });

  test('the working tree says how, the commits say what', async (t) => {
    const one = repository(t, { ...app, Dockerfile: 'FROM a\n' }, work);
    one.write({ Dockerfile: 'FROM a\nCOPY main.py /\n', 'main.py': 'not committed' });
    const ran = await one.run('replay --format json');
    const { steps } = JSON.parse(ran.stdout) as ReplayJson;
    assert.deepEqual(
      steps.map(({ instruction, rebuilt, rebuiltAfterFix }) => [instruction, rebuilt, rebuiltAfterFix]),
      [['COPY main.py /', 2, null]],
    );
  });

  test('the newest N', async (t) => {
    const ran = await repository(t, app, work).run('replay --history 2 --format json');
    const { commits, steps } = JSON.parse(ran.stdout) as ReplayJson;
    assert.equal(commits, 2);
    assert.equal(steps.at(-1)?.rebuilt, 1);
  });

  test('another context', async (t) => {
    const one = repository(t, { 'api/Dockerfile': 'FROM a\nCOPY f /\n', 'api/f': '0', f: '0' }, [{ f: '1' }]);
    const own = JSON.parse((await one.run('replay --format json')).stdout) as ReplayJson;
    assert.equal(own.dockerfile, 'api/Dockerfile');
    const root = JSON.parse((await one.run('replay api/Dockerfile --context . --format json')).stdout) as ReplayJson;
    assert.deepEqual([root.context, root.steps[0]?.rebuilt], ['', 1]);
    const api = JSON.parse((await one.run('replay api/Dockerfile --context api --format json')).stdout) as ReplayJson;
    assert.deepEqual([api.context, api.steps[0]?.rebuilt], ['api', 0]);
  });

  test('.git in the context is another one at every commit', async (t) => {
    const ran = await repository(t, { ...app, '.dockerignore': '' }, work).run('replay --format json');
    const { steps } = JSON.parse(ran.stdout) as ReplayJson;
    assert.deepEqual([steps[1]?.rebuilt, steps[1]?.causes[0]], [5, { group: 'git', commits: 5 }]);
  });

  test('a link leads to what it points at', async (t) => {
    const one = folder(t, { Dockerfile: 'FROM a\nCOPY current/f /\n', 'one/f': '0', 'two/f': '0' });
    one.git('init', '-q');
    execFileSync('ln', ['-s', 'one', join(one.path, 'current')]);
    one.git('add', '-A');
    one.git('commit', '-qm', 'x');
    for (const files of [{ 'one/f': '1' }, { 'two/f': '1' }]) {
      one.write(files);
      one.git('commit', '-qam', 'x');
    }
    const ran = await one.run('replay --context . --format json');
    assert.equal((JSON.parse(ran.stdout) as ReplayJson).steps[0]?.rebuilt, 1, ran.stdout);
  });

  test('progress and colours, where a person looks', async (t) => {
    const one = repository(t, app, work);
    const terminal = async (line: string, environment: Readonly<Record<string, string>> = {}): Promise<string> => {
      let stderr = '';
      const write = (text: string): unknown => (stderr += text);
      const ran = await one.run(line, { stderr: { isTTY: true, write }, environment });
      assert.equal(ran.status, 0);
      return stderr;
    };
    const progress = /^\rReplaying commit 1 of 5[^]*\rReplaying commit 5 of 5\r\u001b\[K/;
    const shown = await terminal('replay');
    assert.match(shown, progress);
    const plain = await terminal('replay', { NO_COLOR: '1' });
    assert.match(plain, progress);
    assert.doesNotMatch(plain, /\u001b\[\d+m/);
    assert.doesNotMatch(await terminal('replay --why HEAD'), /Replaying|\r/);
    await terminal('replay --output out.txt');
    assert.match(one.read('out.txt'), /^`Dockerfile`, built from [^]*\n {2}2 {2}WORKDIR \/app\n/);
    assert.doesNotMatch(one.read('out.txt'), /Replaying|\r|\u001b/);
    const coloured = await one.run('replay --color always');
    assert.match(coloured.stdout, /\u001b\[\d+m■/);
    assert.doesNotMatch(coloured.stderr, /Replaying|\r/);
    assert.doesNotMatch((await one.run('replay', { environment: { FORCE_COLOR: '0' } })).stdout, /\u001b/);
  });

  test('a shallow clone: what is there, and how many are missing', async (t) => {
    const one = repository(t, app, work);
    const clone = (depth: number): Folder => {
      const target = folder(t, {});
      target.git('clone', '-q', `--depth=${depth}`, `file://${one.path}`, '.');
      return target;
    };
    const some = await clone(3).run('replay');
    assert.equal(some.status, 0);
    assert.match(some.stderr, /^This clone is shallow: 2 of the 100 commits asked for are here\./);
  });

  test('the first cause of each step of a commit', async (t) => {
    const one = repository(t, app, work);
    const ran = await one.run('replay --why HEAD~2');
    assert.deepEqual(ran, {
      status: 0,
      stdout: [
        '`Dockerfile`, built from `.` (the root), at `HEAD~2` right after its parent',
        '  2  WORKDIR /app',
        '     cached',
        '  3  COPY . .',
        '     built again: `requirements.txt` changed',
        '  4  RUN pip install -r requirements.txt',
        '     built again: line 3 before it is built again',
        '',
      ].join('\n'),
      stderr: '',
    });
    const nothing = JSON.parse((await one.run('replay --why HEAD --format json')).stdout) as {
      steps: { cached: boolean }[];
    };
    assert.deepEqual(
      nothing.steps.map(({ cached }) => cached),
      [true, true, true],
    );
  });

  suite('a commit is built with the Dockerfile and the ignore file that it has', () => {
    const base = bad.replace('3.12', '3.11');

    test('another base image', async (t) => {
      const one = repository(t, { ...app, Dockerfile: base }, [{ Dockerfile: bad }, {}]);
      const said = await whySteps(one, 'HEAD~1');
      assert.match(said, /WORKDIR \/app: built again: the base image was `python:3\.11` and is `python:3\.12` now/);
      assert.match(await whySteps(one, 'HEAD'), /WORKDIR \/app: cached/);
    });

    test('its first commit: nothing was built before', async (t) => {
      const { Dockerfile, ...others } = app;
      const one = repository(t, others, [{ Dockerfile: Dockerfile ?? '' }, {}]);
      const said = await whySteps(one, 'HEAD~1');
      assert.equal(said.match(/cached/), null, said);
      assert.match(said, /WORKDIR \/app: built again: /);
    });

    test('a commit without it', async (t) => {
      const { Dockerfile, ...others } = app;
      const one = repository(t, others, [{ 'main.py': '1' }, { Dockerfile: Dockerfile ?? '' }]);
      const ran = await one.run('replay --why HEAD~1');
      assert.deepEqual(ran, { status: 3, stdout: '', stderr: 'There is no `Dockerfile` in `HEAD~1`.\n' });
    });

    test('what the ignore file of then left out', async (t) => {
      const start = { ...app, '.dockerignore': '.git\nREADME.md\n.dockerignore\n' };
      const one = repository(t, start, [{ 'README.md': '1' }, { '.dockerignore': '.git\n' }]);
      assert.match(await whySteps(one, 'HEAD~1'), /COPY \. \.: cached/);
      assert.match(await whySteps(one, 'HEAD'), /COPY \. \.: built again: `.dockerignore` and `README.md` are new/);
    });
  });

  suite('commits that could not be built do not count', () => {
    const dockerfile = 'FROM python:3.12\nCOPY requirements.txt .env ./\nRUN pip install -r requirements.txt\n';
    const start = { Dockerfile: dockerfile, '.dockerignore': '.git\n', 'main.py': '0' };

    test('before a file is there that a step needs', async (t) => {
      const past = [{ 'main.py': '1' }, { 'requirements.txt': '1' }, { 'requirements.txt': '2' }, {}];
      const one = repository(t, start, past);
      const { stderr } = await one.run('replay');
      assert.match(
        stderr,
        /^`requirements.txt` was not there in 2 of the 4 commits: what needs it could not be built then/m,
      );
      assert.match(stderr, /^What `.env` is in each build is not known, nor what that builds again\.$/m);
      // The change of the list is certain; of the last commit nobody knows, because of `.env`.
      assert.deepEqual(await strips(one), ['??r?', '??r?']);
    });

    test('what does not need it is known', async (t) => {
      const both = 'FROM a AS a\nCOPY main.py /\nRUN one\nFROM a\nCOPY new.py /\nCOPY --from=a /main.py /\n';
      const one = repository(t, { Dockerfile: both, 'main.py': '0' }, [{ 'main.py': '1' }, { 'new.py': '1' }, {}]);
      assert.deepEqual(await strips(one), ['rcc', 'rcc', '??c', '??c']);
    });

    test('none of them has it', async (t) => {
      const one = repository(t, start, [{ 'main.py': '1' }]);
      one.write({ 'requirements.txt': '1' });
      assert.deepEqual(await strips(one), ['?', '?']);
    });
  });

  test('build arguments that only a build knows are named', async (t) => {
    const args = '            REV=${{ github.sha }}\n            DATE=${{ steps.date.outputs.date }}\n';
    const step =
      '      - uses: docker/build-push-action@v6\n        with:\n          context: .\n          build-args: |\n';
    const one = repository(
      t,
      {
        Dockerfile: 'FROM node\nRUN one\nARG DATE\nRUN two\nARG REV\nRUN three\n',
        '.github/workflows/ci.yml': `jobs:\n  a:\n    steps:\n${step}${args}`,
      },
      [{}, {}],
    );
    const ran = await one.run('replay');
    assert.match(
      ran.stderr,
      /^`REV` has another value in every commit, so what has it in scope is always built again\.$/m,
    );
    assert.match(ran.stderr, /^What `DATE` is in each build is not known, nor what that builds again\.$/m);
    const { steps } = JSON.parse((await one.run('replay --format json')).stdout) as ReplayJson;
    assert.deepEqual(
      steps.map(({ strip }) => strip),
      ['cc', '??', 'rr'],
    );
  });
});
