/** What a history says of findings: of every case of the rules' fixtures, and what the engine makes of it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { suite } from 'node:test';
import { parse } from 'yaml';
import { check, type Witness } from '../../src/engine.ts';
import type { Evidence } from '../../src/findings/evidence.ts';
import type { Finding } from '../../src/findings/finding.ts';
import type { HistoryProblem } from '../../src/findings/history-problem.ts';
import { contextSettings, defaultSettings, type Settings } from '../../src/findings/settings.ts';
import { askHistory } from '../../src/replay/witness.ts';
import { memoryTree } from '../../src/repository/memory.ts';
import type { Tree } from '../../src/repository/tree.ts';
import { fixtures, folders, repositoryOf, type Expected } from '../rule-cases.ts';
import { blob, pastOf, type Commit } from './past.ts';

interface Asking {
  readonly settings?: Settings;
  readonly problems?: HistoryProblem[];
  /** The tree that the history begins with; default: today's. */
  readonly start?: Tree;
  readonly witness?: Witness;
  readonly signal?: AbortSignal;
}

async function checked(tree: Tree, dockerfiles: readonly string[], past: readonly Commit[], asking: Asking = {}) {
  const head = { tree, pending: () => [], load: () => Promise.resolve() };
  const settings = asking.settings ?? defaultSettings;
  const result = await check({
    head,
    base: null,
    changes: null,
    scope: 'all',
    settings,
    dockerfiles,
    paths: null,
    context: null,
    only: null,
    witness:
      asking.witness ??
      ((findings) =>
        askHistory(findings, {
          head,
          contextOf: (dockerfile) => contextSettings(dockerfile, { context: null, settings }),
          open: () =>
            Promise.resolve({ history: pastOf(asking.start ?? tree, past), root: '/nowhere', close: () => {} }),
          tell: (problem) => asking.problems?.push(problem),
          ...(asking.signal ? { signal: asking.signal } : {}),
        })),
  });
  return result.findings;
}

function counts(evidence: Evidence | null): unknown {
  return evidence && [evidence.commits, evidence.rebuilt, evidence.rebuiltAfterFix];
}

interface Values {
  readonly code: { readonly example: string } | null;
  readonly manifests: readonly string[];
  readonly installs: readonly unknown[];
}

/**
 * The replay knows nothing of the rule, nor the rule of the builder's cache: what the one says is built again at each change of the code, the other
 * has to see built again, and no longer with the suggestion.
 */
suite('cache/copy-before-install, case by case', () => {
  const rule = 'cache/copy-before-install';
  let seen = 0;
  for (const name of folders(join(fixtures, rule))) {
    const folder = join(fixtures, rule, name);
    const expected = parse(readFileSync(join(folder, 'expected.yaml'), 'utf8')) as Expected;
    if (expected.findings.length === 0 || expected.sizes) continue;
    test(name.replaceAll('-', ' '), async () => {
      const tree = repositoryOf(folder, expected);
      const dockerfile = expected.dockerfile ?? 'Dockerfile';
      const plain = (await checked(tree, [dockerfile], [])).filter((finding) => finding.rule === rule);
      for (const { fingerprint, values } of plain) {
        const { code, manifests, installs } = values as Values;
        if (!code) continue;
        // Of several installs the one counts that the suggestion saves most, and the manifests are those of all.
        const inRepository = installs.length > 1 ? [] : manifests.map((path) => pathsOf(tree, path)).filter(hasAny);
        const codePaths = pathsOf(tree, code.example);
        const past = [
          commitOf(hasAny(codePaths) ? codePaths : [code.example], 'other code'),
          ...inRepository.map((paths) => commitOf(paths, 'other manifest')),
        ];
        const findings = await checked(tree, [dockerfile], past);
        const finding = findings.find((one) => one.fingerprint === fingerprint);
        assert.ok(finding?.evidence, 'the step is in no build');
        const { rebuiltAfterFix, strip, stripAfterFix } = finding.evidence;
        assert.ok(![...strip].includes('cached'), 'each of these changes builds the install again');
        // A declared build whose folder is not there: nobody knows what it builds from.
        if ([...strip].every((value) => value === 'unknown')) continue;
        assert.equal([...strip][0], 'rebuilt');
        if (!finding.fix) continue;
        assert.notEqual(rebuiltAfterFix, null, 'the install is not found in the changed file');
        if (!finding.fix.safe) continue;
        assert.equal([...(stripAfterFix ?? [])][0], 'cached', 'the change of the code still builds it again');
        assert.equal(rebuiltAfterFix, inRepository.length, 'a change of a manifest no longer builds it again');
        seen += 1;
      }
    });
  }
  test('many of them were compared', () => assert.ok(seen >= 25, String(seen)));
});

