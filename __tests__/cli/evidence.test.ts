/** What `check`, `review` and `fix` say of the repository's history, with the real rules. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { suite } from 'node:test';
import { engine, repository, work } from './history.ts';
import { folder, type Files, type Folder, type Ran } from './run.ts';

const shop: Files = {
  Dockerfile:
    'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "main.py"]\n',
  '.dockerignore': '.git\n',
  'requirements.txt': 'flask==3.0.0\n',
  'main.py': '0\n',
  'README.md': '0\n',
};
/** `work` as real files: five commits, four of which change what is copied, one of them the requirements. */
const commits: readonly Files[] = work.map((files) =>
  'requirements.txt' in files ? { 'requirements.txt': 'flask==3.0.1\n' } : files,
);

function evidence({ stdout }: Ran): unknown {
  const report = JSON.parse(stdout) as { readonly findings: readonly { readonly evidence?: unknown }[] };
  return report.findings.map((finding) => finding.evidence);
}

function ask(where: Folder, line: string): Promise<Ran> {
  return where.run(line, { engine });
}

const known = { commits: 5, rebuilt: 4, rebuiltAfterFix: 1 };

suite('evidence on the command line', () => {
  test('check: in words, and in JSON', async (t) => {
    const where = repository(t, shop, commits);
    const ran = await ask(where, 'check');
    assert.match(
      ran.stdout,
      /In 4 of the last 5 commits `RUN pip install -r requirements\.txt` would have been built again \(code 2, documentation 2, manifests 1\); with the suggestion, in 1\./,
    );
    assert.equal(ran.stderr.includes('history'), false);
    assert.deepEqual(evidence(await ask(where, 'check --format json')), [known]);
  });

  test('check: fewer commits, and none', async (t) => {
    const where = repository(t, shop, commits);
    assert.deepEqual(evidence(await ask(where, 'check --format json --history 2')), [
      { commits: 2, rebuilt: 1, rebuiltAfterFix: 0 },
    ]);
    assert.deepEqual(evidence(await ask(where, 'check --format json --history 0')), [undefined]);
  });

  test('check: the history goes with the Dockerfile of the working tree, and with the ignore file beside it', async (t) => {
    const where = repository(t, shop, commits);
    where.write({ '.dockerignore': '.git\n*.md\n' });
    assert.deepEqual(evidence(await ask(where, 'check --format json')), [
      { commits: 5, rebuilt: 3, rebuiltAfterFix: 1 },
    ]);
  });

  test('check: a Dockerfile that was never committed', async (t) => {
    const { Dockerfile, ...others } = shop;
    const where = repository(t, others, commits);
    where.write({ Dockerfile: Dockerfile ?? '' });
    assert.deepEqual(evidence(await ask(where, 'check --format json')), [known]);
  });

  test('review: the commits of the branch itself do not count', async (t) => {
    const { Dockerfile, ...others } = shop;
    const where = repository(t, others, commits);
    where.git('checkout', '-qb', 'topic');
    for (const number of [1, 2, 3]) {
      where.write({ 'main.py': `${number} on the branch\n`, Dockerfile: Dockerfile ?? '' });
      where.git('add', '-A');
      where.git('commit', '-qm', 'x');
    }
    assert.deepEqual(evidence(await ask(where, 'review --base main --format json')), [known]);
  });

  const missing: readonly (readonly [name: string, prepare: (where: Folder) => void, said: RegExp | null])[] = [
    ['outside git', ({ path }) => rmSync(join(path, '.git'), { recursive: true }), null],
    [
      'nothing committed yet',
      (where) => {
        rmSync(join(where.path, '.git'), { recursive: true });
        where.git('init', '-q');
      },
      null,
    ],
    [
      'the first commit',
      (where) => {
        rmSync(join(where.path, '.git'), { recursive: true });
        where.git('init', '-q');
        where.git('add', '-A');
        where.git('commit', '-qm', 'x');
      },
      null,
    ],
    [
      'a broken object',
      (where) => {
        const tree = where.git('rev-parse', 'HEAD~2^{tree}');
        rmSync(join(where.path, '.git/objects', tree.slice(0, 2), tree.slice(2)), { force: true });
      },
      /history/,
    ],
  ];
  for (const [name, prepare, said] of missing) {
    test(`check: ${name}`, async (t) => {
      const where = repository(t, shop, commits);
      prepare(where);
      const ran = await ask(where, 'check --format json');
      assert.equal(ran.status, 1);
      assert.deepEqual(evidence(ran), [undefined]);
      if (said) assert.match(ran.stderr, said);
      else assert.equal(ran.stderr, '');
    });
  }

  test('check: a shallow clone has some of it, and says so', async (t) => {
    const origin = repository(t, shop, commits);
    const where = folder(t, {});
    execFileSync('git', ['clone', '-q', '--depth', '4', `file://${origin.path}`, where.path], { stdio: 'ignore' });
    const ran = await ask(where, 'check --format json');
    assert.deepEqual(evidence(ran), [{ commits: 3, rebuilt: 2, rebuiltAfterFix: 1 }]);
    assert.match(ran.stderr, /The clone is shallow: 3 of the 100 commits asked for were replayed\./);
  });

  test('fix: what the history shows to be worth nothing is still a fix', async (t) => {
    const ran = await ask(repository(t, shop, []), 'fix --history 0');
    assert.match(ran.stdout, /^\+COPY requirements\.txt/m);
  });
});
