/** What a history makes of the orders that `cache/order-by-change-rate` proposes. */
import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { check } from '../../src/engine.ts';
import { witnessOn } from '../../src/cli/history.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { contextSettings, defaultSettings, type Settings } from '../../src/findings/settings.ts';
import { applyEdits } from '../../src/fixes/apply.ts';
import { askHistory } from '../../src/replay/witness.ts';
import { memoryTree } from '../../src/repository/memory.ts';
import { openFolder } from '../../src/sources/folder.ts';
import { repository } from '../cli/history.ts';
import { pastOf, type Commit } from './past.ts';

const rule = 'cache/order-by-change-rate';

const files = {
  VERSION: '1',
  'CHANGELOG.md': '',
  'requirements.txt': 'flask==3.0\n',
  'package.json': '{ "name": "shop", "dependencies": { "left-pad": "1.3.0" } }\n',
  'package-lock.json':
    '{ "name": "shop", "lockfileVersion": 3, "packages": { "": { "name": "shop", "dependencies": { "left-pad": "1.3.0" } }, "node_modules/left-pad": { "version": "1.3.0" } } }\n',
  'main.py': '',
};

const simple = [
  'FROM python',
  'WORKDIR /app',
  'COPY VERSION ./',
  'COPY requirements.txt ./',
  'RUN pip install -r requirements.txt',
  'COPY main.py ./',
];
const swap = [
  'FROM base',
  'WORKDIR /app',
  'COPY package*.json ./',
  'RUN npm ci',
  'COPY requirements.txt ./',
  'RUN pip install -r requirements.txt',
];
const both = [
  'FROM base',
  'WORKDIR /app',
  'COPY VERSION ./',
  'COPY package*.json ./',
  'RUN npm ci',
  'COPY CHANGELOG.md ./',
  'COPY requirements.txt ./',
  'RUN pip install -r requirements.txt',
];

/** `{ VERSION: 3 }`: three commits that change it. */
function past(counts: Readonly<Record<string, number>>): readonly Commit[] {
  return Object.entries(counts).flatMap(([path, count]) =>
    Array.from({ length: count }, (_, index) => ({ [path]: `${path} ${index}` })),
  );
}

