import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildContext } from '../../src/context/context.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { prove } from '../../src/fixes/prove.ts';
import { memoryTree } from '../../src/repository/memory.ts';

const tree = memoryTree({
  'requirements.txt': 'flask\n',
  'main.py': '',
  'etc/app.conf': '',
  'other/main.py': '',
  '.dockerignore': 'venv\n',
});
const context = buildContext(tree, {
  directory: '',
  kind: 'local',
  origin: { kind: 'root', at: null },
  doubt: null,
  dockerfile: 'Dockerfile',
});

function doubts(before: string, after: string): readonly string[] {
  const lines = before.split('\n').length;
  return prove({
    before: parseDockerfile('Dockerfile', before),
    after: parseDockerfile('Dockerfile', after),
    context,
    about: [{ startLine: 1, endLine: lines }],
    origins: null,
  }).map((doubt) => ('line' in doubt ? `${doubt.kind} ${doubt.line}` : doubt.kind));
}

const head = 'FROM python:3.12-slim\nWORKDIR /app\n';
const copy = 'COPY . .\n';
const manifest = 'COPY requirements.txt .\n';
const install = 'RUN pip install -r requirements.txt\n';

suite('proved', () => {
  const cases: readonly (readonly [name: string, before: string, after: string])[] = [
    ['nothing changed', head + copy + install, head + copy + install],
    ['manifest first', head + copy + install, head + manifest + install + copy],
    [
      'split',
      `${head}${copy}RUN pip install -r requirements.txt && ./build\n`,
      `${head}${manifest}${install}${copy}RUN ./build\n`,
    ],
    [
      'settings stay in front',
      `${head}${copy}ENV A=1\nUSER app\n${install}`,
      `${head}ENV A=1\nUSER app\n${manifest}${install}${copy}`,
    ],
    [
      'another way to write the destination',
      `FROM scratch\nCOPY . /app\nWORKDIR /app\n`,
      `FROM scratch\nWORKDIR /app\nCOPY . ./\n`,
    ],
    ['copies of different places', `${head}COPY main.py .\nCOPY etc /etc\n`, `${head}COPY etc /etc\nCOPY main.py .\n`],
    ['the same files twice', `${head}${copy}${manifest}`, `${head}${manifest}${copy}`],
    ['a step that touches no file', `${head}${copy}RUN apt-get update\n`, `${head}RUN apt-get update\n${copy}`],
    [
      'another stage',
      `FROM scratch AS a\n${copy}${head}${copy}${install}`,
      `FROM scratch AS a\n${copy}${head}${manifest}${install}${copy}`,
    ],
  ];
  for (const [name, before, after] of cases) test(name, () => assert.deepEqual(doubts(before, after), []));
});

suite('in doubt', () => {
  const cases: readonly (readonly [name: string, before: string, after: string, found: readonly string[]])[] = [
    ['does not parse', head + copy, `${head}COPY .\n`, ['not-proved']],
    ['a stage is gone', `FROM scratch AS a\n${head}`, head, ['not-proved']],
    ['another base', head, head.replace('3.12', '3.13'), ['not-proved']],
    ['the manifest is not there', head + copy + install, head + install + copy, ['step-between 4']],
    [
      'another file is there instead',
      `${head}${copy}${install}`,
      `${head}COPY other/main.py requirements.txt\n${install}${copy}`,
      ['step-between 4'],
    ],
    [
      'user',
      `${head}${copy}USER app\n${install}`,
      `${head}${manifest}${install}${copy}USER app\n`,
      ['setting-between 4'],
    ],
    [
      'variable',
      `${head}${copy}ARG A=1\n${install}`,
      `${head}${manifest}${install}ARG A=1\n${copy}`,
      ['setting-between 4'],
    ],
    [
      'directory',
      `${head}${copy}WORKDIR /srv\nRUN ./x\n`,
      `${head}${copy}RUN ./x\nWORKDIR /srv\n`,
      ['setting-between 4'],
    ],
    [
      'shell',
      `${head}SHELL ["/bin/bash", "-c"]\nRUN ./x\n`,
      `${head}RUN ./x\nSHELL ["/bin/bash", "-c"]\n`,
      ['setting-between 3'],
    ],
    [
      'mounts',
      `${head}RUN --mount=type=cache,target=/c pip install -r requirements.txt && ./x\n`,
      `${head}RUN --mount=type=cache,target=/c pip install -r requirements.txt\nRUN ./x\n`,
      ['setting-between 3'],
    ],
    ['order of settings', `${head}ENV A=1\nENV A=2\n`, `${head}ENV A=2\nENV A=1\n`, ['setting-between 3']],
    [
      'an unknown step',
      `${head}${copy}RUN ./x\n${install}`,
      `${head}${manifest}${install}${copy}RUN ./x\n`,
      ['step-between 4'],
    ],
    [
      'a step that edits a copied file',
      `${head}${copy}RUN sed -i s/a/b/ main.py\n`,
      `${head}RUN sed -i s/a/b/ main.py\n${copy}`,
      ['step-between 4'],
    ],
    [
      'two copies of different files to one place',
      `${head}COPY main.py x\nCOPY etc/app.conf x\n`,
      `${head}COPY etc/app.conf x\nCOPY main.py x\n`,
      ['step-between 4'],
    ],
    [
      'a copy from a stage over the code',
      `FROM scratch AS a\n${head}${copy}COPY --from=a / .\n`,
      `FROM scratch AS a\n${head}COPY --from=a / .\n${copy}`,
      ['step-between 5'],
    ],
    [
      'owner of the directory',
      'FROM scratch\nCOPY --chown=1 . /app\nWORKDIR /app\n',
      'FROM scratch\nWORKDIR /app\nCOPY --chown=1 . /app\n',
      ['owner-or-mode-changes'],
    ],
    [
      'system packages after the install that needs them',
      `${head}${manifest}RUN apt-get install -y gcc\n${install}`,
      `${head}${manifest}${install}RUN apt-get install -y gcc\n`,
      ['step-between 4'],
    ],
  ];
  for (const [name, before, after, found] of cases) test(name, () => assert.deepEqual(doubts(before, after), found));

  test('an instruction is lost that the finding is not about', () => {
    const before = parseDockerfile('Dockerfile', `${head}${copy}${install}`);
    const after = parseDockerfile('Dockerfile', `${head}${manifest}${install}`);
    assert.deepEqual(
      prove({ before, after, context, about: [{ startLine: 4, endLine: 4 }], origins: null }).map(({ kind }) => kind),
      ['step-between'],
    );
  });
});
