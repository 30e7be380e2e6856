import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { CacheKind } from '../../src/cache/builder.ts';
import type { Change } from '../../src/cache/listing.ts';
import type { BuildCall } from '../../src/cache/call.ts';
import { planBuild } from '../../src/cache/plan.ts';
import { Replay, type ReplayContext, type ReplayedStep } from '../../src/cache/replay.ts';
import { readIgnoreFile } from '../../src/context/ignore.ts';
import { type Files, itemOf } from './state.ts';

interface History {
  readonly dockerfile: readonly string[];
  readonly ignore?: readonly string[];
  readonly directory?: string;
  readonly kind?: 'local' | 'git';
  readonly cache?: CacheKind;
  readonly start: Files;
  /** What each commit changes; null: deleted. */
  readonly commits: readonly Readonly<Record<string, Files[string] | null>>[];
}

function contextOf({ ignore = [], directory = '', kind = 'git' }: History): ReplayContext {
  const file = readIgnoreFile(ignore.join('\n'));
  return { directory, kind, isIgnored: (path) => file.ignores(path) };
}

function isManifest(path: string): boolean {
  return path.startsWith('package');
}

/** One list of steps for each Dockerfile. */
function replay(history: History, ...others: readonly (readonly string[])[]): readonly (readonly ReplayedStep[])[] {
  const context = contextOf(history);
  const subjects = [history.dockerfile, ...others].map((lines) => {
    const plan = planBuild({ path: 'Dockerfile', text: lines.join('\n') });
    assert.ok(plan);
    return { plan, context };
  });
  const run = new Replay(subjects, { cache: history.cache ?? 'exported-max', isManifest });
  run.start(
    '0',
    Object.entries(history.start).map(([path, file]) => [path, itemOf(file)] as const),
  );
  for (const [index, commit] of history.commits.entries()) {
    const changes = Object.entries(commit).map(([path, file]): Change => ({
      path,
      item: file === null ? null : itemOf(file),
    }));
    run.next(String(index + 1), changes);
  }
  const results = run.results();
  for (const { commits } of results) assert.equal(commits, history.commits.length);
  return results.map(({ steps }) => steps);
}

const squares = { cached: '.', rebuilt: 'R', unknown: '?' };

/** `RUN npm ci  R..` for each step. */
function strips(steps: readonly ReplayedStep[] | undefined): readonly string[] {
  return (steps ?? []).map(({ step, strip, rebuilt, unknown }) => {
    const text = Array.from(strip, (value) => squares[value]).join('');
    assert.equal(rebuilt, text.replace(/[^R]/g, '').length);
    assert.equal(unknown, text.replace(/[^?]/g, '').length);
    return `${step.text.split('\n')[0]}  ${text}`;
  });
}

const bad = ['FROM node', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'RUN npm run build'];
const good = ['FROM node', 'WORKDIR /app', 'COPY package*.json ./', 'RUN npm ci', 'COPY . .', 'RUN npm run build'];
const node: Files = { 'package.json': '{}', 'package-lock.json': '{}', 'src/i.js': '1', 'README.md': '1' };
const work = [
  { 'src/i.js': '2' },
  { 'README.md': '2' },
  { 'package.json': '2' },
  { 'src/j.js': '1' },
  { 'src/j.js': null },
];

