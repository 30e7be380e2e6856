import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { checkOut } from './checkout.ts';
import { temporary } from './runner.ts';
import { State } from './state.ts';

function git(folder: string, ...parameters: readonly string[]): string {
  return execFileSync('git', parameters, { cwd: folder, encoding: 'utf8' }).trim();
}

const state = new State();
const root = state.repository.commit({
  Dockerfile: 'FROM node\nCOPY . .\nRUN npm ci\n',
  'api/Dockerfile': 'FROM go\n',
  'api.txt': 'sorts before the folder for git\n',
  run: { text: '#!/bin/sh\n', mode: '100755' },
  link: { text: 'api/Dockerfile', mode: '120000' },
});
state.push(
  'main',
  state.repository.commit({ notes: 'main went on\n', Dockerfile: '# syntax\nFROM node\nCOPY . .\nRUN npm ci\n' }, root),
);
state.push(
  'topic',
  state.repository.commit({ Dockerfile: 'FROM node\nCOPY . .\nRUN npm ci --omit=dev\n', run: null }, root),
);
const pull = state.open({ head: 'topic' });
const merge = state.mergeable(pull) ?? '';

test('git takes all objects for its own', () => {
  const folder = temporary();
  checkOut(state, merge, folder);
  assert.equal(git(folder, 'fsck', '--full', '--strict'), '');
  assert.equal(git(folder, 'status', '--porcelain'), '');
  assert.equal(
    git(folder, 'merge-base', 'origin/main', 'origin/topic'),
    state.repository.mergeBase(state.tip('main'), pull.headSha),
  );
});

test('the merge commit holds the changes of both sides, so its line numbers are not those of the head', () => {
  const folder = temporary();
  checkOut(state, merge, folder, 1);
  assert.equal(git(folder, 'rev-list', '--count', 'HEAD'), '1');
  const text = '# syntax\nFROM node\nCOPY . .\nRUN npm ci --omit=dev\n';
  assert.equal(readFileSync(join(folder, 'Dockerfile'), 'utf8'), text);
});

test('a conflict has no merge commit', () => {
  const other = new State();
  const base = other.repository.commit({ a: 'x\n' });
  other.push('main', other.repository.commit({ a: 'y\n' }, base));
  other.push('topic', other.repository.commit({ a: 'z\n' }, base));
  assert.equal(other.mergeable(other.open({ head: 'topic' })), undefined);
});

test('a merge base behind merges, and none of unrelated histories', () => {
  const { repository } = state;
  const left = repository.commit({ left: '1' }, root);
  const both = repository.commit({}, [repository.commit({ right: '1' }, root), left]);
  assert.equal(repository.mergeBase(repository.commit({ left: '2' }, left), both), left);
  assert.equal(repository.mergeBase(root, repository.commit({ alone: '1' })), undefined);
});
