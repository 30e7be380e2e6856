/** Whatever is wrong with a repository, a file or a folder: its own sentence, in both languages, and no answer. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test, { suite, type TestContext } from 'node:test';
import { app, bad, repository, work } from './history.ts';
import { folder, type Files, type Folder } from './run.ts';

interface Case {
  readonly name: string;
  readonly make: (t: TestContext) => Folder;
  readonly line: string;
  readonly status: 2 | 3;
  readonly en: RegExp;
  readonly ja: RegExp;
}

const history = (t: TestContext): Folder => repository(t, app, work);

function clone(t: TestContext, from: Folder, ...options: readonly string[]): Folder {
  const target = folder(t, {});
  from.git('config', 'uploadpack.allowFilter', 'true');
  target.git('clone', '-q', ...options, `file://${from.path}`, '.');
  return target;
}

/** Without the object that a revision names. */
function without(one: Folder, revision: string): Folder {
  const id = one.git('rev-parse', revision);
  rmSync(join(one.path, '.git/objects', id.slice(0, 2), id.slice(2)));
  return one;
}

const gone = '0123456789012345678901234567890123456789';

const cases: readonly Case[] = [
  {
    name: 'no git repository',
    make: (t) => folder(t, app),
    line: 'replay',
    status: 3,
    en: /^There is no history to replay: this is no git repository/,
    ja: /git リポジトリではないか/,
  },
  {
    name: 'a bare repository',
    make: (t) => clone(t, history(t), '--bare'),
    line: 'replay',
    status: 2,
    en: /without a work tree .*run `kasane replay` in a clone/,
    ja: /ベアリポジトリ.*`kasane replay` はクローンの中で/,
  },
  {
    name: 'nothing committed',
    make: (t) => {
      const one = folder(t, app);
      one.git('init', '-q');
      return one;
    },
    line: 'replay',
    status: 3,
    en: /nothing is committed yet/,
    ja: /まだコミットがないか/,
  },
  {
    name: 'one commit',
    make: (t) => repository(t, app, []),
    line: 'replay',
    status: 3,
    en: /this is the first commit/,
    ja: /これが最初のコミットです/,
  },
  {
    name: 'a shallow clone of one commit',
    make: (t) => clone(t, history(t), '--depth=1'),
    line: 'replay',
    status: 3,
    en: /this clone is shallow and has one commit/,
    ja: /浅いクローンで、コミットが 1 つ/,
  },
  {
    name: 'a partial clone without trees',
    make: (t) => {
      const from = history(t);
      const one = clone(t, from, '--filter=tree:0');
      // What git could fetch in the middle of a replay, it must not.
      rmSync(from.path, { recursive: true });
      return one;
    },
    line: 'replay',
    status: 3,
    en: /this partial clone has no trees/,
    ja: /この部分クローンには古いコミットのツリーがありません/,
  },
  {
    name: 'a tree in the middle is missing',
    make: (t) => without(history(t), 'HEAD~2^{tree}'),
    line: 'replay',
    status: 3,
    en: /can't be read to its end: .* with a smaller `--history`/,
    ja: /履歴を最後まで読み取れません。.*`--history` を小さく/,
  },
  {
    name: 'the newest commit is missing',
    make: (t) => without(history(t), 'HEAD'),
    line: 'replay',
    status: 3,
    en: /the newest commit is missing/,
    ja: /最新のコミットが欠けています/,
  },
  {
    name: 'why of a commit that a rewritten branch no longer has',
    make: history,
    line: `replay --why ${gone}`,
    status: 3,
    en: new RegExp(`There is no commit \`${gone}\` here: .*rewritten`),
    ja: new RegExp(`コミット \`${gone}\` がありません。.*書き換えられた`),
  },
  {
    name: 'why of what can be no name',
    make: history,
    line: 'replay --why=--all',
    status: 3,
    en: /There is no commit `--all` here/,
    ja: /コミット `--all` がありません/,
  },
  {
    name: 'why of the first commit',
    make: history,
    line: 'replay --why HEAD~5',
    status: 3,
    en: /`HEAD~5` is the first commit: there is none before it/,
    ja: /`HEAD~5` は最初のコミットで/,
  },
  {
    name: 'why of the oldest commit of a shallow clone',
    make: (t) => clone(t, history(t), '--depth=2'),
    line: 'replay --why HEAD~1',
    status: 3,
    en: /`HEAD~1` is the oldest commit of this shallow clone/,
    ja: /`HEAD~1` はこの浅いクローンで最も古い/,
  },
  {
    name: 'no Dockerfile',
    make: (t) => repository(t, {}, work),
    line: 'replay',
    status: 2,
    en: /There is no Dockerfile here/,
    ja: /ここには Dockerfile がありません/,
  },
  {
    name: 'several Dockerfiles',
    make: (t) => repository(t, { 'a/Dockerfile': bad, 'b/Dockerfile': bad }, work),
    line: 'replay',
    status: 2,
    en: /Which one\? Name it: `a\/Dockerfile` and `b\/Dockerfile`/,
    ja: /Dockerfile が複数あります。.*`a\/Dockerfile`、`b\/Dockerfile`/,
  },
  {
    name: 'several Dockerfiles, from where the person stands',
    make: (t) => {
      const one = repository(t, { 'in/a/Dockerfile': bad, 'in/b/Dockerfile': bad }, work);
      return { ...one, run: (line) => one.run(line, { directory: join(one.path, 'in') }) };
    },
    line: 'replay',
    status: 2,
    en: /Name it: `a\/Dockerfile` and `b\/Dockerfile`/,
    ja: /指定してください: `a\/Dockerfile`、`b\/Dockerfile`/,
  },
  {
    name: 'a folder with several Dockerfiles',
    make: (t) => repository(t, { 'a/Dockerfile': bad, 'a/b.Dockerfile': bad }, work),
    line: 'replay a',
    status: 2,
    en: /Which one\? Name it: `a\/Dockerfile` and `a\/b\.Dockerfile`/,
    ja: /Dockerfile が複数あります/,
  },
  {
    name: 'a folder without a Dockerfile',
    make: (t) => repository(t, { ...app, 'a/x': '' }, work),
    line: 'replay a',
    status: 3,
    en: /^There is no Dockerfile in `a`\.\n$/,
    ja: /`a` に Dockerfile がありません/,
  },
  {
    name: 'a Dockerfile that is not there',
    make: history,
    line: 'replay gone',
    status: 3,
    en: /^gone: not checked: There is no such file\.\n$/,
    ja: /gone: 未確認/,
  },
  {
    name: 'a Dockerfile outside every repository',
    make: history,
    line: 'replay /dev/null',
    status: 3,
    en: /null: not checked: This is a pipe, a socket or a device/,
    ja: /null: 未確認/,
  },
  {
    name: 'a Dockerfile that is a link out of the repository',
    make: (t) => {
      const one = history(t);
      symlinkSync('/etc/hostname', join(one.path, 'link.Dockerfile'));
      return one;
    },
    line: 'replay link.Dockerfile',
    status: 3,
    en: /link\.Dockerfile: not checked: This is a symbolic link/,
    ja: /link\.Dockerfile: 未確認/,
  },
  {
    name: 'a Dockerfile that BuildKit refuses',
    make: (t) => repository(t, { ...app, Dockerfile: 'FROM a\nCOPY --frm=b x /\n' }, work),
    line: 'replay',
    status: 3,
    en: /This Dockerfile can't be built/,
    ja: /この Dockerfile はビルドできない/,
  },
  {
    name: 'the same for why',
    make: (t) => repository(t, { ...app, Dockerfile: 'FRM a\n' }, work),
    line: 'replay --why HEAD',
    status: 3,
    en: /This Dockerfile can't be built/,
    ja: /この Dockerfile はビルドできない/,
  },
  {
    name: 'nothing on standard input',
    make: history,
    line: 'replay -',
    status: 3,
    en: /can't be built/,
    ja: /ビルドできない/,
  },
  {
    name: 'a context that is not known',
    make: (t) =>
      repository(
        t,
        {
          ...app,
          'compose.yaml': 'services:\n  app:\n    build:\n      context: ..\n      dockerfile: x/Dockerfile\n',
        },
        work,
      ),
    line: 'replay',
    status: 3,
    en: /It is not known which folder this Dockerfile is built from; `--context` says it/,
    ja: /`--context` で指定してください/,
  },
  {
    name: 'a context outside the repository',
    make: history,
    line: 'replay --context /',
    status: 2,
    en: /The build context `\/` is not a folder inside/,
    ja: /ビルドコンテキスト `\/` は/,
  },
];

