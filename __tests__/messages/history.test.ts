/** What is said of a history, word by word. */
import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import type { ChangedFile } from '../../src/cache/cause.ts';
import { Strip, type StripValue } from '../../src/cache/strip.ts';
import type { Evidence } from '../../src/findings/evidence.ts';
import type { WorkInQuestion } from '../../src/findings/work-in-question.ts';
import * as en from '../../src/messages/en/index.ts';
import * as ja from '../../src/messages/ja/index.ts';
import { list, plain } from '../../src/messages/phrase.ts';
import { strips } from '../../src/reports/evidence.ts';
import { evidence, exampleMessages, finding } from '../reports/example.ts';

const whole: WorkInQuestion = { commands: [], added: null };
const kinds: Readonly<Record<string, StripValue>> = { r: 'rebuilt', c: 'cached', '?': 'unknown' };

function strip(letters: string): Strip {
  const made = new Strip();
  for (const letter of letters) made.push(kinds[letter] ?? 'unknown');
  return made;
}

function rebuiltIn(letters: string): number {
  return letters.split('r').length - 1;
}

function of(today: string, later: string, change: Partial<Evidence> = {}): Evidence {
  return evidence({
    commits: today.length,
    rebuilt: rebuiltIn(today),
    rebuiltAfterFix: rebuiltIn(later),
    isExact: !/\?/.test(today + later),
    strip: strip(today),
    stripAfterFix: strip(later),
    step: 'RUN a && b',
    causes: [],
    ...change,
  });
}

function files(count: number, status: ChangedFile['status']): readonly ChangedFile[] {
  return Array.from({ length: count }, (_, at) => ({ path: `${status}${at}`, status }));
}

const cases: readonly (readonly [name: string, evidence: Evidence, work: WorkInQuestion, en: string, ja: string])[] = [
  [
    'nothing in several commits',
    of('ccc', 'ccc'),
    whole,
    'None of the last 3 commits would have built RUN a && b again.',
    '直近 3 コミットには、RUN a && b の再ビルドが必要になるものはありません。',
  ],
  [
    'nothing in one commit',
    of('c', 'c'),
    whole,
    'The last commit would not have built RUN a && b again.',
    '直近 1 コミットには、RUN a && b の再ビルドが必要になるものはありません。',
  ],
  [
    'one commit',
    of('r', 'c'),
    whole,
    'In the last commit RUN a && b would have been built again; with the suggestion, not.',
    '直近 1 コミットのうち 1 回は、RUN a && b が再ビルドされます。変更案を適用すると 0 回で済みます。',
  ],
  [
    'all of them certainly, and later not known: no "at least"',
    of('rrrr', '???c', { rebuiltAfterFix: 3 }),
    whole,
    'In 4 of the last 4 commits RUN a && b would have been built again; the suggestion saves at least 1 of these.',
    '直近 4 コミットのうち 4 回は、RUN a && b が再ビルドされます。変更案を適用すると、少なくとも 1 回を減らせます。',
  ],
  [
    'not of all of them',
    of('rr?', 'ccc'),
    whole,
    'In at least 2 of the last 3 commits RUN a && b would have been built again; the suggestion saves at least 2 of these.',
    '直近 3 コミットのうち少なくとも 2 回は、RUN a && b が再ビルドされます。変更案を適用すると、少なくとも 2 回を減らせます。',
  ],
  [
    'of none of them',
    of('c??', 'ccc'),
    whole,
    'Only a build can tell whether the last 3 commits would have built RUN a && b again.',
    '直近 3 コミットで RUN a && b が再ビルドされるかどうかは、ビルドしてみないと分かりません。',
  ],
  [
    'two of its commands',
    of('rrr', 'ccr'),
    { commands: ['a', 'b'], added: null },
    'In 3 of the last 3 commits a and b would have run again; with the suggestion, in 1.',
    '直近 3 コミットのうち 3 回は、a、b が再実行されます。変更案を適用すると 1 回で済みます。',
  ],
  [
    'one of its commands, never',
    of('ccc', 'ccc'),
    { commands: ['a'], added: null },
    'None of the last 3 commits would have run a again.',
    '直近 3 コミットには、a の再実行が必要になるものはありません。',
  ],
  [
    'a new step',
    of('rrr', 'ccr'),
    { commands: [], added: 'c' },
    'In 3 of the last 3 commits RUN a && b would have been built again; with the suggestion, the new c, in 1.',
    '直近 3 コミットのうち 3 回は、RUN a && b が再ビルドされます。変更案を適用すると、新しいステップの c は 1 回です。',
  ],
];

suite('the sentence of the evidence', () => {
  for (const [name, known, work, english, japanese] of cases) {
    test(name, () => {
      assert.equal(plain(en.review.evidence(known, work)), english);
      assert.equal(plain(ja.review.evidence(known, work)), japanese);
    });
  }
});

function said(today: string, later: string): readonly string[] {
  return strips(finding({ evidence: of(today, later) }), exampleMessages());
}

suite('strips in a comment', () => {
  test('one, where both are the same', () => {
    assert.deepEqual(said('rc', 'rc').slice(0, -1), ['today and with the suggestion: built again in 1 of 2', '■□']);
    assert.deepEqual(said('rc', 'cr').length, 5);
  });

  test('what is not known has a square of its own, and the key names it, also where a square is many commits', () => {
    assert.deepEqual(said('r?c', 'ccc').slice(0, 2), ['today: built again in 1 of 3, perhaps 1 more', '■▨□']);
    assert.match(said('r?c', 'ccc').at(-1) ?? '', /▨ not known$/);
    const many = said(`${'r'.repeat(64)}??`, 'c'.repeat(66));
    assert.equal(many[1], `${'■'.repeat(32)}▨`);
    assert.match(many.at(-1) ?? '', /▨ some, or not known$/);
    assert.match(ja.replay.legend(2), /▨ 一部が再ビルドまたは不明$/);
  });
});

suite('causes in Japanese', () => {
  test('no space behind words, and groups stand apart', () => {
    assert.equal(
      plain(ja.replay.cause.files({ kind: 'files', files: [...files(11, 'changed'), ...files(1, 'added')] })),
      'changed0、changed1、changed2、ほか 8 件の変更；added0 の追加のため',
    );
  });

  test('the line above', () => {
    assert.equal(
      plain(ja.replay.cause['earlier-step']({ kind: 'earlier-step', line: 5 })),
      '手前の 5 行目が再ビルドされるため',
    );
  });
});

test('words about the root are not code', () => {
  assert.deepEqual(en.directory(''), [{ code: '.' }, ' (the root)']);
  assert.deepEqual(ja.directory(''), [{ code: '.' }, '（ルート）']);
  assert.equal(plain(list(['', 'a'].map(en.directory), en.and)), '. (the root) and a');
});