suite('replay of a history', () => {
  test('today and with the suggestion, in one pass', () => {
    const [before, after] = replay({ dockerfile: bad, start: node, commits: work }, good);
    assert.deepEqual(strips(before), [
      'WORKDIR /app  .....',
      'COPY . .  RRRRR',
      'RUN npm ci  RRRRR',
      'RUN npm run build  RRRRR',
    ]);
    assert.deepEqual(strips(after), [
      'WORKDIR /app  .....',
      'COPY package*.json ./  ..R..',
      'RUN npm ci  ..R..',
      'COPY . .  RRRRR',
      'RUN npm run build  RRRRR',
    ]);
  });

  test('what made a step run, by kinds of files', () => {
    const commits = [...work, { 'src/i.js': '3', 'README.md': '3' }, { 'docs/a/b.png': '1' }];
    const [steps] = replay({ dockerfile: bad, start: node, commits });
    assert.deepEqual(steps?.find(({ step }) => step.keyword === 'RUN')?.causes, [
      { group: 'sources', commits: 4, alone: 3 },
      { group: 'docs', commits: 3, alone: 2 },
      { group: 'manifests', commits: 1, alone: 1 },
    ]);
    assert.deepEqual(steps?.find(({ step }) => step.keyword === 'WORKDIR')?.causes, []);
  });

  test('each commit is built right after its parent; a builder that is kept knows more', () => {
    const history: History = {
      dockerfile: ['FROM a', 'COPY f /'],
      start: { f: '1' },
      commits: [{ f: '2' }, { f: '1' }, { f: '2' }, { f: '3' }, {}],
    };
    assert.deepEqual(strips(replay(history)[0]), ['COPY f /  RRRR.']);
    assert.deepEqual(strips(replay({ ...history, cache: 'kept' })[0]), ['COPY f /  R..R.']);
  });

  test('.git is another one at every commit, unless it is ignored, or not in the context', () => {
    const history: History = {
      dockerfile: ['FROM a', 'COPY . /'],
      kind: 'local',
      start: { f: '1' },
      commits: [{}, {}],
    };
    const [[step] = []] = replay(history);
    assert.ok(step);
    assert.deepEqual(strips([step]), ['COPY . /  RR']);
    assert.deepEqual(step.causes, [{ group: 'git', commits: 2, alone: 2 }]);
    for (const ignore of ['.git', '**/.git', '.git/*', '.*']) {
      assert.deepEqual(strips(replay({ ...history, ignore: [ignore] })[0]), ['COPY . /  ..'], ignore);
    }
    assert.deepEqual(strips(replay({ ...history, kind: 'git' })[0]), ['COPY . /  ..']);
    assert.deepEqual(strips(replay({ ...history, directory: 'app' })[0]), ['COPY . /  ..']);
  });

  test('a context below the root', () => {
    const history: History = {
      dockerfile: ['FROM a', 'COPY . /'],
      directory: 'app',
      start: { 'app/f': '1', f: '1', 'application/f': '1' },
      commits: [{ f: '2' }, { 'application/f': '2' }, { 'app/f': '2' }, { 'app/g': '1' }],
    };
    assert.deepEqual(strips(replay(history)[0]), ['COPY . /  ..RR']);
  });

  test('what only the run knows is counted apart, and what surely runs is not', () => {
    const history: History = {
      dockerfile: [
        'FROM golang AS build',
        'COPY *.go ./',
        'RUN go build -o /out/app',
        'FROM alpine',
        'COPY conf /conf',
        'COPY --from=build /out/app /',
        'RUN check',
      ],
      start: { 'a.go': '1', conf: '1' },
      commits: [{ 'a.go': '2' }, { conf: '2' }, { x: '1' }, { 'a.go': '3', conf: '3' }],
    };
    assert.deepEqual(strips(replay(history)[0]), [
      'COPY *.go ./  R..R',
      'RUN go build -o /out/app  R..R',
      'COPY conf /conf  .R.R',
      'COPY --from=build /out/app /  ?R.R',
      'RUN check  ?R.R',
    ]);
  });

  test('a cache with the results of the image alone', () => {
    const history: History = {
      dockerfile: [
        'FROM golang AS build',
        'RUN go mod download',
        'COPY *.go ./',
        'RUN go build -o /out/app',
        'FROM alpine',
        'COPY conf /conf',
        'COPY --from=build /out/app /',
      ],
      start: { 'a.go': '1', conf: '1' },
      cache: 'exported-min',
      commits: [{ 'a.go': '2' }, { conf: '2' }, { x: '1' }],
    };
    assert.deepEqual(strips(replay(history)[0]), [
      'RUN go mod download  RR.',
      'COPY *.go ./  RR.',
      'RUN go build -o /out/app  RR.',
      'COPY conf /conf  .R.',
      'COPY --from=build /out/app /  ?R.',
    ]);
  });

  test('modes, links, submodules and renames are changes; a file in place of a directory too', () => {
    const history: History = {
      dockerfile: ['FROM a', 'COPY d /d', 'COPY l /l'],
      start: { 'd/f': '1', 'd/s': { kind: 'submodule', content: '1' }, l: '-> t', t: '1', u: '1' },
      commits: [
        { 'd/f': { kind: 'file', mode: '755', content: '1' } },
        { 'd/s': { kind: 'submodule', content: '2' } },
        { 'd/f': null, 'd/g': { kind: 'file', mode: '755', content: '1' } },
        { l: '-> u' },
        { u: '2' },
        { t: '3' },
        { 'd/g': null, 'd/g/h': '1' },
        { 'd/g/h': null, 'd/g': '1' },
      ],
    };
    // Whether a submodule is checked out is not known.
    assert.deepEqual(strips(replay(history)[0]), ['COPY d /d  R?R...RR', 'COPY l /l  R?R.R.RR']);
  });

  test('the oldest tree is built without being counted', () => {
    assert.deepEqual(strips(replay({ dockerfile: bad, start: node, commits: [] })[0]), [
      'WORKDIR /app  ',
      'COPY . .  ',
      'RUN npm ci  ',
      'RUN npm run build  ',
    ]);
  });

  test('a source that comes later is a change', () => {
    const history: History = { dockerfile: ['FROM a', 'COPY f /'], start: {}, commits: [{ g: '1' }, { f: '1' }] };
    assert.deepEqual(strips(replay(history)[0]), ['COPY f /  .R']);
  });
});

