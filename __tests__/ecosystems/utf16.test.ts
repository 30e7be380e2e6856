import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTree } from '../../src/check.ts';
import { defaultSettings } from '../../src/findings/settings.ts';
import { treeOf } from '../../src/repository/memory.ts';
import { contentOf } from '../../src/sources/content.ts';

/** Kinds of the doubts about the suggestion; null: it is safe. */
function doubtsOf(install: string, requirements: Uint8Array): readonly string[] | null {
  const files = new Map<string, Uint8Array>([
    ['Dockerfile', Buffer.from(`FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN ${install} -r requirements.txt\n`)],
    ['main.py', new Uint8Array()],
    ['requirements.txt', requirements],
  ]);
  const entries = [...files].map(([path, { length }]) => ({ path, mode: 'file' as const, blob: null, size: length }));
  const tree = treeOf(entries, ({ path }) => contentOf(files.get(path) ?? new Uint8Array()));
  const settings = { dockerfiles: ['Dockerfile'], settings: defaultSettings, context: null, only: null };
  const fix = checkTree(tree, settings).findings.find(({ rule }) => rule === 'cache/copy-before-install')?.fix;
  assert.ok(fix);
  return fix.safe ? null : fix.doubts.map(({ kind }) => kind);
}

const little = (text: string): Uint8Array => Buffer.from(`\uFEFF${text}`, 'utf16le');
const big = (text: string): Uint8Array => Buffer.from(little(text)).swap16();

test('what PowerShell writes is read as pip reads it', () => {
  assert.equal(doubtsOf('pip install', little('flask==3.0.0\r\n')), null);
  assert.equal(doubtsOf('pip install', big('flask==3.0.0\r\n')), null);
  assert.deepEqual(doubtsOf('pip install', little('flask==3.0.0\r\n-e ./shop\r\n')), [
    'pip/local-project',
    'not-in-context',
  ]);
});

test('uv does not read it', () => {
  assert.deepEqual(doubtsOf('uv pip install --system', little('flask==3.0.0\r\n')), ['unreadable-file']);
});

test('without a byte order mark, or cut in half, nobody knows what it says', () => {
  assert.deepEqual(doubtsOf('pip install', Buffer.from('flask', 'utf16le')), ['unreadable-file']);
  assert.deepEqual(doubtsOf('pip install', little('flask').subarray(0, 5)), ['unreadable-file']);
});
