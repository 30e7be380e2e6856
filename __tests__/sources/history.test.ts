import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { HistoryCommit, PathChange } from '../../src/repository/history.ts';
import type { Entry } from '../../src/repository/tree.ts';
import { openHistory, readHistory, type FoundHistory } from '../../src/sources/history.ts';
import { commit, git, repository, temporaryFolder, write } from './repository.ts';

async function found(root: string, commits = 100, tip = 'HEAD'): Promise<FoundHistory> {
  const history = await openHistory(root, { tip, commits });
  assert(history.kind === 'history', JSON.stringify(history));
  return history;
}

async function commitsOf(history: FoundHistory): Promise<readonly HistoryCommit[]> {
  const commits: HistoryCommit[] = [];
  for await (const step of history.commits) commits.push(step);
  return commits;
}

/** `A b`, `D a`, `file -> executable c`, … */
function told({ changes }: HistoryCommit): readonly string[] {
  return changes.map(({ path, before, after }) => {
    if (!before) return `A ${path}`;
    if (!after) return `D ${path}`;
    return before.mode === after.mode ? `M ${path}` : `${before.mode} -> ${after.mode} ${path}`;
  });
}

/** What a commit consists of, as git itself lists it: `<mode> <id>` by path. */
function listed(root: string, revision: string): ReadonlyMap<string, string> {
  const output = execFileSync('git', ['ls-tree', '-r', '-z', '--full-tree', revision], { cwd: root });
  const modes: Record<string, string> = {
    100644: 'file',
    100755: 'executable',
    120000: 'symlink',
    160000: 'submodule',
  };
  return new Map(
    output
      .toString('utf8')
      .split('\0')
      .slice(0, -1)
      .map((record) => {
        const [head = '', path = ''] = record.split('\t');
        const [mode = '', , id] = head.split(' ');
        return [path, `${modes[mode]} ${id}`];
      }),
  );
}

class Fold {
  readonly files: Map<string, string>;
  constructor(start: readonly Entry[]) {
    this.files = new Map(start.map(({ path, mode, blob }) => [path, `${mode} ${blob}`]));
  }
  apply(changes: readonly PathChange[]): void {
    for (const { path, before, after } of changes) {
      assert.equal(this.files.get(path), before ? `${before.mode} ${before.blob}` : undefined, path);
      if (after) this.files.set(path, `${after.mode} ${after.blob}`);
      else this.files.delete(path);
    }
  }
}

const sorted = (files: ReadonlyMap<string, string>) => [...files].toSorted(([one], [other]) => (one < other ? -1 : 1));

test('every commit is its change of paths, oldest to newest', async (t) => {
  const root = repository(t, { 'a.txt': 'a', 'src/b.txt': 'b' });
  git(root, 'mv', 'a.txt', 'c.txt');
  commit(root);
  chmodSync(join(root, 'src/b.txt'), 0o755);
  commit(root);
  unlinkSync(join(root, 'c.txt'));
  symlinkSync('src/b.txt', join(root, 'c.txt'));
  commit(root);
  rmSync(join(root, 'src'), { recursive: true });
  write(root, { src: 'a file now', 'c.txt.d/new': 'n' });
  commit(root);
  commit(root); // nothing
  write(root, { src: 'edited' });
  const tip = commit(root);

  const history = await found(root);
  assert.deepEqual(
    history.start.map(({ path, mode, size }) => [path, mode, size]),
    [
      ['a.txt', 'file', null],
      ['src/b.txt', 'file', null],
    ],
  );
  assert.equal(history.count, 6);
  assert.equal(history.cut, null, 'the first commit has no parent, so there are no more');
  const commits = await commitsOf(history);
  assert.deepEqual(commits.map(told), [
    ['D a.txt', 'A c.txt'],
    ['file -> executable src/b.txt'],
    ['file -> symlink c.txt'],
    ['A c.txt.d/new', 'A src', 'D src/b.txt'],
    [],
    ['M src'],
  ]);
  assert.equal(commits.at(-1)?.id, tip);
  assert.deepEqual(commits.at(-1)?.changes[0]?.after, { mode: 'file', blob: git(root, 'rev-parse', 'HEAD:src') });
  assert.deepEqual(commits.at(-1)?.changes[0]?.before, { mode: 'file', blob: git(root, 'rev-parse', 'HEAD~:src') });
});