async function found(
  dockerfile: readonly string[],
  commits: readonly Commit[] | null,
  settings: Settings = defaultSettings,
) {
  const tree = memoryTree({ ...files, Dockerfile: text(dockerfile) });
  const head = { tree, pending: () => [], load: () => Promise.resolve() };
  const result = await check({
    head,
    base: null,
    changes: null,
    scope: 'all',
    settings,
    dockerfiles: ['Dockerfile'],
    paths: null,
    context: null,
    only: null,
    witness: (findings) =>
      askHistory(findings, {
        head,
        contextOf: (path) => contextSettings(path, { context: null, settings }),
        open: () => Promise.resolve(commits && { history: pastOf(tree, commits), root: '/nowhere', close: () => {} }),
        tell: () => {},
      }),
  });
  return result.findings.filter((finding) => finding.rule === rule);
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function fixed(dockerfile: readonly string[], finding: Finding | undefined): readonly string[] {
  return applyEdits(text(dockerfile), finding?.fix?.edits ?? [])
    .trimEnd()
    .split('\n');
}

/** `other`: of files that no step copies. */
const cases: readonly (readonly [
  name: string,
  dockerfile: readonly string[],
  counts: Readonly<Record<string, number>>,
  evidence: readonly [rebuilt: number, after: number] | null,
])[] = [
  ['a copy that changes often', simple, { VERSION: 18, 'requirements.txt': 2 }, [20, 2]],
  ['five saved of twenty commits', simple, { VERSION: 5, other: 15 }, [5, 0]],
  ['four saved', simple, { VERSION: 4, other: 30 }, null],
  ['nineteen commits', simple, { VERSION: 19 }, null],
  ['the step changes more often', simple, { VERSION: 6, 'requirements.txt': 20 }, null],
  ['as often as each other', simple, { VERSION: 10, 'requirements.txt': 10 }, [20, 10]],
  ['a little less often', simple, { VERSION: 10, 'requirements.txt': 11 }, null],
  ['nothing above it changes', simple, { 'main.py': 40 }, null],
  ['past another install, three times as often', swap, { 'package-lock.json': 20, 'requirements.txt': 10 }, [30, 10]],
  ['past another install, near each other', swap, { 'package-lock.json': 19, 'requirements.txt': 10 }, null],
  ['past another install that changes less', swap, { 'package-lock.json': 5, 'requirements.txt': 30 }, null],
];

suite(rule, () => {
  for (const [name, dockerfile, counts, evidence] of cases) {
    test(`${name}: ${evidence ? 'said' : 'silent'}`, async () => {
      const findings = await found(dockerfile, past(counts));
      assert.deepEqual(
        findings.map((one) => [one.evidence?.rebuilt, one.evidence?.rebuiltAfterFix]),
        evidence ? [evidence] : [],
      );
    });
  }

  test('commits that change both at once save nothing', async () => {
    const together = Array.from({ length: 30 }, (_, index) => ({
      VERSION: `v${index}`,
      'requirements.txt': `r${index}`,
    }));
    assert.deepEqual(await found(simple, together), []);
  });

  test('no history, no word', async () => {
    assert.deepEqual(await found(simple, null), []);
    assert.deepEqual(await found(simple, []), []);
  });

  test('the last step takes those above it along, when all are worth it', async () => {
    const [finding, ...others] = await found(both, past({ VERSION: 30 }));
    assert.deepEqual(others, []);
    assert.equal(finding?.fix?.safe, true);
    assert.deepEqual(fixed(both, finding), [
      'FROM base',
      'WORKDIR /app',
      'COPY package*.json ./',
      'RUN npm ci',
      'COPY requirements.txt ./',
      'RUN pip install -r requirements.txt',
      'COPY VERSION ./',
      'COPY CHANGELOG.md ./',
    ]);
  });

  test('where only the manifest of another install changes often, that is what is passed', async () => {
    const [finding, ...others] = await found(both, past({ 'package-lock.json': 30, 'requirements.txt': 1 }));
    assert.deepEqual(others, []);
    assert.equal(finding?.fix?.safe, false);
    assert.deepEqual(fixed(both, finding).slice(2, 4), [
      'COPY requirements.txt ./',
      'RUN pip install -r requirements.txt',
    ]);
  });

  test('two stages are two findings', async () => {
    const other = ['FROM other', 'WORKDIR /srv', 'COPY VERSION requirements.txt ./', 'COPY CHANGELOG.md ./'];
    const install = ['RUN python -m pip install -r requirements.txt', 'COPY --from=0 /app /app'];
    const two = [...simple.slice(0, -1), ...other, ...install];
    const findings = await found(two, past({ VERSION: 25, 'CHANGELOG.md': 40 }));
    assert.deepEqual(
      findings.map(({ startLine, fix }) => [startLine, fix?.safe]),
      [
        [9, true],
        [3, true],
      ],
    );
  });

  test('copy-before-install speaks first about the same install', async () => {
    const code = [
      'FROM python',
      'WORKDIR /app',
      'COPY main.py ./',
      'COPY requirements.txt ./',
      'RUN pip install -r requirements.txt',
    ];
    assert.deepEqual(await found(code, past({ 'main.py': 30 })), []);
    const rules = [{ pattern: 'cache/copy-before-install', severity: 'off' as const, allow: [] }];
    assert.equal((await found(code, past({ 'main.py': 30 }), { ...defaultSettings, rules })).length, 1);
  });

  test('a real repository', async (t) => {
    const commits = past({ VERSION: 22, 'requirements.txt': 1 }) as readonly Readonly<Record<string, string>>[];
    const one = repository(t, { ...files, Dockerfile: text(simple) }, commits);
    const head = await openFolder(one.path);
    const settings = defaultSettings;
    const { witness, problems } = witnessOn({
      root: one.path,
      head,
      tip: 'HEAD',
      commits: 200,
      context: null,
      settings,
    });
    const result = await check({
      head,
      base: null,
      changes: null,
      scope: 'all',
      settings,
      dockerfiles: ['Dockerfile'],
      paths: null,
      context: null,
      only: [rule],
      witness,
    });
    assert.deepEqual(
      result.findings.map(({ fix, evidence }) => [fix?.safe, evidence?.rebuilt, evidence?.rebuiltAfterFix]),
      [[true, 23, 1]],
    );
    assert.deepEqual(problems, []);
  });

  test('it can be turned off, and ignored with a reason', async () => {
    const rules = [{ pattern: rule, severity: 'off' as const, allow: [] }];
    assert.deepEqual(await found(simple, past({ VERSION: 30 }), { ...defaultSettings, rules }), []);
    const ignored = simple.toSpliced(2, 0, `# kasane ignore=${rule} the version is what the install is cached by`);
    assert.deepEqual(await found(ignored, past({ VERSION: 30 })), []);
  });
});
