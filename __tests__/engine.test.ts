/** What a review looks at, and what it calls introduced: from two states of a repository, given as values. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { check, type Question } from '../src/engine.ts';
import { defaultSettings } from '../src/findings/settings.ts';
import type { ChangedFile, ChangeSet } from '../src/repository/changes.ts';
import { memoryTree, type MemoryFile } from '../src/repository/memory.ts';
import type { Source } from '../src/sources/source.ts';

type Files = Readonly<Record<string, MemoryFile>>;

function source(files: Files): Source {
  return { tree: memoryTree(files), pending: () => [], load: () => Promise.resolve() };
}

/** What lies between two states; `moved` are the renames that a host has seen, new name → old. */
function between(base: Files, head: Files, moved: Readonly<Record<string, string>>): ChangeSet {
  const olds = new Set(Object.values(moved));
  const change = (path: string): readonly ChangedFile[] => {
    const previousPath = moved[path] ?? null;
    const [before, after] = [base[previousPath ?? path], head[path]];
    if (JSON.stringify(before) === JSON.stringify(after) && previousPath === null) return [];
    if (after === undefined && olds.has(path)) return [];
    const status = previousPath
      ? 'renamed'
      : before === undefined
        ? 'added'
        : after === undefined
          ? 'removed'
          : 'modified';
    return [{ path, previousPath, status, blob: null, hunks: null, hunksFrom: null }];
  };
  return {
    files: [...new Set([...Object.keys(base), ...Object.keys(head)])].toSorted().flatMap(change),
    complete: true,
  };
}

type Change = Readonly<Record<string, MemoryFile | null>>;

function changed(base: Files, change: Change): Files {
  const head: Record<string, MemoryFile> = { ...base };
  for (const [path, file] of Object.entries(change)) {
    if (file === null) delete head[path];
    else head[path] = file;
  }
  return head;
}

function review(
  base: Files,
  change: Change,
  more: Partial<Question> = {},
  moved: Readonly<Record<string, string>> = {},
) {
  const head = changed(base, change);
  return check({
    head: source(head),
    base: source(base),
    changes: between(base, head, moved),
    scope: 'introduced',
    settings: defaultSettings,
    dockerfiles: null,
    paths: null,
    context: null,
    only: null,
    witness: null,
    ...more,
  });
}

const shop: Files = {
  'shop/Dockerfile':
    'FROM node:24-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nUSER node\nENTRYPOINT ["./start.sh"]\n',
  'shop/package.json': '{ "name": "shop", "dependencies": { "left-pad": "1.3.0" } }\n',
  'shop/package-lock.json':
    '{ "name": "shop", "lockfileVersion": 3, "packages": { "": { "name": "shop", "dependencies": { "left-pad": "1.3.0" } }, "node_modules/left-pad": { "version": "1.3.0" } } }\n',
  'shop/.dockerignore': 'node_modules\n.git\n',
  'shop/start.sh': '#!/bin/sh\nexec node src/server.js\n',
  'shop/src/server.js': 'console.log("open")\n',
  'api/Dockerfile':
    'FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt base.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nUSER nobody\nCMD ["python", "main.py"]\n',
  'api/requirements.txt': '-r base.txt\n',
  'api/base.txt': 'flask==3.1.0\n',
  'api/main.py': 'print(1)\n',
  'compose.yaml': 'services:\n  shop:\n    build: ./shop\n  api:\n    build: ./api\n',
  '.github/workflows/ci.yml':
    'on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build api\n',
  'README.md': 'Hello\n',
};

