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
  counted: number,
  latest: string | null,
];

const edit: Commit = { 'src/a.ts': 'x' };
const rows: readonly Row[] = [
  ['always there', ['src/a.ts'], [edit, edit], ['src/a.ts', 'src'], 2, null],
  ['never there', ['src/a.ts'], [edit, edit], ['list'], 0, 'list'],
  ['the commit that brings it does not count', ['src/a.ts'], [edit, { list: '1' }, edit], ['list'], 1, 'list'],
  ['a folder with its first file', ['src/a.ts'], [{ 'app/x/y': '1' }, edit], ['app', 'app/x'], 1, 'app'],
  ['a folder that loses one of two', ['app/1', 'app/2'], [{ 'app/1': null }, edit], ['app'], 2, null],
  ['a folder that loses all', ['app/1'], [{ 'app/1': null }, { 'app/2': '2' }, edit], ['app'], 1, 'app'],
  ['moved into another folder', ['list'], [{ list: null, 'deps/list': '1' }, edit], ['deps/list'], 1, 'deps/list'],
  ['the latest of several', ['src/a.ts'], [{ b: '1' }, edit, { c: '1' }, edit], ['b', 'c'], 1, 'c'],
  ['gone now', ['list'], [edit, { list: null }], ['list'], 0, 'list'],
  ['nothing is needed', [], [edit], [], 1, null],
  ['names that begin alike', ['ab'], [{ a: '1' }, edit], ['a'], 1, 'a'],
];

suite('since when what a build names is there', () => {
  for (const [what, start, past, paths, counted, latest] of rows) {
    test(what, async () => {
      const history = pastOf(memoryTree(Object.fromEntries(start.map((path) => [path, 'x']))), past);
      const presence = new Presence(paths, history.listed);
      for await (const { changes } of history.commits) presence.next(changes);
      assert.equal(presence.commitsWith(paths), counted);
      assert.equal(presence.latest(paths), latest);
    });
  }
});
