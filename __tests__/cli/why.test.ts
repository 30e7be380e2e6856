import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test, { suite } from 'node:test';
import { unknown } from './history.ts';
import { folder, type Files } from './run.ts';

const dockerfile = [
  'FROM node:22 AS build',
  'ARG VERSION',
  'WORKDIR /app',
  'COPY package.json ./',
  'RUN npm install',
  'COPY . .',
  'RUN npm run build',
  '',
].join('\n');

const project: Files = {
  Dockerfile: dockerfile,
  'package.json': '{}',
  'src/i.js': '1',
  '.dockerignore': 'Dockerfile\nnotes\n',
};

/** The files of two folders. */
function two(before: Files, after: Files): Files {
  return { ...under('before', before), ...under('after', after) };
}

function under(name: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${name}/${path}`, content]));
}

interface WhyJson {
  readonly version: number;
  readonly steps: readonly {
    readonly line: number;
    readonly stage: string;
    readonly instruction: string;
    readonly cached: boolean | null;
    readonly cause: string | null;
  }[];
}

/** `line: cause` of what is not cached. */
const cases: readonly (readonly [name: string, files: Files, options: string, said: readonly string[]])[] = [
  ['the same', two(project, project), '', []],
  [
    'a file that is copied late',
    two(project, { ...project, 'src/i.js': '2' }),
    '',
    ['6: `src/i.js` changed', '7: line 6 before it is built again'],
  ],
  [
    'a file that is copied early',
    two(project, { ...project, 'package.json': '{"a":1}' }),
    '',
    [
      '4: `package.json` changed',
      '5: line 4 before it is built again',
      '6: line 5 before it is built again',
      '7: line 6 before it is built again',
    ],
  ],
  ['what is ignored', two({ ...project, notes: '1' }, { ...project, notes: '2' }), '', []],
  [
    'added and removed',
    two({ ...project, old: '1' }, { ...project, new: '1', newer: '1' }),
    '',
    ['6: `new` and `newer` are new; `old` is gone', '7: line 6 before it is built again'],
  ],
  [
    'a new command',
    two(project, { ...project, Dockerfile: dockerfile.replace('run build', 'run all') }),
    '',
    ['7: the instruction says something else'],
  ],
  [
    'an argument',
    two(project, project),
    '--before-build-arg VERSION=1 --build-arg VERSION=2',
    [
      '5: the argument `VERSION` has another value',
      '6: line 5 before it is built again',
      '7: line 6 before it is built again',
    ],
  ],
  ['an argument of both', two(project, project), '--build-arg VERSION=2', []],
  [
    'another base image',
    two(project, { ...project, Dockerfile: dockerfile.replace('22', '24') }),
    '',
    [
      '3: the base image was `node:22` and is `node:24` now',
      '4: line 3 before it is built again',
      '5: line 4 before it is built again',
      '6: line 5 before it is built again',
      '7: line 6 before it is built again',
    ],
  ],
  [
    'another file, and one of its stages',
    two(
      { 'docker/x': 'FROM a AS one\nCOPY f /\nFROM a\nCOPY g /\n', f: '1', g: '1', 'docker/x.dockerignore': 'g' },
      { 'docker/x': 'FROM a AS one\nCOPY f /\nFROM a\nCOPY g /\n', f: '2', g: '2', 'docker/x.dockerignore': '' },
    ),
    '--file docker/x --target one',
    ['2: `f` changed'],
  ],
  [
    'what stands on a line of which nobody knows',
    two(unknown, { ...unknown, 'main.py': '1' }),
    '',
    [
      '2: `main.py` changed',
      '3: line 2 before it is built again',
      '5: it depends on whether the command on line 3 makes the same files as before',
      '6: it depends on line 5',
    ],
  ],
];

suite('kasane why', () => {
  for (const [name, files, options, said] of cases) {
    test(name, async (t) => {
      const ran = await folder(t, files).run(`why before after --format json ${options}`);
      assert.equal(ran.status, 0, ran.stderr);
      const { version, steps } = JSON.parse(ran.stdout) as WhyJson;
      assert.equal(version, 1);
      assert.deepEqual(
        steps.filter(({ cached }) => cached !== true).map(({ line, cause }) => `${line}: ${cause}`),
        said,
      );
    });
  }

  test('the shape of its JSON: steps of the second Dockerfile', async (t) => {
    const ran = await folder(t, two(project, { ...project, 'src/i.js': '2' })).run('why before after --format json');
    const { steps } = JSON.parse(ran.stdout) as WhyJson;
    assert.deepEqual(steps.slice(0, 4), [
      { line: 3, stage: 'build', instruction: 'WORKDIR /app', cached: true, cause: null },
      { line: 4, stage: 'build', instruction: 'COPY package.json ./', cached: true, cause: null },
      { line: 5, stage: 'build', instruction: 'RUN npm install', cached: true, cause: null },
      { line: 6, stage: 'build', instruction: 'COPY . .', cached: false, cause: '`src/i.js` changed' },
    ]);
  });

  test('for a person, in both languages', async (t) => {
    const one = folder(t, two(project, { ...project, 'src/i.js': '2' }));
    assert.match(
      (await one.run('why before after')).stdout,
      /^ {2}6 {2}COPY \. \.\n {5}built again: `src\/i\.js` changed$/m,
    );
    assert.match((await one.run('why before after --lang ja')).stdout, /再ビルド: `src\/i\.js` の変更のため/);
  });

  test('a line of which nobody knows is not said to be built again', async (t) => {
    const one = folder(t, two(unknown, { ...unknown, 'main.py': '1' }));
    assert.match((await one.run('why before after')).stdout, /RUN finish\n {5}not known: it depends on line 5\n/);
    assert.match((await one.run('why before after --lang ja')).stdout, /RUN finish\n {5}不明: 5 行目によります\n/);
  });

  test('modes, links, empty directories and what git ignores count, as for a builder', async (t) => {
    const one = folder(
      t,
      two(
        { ...project, run: '1', '.gitignore': 'node_modules' },
        { ...project, run: '1', '.gitignore': 'node_modules' },
      ),
    );
    const changed = async (): Promise<string | null | undefined> => {
      const ran = await one.run('why before after --format json');
      return (JSON.parse(ran.stdout) as WhyJson).steps.find(({ cached }) => cached !== true)?.cause;
    };
    assert.equal(await changed(), undefined);
    chmodSync(join(one.path, 'after/run'), 0o755);
    assert.equal(await changed(), '`run` changed');
    chmodSync(join(one.path, 'before/run'), 0o755);
    one.write({ 'after/node_modules/x': '1' });
    assert.equal(await changed(), '`node_modules/x` is new');
    one.write({ 'before/node_modules/x': '1' });
    for (const name of ['before', 'after'])
      symlinkSync(name === 'before' ? 'run' : 'src', join(one.path, name, 'link'));
    assert.equal(await changed(), '`link` changed');
  });
});