test('the newest commits, from a tip that need not be the newest', async (t) => {
  const root = repository(t, { a: '0' });
  for (const text of ['1', '2', '3', '4']) {
    write(root, { a: text });
    commit(root);
  }
  const history = await found(root, 2, 'HEAD~1');
  assert.deepEqual(
    (await commitsOf(history)).map(({ id }) => id),
    [git(root, 'rev-parse', 'HEAD~2'), git(root, 'rev-parse', 'HEAD~1')],
  );
  assert.equal(history.start[0]?.blob, git(root, 'rev-parse', 'HEAD~3:a'));
});

test('a merge is what it brought to its first parent; the commits of the branch do not count', async (t) => {
  const root = repository(t, { a: 'a' });
  git(root, 'checkout', '-qb', 'topic');
  write(root, { one: '1' });
  commit(root);
  write(root, { two: '2' });
  commit(root);
  git(root, 'checkout', '-q', 'main');
  write(root, { a: 'edited' });
  commit(root);
  git(root, 'merge', '-q', '--no-ff', '-m', 'merge', 'topic');
  assert.deepEqual((await commitsOf(await found(root))).map(told), [['M a'], ['A one', 'A two']]);
});

test('a submodule is one path with the id of its commit', async (t) => {
  const root = repository(t, { a: 'a' });
  const one = 'a'.repeat(40);
  const two = 'b'.repeat(40);
  for (const id of [one, two]) {
    git(root, 'update-index', '--add', '--cacheinfo', `160000,${id},lib`);
    git(root, 'commit', '-qm', 'x');
  }
  git(root, 'config', 'diff.ignoreSubmodules', 'all');
  git(root, 'config', 'submodule.lib.ignore', 'all');
  write(root, { '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = ./lib\n\tignore = all\n' });
  assert.deepEqual(
    (await commitsOf(await found(root))).map(({ changes }) => changes),
    [
      [{ path: 'lib', before: null, after: { mode: 'submodule', blob: one } }],
      [{ path: 'lib', before: { mode: 'submodule', blob: one }, after: { mode: 'submodule', blob: two } }],
    ],
  );
});

/** Commits names that a file system might refuse. */
function commitNames(root: string, names: readonly Buffer[]): void {
  const blob = git(root, 'hash-object', '-w', '--stdin');
  const lines = names.map((name) => Buffer.concat([Buffer.from(`100644 blob ${blob}\t`), name, Buffer.from([0])]));
  const tree = execFileSync('git', ['mktree', '-z'], { cwd: root, input: Buffer.concat(lines) });
  const id = git(root, 'commit-tree', '-p', 'HEAD', '-m', 'x', tree.toString().trim());
  git(root, 'update-ref', 'HEAD', id);
}

test('names are any bytes, and no two become one', async (t) => {
  const root = repository(t, { a: 'a' });
  const names = [':100644 100644 a b M', 'a\n"b" \\ \t c', 'f'.repeat(40), 'kasane-重ね-😀', 'really \uFFFD'].map(
    (name) => Buffer.from(name),
  );
  const broken = [
    [Buffer.from([0xff, 0x61]), '\udcffa'],
    [Buffer.from([0xfe, 0x61]), '\udcfea'],
    [Buffer.from([0xc3]), '\udcc3'],
    [Buffer.from([0xe3, 0x81, 0x61]), '\udce3\udc81a'],
    [Buffer.from([0x61, 0xed, 0xa0, 0x80]), 'a\udced\udca0\udc80'],
    [Buffer.from([0xf0, 0xef, 0xbf, 0xbd]), '\udcf0\uFFFD'],
    [Buffer.from([0xef, 0xbf, 0xbd, 0xe9]), '\uFFFD\udce9'],
  ] as const;
  commitNames(root, [...names, ...broken.map(([bytes]) => bytes)]);
  const [renamed] = await commitsOf(await found(root));
  const expected = [...names.map((name) => `A ${name.toString()}`), ...broken.map(([, text]) => `A ${text}`), 'D a'];
  assert.deepEqual(renamed && told(renamed).toSorted(), expected.toSorted());

  git(root, 'commit', '-q', '--allow-empty', '-m', 'x');
  const { start } = await found(root, 1);
  assert.deepEqual(
    start.map(({ path }) => `A ${path}`).toSorted(),
    expected.filter((line) => line !== 'D a').toSorted(),
    'and the listing calls them the same',
  );
});