suite('a Dockerfile counts as changed', () => {
  const rows: readonly [string, Change, readonly string[]][] = [
    ['when it is added', { 'web/Dockerfile': 'FROM nginx:1.29\n' }, ['web/Dockerfile']],
    ['when it is modified', { 'api/Dockerfile': 'FROM python:3.13-slim\n' }, ['api/Dockerfile']],
    ['not when it is removed', { 'api/Dockerfile': null }, []],
    ['not by what no build says', { 'README.md': 'Hi\n', 'docs/x.md': 'x\n' }, []],
    [
      'not by the code that it copies',
      { 'shop/src/server.js': '1\n', 'api/main.py': '1\n', 'shop/src/more.js': '' },
      [],
    ],
    ['by its ignore file', { 'shop/.dockerignore': 'node_modules\n' }, ['shop/Dockerfile']],
    ['by an ignore file that is new', { 'api/.dockerignore': 'x\n' }, ['api/Dockerfile']],
    ['by an ignore file of its own', { 'api/Dockerfile.dockerignore': 'x\n' }, ['api/Dockerfile']],
    ['by an ignore file that is gone', { 'shop/.dockerignore': null }, ['shop/Dockerfile']],
    ['not by an ignore file that no build has', { '.dockerignore': 'x\n' }, []],
    ['by its entrypoint script', { 'shop/start.sh': '#!/bin/sh\nnode src/server.js\n' }, ['shop/Dockerfile']],
    ['by an entrypoint script that is gone', { 'shop/start.sh': null }, ['shop/Dockerfile']],
    ['by a manifest', { 'shop/package.json': '{ "name": "shop" }\n' }, ['shop/Dockerfile']],
    ['by its lock file', { 'shop/package-lock.json': '{}\n' }, ['shop/Dockerfile']],
    ['by a lock file that is gone', { 'shop/package-lock.json': null }, ['shop/Dockerfile']],
    ['by a manifest that another includes', { 'api/base.txt': 'flask==3.1.1\n' }, ['api/Dockerfile']],
    ['by a manifest that is gone', { 'api/requirements.txt': null }, ['api/Dockerfile']],
    [
      'by the compose file that says its context',
      {
        'compose.yaml':
          'services:\n  shop:\n    build: { context: ., dockerfile: shop/Dockerfile }\n  api:\n    build: ./api\n',
      },
      ['api/Dockerfile', 'shop/Dockerfile'],
    ],
    [
      'by a compose file that no longer says it',
      { 'compose.yaml': 'services:\n  api:\n    build: ./api\n' },
      ['api/Dockerfile', 'shop/Dockerfile'],
    ],
    ['by a compose file that is gone', { 'compose.yaml': null }, ['api/Dockerfile', 'shop/Dockerfile']],
    [
      'by a compose file that is new',
      { 'more/compose.yaml': 'services:\n  shop:\n    build: ../shop\n' },
      ['shop/Dockerfile'],
    ],
    [
      'by a workflow',
      {
        '.github/workflows/ci.yml':
          'on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build -f api/Dockerfile .\n',
      },
      ['api/Dockerfile'],
    ],
    ['by a workflow that is gone', { '.github/workflows/ci.yml': null }, ['api/Dockerfile']],
    ['not by a workflow that builds nothing', { '.github/workflows/lint.yml': 'on: push\njobs: {}\n' }, []],
  ];
  for (const [what, change, expected] of rows) {
    test(what, async () => {
      const { files } = await review(shop, change);
      assert.deepEqual(
        files.map(({ path }) => path),
        expected,
      );
    });
  }
});

/** Line 2 is a warning. */
const small = 'FROM node:24-slim\nVOLUME /data\nCMD ["node", "server.js"]\n';
/** Line 3 is one besides. */
const two = 'FROM node:24-slim\nVOLUME /data\nVOLUME /more\nCMD ["node", "server.js"]\n';
const broken = 'FROM node:24-slim\nVOLUMES /data\n';

function places({ findings }: Awaited<ReturnType<typeof check>>): readonly string[] {
  return findings.map(
    ({ path, startLine, rule, introduced }) => `${path}:${startLine} ${rule}${introduced ? '' : ', old'}`,
  );
}

suite('a finding is introduced', () => {
  const rows: readonly [string, Files, Change, readonly string[], Readonly<Record<string, string>>?][] = [
    ['with its Dockerfile', {}, { Dockerfile: small }, ['Dockerfile:2 state/volume']],
    ['by a line', { Dockerfile: small }, { Dockerfile: two }, ['Dockerfile:3 state/volume']],
    ['not by a line elsewhere', { Dockerfile: small }, { Dockerfile: `# The shop.\n${small}` }, []],
    [
      'not by a rename',
      { Dockerfile: small },
      { Dockerfile: null, 'a/Dockerfile': small },
      [],
      { 'a/Dockerfile': 'Dockerfile' },
    ],
    [
      'by an edit in a renamed file',
      { Dockerfile: small },
      { Dockerfile: null, 'a/Dockerfile': two },
      ['a/Dockerfile:3 state/volume'],
      { 'a/Dockerfile': 'Dockerfile' },
    ],
    [
      'not by a rename that nobody saw',
      { Dockerfile: small },
      { Dockerfile: null, 'a/Dockerfile': two },
      ['a/Dockerfile:3 state/volume'],
    ],
    ['by a copy', { Dockerfile: small }, { 'a/Dockerfile': small }, ['a/Dockerfile:2 state/volume']],
    [
      'where the base was no Dockerfile that a builder takes',
      { Dockerfile: broken },
      { Dockerfile: small },
      ['Dockerfile:2 state/volume'],
    ],
    ['by making it invalid', { Dockerfile: small }, { Dockerfile: broken }, ['Dockerfile:2 kasane/invalid-dockerfile']],
    ['not when it was invalid before', { Dockerfile: broken }, { Dockerfile: `${broken}CMD ["node"]\n` }, []],
  ];
  for (const [what, base, change, expected, moved] of rows) {
    test(what, async () => assert.deepEqual(places(await review(base, change, {}, moved)), expected));
  }
});

