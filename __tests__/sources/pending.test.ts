import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlay } from '../../src/repository/memory.ts';
import type { Content, Entry, Mode } from '../../src/repository/tree.ts';
import { pendingSource } from '../../src/sources/pending.ts';
import { loadPending, maxFileSize } from '../../src/sources/source.ts';

const entry = (path: string, mode: Mode = 'file', size: number | null = null): Entry => ({
  path,
  mode,
  blob: path,
  size,
});

/** A place that has these texts, and writes down what it is asked for. */
function place(texts: Readonly<Record<string, string>>) {
  const asked: string[][] = [];
  const fetch = (entries: readonly Entry[]): Promise<ReadonlyMap<string, Content>> => {
    asked.push(entries.map(({ path }) => path));
    return Promise.resolve(
      new Map(
        entries.flatMap(({ path }) => {
          const text = texts[path];
          return text === undefined ? [] : [[path, { kind: 'text', text }] as const];
        }),
      ),
    );
  };
  return { asked, fetch };
}

test('all that a round misses comes in one batch, once', async () => {
  const { asked, fetch } = place({ a: 'A', b: 'B', c: 'C' });
  const source = pendingSource([entry('a'), entry('b'), entry('c')], fetch);
  for (const path of ['b', 'a', 'b', 'missing']) source.tree.read(path);
  assert.deepEqual(source.pending(), ['a', 'b']);
  assert.equal(await loadPending(source), true);
  assert.deepEqual(asked, [['a', 'b']]);
  assert.deepEqual(source.tree.read('a'), { kind: 'text', text: 'A' });
  assert.equal(await loadPending(source), false);
  await source.load(['a', 'missing']);
  assert.equal(asked.length, 1, 'nothing is asked for twice, or that is not listed');
});

test('a changed tree over it remembers too', () => {
  const source = pendingSource([entry('a'), entry('b')], place({}).fetch);
  const changed = overlay(source.tree, new Map([['a', 'new']]));
  assert.deepEqual(changed.read('a'), { kind: 'text', text: 'new' });
  assert.equal(changed.read('b').kind, 'pending');
  assert.deepEqual(source.pending(), ['b']);
});

test('what does not come has failed, and is not asked for again', async () => {
  const { asked, fetch } = place({});
  const source = pendingSource([entry('a')], fetch);
  source.tree.read('a');
  await loadPending(source);
  assert.deepEqual(source.tree.read('a'), { kind: 'unreadable', reason: 'failed' });
  assert.equal(await loadPending(source), false);
  assert.equal(asked.length, 1);
});

test('submodules and large files are never fetched', async () => {
  const { asked, fetch } = place({});
  const source = pendingSource([entry('lib', 'submodule'), entry('large', 'file', maxFileSize + 1)], fetch);
  assert.deepEqual(source.tree.read('lib'), { kind: 'unreadable', reason: 'submodule' });
  assert.deepEqual(source.tree.read('large'), { kind: 'unreadable', reason: 'too-large' });
  await source.load(['lib', 'large']);
  assert.deepEqual(asked, []);
});

test('a link is fetched first, then its target', async () => {
  const { asked, fetch } = place({ link: 'dir/a', 'dir/a': 'A' });
  const source = pendingSource([entry('link', 'symlink'), entry('dir/a')], fetch);
  source.tree.read('link');
  await loadPending(source);
  source.tree.read('link');
  await loadPending(source);
  assert.deepEqual(source.tree.read('link'), { kind: 'text', text: 'A' });
  assert.deepEqual(asked, [['link'], ['dir/a']]);
});

test('a place that can not be reached leaves everything pending', async () => {
  const source = pendingSource([entry('a')], () => Promise.reject(new Error('unreachable')));
  source.tree.read('a');
  await assert.rejects(loadPending(source), /unreachable/);
  assert.deepEqual(source.pending(), ['a']);
});
