import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { Presence } from '../../src/replay/presence.ts';
import { memoryTree } from '../../src/repository/memory.ts';
import { pastOf, type Commit } from './past.ts';

type Row = readonly [
  what: string,
  start: readonly string[],
  past: readonly Commit[],
  paths: readonly string[],
  without: readonly number[],
];

const edit: Commit = { 'src/a.ts': 'x' };
const rows: readonly Row[] = [
  ['always there', ['src/a.ts'], [edit, edit], ['src/a.ts', 'src'], []],
  ['never there', ['src/a.ts'], [edit, edit], ['list'], [0, 1]],
  ['the commit that brings it does not count', ['src/a.ts'], [edit, { list: '1' }, edit], ['list'], [0, 1]],
  ['a folder with its first file', ['src/a.ts'], [{ 'app/x/y': '1' }, edit], ['app', 'app/x'], [0]],
  ['a folder that loses one of two', ['app/1', 'app/2'], [{ 'app/1': null }, edit], ['app'], []],
  ['a folder that loses all', ['app/1'], [{ 'app/1': null }, { 'app/2': '2' }, edit], ['app'], [0, 1]],
  ['moved into another folder', ['list'], [{ list: null, 'deps/list': '1' }, edit], ['deps/list'], [0]],
  ['several', ['src/a.ts'], [{ b: '1' }, edit, { c: '1' }, edit], ['b', 'c'], [0, 1, 2]],
  ['gone now', ['list'], [edit, { list: null }], ['list'], [1]],
  ['nothing is needed', [], [edit], [], []],
  ['names that begin alike', ['ab'], [{ a: '1' }, edit], ['a'], [0]],
];

suite('since when what a build names is there', () => {
  for (const [what, start, past, paths, without] of rows) {
    test(what, async () => {
      const history = pastOf(memoryTree(Object.fromEntries(start.map((path) => [path, 'x']))), past);
      const presence = new Presence(paths, history.listed);
      for await (const { changes } of history.commits) presence.next(changes);
      assert.deepEqual(
        [...presence.without(paths)].sort((a, b) => a - b),
        without,
      );
    });
  }
});