test('behind a link that was not read nobody knows what changes', () => {
  const start: Files = { current: { kind: 'symlink', content: 'blob', target: null }, 'v1/a': '1', other: '1' };
  for (const source of ['current/', 'current/a', 'cur*/', '--exclude=*.md current/']) {
    const history = {
      dockerfile: ['FROM node', `COPY ${source} /d/`, 'RUN make'],
      start,
      commits: [{ 'v1/a': '2' }, {}],
    };
    for (const cache of ['parent', 'kept', 'exported-max'] as const) {
      const [steps] = replay({ ...history, cache });
      assert.deepEqual(strips(steps), [`COPY ${source} /d/  ??`, 'RUN make  ??'], `${source} ${cache}`);
    }
  }
});

function stripsOf(lines: readonly string[], call: BuildCall, commits: History['commits']): readonly string[] {
  const plan = planBuild({ path: 'Dockerfile', text: lines.join('\n') }, call);
  assert.ok(plan);
  const run = new Replay([{ plan, context: { directory: '', kind: 'git', isIgnored: () => false } }], {
    cache: 'parent',
    isManifest: () => false,
  });
  run.start('0', [['a', itemOf('1')]]);
  for (const [index, commit] of commits.entries()) {
    run.next(
      String(index),
      Object.entries(commit).map(([path, file]) => ({ path, item: file === null ? null : itemOf(file) })),
    );
  }
  return strips(run.results()[0]?.steps);
}

suite('what only the build knows', () => {
  const lines = ['FROM node', 'ARG V', 'ARG REV', 'COPY a /a', 'RUN one', 'ENV NAME=$REV', 'COPY a /b', 'RUN two'];
  const commits = [{}, { a: '2' }, {}];

  test('an argument that is another one in every commit', () => {
    const call = { changingArgs: new Map([['REV', 'always' as const]]) };
    assert.deepEqual(stripsOf(lines, call, commits), [
      'COPY a /a  .R.',
      'RUN one  RRR',
      'COPY a /b  RRR',
      'RUN two  RRR',
    ]);
    // Neither above its ARG, nor where it is not declared.
    const below = ['FROM node', 'RUN one', 'ARG REV', 'RUN two', 'FROM node', 'RUN three', 'COPY --from=0 /x /x'];
    assert.deepEqual(stripsOf(below, call, commits), [
      'RUN one  ...',
      'RUN two  RRR',
      'RUN three  ...',
      'COPY --from=0 /x /x  ???',
    ]);
  });

  test('an argument that may be another one', () => {
    const call = { changingArgs: new Map([['REV', 'perhaps' as const]]) };
    assert.deepEqual(stripsOf(lines, call, commits), [
      'COPY a /a  .R.',
      'RUN one  ?R?',
      'COPY a /b  ?R?',
      'RUN two  ?R?',
    ]);
  });

  test('an argument that is hidden by a variable of its name', () => {
    const call = { changingArgs: new Map([['V', 'always' as const]]) };
    const hidden = ['FROM node', 'ARG V', 'ENV V=1', 'RUN one'];
    assert.deepEqual(stripsOf(hidden, call, commits), ['RUN one  ...']);
  });

  test('an argument in what the image or the address is called', () => {
    const call = { changingArgs: new Map([['V', 'always' as const]]) };
    assert.deepEqual(stripsOf(['ARG V=1', 'FROM node:${V}', 'COPY a /a', 'RUN one'], call, commits), [
      'COPY a /a  RRR',
      'RUN one  RRR',
    ]);
    const address = ['FROM node', 'ARG V', 'RUN one', 'ADD https://x.org/v${V}/t.tgz /t', 'EXPOSE $V'];
    assert.deepEqual(stripsOf(address, { changingArgs: new Map([['V', 'perhaps' as const]]) }, commits), [
      'RUN one  ???',
      'ADD https://x.org/v${V}/t.tgz /t  ???',
    ]);
    const [, add] = stripsOf(['FROM node', 'RUN one', ...address.slice(1, 2), ...address.slice(3)], call, commits);
    assert.equal(add, 'ADD https://x.org/v${V}/t.tgz /t  RRR');
  });

  test('a named context', () => {
    const call = { contexts: new Set(['shared', 'b']) };
    const named = [
      'FROM node AS b',
      'RUN one',
      'FROM node',
      'COPY --from=shared /x /x',
      'COPY --from=b /x /y',
      'RUN two',
    ];
    assert.deepEqual(stripsOf(named, call, commits), [
      'COPY --from=shared /x /x  ???',
      'COPY --from=b /x /y  ???',
      'RUN two  ???',
    ]);
  });
});
