/** `cache/unused-files-in-copy` is a guess until the history bears it out. */
import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { check } from '../../src/engine.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { contextSettings, defaultSettings } from '../../src/findings/settings.ts';
import { applyEdits } from '../../src/fixes/apply.ts';
import { askHistory } from '../../src/replay/witness.ts';
import { memoryTree } from '../../src/repository/memory.ts';
import { pastOf, type Commit } from './past.ts';

const rule = 'cache/unused-files-in-copy';
const workflow = '.github/workflows/ci.yml';

const app = {
  Dockerfile:
    'FROM node:24-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["node", "server.js"]\n',
  'package.json': '{ "name": "shop", "dependencies": { "left-pad": "1.3.0" } }\n',
  'package-lock.json': '{ "name": "shop", "lockfileVersion": 3 }\n',
  '.dockerignore': 'node_modules\n.git\n',
  'server.js': 'console.log(1)\n',
  [workflow]: 'on: push\n',
};

interface Case {
  /** Null: not there. */
  readonly files?: Readonly<Record<string, string | null>>;
  readonly past: readonly Commit[];
}

async function found({
  files = {},
  past,
}: Case): Promise<{ findings: readonly Finding[]; ignoreFiles: readonly string[] }> {
  const all = Object.entries({ ...app, ...files }).filter((entry): entry is [string, string] => entry[1] !== null);
  const tree = memoryTree(Object.fromEntries(all));
  const head = { tree, pending: () => [], load: () => Promise.resolve() };
  const result = await check({
    head,
    base: null,
    changes: null,
    scope: 'all',
    settings: defaultSettings,
    dockerfiles: null,
    paths: null,
    context: null,
    only: [rule],
    witness: (findings) =>
      askHistory(findings, {
        head,
        contextOf: (dockerfile) => contextSettings(dockerfile, { context: null, settings: defaultSettings }),
        open: () => Promise.resolve({ history: pastOf(tree, past), root: '/nowhere', close: () => {} }),
        tell: ({ kind }) => assert.fail(kind),
      }),
  });
  const ignoreFiles = result.findings.flatMap(({ fix }) =>
    (fix?.edits ?? []).map((edit) => {
      const content = tree.read(edit.path);
      return `${edit.path}: ${applyEdits(content.kind === 'text' ? content.text : '', [edit]).replaceAll('\n', ' ')}`;
    }),
  );
  return { findings: result.findings, ignoreFiles };
}

/** `commits` times `commit`, with another content each time. */
function often(commits: number, ...paths: readonly string[]): readonly Commit[] {
  return Array.from({ length: commits }, (_, index) =>
    Object.fromEntries(paths.map((path) => [path, `${path} ${paths.length} ${index}`])),
  );
}

function counts({ evidence }: Finding): unknown {
  return evidence && [evidence.commits, evidence.rebuilt, evidence.rebuiltAfterFix];
}

const kept: readonly (readonly [name: string, one: Case, counts: unknown, ignoreFile: string])[] = [
  [
    'the workflows alone, in 5 of 25',
    { past: [...often(20, 'server.js'), ...often(5, workflow)] },
    [25, 25, 20],
    '.dockerignore: node_modules .git .github ',
  ],
  [
    'three times in vain is enough',
    { past: [...often(17, 'server.js'), ...often(3, workflow)] },
    [20, 20, 17],
    '.dockerignore: node_modules .git .github ',
  ],
  [
    'several files, each of them once',
    {
      files: { 'compose.yaml': '', '.vscode/settings.json': '{}' },
      past: [
        ...often(20, 'server.js'),
        ...often(1, workflow),
        ...often(1, 'compose.yaml'),
        ...often(1, '.vscode/settings.json'),
      ],
    },
    [23, 23, 20],
    '.dockerignore: node_modules .git .github .vscode compose.yaml ',
  ],
  [
    'an ignore file of its own is the one that applies, and the last line wins',
    {
      files: { 'Dockerfile.dockerignore': '.git\n!.*.yml\n', '.dockerignore': '.github\n' },
      past: [...often(16, 'server.js'), ...often(4, workflow)],
    },
    [20, 20, 16],
    'Dockerfile.dockerignore: .git !.*.yml .github ',
  ],
  [
    'no ignore file in a folder without .git: a new one',
    {
      files: {
        '.dockerignore': null,
        Dockerfile: null,
        'package.json': null,
        'package-lock.json': null,
        ...Object.fromEntries(
          ['Dockerfile', 'package.json', 'package-lock.json', 'server.js'].map((name) => [
            `web/${name}`,
            app[name as 'Dockerfile'],
          ]),
        ),
        'web/Dockerfile.e2e': 'FROM scratch\nCOPY server.js /\n',
      },
      past: [...often(17, 'web/server.js'), ...often(3, 'web/Dockerfile.e2e')],
    },
    [20, 20, 17],
    'web/.dockerignore: Dockerfile.e2e ',
  ],
];