function hasAny(paths: readonly string[]): boolean {
  return paths.length > 0;
}

function commitOf(paths: readonly string[], content: string): Commit {
  return Object.fromEntries(paths.map((path) => [path, content]));
}

/** Of a path in the context those in the repository; with a build argument in it all that it may be. */
function pathsOf(tree: Tree, path: string): readonly string[] {
  if (tree.get(path)) return [path];
  const parts = path.split(/\$\{?\w+\}?/);
  if (parts.length > 1) {
    const pattern = new RegExp(`(?:^|/)${parts.map((part) => part.replaceAll('.', '\\.')).join('[^/]*')}$`);
    return tree.paths.filter((one) => pattern.test(one));
  }
  return tree.paths.filter((one) => one.endsWith(`/${path}`)).slice(0, 1);
}

const shop = {
  Dockerfile: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n',
  'package.json': '{ "name": "shop", "dependencies": { "left-pad": "1.3.0" } }\n',
  'package-lock.json':
    '{ "name": "shop", "lockfileVersion": 3, "packages": { "": { "name": "shop", "dependencies": { "left-pad": "1.3.0" } }, "node_modules/left-pad": { "version": "1.3.0" } } }\n',
  '.dockerignore': 'node_modules\n.git\n',
  'server.js': 'console.log(1)\n',
};

function edits(commits: number, path = 'server.js'): readonly Commit[] {
  return Array.from({ length: commits }, (_, index) => ({ [path]: `code ${index}` }));
}

function locks(commits: number): readonly Commit[] {
  return Array.from({ length: commits }, (_, index) => ({ 'package-lock.json': `lock ${index}` }));
}

async function severityAfter(past: readonly Commit[], settings?: Settings): Promise<string | undefined> {
  const [finding] = await checked(memoryTree(shop), ['Dockerfile'], past, settings ? { settings } : {});
  return finding?.severity;
}

suite('what the history makes of a finding', () => {
  test('counts, causes and a square a commit', async () => {
    const past = [...edits(3), { 'README.md': 'x' }, ...locks(2), { 'server.js': 'y', 'package.json': 'z' }];
    const [finding] = await checked(memoryTree(shop), ['Dockerfile'], past);
    assert.deepEqual(counts(finding?.evidence ?? null), [7, 7, 3]);
    assert.equal(finding?.evidence?.step, 'RUN npm ci');
    assert.deepEqual(finding?.evidence?.causes, [
      { group: 'sources', commits: 4 },
      { group: 'manifests', commits: 3 },
      { group: 'docs', commits: 1 },
    ]);
    assert.deepEqual(
      [...(finding?.evidence?.stripAfterFix ?? [])],
      ['cached', 'cached', 'cached', 'cached', 'rebuilt', 'rebuilt', 'rebuilt'],
    );
  });

  const severities: readonly (readonly [name: string, past: readonly Commit[], severity: string])[] = [
    ['code changes', edits(20), 'error'],
    ['nothing changed that is copied, often enough', Array.from({ length: 20 }, () => ({})), 'notice'],
    ['nothing changed, but that says little', Array.from({ length: 19 }, () => ({})), 'error'],
    ['only the lock file changed', locks(20), 'notice'],
    ['one change of the code is a gain', [...locks(19), ...edits(1)], 'error'],
    ['no commit', [], 'error'],
  ];
  for (const [name, past, severity] of severities) {
    test(`${name}: ${severity}`, async () => assert.equal(await severityAfter(past), severity));
  }

  test('the configuration has the last word', async () => {
    const rules = [{ pattern: 'cache/*', severity: 'error' as const, allow: [] }];
    assert.equal(await severityAfter(locks(20), { ...defaultSettings, rules }), 'error');
  });

  test('the most wasteful stands first', async () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c'].flatMap((folder) =>
        Object.entries(shop).map(([path, content]) => [`${folder}/${path}`, content] as const),
      ),
    );
    const past = [...edits(4, 'c/server.js'), ...edits(9, 'b/server.js'), ...edits(2, 'a/server.js')];
    const findings = await checked(memoryTree(files), ['a/Dockerfile', 'b/Dockerfile', 'c/Dockerfile'], past);
    assert.deepEqual(
      findings.map(({ path, evidence }) => [path, counts(evidence)]),
      [
        ['b/Dockerfile', [15, 9, 0]],
        ['c/Dockerfile', [15, 4, 0]],
        ['a/Dockerfile', [15, 2, 0]],
      ],
    );
  });

  test('nobody is asked about findings that the cache has nothing to do with', async () => {
    const tree = memoryTree({ Dockerfile: 'FROM node:24-slim\nVOLUME /data\nCMD ["node", "server.js"]\n' });
    const findings = await checked(tree, ['Dockerfile'], [], { witness: () => assert.fail('asked') });
    assert.equal(findings.length, 1);
  });

  test('a step that waits for the output of another one is counted apart', async () => {
    const files = {
      ...shop,
      Dockerfile:
        'FROM node:24-slim AS made\nWORKDIR /made\nCOPY server.js .\nRUN ./make > out.js\nFROM node:24-slim\nWORKDIR /app\nCOPY --from=made /made/out.js /app/\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n',
    };
    const past: readonly Commit[] = [{ 'server.js': 'new' }, { 'package-lock.json': 'new' }];
    const [finding] = await checked(memoryTree(files), ['Dockerfile'], past);
    const { evidence } = finding ?? {};
    // The copied output may be the same, but the code is copied too; with the suggestion only the output is left.
    assert.deepEqual([...(evidence?.strip ?? [])], ['rebuilt', 'rebuilt']);
    assert.deepEqual([...(evidence?.stripAfterFix ?? [])], ['unknown', 'rebuilt']);
    assert.deepEqual(counts(evidence ?? null), [2, 2, 2]);
    assert.equal(evidence?.isExact, false);
  });
});