/** Of `why`: files, then what is done with them. */
const both: Files = { 'a/Dockerfile': 'FROM x AS one\nCOPY f /\n', 'a/f': '1' };

const whyCases: readonly (readonly [
  name: string,
  make: (one: Folder) => void,
  line: string,
  status: 2 | 3,
  en: RegExp,
  ja: RegExp,
])[] = [
  ['no such folder', () => {}, 'why a b', 2, /`b` is not a folder/, /`b` はフォルダーではありません/],
  ['a file', () => {}, 'why a a/f', 2, /`a\/f` is not a folder/, /`a\/f` はフォルダーではありません/],
  ['below a file', () => {}, 'why a a/f/x', 2, /`a\/f\/x` is not a folder/, /フォルダーではありません/],
  [
    'a link to itself',
    ({ path }) => symlinkSync('b', join(path, 'b')),
    'why a b',
    2,
    /`b` is not a folder/,
    /フォルダーではありません/,
  ],
  [
    'a folder without a Dockerfile',
    ({ path }) => mkdirSync(join(path, 'b')),
    'why a b',
    2,
    /There is no `Dockerfile` in `b`/,
    /`b` に `Dockerfile` がありません/,
  ],
  [
    'a Dockerfile that is a folder',
    ({ path }) => mkdirSync(join(path, 'b/Dockerfile'), { recursive: true }),
    'why a b',
    2,
    /`b\/Dockerfile` can't be read: This is a directory/,
    /`b\/Dockerfile` を読み取れません/,
  ],
  [
    'a Dockerfile that is no text',
    (one) => one.write({ 'b/Dockerfile': new Uint8Array([0, 1]) }),
    'why a b',
    2,
    /`b\/Dockerfile` can't be read: This is a binary file/,
    /`b\/Dockerfile` を読み取れません/,
  ],
  [
    'a Dockerfile that BuildKit refuses',
    (one) => one.write({ 'b/Dockerfile': 'FRM a\n' }),
    'why a b',
    3,
    /`b\/Dockerfile` can't be built/,
    /`b\/Dockerfile` はビルドできません/,
  ],
  [
    'no such stage',
    (one) => one.write({ 'b/Dockerfile': 'FROM x\n' }),
    'why a b --target one',
    3,
    /`b\/Dockerfile` has no stage `one`/,
    /`b\/Dockerfile` に `one` というステージがありません/,
  ],
];