suite('what can not be checked', () => {
  const template = 'FROM {{ base }}\n{% if debug %}\nVOLUME /data\n{% endif %}\n';
  const compose = { 'compose.yaml': 'services: { x: { build: [\n', Dockerfile: small };
  const rows: readonly [string, Files, Change, Partial<Question>, readonly string[]][] = [
    ['is not told of a build file that the change leaves alone', compose, { Dockerfile: two }, {}, []],
    [
      'is told of one that it touches',
      compose,
      { 'compose.yaml': 'services: { x: { build: {\n' },
      {},
      ['compose.yaml broken-file'],
    ],
    ['is told of all where all counts', compose, { Dockerfile: two }, { scope: 'all' }, ['compose.yaml broken-file']],
    ['is told of a Dockerfile of the change', {}, { Dockerfile: template }, {}, ['Dockerfile nature']],
    ['is not told of another', { 'a/Dockerfile': template }, { Dockerfile: small }, {}, []],
    ['is not told of a Dockerfile that is gone', { Dockerfile: template }, { Dockerfile: null }, {}, []],
  ];
  for (const [what, base, change, more, expected] of rows) {
    test(what, async () => {
      const { incomplete } = await review(base, change, more);
      assert.deepEqual(
        incomplete.map(({ path, reason }) => `${path} ${reason.kind}`),
        expected,
      );
    });
  }

  test('is told of a list of changes that was cut', async () => {
    const { incomplete } = await review({}, {}, { changes: { files: [], complete: false } });
    assert.deepEqual(incomplete, [{ path: '', reason: { kind: 'files-cut', count: 0 } }]);
  });
});

suite('one script of two Dockerfiles', () => {
  const dockerfile = 'FROM node:24-slim\nWORKDIR /app\nCOPY start.sh ./\nUSER node\nENTRYPOINT ["./start.sh"]\n';
  const files = {
    'a.Dockerfile': dockerfile,
    'b.Dockerfile': dockerfile,
    'start.sh': '#!/bin/sh\n# kasane ignore=state/volume Not in here.\nexec node server.js "$@"\n',
  };
  test('has each finding once', async () => {
    assert.deepEqual(places(await review({}, files)), ['start.sh:2 kasane/unused-ignore']);
  });
  test('and what was there before is not new for a second Dockerfile', async () => {
    const { 'b.Dockerfile': second, ...base } = files;
    assert.deepEqual(places(await review(base, { 'b.Dockerfile': second })), []);
  });
});

suite('scope', () => {
  const base = { 'a/Dockerfile': small, 'b/Dockerfile': small };
  const rows: readonly [Question['scope'], readonly string[], number][] = [
    ['introduced', ['a/Dockerfile:3 state/volume'], 1],
    ['changed', ['a/Dockerfile:2 state/volume, old', 'a/Dockerfile:3 state/volume'], 0],
    ['all', ['a/Dockerfile:2 state/volume, old', 'a/Dockerfile:3 state/volume', 'b/Dockerfile:2 state/volume, old'], 0],
  ];
  for (const [scope, expected, outOfScope] of rows) {
    test(scope, async () => {
      const result = await review(base, { 'a/Dockerfile': two }, { scope });
      assert.deepEqual([places(result), result.outOfScope], [expected, outOfScope]);
    });
  }
});

suite('of very many Dockerfiles', () => {
  const services = Array.from({ length: 150 }, (_, index) => `s${String(index).padStart(3, '0')}`);
  /** All but one stand in the compose file. */
  const composed = services.filter((name) => name !== 's141');
  const compose = `services:\n${composed.map((name) => `  ${name}: { build: ./${name} }\n`).join('')}`;
  const base: Files = {
    ...Object.fromEntries(
      services.flatMap((name) => [
        [`${name}/Dockerfile`, small],
        [`${name}/server.js`, '1\n'],
      ]),
    ),
    's141/Dockerfile': `${small}COPY s141/server.js ./\n`,
    'b/compose.yaml': 'services: { b: { build: ../s140 } }\n',
    'compose.yaml': compose,
  };
  const rows: readonly [string, Change, readonly string[]][] = [
    ['all that are changed', Object.fromEntries(services.map((name) => [`${name}/Dockerfile`, two])), services],
    [
      'all of a compose file',
      { 'compose.yaml': compose.replace('./s140 ', '{ context: ., dockerfile: s140/Dockerfile } ') },
      composed,
    ],
    ['the one that no longer has one', { 'b/compose.yaml': null }, ['s140']],
    ['all in the context of an ignore file', { '.dockerignore': 'x\n' }, ['s141']],
    ['the one whose ignore file changes', { 's140/.dockerignore': 'x\n' }, ['s140']],
    ['none for code', { 's140/server.js': '2\n' }, []],
  ];
  for (const [what, change, expected] of rows) {
    test(what, async () => {
      const { files } = await review(base, change);
      assert.deepEqual(
        files.map(({ path }) => path.slice(0, -'/Dockerfile'.length)),
        expected,
      );
    });
  }
});