/** Evidence for two findings of one file is that of each suggestion alone. */
test('findings of one Dockerfile do not count each other’s suggestions', async () => {
  const files: Record<string, string> = {
    Dockerfile:
      'FROM node:24-slim AS one\nWORKDIR /one\nCOPY one .\nRUN npm ci\nFROM node:24-slim\nWORKDIR /two\nCOPY two .\nRUN npm ci\nCOPY --from=one /one /one\n',
    '.dockerignore': '**/node_modules\n.git\n',
  };
  for (const folder of ['one', 'two'])
    for (const path of ['package.json', 'package-lock.json', 'server.js'] as const)
      files[`${folder}/${path}`] = shop[path];
  const findings: readonly Finding[] = await checked(
    memoryTree(files),
    ['Dockerfile'],
    [...edits(5, 'one/server.js'), ...edits(3, 'two/server.js')],
  );
  assert.deepEqual(
    findings.map(({ startLine, evidence }) => [startLine, counts(evidence)]),
    [
      [3, [8, 5, 0]],
      [7, [8, 3, 0]],
    ],
  );
});

/** Where the work is done with the suggestion: rebuilt today and with it, after ten commits to the code and two to the lock file. */
suite('the step is found in the changed file', () => {
  const rows: readonly (readonly [name: string, lines: readonly string[], counts: readonly [number, number | null]])[] =
    [
      ['moved', ['COPY . .', 'RUN npm ci'], [12, 2]],
      ['split from the build', ['COPY . .', 'RUN npm ci && npm run build'], [12, 2]],
      ['behind a comment in the middle', ['COPY . .', 'RUN npm ci \\', '# then', '&& npm run build'], [12, 2]],
      ['with a mount', ['COPY . .', 'RUN --mount=type=cache,target=/root/.npm npm ci'], [12, 2]],
      ['an install of something else stands above', ['RUN npm install -g npm', 'COPY . .', 'RUN npm install'], [12, 2]],
      [
        'a command that begins alike stands above',
        ['RUN npm ci-lint', 'COPY . .', 'RUN npm ci && npm run build'],
        [12, 2],
      ],
      ['its name is said above', ['RUN echo "we do npm ci below"', 'COPY . .', 'RUN npm ci && npm run build'], [12, 2]],
      ['nothing is saved by manifests', ['COPY package.json package-lock.json server.js ./', 'RUN npm ci'], [12, 2]],
    ];
  for (const [name, lines, [rebuilt, rebuiltAfterFix]] of rows) {
    test(name, async () => {
      const Dockerfile = ['FROM node:24-slim', 'WORKDIR /app', ...lines, 'CMD ["node", "server.js"]', ''].join('\n');
      const findings = await checked(memoryTree({ ...shop, Dockerfile }), ['Dockerfile'], [...edits(10), ...locks(2)]);
      const finding = findings.find((one) => one.rule === 'cache/copy-before-install');
      assert.ok(finding?.fix);
      assert.deepEqual(counts(finding.evidence), [12, rebuilt, rebuiltAfterFix]);
    });
  }

  test('two installs of the same words in one stage', async () => {
    const Dockerfile = [
      'FROM node:24-slim',
      'WORKDIR /one',
      'COPY one/package.json one/package-lock.json ./',
      'RUN npm ci',
      'WORKDIR /two',
      'COPY two .',
      'RUN npm ci',
      '',
    ].join('\n');
    const files = Object.fromEntries(
      ['one', 'two'].flatMap((folder) =>
        Object.entries(shop).flatMap(([path, content]) =>
          path === 'Dockerfile' || path === '.dockerignore' ? [] : [[`${folder}/${path}`, content] as const],
        ),
      ),
    );
    const past = [...edits(10, 'two/server.js'), { 'one/package.json': 'x' }, { 'two/package.json': 'x' }];
    const [finding] = await checked(
      memoryTree({ ...files, Dockerfile, '.dockerignore': '**/node_modules\n.git\n' }),
      ['Dockerfile'],
      past,
    );
    assert.deepEqual([finding?.startLine, counts(finding?.evidence ?? null)], [6, [12, 12, 2]]);
  });
});