test('a Dockerfile that is new has a history without it', async (t) => {
  const root = repository(t, { a: 'a' });
  write(root, { Dockerfile: 'FROM scratch\n' });
  commit(root);
  const history = await found(root);
  assert.deepEqual(
    history.start.map(({ path }) => path),
    ['a'],
  );
  assert.deepEqual((await commitsOf(history)).map(told), [['A Dockerfile']]);
});

async function reason(root: string, tip = 'HEAD'): Promise<string> {
  const history = await openHistory(root, { tip, commits: 10 });
  return history.kind === 'none' ? history.reason : history.kind;
}

test('why there is no history', async (t) => {
  assert.equal(await reason(temporaryFolder(t)), 'no-repository');
  assert.equal(await reason(join(temporaryFolder(t), 'gone')), 'no-repository');
  const empty = temporaryFolder(t);
  git(empty, 'init', '-q');
  assert.equal(await reason(empty), 'no-commit');

  const root = repository(t, { a: 'a' });
  assert.equal(await reason(root), 'one-commit');
  assert.equal(await reason(root, 'gone'), 'no-commit');
  assert.equal(await reason(root, '--all'), 'no-commit');
  assert.equal(await reason(root, 'f'.repeat(40)), 'no-commit');
  const stopped = await openHistory(root, { tip: 'HEAD', commits: 10, signal: AbortSignal.abort() });
  assert.equal(stopped.kind === 'none' && stopped.reason, 'stopped');
});

test('a git that hangs on the repository is ended with the time', async (t) => {
  const root = repository(t, { a: 'a' });
  execFileSync('mkfifo', [join(root, 'pipe')]);
  git(root, 'config', 'include.path', join(root, 'pipe'));
  const history = await openHistory(root, { tip: 'HEAD', commits: 10, signal: AbortSignal.timeout(300) });
  assert.equal(history.kind === 'none' && history.reason, 'stopped');
  const byName = await openHistory(root, { tip: 'main', commits: 10, signal: AbortSignal.timeout(300) });
  assert.equal(byName.kind === 'none' && byName.reason, 'stopped');
});

test('a branch that was rewritten: the old tip is read while it is there, then it is no commit', async (t) => {
  const root = repository(t, { a: 'a' });
  write(root, { a: 'b' });
  const old = commit(root);
  git(root, 'checkout', '-q', '--orphan', 'again');
  git(root, 'commit', '-qm', 'rewritten');
  git(root, 'branch', '-D', 'main');
  assert.deepEqual((await commitsOf(await found(root, 10, old))).map(told), [['M a']]);
  git(root, 'reflog', 'expire', '--expire=now', '--expire-unreachable=now', '--all');
  git(root, 'prune', '--expire=now');
  const history = await openHistory(root, { tip: old, commits: 10 });
  assert.equal(history.kind === 'none' && history.reason, 'no-commit');
});

/** Six commits: `a` is edited in each. */
function longRepository(t: Parameters<typeof repository>[0]): string {
  const root = repository(t, { a: '0', Dockerfile: 'FROM scratch\n' });
  for (const text of ['1', '2', '3', '4', '5']) {
    write(root, { a: text });
    commit(root);
  }
  return root;
}

test('a shallow clone has the commits whose parents are there', async (t) => {
  const origin = longRepository(t);
  const clone = (depth: number): string => {
    const folder = join(temporaryFolder(t), 'clone');
    git(origin, 'clone', '-q', `--depth=${depth}`, `file://${origin}`, folder);
    return folder;
  };
  const history = await found(clone(3), 10);
  assert.equal(history.count, 2);
  assert.equal(history.cut, 'shallow');
  assert.deepEqual((await commitsOf(history)).map(told), [['M a'], ['M a']]);
  assert.equal((await found(clone(3), 2)).cut, null, 'as many as were asked for');
  assert.equal((await found(clone(6), 10)).cut, null, 'all there are');

  const one = await openHistory(clone(1), { tip: 'HEAD', commits: 10 });
  assert.equal(one.kind === 'none' && one.reason, 'shallow');
  const other = await openHistory(clone(2), { tip: git(origin, 'rev-parse', 'HEAD~3'), commits: 10 });
  assert.equal(other.kind === 'none' && other.reason, 'no-commit');
});