const dropped: readonly (readonly [name: string, one: Case])[] = [
  [
    'the workflows change only together with the code',
    { past: [...often(15, 'server.js'), ...often(10, 'server.js', workflow)] },
  ],
  ['two times are chance', { past: [...often(23, 'server.js'), ...often(2, workflow)] }],
  ['too few commits', { past: [...often(14, 'server.js'), ...often(5, workflow)] }],
  ['no commit', { past: [] }],
  [
    '.git in the context: every commit builds anyway',
    { files: { '.dockerignore': 'node_modules\n' }, past: often(25, workflow) },
  ],
  [
    'no ignore file at the root: .git is in the context',
    { files: { '.dockerignore': null }, past: often(25, workflow) },
  ],
  ['the workflows are ignored already', { files: { '.dockerignore': '.*\n' }, past: often(25, workflow) }],
  ['only its own Dockerfile changed', { past: often(25, 'Dockerfile') }],
  ['only the ignore file changed', { past: often(25, '.dockerignore') }],
  ['only documentation changed', { past: often(25, 'README.md') }],
];

suite(`${rule} and the history`, () => {
  for (const [name, one, expected, ignoreFile] of kept) {
    test(`said: ${name}`, async () => {
      const { findings, ignoreFiles } = await found(one);
      assert.deepEqual(findings.map(counts), [expected]);
      assert.deepEqual(ignoreFiles, [ignoreFile]);
      assert.equal(findings[0]?.severity, 'notice');
      assert.equal(findings[0]?.fix?.safe, false);
    });
  }
  for (const [name, one] of dropped) {
    test(`not said: ${name}`, async () => assert.deepEqual((await found(one)).findings, []));
  }

  test('two Dockerfiles of one context: each is built again for the other', async () => {
    const files = {
      'Dockerfile.worker': app.Dockerfile.replace('server.js', 'worker.js'),
      'worker.js': '',
    };
    const past = [...often(16, 'server.js'), ...often(4, 'Dockerfile.worker'), ...often(5, workflow)];
    const { findings, ignoreFiles } = await found({ files, past });
    assert.deepEqual(
      findings.map((finding) => [finding.path, counts(finding)]),
      [
        ['Dockerfile', [25, 25, 16]],
        // Its own changes are not those of another file.
        ['Dockerfile.worker', [25, 25, 20]],
      ],
    );
    assert.deepEqual(ignoreFiles, [
      '.dockerignore: node_modules .git .github Dockerfile.worker ',
      '.dockerignore: node_modules .git .github Dockerfile ',
    ]);
  });

  test('two Dockerfiles whose ignore file has no line end: both are said', async () => {
    const files = { 'Dockerfile.worker': app.Dockerfile, '.dockerignore': 'node_modules\n.git' };
    const { findings } = await found({ files, past: [...often(20, 'server.js'), ...often(5, workflow)] });
    assert.deepEqual(
      findings.map(({ path }) => path),
      ['Dockerfile', 'Dockerfile.worker'],
    );
  });

  test('two Dockerfiles, one with an ignore file of its own: only the other one is said', async () => {
    const files = {
      'Dockerfile.worker': app.Dockerfile,
      'Dockerfile.worker.dockerignore': '.git\n.github\nDockerfile\n',
    };
    const { findings } = await found({ files, past: [...often(20, 'server.js'), ...often(5, workflow)] });
    assert.deepEqual(
      findings.map(({ path }) => path),
      ['Dockerfile'],
    );
  });
});
