import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { folder, type Folder } from './run.ts';
import type { TestContext } from 'node:test';

const bad = 'FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\n';
const volume = 'FROM a\nVOLUME /data\n';

/** `main` with an old finding and a later commit; `topic`, checked out, that left it before and adds one. */
function repository(t: TestContext): Folder {
  const one = folder(t, { 'old/Dockerfile': volume, Dockerfile: 'FROM scratch\n' });
  const commit = (message: string): void => {
    one.git('add', '.');
    one.git('commit', '--quiet', '--message', message);
  };
  one.git('init', '--quiet');
  commit('start');
  one.git('checkout', '--quiet', '-b', 'topic');
  one.write({ Dockerfile: bad, 'old/Dockerfile': `${volume}# touched\n`, '.github/kasane.yml': 'fail-on: never\n' });
  commit('topic');
  one.git('checkout', '--quiet', 'main');
  one.write({ 'later/Dockerfile': bad });
  commit('later');
  one.git('checkout', '--quiet', 'topic');
  return one;
}

suite('kasane review', () => {
  test('says what the branch introduces since it left the base, by the configuration of the base', async (t) => {
    const ran = await repository(t).run('review');
    assert.equal(ran.status, 1);
    assert.deepEqual(ran.stdout.match(/^\S+:\d+(?= )/gm), ['Dockerfile:2']);
    assert.equal(
      ran.stderr,
      '1 error in 2 Dockerfiles, 1 outside the scope\n`kasane explain cache/copy-before-install` tells more.\n' +
        'This branch edits `.github/kasane.yml`; the check used the version of the base, as the action does.\n' +
        'Compared `HEAD` with `main`; what is not committed was not looked at.\n',
    );
  });

  test('of another head and base', async (t) => {
    const one = repository(t);
    assert.match((await one.run('review --head main --base topic')).stdout, /^later\/Dockerfile:2 {2}error/);
    assert.equal((await one.run('review --head topic --base topic')).stdout, '');
  });

  test('JSON says of each finding that it is new', async (t) => {
    const report = JSON.parse((await repository(t).run('review --format json')).stdout) as {
      findings: { introduced: boolean }[];
      summary: object;
    };
    assert.deepEqual(
      report.findings.map(({ introduced }) => introduced),
      [true],
    );
    assert.deepEqual(report.summary, { errors: 1, warnings: 0, notices: 0, outOfScope: 1, files: 2 });
  });

  test('does not look at what is not committed', async (t) => {
    const one = repository(t);
    one.write({ Dockerfile: 'FROM scratch\n' });
    assert.equal((await one.run('review')).status, 1);
  });

  const wrong: readonly (readonly [string, string, number, RegExp])[] = [
    ['a base that is not there', 'review --base gone', 2, /`gone` names no commit here/],
    ['a head that is an option', 'review --head=--all', 2, /`--all` names no commit here/],
  ];
  for (const [name, line, status, said] of wrong) {
    test(name, async (t) => {
      const ran = await repository(t).run(line);
      assert.equal(ran.status, status);
      assert.match(ran.stderr, said);
    });
  }

  test('without a repository says so', async (t) => {
    const ran = await folder(t, { Dockerfile: bad }).run('review');
    assert.equal(ran.status, 2);
    assert.match(ran.stderr, /no git repository/);
  });

  test('of nothing says so', async (t) => {
    const ran = await repository(t).run('review --base topic');
    assert.equal(ran.status, 0);
    assert.match(ran.stderr, /^Nothing to review: /);
  });

  test('where there is no work tree says so', async (t) => {
    const one = repository(t);
    const ran = await one.run('review', { directory: `${one.path}/.git` });
    assert.equal(ran.status, 2);
    assert.match(ran.stderr, /without a work tree .*run `kasane review` in a clone/);
  });

  test('before the first commit names the other way', async (t) => {
    const one = folder(t, { Dockerfile: bad });
    one.git('init', '--quiet');
    const ran = await one.run('review');
    assert.equal(ran.status, 2);
    assert.match(ran.stderr, /no commit yet\. `kasane check`/);
  });

  test('of a detached head is that of its commit', async (t) => {
    const one = repository(t);
    one.git('checkout', '--quiet', '--detach');
    const ran = await one.run('review');
    assert.equal(ran.status, 1);
    assert.match(ran.stdout, /^Dockerfile:2/);
  });

  test('of a clone that is too shallow says what brings the history', async (t) => {
    const whole = repository(t);
    const clone = folder(t, {});
    clone.git('clone', '--quiet', '--depth=1', '--branch=topic', '--no-single-branch', `file://${whole.path}`, 'c');
    const ran = await clone.run('review --base origin/main', { directory: `${clone.path}/c` });
    assert.equal(ran.status, 3);
    assert.match(ran.stderr, /git fetch --unshallow/);
  });

  test('without a base says how to name one', async (t) => {
    const one = repository(t);
    one.git('branch', '--delete', '--force', 'main');
    const ran = await one.run('review');
    assert.equal(ran.status, 2);
    assert.match(ran.stderr, /kasane review --base main/);
  });

  test('without a common ancestor can not say what is new', async (t) => {
    const one = repository(t);
    one.git('checkout', '--quiet', '--orphan', 'other');
    one.git('commit', '--quiet', '--allow-empty', '--message', 'other');
    const ran = await one.run('review --base main');
    assert.equal(ran.status, 3);
    assert.match(ran.stderr, /no common commit here/);
  });
});