test('a partial clone is read as far as it goes, and nothing is fetched', async (t) => {
  const origin = longRepository(t);
  git(origin, 'config', 'uploadpack.allowFilter', 'true');
  const clone = (filter: string): string => {
    const folder = join(temporaryFolder(t), 'clone');
    git(origin, 'clone', '-q', '--no-checkout', `--filter=${filter}`, `file://${origin}`, folder);
    return folder;
  };
  const blobless = clone('blob:none');
  const before = git(blobless, 'count-objects', '-v');
  const history = await found(blobless);
  assert.deepEqual(history, { ...(await found(origin)), commits: history.commits });
  assert.deepEqual(await commitsOf(history), await commitsOf(await found(origin)));
  assert.equal(git(blobless, 'count-objects', '-v'), before);

  const treeless = await openHistory(clone('tree:0'), { tip: 'HEAD', commits: 10 });
  assert.equal(treeless.kind === 'none' && treeless.reason, 'no-trees');
});

function objectPath(root: string, revision: string): string {
  const id = git(root, 'rev-parse', revision);
  const path = join(root, '.git/objects', id.slice(0, 2), id.slice(2));
  chmodSync(path, 0o644);
  return path;
}

test('a broken object', async (broken) => {
  await broken.test('the commit of the tip', async (t) => {
    const root = longRepository(t);
    const tip = git(root, 'rev-parse', 'HEAD');
    truncateSync(objectPath(root, 'HEAD'), 10);
    const history = await openHistory(root, { tip, commits: 10 });
    assert.equal(history.kind === 'none' && history.reason, 'corrupt');
  });

  await broken.test('an older commit: the newer ones are read', async (t) => {
    for (const spoil of [unlinkSync, (path: string) => truncateSync(path, 10)]) {
      const root = longRepository(t);
      spoil(objectPath(root, 'HEAD~3'));
      const history = await found(root, 10);
      assert.equal(history.cut, 'corrupt');
      assert.equal(history.count, 2);
      assert.deepEqual((await commitsOf(history)).map(told), [['M a'], ['M a']]);
    }
  });

  await broken.test('the oldest tree', async (t) => {
    const root = longRepository(t);
    truncateSync(objectPath(root, 'HEAD~5^{tree}'), 10);
    const history = await openHistory(root, { tip: 'HEAD', commits: 10 });
    assert.equal(history.kind === 'none' && history.reason, 'corrupt');
  });

  await broken.test('a tree on the way', async (t) => {
    for (const spoil of [
      unlinkSync,
      (path: string) => truncateSync(path, 10),
      (path: string) => writeFileSync(path, Buffer.from(readFileSync(path).toReversed())),
    ]) {
      const root = longRepository(t);
      spoil(objectPath(root, 'HEAD~2^{tree}'));
      const history = await found(root, 10);
      const read: HistoryCommit[] = [];
      const end = await readHistory(history, (step) => void read.push(step));
      assert.equal(end.kind, 'corrupt');
      assert.equal(end.read, 1, 'HEAD~4; whether HEAD~3 is whole is not known');
      assert.deepEqual(read.map(told), [['M a']]);
    }
  });
});

test('a history that is read whole says so; one that is stopped says so', async (t) => {
  const root = longRepository(t);
  assert.deepEqual(await readHistory(await found(root), () => {}), { kind: 'complete', read: 5 });

  const stop = new AbortController();
  const history = await openHistory(root, { tip: 'HEAD', commits: 10, signal: stop.signal });
  assert(history.kind === 'history');
  stop.abort();
  const end = await readHistory(history, () => assert.fail('nothing comes'), stop.signal);
  assert.equal(end.kind, 'stopped');
});

test('an error of the one who reads is his own', async (t) => {
  const history = await found(longRepository(t));
  await assert.rejects(
    readHistory(history, () => {
      throw new RangeError('mine');
    }),
    RangeError,
  );
});

