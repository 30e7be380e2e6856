import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test, { suite } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { rules } from '../../src/rules/index.generated.ts';
import { folder } from './run.ts';

const door = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** The pair of the guidance's chapter on layers. */
const before = `FROM python:3.12-slim

WORKDIR /app

COPY . .

RUN pip install -r requirements.txt

CMD ["python", "main.py"]
`;
const app = { Dockerfile: before, 'requirements.txt': 'flask==3.0.0\n', 'main.py': 'print(1)\n' };

function kasane(directory: string, args: readonly string[], input = '') {
  return spawnSync(process.execPath, [door, ...args], { cwd: directory, input, encoding: 'utf8' });
}

suite('the program', () => {
  test("finds what the guidance's first example shows, and its own JSON is what the schema says", (t) => {
    const schema = readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8');
    const ran = kasane(folder(t, app).path, ['check', '--format', 'json']);
    assert.equal(ran.status, 1, ran.stderr);
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(schema) as object);
    const report = JSON.parse(ran.stdout) as { findings: { rule: string }[] };
    assert.ok(validate(report), JSON.stringify(validate.errors));
    assert.deepEqual(
      report.findings.map(({ rule }) => rule),
      ['cache/copy-before-install'],
    );
  });

  test('repairs it', (t) => {
    const one = folder(t, app);
    assert.equal(kasane(one.path, ['fix', '--write']).status, 0);
    assert.match(
      one.read('Dockerfile'),
      /COPY requirements\.txt \.\n\nRUN pip install -r requirements\.txt\n\nCOPY \. \./,
    );
    assert.deepEqual(kasane(one.path, ['check']).status, 0);
  });

  test('names a broken compose file with its line, and checks all the rest', (t) => {
    const ran = kasane(folder(t, { ...app, 'compose.yaml': 'services:\n  app:\n    build: [\n' }).path, ['check']);
    assert.equal(ran.status, 3);
    assert.match(ran.stdout, /^Dockerfile:5 /m);
    assert.match(ran.stderr, /compose\.yaml\D+\d/);
  });

  test('says what to do in a repository without a work tree', (t) => {
    const one = folder(t, {});
    one.git('init', '-q', '--bare');
    const ran = kasane(one.path, ['review']);
    assert.equal(ran.status, 2);
    assert.match(ran.stderr, /without a work tree[^\n]*run `kasane review` in a clone/);
  });

  test('reads standard input', (t) => {
    const ran = kasane(folder(t, {}).path, ['check', '-'], 'FROM scratch\n');
    assert.deepEqual([ran.status, ran.stdout, ran.stderr], [0, '', 'No findings in 1 Dockerfile\n']);
  });

  test('knows its version and every rule in both languages', (t) => {
    const { path } = folder(t, {});
    assert.match(kasane(path, ['--version']).stdout, /^kasane \d+\.\d+\.\d+\n$/);
    for (const language of ['en', 'ja']) {
      const listed = JSON.parse(kasane(path, ['rules', '--format', 'json', '--lang', language]).stdout) as {
        id: string;
      }[];
      assert.deepEqual(
        listed.map(({ id }) => id),
        rules.map(({ id }) => id),
      );
    }
  });

  test('is quiet when its reader goes away', async (t) => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`a${index}/Dockerfile`, before]));
    const files = Object.fromEntries(
      Object.entries(many).flatMap(([path, content]) => [
        [path, content],
        [path.replace('Dockerfile', 'requirements.txt'), 'flask==3.0.0\n'],
        [path.replace('Dockerfile', 'main.py'), 'print(1)\n'],
      ]),
    );
    const child = spawn(process.execPath, [door, 'check'], {
      cwd: folder(t, files).path,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const [complaint, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    assert.equal(status, 1);
    assert.match(complaint, /^60 errors in 60 Dockerfiles\n/);
    assert.doesNotMatch(complaint, /EPIPE/);
  });
});
