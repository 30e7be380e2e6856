import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test, { suite } from 'node:test';
import { engine, folder, type Files } from './run.ts';

const bad = 'FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\n';
const volume = 'FROM a\nVOLUME /data\n';
const good = 'FROM scratch\n';

/** Files, what is typed, the status, and the places that are reported. */
const cases: readonly (readonly [
  name: string,
  files: Files,
  line: string,
  status: number,
  places: readonly string[],
])[] = [
  [
    'all below the folder',
    { Dockerfile: bad, 'a/b/x.Dockerfile': volume, 'c/Containerfile.dev': good },
    'check',
    1,
    ['Dockerfile:2', 'a/b/x.Dockerfile:2'],
  ],
  ['other names are no Dockerfiles', { 'Dockerfile.dockerignore': bad, 'notes.txt': bad }, 'check', 0, []],
  ['a named file', { Dockerfile: bad, 'a/Dockerfile': volume }, 'check a/Dockerfile', 0, ['a/Dockerfile:2']],
  ['a named file with another name', { 'a.txt': bad }, 'check a.txt', 1, ['a.txt:2']],
  [
    'a named folder',
    { Dockerfile: bad, 'a/Dockerfile': volume, 'b/Dockerfile': volume },
    'check a',
    0,
    ['a/Dockerfile:2'],
  ],
  [
    'several paths, one of them twice',
    { 'a/Dockerfile': volume, 'b/Dockerfile': volume },
    'check b a a/Dockerfile',
    0,
    ['a/Dockerfile:2', 'b/Dockerfile:2'],
  ],
  ['a level that fails', { Dockerfile: volume }, 'check --fail-on warning', 1, ['Dockerfile:2']],
  ['a level that never fails', { Dockerfile: bad }, 'check --fail-on never', 0, ['Dockerfile:2']],
  ['only one rule', { Dockerfile: bad + volume }, 'check --only volume', 0, ['Dockerfile:5']],
  ['nothing to check', {}, 'check', 0, []],
  [
    'a file that is not there; the others are checked',
    { Dockerfile: bad },
    'check Dockerfile gone/Dockerfile',
    3,
    ['Dockerfile:2'],
  ],
  ['a folder with the name of a Dockerfile', { 'x/Dockerfile/readme': '' }, 'check x/Dockerfile', 3, []],
  [
    'a file that is no text',
    { Dockerfile: bad, 'a/Dockerfile': Uint8Array.of(0x46, 0xff, 0xfe, 0x0a) },
    'check',
    3,
    ['Dockerfile:2'],
  ],
  [
    'the configuration',
    { Dockerfile: bad, '.github/kasane.yml': 'rules:\n  cache/copy-before-install: off\n' },
    'check',
    0,
    [],
  ],
  [
    'another configuration',
    { Dockerfile: volume, 'k.yml': 'fail-on: warning\n' },
    'check --config k.yml',
    1,
    ['Dockerfile:2'],
  ],
  [
    'the option against the configuration',
    { Dockerfile: volume, '.github/kasane.yml': 'fail-on: warning\n' },
    'check --fail-on error',
    0,
    ['Dockerfile:2'],
  ],
];