test('nothing of the configuration changes what is read', async (t) => {
  const root = longRepository(t);
  const expected = await commitsOf(await found(root));
  const proof = join(root, 'started');
  for (const [key, value] of [
    ['log.showSignature', 'true'],
    ['gpg.program', `touch ${proof}`],
    ['diff.external', `touch ${proof}`],
    ['diff.renames', 'copies'],
    ['diff.noprefix', 'true'],
    ['diff.relative', 'true'],
    ['diff.orderFile', 'Dockerfile'],
    ['log.follow', 'true'],
    ['core.abbrev', '4'],
    ['core.quotePath', 'false'],
    ['color.ui', 'always'],
    ['core.fsmonitor', `touch ${proof}`],
  ] as const)
    git(root, 'config', key, value);
  git(root, 'replace', 'HEAD~1', 'HEAD~4');
  assert.deepEqual(await commitsOf(await found(root)), expected);
  assert.throws(() => readFileSync(proof), { code: 'ENOENT' });
});

/** A step of a generated history: some paths written, linked, made executable or removed, on one of two branches, then maybe a merge. */
const names = ['a', 'a.b', 'ab', 'a/b', 'a/c', 'a/b/c', 'é', 'x y', '.z/\n', 'deep/er/and/deeper'];
const step = fc.record({
  writes: fc.dictionary(fc.constantFrom(...names), fc.constantFrom('1', '2', 'executable', 'link', 'submodule', ''), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
  merge: fc.boolean(),
});

test('the commits over the start are exactly what git lists, at every commit', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 2, maxLength: 12 }),
      fc.integer({ min: 1, max: 12 }),
      async (steps, most) => {
        const root = temporaryFolder(t);
        git(root, 'init', '-qb', 'main');
        build(root, steps);
        const ids = git(root, 'rev-list', '--first-parent', '--reverse', 'main').split('\n').slice(1).slice(-most);
        const opened = await openHistory(root, { tip: 'main', commits: most });
        if (ids.length === 0) return assert.equal(opened.kind === 'none' && opened.reason, 'one-commit');
        assert(opened.kind === 'history');
        const fold = new Fold(opened.start);
        assert.deepEqual(sorted(fold.files), sorted(listed(root, `${ids[0]}^`)));
        for await (const { id, changes } of opened.commits) {
          assert.equal(id, ids.shift());
          assert.equal(new Set(changes.map(({ path }) => path)).size, changes.length);
          fold.apply(changes);
          assert.deepEqual(sorted(fold.files), sorted(listed(root, id)));
        }
        assert.deepEqual(ids, []);
        rmSync(root, { recursive: true });
      },
    ),
    { numRuns: 15 },
  );
});

const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;

/** By `fast-import`: one process for a whole history, and no file system in the way. */
function build(root: string, steps: readonly { writes: Record<string, string>; merge: boolean }[]): void {
  const lines: string[] = [];
  let mark = 0;
  let main = 0;
  for (const { writes, merge } of steps) {
    const head = (): string => `mark :${(mark += 1)}\ncommitter A <a@example.com> ${mark} +0000\n${data('x')}`;
    const files = Object.entries(writes).map(([path, value]) => {
      const name = `"${path.replaceAll('\n', String.raw`\n`)}"`;
      if (value === '') return `D ${name}\n`;
      if (value === 'submodule') return `M 160000 ${'c'.repeat(40)} ${name}\n`;
      const mode = value === 'executable' ? '100755' : value === 'link' ? '120000' : '100644';
      return `M ${mode} inline ${name}\n${data(value)}`;
    });
    const from = main > 0 ? `from :${main}\n` : '';
    if (merge && main > 0) {
      lines.push(`commit refs/heads/side\n${head()}${from}${files.join('')}`);
      lines.push(`commit refs/heads/main\n${head()}${from}merge :${mark - 1}\n${files.slice(0, 2).join('')}`);
    } else {
      lines.push(`commit refs/heads/main\n${head()}${from}${files.join('')}`);
    }
    main = mark;
  }
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: root, input: lines.join('') });
}

test('what was read ahead is not handed on when the time is over', async (t) => {
  const root = repository(t, { a: '0' });
  for (const content of ['1', '2', '3', '4']) {
    write(root, { a: content });
    commit(root);
  }
  const stop = new AbortController();
  const history = await openHistory(root, { tip: 'HEAD', commits: 10 });
  assert.equal(history.kind, 'history');
  const seen: string[] = [];
  const end = await readHistory(
    history,
    ({ id }) => {
      seen.push(id);
      if (seen.length === 2) stop.abort();
    },
    stop.signal,
  );
  assert.equal(end.kind, 'stopped');
  assert.equal(seen.length, 2);
});