function idle(count: number): readonly Commit[] {
  return Array.from({ length: count }, (_, index) => ({ 'docs/1.md': `${index}` }));
}

suite('a history speaks only of files that it has', () => {
  const others = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`docs/${at}.md`, 'x']));
  const api = Object.fromEntries(Object.entries(shop).map(([path, content]) => [`api/${path}`, content]));
  const head = memoryTree({ ...others, ...api });

  async function since(start: Readonly<Record<string, string>>, past: readonly Commit[]): Promise<Finding | undefined> {
    const [finding] = await checked(head, ['api/Dockerfile'], past, { start: memoryTree(start) });
    return finding;
  }
  const brought: Commit = Object.fromEntries(Object.keys(api).map((path) => [path, 'x']));

  test('a folder that a pull request adds: nothing is said, and nothing made milder', async () => {
    const finding = await since(others, idle(40));
    assert.equal(finding?.evidence, null);
    assert.equal(finding?.severity, 'error');
  });

  test('a folder that is fifteen commits old: counted, and nothing made milder', async () => {
    const finding = await since(others, [...idle(20), brought, ...idle(15)]);
    assert.deepEqual(counts(finding?.evidence ?? null), [15, 0, 0]);
    assert.equal(finding?.severity, 'error');
  });

  const code: readonly Commit[] = Array.from({ length: 9 }, (_, at) => ({ 'api/server.js': `${at}` }));
  const { 'api/package-lock.json': lock = '', ...unlocked } = api;

  test('before a file was there that the suggestion names, the build could not have had it', async () => {
    const past = [...code, { 'api/package-lock.json': lock }, ...code];
    const finding = await since({ ...others, ...unlocked }, past);
    assert.deepEqual(counts(finding?.evidence ?? null), [9, 9, 0]);
  });

  test('a file that goes away and comes back: without it nothing is known', async () => {
    const past = [...code, { 'api/package-lock.json': null }, { 'api/package-lock.json': lock }, ...code];
    const finding = await since({ ...others, ...api }, past);
    assert.deepEqual(counts(finding?.evidence ?? null), [18, 18, 0]);
  });

  test('a file that the suggestion names and no commit has: nothing is said', async () => {
    const finding = await since({ ...others, ...unlocked }, code);
    assert.ok(finding?.fix);
    assert.equal(finding.evidence, null);
  });

  test('a folder that is there for long and rests', async () => {
    const finding = await since({ ...others, ...api }, idle(40));
    assert.deepEqual(counts(finding?.evidence ?? null), [40, 0, 0]);
    assert.equal(finding?.severity, 'notice');
  });
});

function workflow(cacheTo: string): string {
  return `jobs:\n  build:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: .\n          cache-to: ${cacheTo}\n`;
}

test('what the builds of the repository keep of their cache is said where it leaves the step out', async () => {
  const stages = `${shop.Dockerfile.replace('FROM node:24-slim', 'FROM node:24-slim AS build')}FROM node:24-slim\nCOPY --from=build /app /app\n`;
  const place = async (Dockerfile: string, cacheTo: string): Promise<unknown> => {
    const files = { ...shop, Dockerfile, '.github/workflows/ci.yml': workflow(cacheTo) };
    const findings = await checked(memoryTree(files), ['Dockerfile'], edits(5));
    return findings.find(({ rule }) => rule === 'cache/copy-before-install')?.evidence?.notKept;
  };
  assert.deepEqual(await place(stages, 'type=gha'), { path: '.github/workflows/ci.yml', line: 7 });
  assert.equal(await place(stages, 'type=gha,mode=max'), null);
  assert.equal(await place(shop.Dockerfile, 'type=gha'), null);
});