suite('kasane check', () => {
  for (const [name, files, line, status, places] of cases) {
    test(name, async (t) => {
      const ran = await folder(t, files).run(line);
      assert.equal(ran.status, status, ran.stderr);
      assert.deepEqual(ran.stdout.match(/^\S+:\d+(?= )/gm)?.toSorted() ?? [], places);
    });
  }

  test("in a folder of a repository: paths are as seen from there, the configuration is the repository's", async (t) => {
    const repository = folder(t, {
      'api/Dockerfile': volume,
      'web/Dockerfile': bad,
      '.github/kasane.yml': 'fail-on: warning\n',
    });
    repository.git('init', '--quiet');
    const below = { directory: join(repository.path, 'api') };
    const ran = await repository.run('check', below);
    assert.equal(ran.status, 1);
    assert.match(ran.stdout, /^Dockerfile:2 {2}warning/);
    assert.match((await repository.run('check ../web', below)).stdout, /^\.\.\/web\/Dockerfile:2 {2}error/);
    const report = JSON.parse((await repository.run('check --format json', below)).stdout) as {
      findings: { path: string }[];
    };
    assert.deepEqual(
      report.findings.map(({ path }) => path),
      ['api/Dockerfile'],
    );
  });

  test('another repository than the one around is checked as its own', async (t) => {
    const here = folder(t, { Dockerfile: bad });
    const there = folder(t, { 'a/Dockerfile': volume, '.github/kasane.yml': 'fail-on: warning\n' });
    for (const one of [here, there]) one.git('init', '--quiet');
    const ran = await here.run(`check ${there.path}/a`);
    assert.equal(ran.status, 1);
    assert.match(ran.stdout, /^a\/Dockerfile:2 {2}warning/);
    const both = await here.run(`check Dockerfile ${there.path}/a`);
    assert.equal(both.status, 2);
    assert.match(both.stderr, /are in different repositories; run once for each/);
  });

  test('a file that git ignores is checked when it is named', async (t) => {
    const repository = folder(t, { '.gitignore': 'local/\n', 'local/Dockerfile': bad });
    repository.git('init', '--quiet');
    assert.equal((await repository.run('check')).status, 0);
    assert.equal((await repository.run('check local/Dockerfile')).status, 1);
  });

  test('a link to a Dockerfile is followed when it is named', async (t) => {
    const one = folder(t, { 'docker/real': bad });
    symlinkSync('docker/real', join(one.path, 'Dockerfile'));
    const ran = await one.run('check Dockerfile');
    assert.equal(ran.status, 1);
    assert.match(ran.stdout, /^Dockerfile:2/);
  });

  test('links with the name of a Dockerfile: each file once, and what leads nowhere is said', async (t) => {
    const one = folder(t, { Dockerfile: bad, 'a/image.txt': bad, 'd/x': '', 'k.yml': '' });
    for (const [target, link] of [
      ['Dockerfile', 'Dockerfile.same'],
      ['a/image.txt', 'Dockerfile.other'],
      ['d', 'Dockerfile.d'],
      ['gone', 'Dockerfile.dangling'],
      ['Dockerfile.loop', 'Dockerfile.loop'],
      ['../Dockerfile', 'a/Dockerfile'],
    ] as const)
      symlinkSync(target, join(one.path, link));
    const ran = await one.run('check');
    assert.equal(ran.status, 3);
    assert.deepEqual(ran.stdout.match(/^\S+:\d+(?= )/gm), ['Dockerfile:2', 'Dockerfile.other:2']);
    assert.deepEqual(ran.stderr.match(/^\S+(?=: not checked: .*link to a file that is not in the repository)/gm), [
      'Dockerfile.dangling',
      'Dockerfile.loop',
    ]);
    assert.match((await one.run('check a')).stdout, /^a\/Dockerfile:2/);
  });

  test('a line feed in a name hides nothing', async (t) => {
    const ran = await folder(t, { 'a\nb/Dockerfile': bad }).run('check');
    assert.equal(ran.status, 1);
    assert.match(ran.stdout, /^a b\/Dockerfile:2 {2}error/);
  });

  test('a pipe is named as one, and not waited for', async (t) => {
    const one = folder(t, { Dockerfile: bad });
    execFileSync('mkfifo', [join(one.path, 'pipe')]);
    const ran = await one.run('check pipe Dockerfile');
    assert.equal(ran.status, 3);
    assert.match(ran.stdout, /^Dockerfile:2/);
    assert.match(ran.stderr, /^pipe: not checked: This is a pipe, .* `kasane check -`/m);
  });

  test('standard input is one Dockerfile of this folder', async (t) => {
    const one = folder(t, { 'requirements.txt': '' });
    const ran = await one.run('check -', { stdin: () => Promise.resolve(Buffer.from(bad)) });
    assert.equal(ran.status, 1);
    assert.match(ran.stdout, /^Dockerfile:2 {2}error/);
    const broken = await one.run('check -', { stdin: () => Promise.resolve(Uint8Array.of(0xff)) });
    assert.equal(broken.status, 3);
    assert.match(broken.stderr, /^-: not checked: This file is not valid UTF-8; save it in that encoding\.$/m);
  });

  test('findings go to standard output, everything else to standard error', async (t) => {
    const one = folder(t, { Dockerfile: volume });
    assert.deepEqual(await one.run('check gone Dockerfile'), {
      status: 3,
      stdout:
        'Dockerfile:2  warning  state/volume\n  The volume `/data` keeps data in the container.\n\n' +
        '  > 2 │ VOLUME /data\n\n  Drop the volume:\n' +
        '    @@ -1,2 +1,1 @@\n     FROM a\n    -VOLUME /data\n\n',
      stderr:
        'gone: not checked: There is no such file.\n1 warning in 1 Dockerfile, 1 file not checked\n' +
        '`kasane explain state/volume` tells more.\n',
    });
  });

  test("the language is the option's, else the configuration's", async (t) => {
    const one = folder(t, { Dockerfile: volume, '.github/kasane.yml': 'language: ja\n' });
    assert.match((await one.run('check')).stdout, /ボリューム/);
    assert.match((await one.run('check --lang en')).stdout, /The volume/);
  });

  test('the context is told from the root of the repository', async (t) => {
    const one = folder(t, { 'docker/Dockerfile': good, 'services/api/x': '' });
    const below = { directory: join(one.path, 'docker') };
    one.git('init', '--quiet');
    const report = JSON.parse((await one.run('check --context ../services/api --format json', below)).stdout) as {
      files: { context: string }[];
    };
    assert.deepEqual(
      report.files.map(({ context }) => context),
      ['services/api'],
    );
    for (const context of ['../..', '../services/api/x', 'gone']) {
      const ran = await one.run(`check --context ${context}`, below);
      assert.equal(ran.status, 2);
      assert.match(ran.stderr, /is not a folder inside/);
    }
  });

  for (const format of ['json', 'sarif', 'rdjson']) {
    test(`${format} goes whole to a file, and standard output stays empty`, async (t) => {
      const one = folder(t, { Dockerfile: bad });
      const ran = await one.run(`check --format ${format} --output out.json`);
      assert.deepEqual(ran, { status: 1, stdout: '', stderr: '' });
      assert.equal(typeof JSON.parse(one.read('out.json')), 'object');
    });
  }

  test('an output that can not be written is said', async (t) => {
    const ran = await folder(t, { Dockerfile: bad }).run('check --output gone/out.txt');
    assert.equal(ran.status, 2);
    assert.match(ran.stderr, /`gone\/out\.txt` can't be written: there is no such folder; make it first\./);
  });
});

test('a step of a workflow may print it: no name is a command to the runner', async (t) => {
  const one = folder(t, { '::error::x/Dockerfile': bad, '::stop-commands::y/Dockerfile': Uint8Array.of(0xff) });
  const ran = await one.run('check');
  assert.equal(ran.status, 3);
  assert.match(ran.stdout, /^: :error::x\/Dockerfile:2/m);
  assert.match(ran.stderr, /^: :stop-commands::y\/Dockerfile: not checked/m);
});

suite('a configuration that is wrong', () => {
  const wrong: readonly (readonly [string, Files, string, RegExp])[] = [
    [
      'each line is named',
      { '.github/kasane.yml': 'language: ja\nfial-on: error\nrules:\n  state/volum: off\n' },
      'check',
      /^\.github\/kasane\.yml:2: .*`fail-on`[^]*^\.github\/kasane\.yml:4: .*`state\/volume`/m,
    ],
    ['it is not there', {}, 'check --config gone.yml', /no configuration file `gone\.yml`/],
    [
      'a folder stands in its place',
      { '.github/kasane.yml/x': '' },
      'check',
      /^\.github\/kasane\.yml: This is a directory/,
    ],
    ['it is a folder', { 'k/x': '' }, 'check --config k', /`k` can't be read: it is a folder; name a file in it\./],
    [
      'it is no text',
      { 'k.yml': Uint8Array.of(0xff) },
      'check --config k.yml',
      /^k\.yml: This file is not valid UTF-8/,
    ],
  ];
  test('is never passed over: an empty folder or a pipe in its place, or one that git ignores', async (t) => {
    const one = folder(t, { Dockerfile: bad, '.gitignore': '.github\n' });
    const place = join(one.path, '.github', 'kasane.yml');
    mkdirSync(place, { recursive: true });
    assert.match((await one.run('check')).stderr, /^\.github\/kasane\.yml: This is a directory/);
    rmSync(place, { recursive: true });
    execFileSync('mkfifo', [place]);
    assert.match((await one.run('check')).stderr, /^\.github\/kasane\.yml: This is a pipe/);
    rmSync(place);
    one.git('init', '--quiet');
    one.write({ '.github/kasane.yml': 'rules:\n  cache/copy-before-install: off\n' });
    assert.equal((await one.run('check')).status, 0);
  });

  for (const [name, files, line, expected] of wrong) {
    test(name, async (t) => {
      const ran = await folder(t, { Dockerfile: bad, ...files }).run(line);
      assert.equal(ran.status, 2);
      assert.equal(ran.stdout, '');
      assert.match(ran.stderr, expected);
    });
  }
});

suite('everything else', () => {
  test('a defect is told as one, with its place, and is never a pass', async (t) => {
    const broken = { ...engine, check: () => Promise.reject(new TypeError('oops')) };
    const ran = await folder(t, { Dockerfile: good }).run('check', { engine: broken });
    assert.equal(ran.status, 3);
    assert.match(ran.stderr, /defect of this program: `TypeError: oops`\nTypeError: oops\n {4}at /);
  });

  test('wrong usage says what is meant, and where help is', async (t) => {
    assert.deepEqual(await folder(t, {}).run('check --fromat json'), {
      status: 2,
      stdout: '',
      stderr:
        'error: `kasane check` has no option `--fromat`. Did you mean `--format`?\n`kasane check --help` shows what there is.\n',
    });
  });

  test('and says it in the language that was asked for', async (t) => {
    const ran = await folder(t, {}).run('chck --lang ja');
    assert.match(ran.stderr, /^エラー: コマンド `chck` はありません。もしかして: `check`$/m);
  });

  test('version and help go to standard output', async (t) => {
    const one = folder(t, {});
    assert.deepEqual(await one.run('--version'), { status: 0, stdout: 'kasane 1.2.3\n', stderr: '' });
    const help = await one.run('--help');
    assert.equal(help.status, 0);
    for (const name of ['check', 'review', 'fix', 'explain', 'rules']) {
      assert.match(help.stdout, new RegExp(`^ {2}kasane ${name} `, 'm'));
      assert.match(
        (await one.run(`${name} --help`)).stdout,
        new RegExp(`^Usage: kasane ${name}[^]*^Examples:\\n {2}kasane ${name}`, 'm'),
      );
    }
  });

  test('a folder that can not be listed is no pass', async (t) => {
    const one = folder(t, {});
    mkdirSync(join(one.path, 'empty'));
    assert.equal((await one.run('check empty')).status, 0);
    assert.equal((await one.run('check empty/gone')).status, 3);
  });
});
