import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test, { suite } from 'node:test';
import { writeEdited } from '../../src/cli/write-files.ts';
import { folder } from './run.ts';

const bad = 'FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\nVOLUME /data\n';
const fixed =
  'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nVOLUME /data\n';

suite('kasane fix', () => {
  test('prints one patch that git takes, of the safe suggestions only', async (t) => {
    const one = folder(t, { Dockerfile: bad, 'win/Dockerfile': bad.replaceAll('\n', '\r\n') });
    one.git('init', '--quiet');
    const ran = await one.run('fix');
    assert.equal(ran.status, 0);
    assert.equal(
      ran.stderr,
      '2 safe suggestions in 2 files; `kasane fix | git apply` or `kasane fix --write` applies them.\n' +
        '2 suggestions need a person; `kasane check` shows them.\n',
    );
    execFileSync('git', ['apply', '-'], { cwd: one.path, input: ran.stdout });
    assert.equal(one.read('Dockerfile'), fixed);
    assert.equal(one.read('win/Dockerfile'), fixed.replaceAll('\n', '\r\n'));
  });

  test('writes the same to the files, and then finds nothing more to write', async (t) => {
    const one = folder(t, { Dockerfile: bad });
    chmodSync(join(one.path, 'Dockerfile'), 0o751);
    const ran = await one.run('fix --write');
    assert.deepEqual(ran, {
      status: 0,
      stdout: '',
      stderr: 'Changed `Dockerfile`.\n1 suggestion needs a person; `kasane check` shows it.\n',
    });
    assert.equal(one.read('Dockerfile'), fixed);
    assert.equal(statSync(join(one.path, 'Dockerfile')).mode & 0o7777, 0o751);
    assert.deepEqual(readdirSync(one.path), ['Dockerfile']);
    assert.match((await one.run('fix --write')).stderr, /^No safe suggestion\.$/m);
  });

  test('patches the file that a link leads to, once, since git patches no link', async (t) => {
    const one = folder(t, { 'docker/image': bad, 'x/y': '' });
    one.git('init', '--quiet');
    symlinkSync('docker/image', join(one.path, 'Dockerfile'));
    symlinkSync('../docker/image', join(one.path, 'x', 'Dockerfile'));
    const ran = await one.run('fix');
    execFileSync('git', ['apply', '-'], { cwd: one.path, input: ran.stdout });
    assert.equal(one.read('docker/image'), fixed);
    assert.equal(readlinkSync(join(one.path, 'Dockerfile')), 'docker/image');
  });

  test('from a folder of the repository: the patch is taken there too, and what lies above is said', async (t) => {
    const one = folder(t, { Dockerfile: bad, 'a/b/Dockerfile': bad });
    one.git('init', '--quiet');
    const below = { directory: join(one.path, 'a') };
    const ran = await one.run('fix', below);
    assert.doesNotMatch(ran.stderr, /outside this folder/);
    execFileSync('git', ['apply', '-'], { cwd: below.directory, input: ran.stdout });
    assert.equal(one.read('a/b/Dockerfile'), fixed);
    const above = await one.run('fix ../Dockerfile', below);
    assert.ok(above.stderr.includes(`apply it in \`${one.path}\``), above.stderr);
    execFileSync('git', ['apply', '-'], { cwd: one.path, input: above.stdout });
    assert.equal(one.read('Dockerfile'), fixed);
    assert.doesNotMatch((await one.run('fix --write ../Dockerfile', below)).stderr, /outside this folder/);
  });

  test('of standard input is a patch', async (t) => {
    const ran = await folder(t, {}).run('fix -', { stdin: () => Promise.resolve(Buffer.from(bad)) });
    assert.match(ran.stdout, /^diff --git a\/Dockerfile b\/Dockerfile\n/);
  });

  test('never lets an escape sequence of a file reach a terminal, and never changes the patch for a pipe', async (t) => {
    const one = folder(t, { Dockerfile: `# \u001b[2J\n${bad}` });
    let shown = '';
    const stdout = { isTTY: true, write: (text: string) => (shown += text) };
    await one.run('fix', { stdout });
    assert.match(shown, /^ # \\u001b\[2J$/m);
    assert.match((await one.run('fix')).stdout, /^ # \u001b\[2J$/m);
  });

  test('says what it could not look at, and does the rest', async (t) => {
    const one = folder(t, { Dockerfile: bad });
    const ran = await one.run('fix --write Dockerfile gone');
    assert.equal(ran.status, 3);
    assert.match(ran.stderr, /^gone: not checked/);
    assert.equal(one.read('Dockerfile'), fixed);
  });
});

suite('writing a file', () => {
  const edited = { path: 'Dockerfile', before: bad, after: fixed };

  test('follows a link inside the folder, and leaves the link', (t) => {
    const one = folder(t, { 'docker/real': bad });
    symlinkSync('docker/real', join(one.path, 'Dockerfile'));
    assert.equal(writeEdited(one.path, edited), 'written');
    assert.equal(one.read('docker/real'), fixed);
    assert.equal(readlinkSync(join(one.path, 'Dockerfile')), 'docker/real');
  });

  test('makes a file that is not there yet', (t) => {
    const one = folder(t, { 'a/Dockerfile': bad });
    assert.equal(writeEdited(one.path, { path: 'a/.dockerignore', before: null, after: '.git\n' }), 'written');
    assert.equal(one.read('a/.dockerignore'), '.git\n');
  });

  for (const path of ['../ELSEWHERE/Dockerfile', 'linked/Dockerfile', 'link']) {
    test(`never outside the folder: ${path}`, (t) => {
      const elsewhere = folder(t, { Dockerfile: bad });
      const one = folder(t, { x: '' });
      symlinkSync(elsewhere.path, join(one.path, 'linked'));
      symlinkSync(join(elsewhere.path, 'Dockerfile'), join(one.path, 'link'));
      const target = path.replace('ELSEWHERE', elsewhere.path.split('/').at(-1) ?? '');
      assert.equal(writeEdited(one.path, { ...edited, path: target }), 'not-a-regular-file');
      assert.equal(elsewhere.read('Dockerfile'), bad);
    });
  }

  const refused: readonly (readonly [string, Readonly<Record<string, string>>, string | null, string])[] = [
    ['changed meanwhile', { Dockerfile: `${bad}# more\n` }, bad, 'changed-meanwhile'],
    ['made meanwhile', { Dockerfile: bad }, null, 'changed-meanwhile'],
    ['gone meanwhile', {}, bad, 'not-a-regular-file'],
    ['a folder meanwhile', { 'Dockerfile/x': '' }, bad, 'not-a-regular-file'],
  ];
  for (const [name, files, before, said] of refused) {
    test(`not what was ${name}`, (t) => {
      const one = folder(t, files);
      const listing = readdirSync(one.path, { recursive: true });
      assert.equal(writeEdited(one.path, { path: 'Dockerfile', before, after: fixed }), said);
      assert.deepEqual(readdirSync(one.path, { recursive: true }), listing);
    });
  }
});