test('what goes wrong with the history is told, and takes no finding away', async () => {
  const tree = memoryTree(shop);
  const head = { tree, pending: () => [], load: () => Promise.resolve() };
  const problems: HistoryProblem[] = [];
  const witness: Witness = (asked) =>
    askHistory(asked, {
      head,
      contextOf: () => ({}),
      open: () => Promise.reject(new Error('no such thing')),
      tell: (problem) => problems.push(problem),
    });
  assert.equal((await checked(tree, ['Dockerfile'], [], { witness })).length, 1);
  assert.deepEqual(problems, [{ kind: 'failed', detail: 'no such thing' }]);
});

test('two stages with the same words: each suggestion is proved', async () => {
  const stage = 'WORKDIR /app\nCOPY . .\nRUN npm ci\n';
  const Dockerfile = `FROM node:24-slim AS one\n${stage}FROM node:22-slim\n${stage}COPY --from=one /app/server.js /one.js\n`;
  const findings = await checked(memoryTree({ ...shop, Dockerfile }), ['Dockerfile'], edits(3));
  assert.deepEqual(
    findings.map(({ startLine, fix, evidence }) => [startLine, fix?.safe, counts(evidence)]),
    [
      [3, true, [3, 3, 0]],
      [7, true, [3, 3, 0]],
    ],
  );
});

test('where links lead today is known also where the history has no texts of them (a partial clone)', async () => {
  const lines = [
    'FROM node:24-slim',
    'WORKDIR /app',
    'COPY current/ lib/ package.json package-lock.json ./',
    'RUN npm ci',
    '',
  ];
  const { 'server.js': server, ...others } = shop;
  const files = { ...others, Dockerfile: lines.join('\n'), 'v1/server.js': server, 'lib/more.js': server };
  const plain = memoryTree({ ...files, current: { text: 'v1', mode: 'symlink' } });
  const there: Tree = {
    ...plain,
    get(path) {
      const entry = plain.get(path);
      return entry && path === 'current' ? { ...entry, blob: blob('start current') } : entry;
    },
  };
  for (const [tree, expected] of [
    [there, [12, 12, 0]],
    // It is another link today: nothing is claimed, and nothing made milder.
    [plain, [12, 0, 0]],
  ] as const) {
    const findings = await checked(tree, ['Dockerfile'], edits(12, 'v1/server.js'));
    const finding = findings.find(({ rule }) => rule === 'cache/copy-before-install');
    assert.deepEqual(counts(finding?.evidence ?? null), expected);
    assert.equal(finding?.severity, 'error');
    assert.equal(finding.evidence?.isExact, tree === there);
  }
});

test('a time limit holds, though nothing is waited for', async () => {
  const problems: HistoryProblem[] = [];
  const many = edits(30_000);
  const findings = await checked(memoryTree(shop), ['Dockerfile'], many, { problems, signal: AbortSignal.timeout(1) });
  assert.deepEqual(problems, [{ kind: 'stopped' }]);
  assert.equal(findings[0]?.severity, 'error');
  assert.equal(findings[0].evidence, null);
});

suite('build arguments of the builds that the repository declares', () => {
  const lines = ['FROM node:24-slim', 'ARG REV', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', ''];
  const counted = async (argument: string): Promise<unknown> => {
    const build = `        with:\n          context: .\n          build-args: REV=${argument}\n`;
    const ci = `jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n${build}`;
    const files = { ...shop, Dockerfile: lines.join('\n'), '.github/workflows/ci.yml': ci };
    const findings = await checked(memoryTree(files), ['Dockerfile'], [...edits(10), ...locks(2)]);
    const finding = findings.find(({ rule }) => rule === 'cache/copy-before-install');
    assert.ok(finding?.fix);
    return [...(counts(finding.evidence) as number[]), finding.evidence?.isExact, finding.severity];
  };

  test('the same in every build', async () => {
    assert.deepEqual(await counted('1'), [12, 12, 2, true, 'error']);
  });

  test('with the commit in it the install runs in every build, whatever is done', async () => {
    assert.deepEqual(await counted('${{ github.sha }}'), [12, 12, 12, true, 'error']);
  });

  test('perhaps: nothing is promised', async () => {
    assert.deepEqual(await counted('${{ steps.a.outputs.b }}'), [12, 12, 12, false, 'error']);
  });
});
