import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { plain } from '../../src/messages/phrase.ts';
import * as en from '../../src/messages/en/index.ts';
import * as ja from '../../src/messages/ja/index.ts';
import { evidence } from '../reports/example.ts';

/** Every sentence of a language, by where it stands; functions are asked with values that fit all of them. */
function sentences(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function')
    return sentences((value as (...values: unknown[]) => unknown)(...anything(path)), path);
  if (Array.isArray(value)) {
    const isPhrase = value.some((part) => typeof part === 'string' || 'code' in part);
    if (isPhrase && !path.endsWith('examples')) return [[path, plain(value)]];
    return value.flatMap((one, index) => sentences(one, `${path}.${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => sentences(one, `${path}.${key}`));
}

const everyValue = {
  ...Object.fromEntries(
    'at directory first second word instruction path ignoreFile rule image detail reason nature key value name option command argument by image'
      .split(' ')
      .map((name) => [name, 'x/y']),
  ),
  ...Object.fromEntries('line count limit commits rebuilt rebuiltAfterFix'.split(' ').map((name) => [name, 7])),
  candidates: ['', 'a'],
  paths: ['x/y', 'z'],
  files: [{ path: 'x/y', status: 'changed' }],
  ...Object.fromEntries('keyword before after address word'.split(' ').map((name) => [name, 'x/y'])),
  from: 'arg',
  others: ['fix'],
  passed: ['x/y=z'],
  variable: 'x/y',
  allowed: ['a', 'b'],
  options: ['x/y', 'z'],
  nearest: 'z',
  reason: 'binary',
  nature: 'empty',
  expected: 'text',
  within: 'rules',
  least: 1,
  there: 3,
  asked: 7,
  why: 'shallow',
  problem: { kind: 'too-many', count: 7 },
  ...evidence({ step: 'x/y' }),
};

function anything(path: string): readonly unknown[] {
  if (/\bhistory\.[\w-]+$/.test(path)) return [{ ...everyValue, reason: 'no-commit' }];
  if (path.endsWith('note.history')) return [everyValue];
  if (/\.(doubts|incomplete|configuration|problem|cause)\./.test(path)) return [everyValue];
  if (/replay\.(subject|commit)$/.test(path)) return ['x/y', 'z/w', 4];
  if (/replay\.cache[A-Z]/.test(path)) return [['x/y'], 'z', 4];
  if (path.endsWith('time.total')) return [{ today: 9, suggested: 3 }];
  if (/time\.(step|apart)$/.test(path)) return [3, { today: 9, suggested: 3 }];
  if (/time\.(left|notApart)$/.test(path)) return [3];
  if (path.endsWith('replay.causes')) return [[{ group: 'sources', commits: 3 }]];
  if (/replay\.(rebuilt|progress|fewer|maybe|legend|split)/.test(path)) return [3, 4];
  if (/replay\.(?:whichDockerfile$|outside)/.test(path)) return [['x/y', 'z/w']];
  if (path.endsWith('review.evidence')) return [everyValue, { commands: [], added: 'x/y' }];
  if (path.endsWith('builtFrom')) return [['x/y'], ['z']];
  if (/failureByIncomplete|safeFixes/.test(path)) return path.endsWith('safeFixes') ? [3, 4] : ['x', 4];
  if (
    /counts\.|linesCut|showDiff|more|outOfScope|moreRows|files|incomplete$|ignored|unsafeFixes|nextCommit|nextDecide/.test(
      path,
    )
  )
    return [3];
  return ['x/y', 'z/w'];
}

const languages = { en, ja };

for (const [language, all] of Object.entries(languages)) {
  suite(`general messages (${language})`, () => {
    const found = sentences(all, language);

    test('each says something, and nothing undefined', () => {
      assert.ok(found.length > 200, String(found.length));
      for (const [path, text] of found) {
        if (/\.examples\.|\.gap$/.test(path)) continue;
        assert.notEqual(text.trim(), '', path);
        assert.doesNotMatch(text, /undefined|\[object|NaN|null/, path);
      }
    });

    test('sentences of doubts, reasons and problems end like sentences', () => {
      for (const [path, text] of found) {
        if (!/\.(doubts|incomplete|problem)\./.test(path)) continue;
        assert.match(text, /(?:[.?。？)）]|x\/y|z|\/y`?)$/, `${path}: ${text}`);
      }
    });

    test('use no character that only looks like another', () => {
      for (const [path, text] of found) assert.doesNotMatch(text, /[\u200b-\u200f\u00a0\u3000]/, path);
    });
  });
}

const keys = (all: unknown, name: string): readonly string[] =>
  sentences(all, name).map(([path]) => path.slice(name.length));

test('both languages say the same things', () => {
  assert.deepEqual(keys(ja, 'ja'), keys(en, 'en'));
});

test('Japanese is Japanese', () => {
  const untranslated = sentences(ja, 'ja').filter(
    ([path, text]) =>
      !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text) &&
      !/examples|separator|and\.last|colon|value$|\.usage$|directory|factors$|replay\.answer$|stop|gap|groups\.(?:ci|git)/.test(
        path,
      ),
  );
  assert.deepEqual(untranslated, []);
});