const languages = ['en', 'ja'] as const;

suite('what kasane replay can not answer', () => {
  for (const { name, make, line, status, ...said } of cases) {
    test(name, async (t) => {
      const one = make(t);
      for (const language of languages) {
        const ran = await one.run(`${line} --lang ${language}`);
        assert.match(ran.stderr, said[language]);
        assert.deepEqual([ran.status, ran.stdout], [status, '']);
      }
    });
  }
});

suite('what kasane why can not answer', () => {
  for (const [name, make, line, status, en, ja] of whyCases) {
    test(name, async (t) => {
      const one = folder(t, both);
      make(one);
      for (const language of languages) {
        const ran = await one.run(`${line} --lang ${language}`);
        assert.match(ran.stderr, { en, ja }[language]);
        assert.deepEqual([ran.status, ran.stdout], [status, '']);
      }
    });
  }
});

const copying = (): Promise<Uint8Array> => Promise.resolve(new TextEncoder().encode('FROM a\nCOPY main.py /\n'));

/** For `git fast-import`. */
const importOf = (change: string): string =>
  `commit HEAD\ncommitter t <t@example.com> 0 +0000\ndata 0\nfrom HEAD^0\n${change}\n`;

suite('what is answered all the same', () => {
  test('an older commit that can not be read: the newer ones', async (t) => {
    const one = without(history(t), 'HEAD~3');
    const ran = await one.run('replay');
    assert.equal(ran.status, 0);
    assert.match(ran.stderr, /^An older commit can't be read, so only the newest 2 of the 100 asked for were replayed/);
    const japanese = await one.run('replay --lang ja');
    assert.match(japanese.stderr, /^古いコミットを読み取れないため/);
  });

  test('a file that is missing: its content is not needed', async (t) => {
    const ran = await without(history(t), 'HEAD~2:main.py').run('replay');
    assert.equal(ran.status, 0, ran.stderr);
  });

  test('a Dockerfile that is newer than the history, or not committed', async (t) => {
    const { Dockerfile, ...rest } = app;
    const one = repository(t, rest, work);
    one.write({ Dockerfile: Dockerfile ?? '' });
    for (const language of languages) {
      const ran = await one.run(`replay --lang ${language}`);
      assert.equal(ran.status, 0);
      assert.match(
        ran.stderr,
        {
          en: /^`Dockerfile` is newer than the oldest of these commits; it was replayed as if it had always been there\./,
          ja: /^`Dockerfile` は対象の最も古いコミットより新しいため/,
        }[language],
      );
      assert.match(ran.stdout, /COPY \. \./);
    }
  });

  test('a Dockerfile without steps', async (t) => {
    const one = repository(t, { ...app, Dockerfile: 'FROM a\nCMD x\n' }, work);
    const ran = await one.run('replay');
    assert.deepEqual([ran.status, ran.stdout], [0, '']);
    assert.match(ran.stderr, /It has no step that a builder could take from its cache/);
    const { steps } = JSON.parse((await one.run('replay --format json')).stdout) as { steps: unknown };
    assert.deepEqual(steps, []);
    const why = await one.run('why . . --lang ja');
    assert.deepEqual([why.status, why.stdout], [0, '']);
    assert.match(why.stderr, /キャッシュから使えるステップ/);
  });

  test('a Dockerfile from standard input', async (t) => {
    const ran = await history(t).run('replay - --format json', { stdin: copying });
    const { steps } = JSON.parse(ran.stdout) as { steps: readonly { readonly strip: string }[] };
    assert.deepEqual(
      steps.map(({ strip }) => strip),
      ['rccrc'],
    );
  });

  test('names that are no UTF-8, and submodules', async (t) => {
    const one = repository(t, { ...app, Dockerfile: 'FROM a\nCOPY . .\n' }, []);
    const tip = one.git('rev-parse', 'HEAD');
    // Names in C's quotes: a byte that is no UTF-8.
    for (const change of ['M 100644 inline "caf\\351.py"\ndata 1\n1', `M 160000 ${tip} sub`, `M 160000 ${gone} sub`])
      execFileSync('git', ['fast-import', '--quiet'], { cwd: one.path, input: importOf(change) });
    const ran = await one.run('replay --format json');
    const { steps } = JSON.parse(ran.stdout) as { steps: readonly { readonly strip: string }[] };
    assert.deepEqual(
      steps.map(({ strip }) => strip),
      // Nobody knows here whether it is checked out.
      ['rr?'],
    );
    assert.match((await one.run('replay --why HEAD')).stdout, /not known: `sub` is a submodule/);
    assert.match((await one.run('replay --why HEAD~2')).stdout, /built again: `caf\\udce9\.py` is new/);
  });
});
