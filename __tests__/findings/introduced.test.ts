import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { identify } from '../../src/findings/fingerprint.ts';
import { markIntroduced } from '../../src/findings/introduced.ts';
import { inScope } from '../../src/findings/scope.ts';
import type { ChangedFile, ChangeSet, FileStatus } from '../../src/repository/changes.ts';

/** `path:line text` */
function findings(...places: readonly string[]) {
  const found = places.map((place) => {
    const [, path = '', line = '', text = ''] = /^(.*?):(\d+) (.*)$/.exec(place) ?? [];
    return { rule: 'filesystem/writable-code', path, startLine: Number(line), endLine: Number(line), anchor: [text] };
  });
  const identities = identify(found);
  return found.map(({ path, rule, startLine, endLine }, index) => {
    const { fingerprint = '', anchor = '' } = identities[index] ?? {};
    return {
      rule,
      path,
      dockerfile: path,
      fingerprint,
      anchor,
      ranges: [{ startLine, endLine }],
      fix: null,
      introduced: null,
    };
  });
}

/** `status path`, `renamed before after` */
function changes(...rows: readonly string[]): ChangeSet {
  const files = rows.map((row): ChangedFile => {
    const [status, first = '', second] = row.split(' ') as [FileStatus, string?, string?];
    const previousPath = second === undefined ? null : first;
    return { path: second ?? first, previousPath, status, blob: null, hunks: null, hunksFrom: null };
  });
  return { files, complete: true };
}

function introduced(
  base: readonly string[],
  head: readonly string[],
  change: ChangeSet,
  affected = new Set(change.files.map(({ path }) => path)),
): readonly boolean[] {
  return markIntroduced(findings(...head), { findings: findings(...base) }, change, affected).map(
    (finding) => finding.introduced === true,
  );
}

suite('a finding is introduced', () => {
  const cases: Record<string, { base: string[]; head: string[]; change: ChangeSet; expected: boolean[] }> = {
    'when the base has it not': {
      base: [],
      head: ['Dockerfile:3 /data'],
      change: changes('modified Dockerfile'),
      expected: [true],
    },
    'never when it only moved down': {
      base: ['Dockerfile:3 /data'],
      head: ['Dockerfile:30 /data'],
      change: changes('modified Dockerfile'),
      expected: [false],
    },
    'when a second one of the same text is added': {
      base: ['Dockerfile:3 /data'],
      head: ['Dockerfile:3 /data', 'Dockerfile:9 /data'],
      change: changes('modified Dockerfile'),
      expected: [false, true],
    },
    'never by a rename': {
      base: ['a/Dockerfile:3 /data'],
      head: ['b/Dockerfile:3 /data'],
      change: changes('renamed a/Dockerfile b/Dockerfile'),
      expected: [false],
    },
    'in a renamed file, when it is added there': {
      base: ['a/Dockerfile:3 /data'],
      head: ['b/Dockerfile:3 /data', 'b/Dockerfile:4 /more'],
      change: changes('renamed a/Dockerfile b/Dockerfile'),
      expected: [false, true],
    },
    'never by a move that git does not see': {
      base: ['a/Dockerfile:3 /data'],
      head: ['b/Dockerfile:8 /data'],
      change: changes('removed a/Dockerfile', 'added b/Dockerfile'),
      expected: [false],
    },
    'once, when the file that is gone comes back as two': {
      base: ['a/Dockerfile:3 /data'],
      head: ['b/Dockerfile:3 /data', 'c/Dockerfile:3 /data'],
      change: changes('removed a/Dockerfile', 'added b/Dockerfile', 'added c/Dockerfile'),
      expected: [false, true],
    },
    'by a copy of a file that stays': {
      base: ['a/Dockerfile:3 /data'],
      head: ['a/Dockerfile:3 /data', 'b/Dockerfile:3 /data'],
      change: changes('copied a/Dockerfile b/Dockerfile'),
      expected: [false, true],
    },
    'by a file that takes it over from one that stays': {
      base: ['a/Dockerfile:3 /data'],
      head: ['b/Dockerfile:3 /data'],
      change: changes('modified a/Dockerfile', 'added b/Dockerfile'),
      expected: [true],
    },
    'when two files swap names, by neither': {
      base: ['a/Dockerfile:3 /one', 'b/Dockerfile:3 /two'],
      head: ['a/Dockerfile:3 /two', 'b/Dockerfile:3 /one'],
      change: changes('renamed a/Dockerfile b/Dockerfile', 'renamed b/Dockerfile a/Dockerfile'),
      expected: [false, false],
    },
  };
  test('when a renamed file gets what stood in another of its name', () => {
    const swap = changes('renamed a/Dockerfile b/Dockerfile', 'renamed b/Dockerfile a/Dockerfile');
    assert.deepEqual(introduced(['b/Dockerfile:3 /two'], ['a/Dockerfile:3 /two', 'b/Dockerfile:3 /two'], swap), [
      false,
      true,
    ]);
  });
  for (const [name, { base, head, change, expected }] of Object.entries(cases)) {
    test(name, () => assert.deepEqual(introduced(base, head, change), expected));
  }

  test('only in a Dockerfile that the change touches', () => {
    assert.deepEqual(
      introduced(
        [],
        ['a/Dockerfile:3 /data', 'b/Dockerfile:3 /data'],
        changes('modified a/x.sh'),
        new Set(['a/Dockerfile']),
      ),
      [true, false],
    );
  });
});

suite('the scope', () => {
  const marked = markIntroduced(
    findings('a/Dockerfile:1 /new', 'a/Dockerfile:2 /old', 'b/Dockerfile:1 /far'),
    { findings: findings('a/Dockerfile:2 /old', 'b/Dockerfile:1 /far') },
    changes('modified a/Dockerfile'),
    new Set(['a/Dockerfile']),
  );
  const affected = new Set(['a/Dockerfile']);
  const lines = (scope: 'introduced' | 'changed' | 'all') => {
    const scoped = inScope(marked, scope, affected);
    return [scoped.findings.map(({ path, ranges }) => `${path}:${ranges[0]?.startLine}`).join(' '), scoped.outOfScope];
  };
  test('introduced: the new ones', () => assert.deepEqual(lines('introduced'), ['a/Dockerfile:1', 2]));
  test('changed: all in changed files', () => assert.deepEqual(lines('changed'), ['a/Dockerfile:1 a/Dockerfile:2', 1]));
  test('all', () => assert.deepEqual(lines('all'), ['a/Dockerfile:1 a/Dockerfile:2 b/Dockerfile:1', 0]));
  test('without a change everything counts', () =>
    assert.equal(inScope(marked, 'introduced', null).findings.length, 3));

  test('a rule that is not in scope gives the word back', () => {
    const both = markIntroduced(
      [
        ...findings('Dockerfile:1 a'),
        ...findings('Dockerfile:1 b').map((finding) =>
          Object.assign(finding, { rule: 'filesystem/copied-twice-by-chown' }),
        ),
      ],
      { findings: findings('Dockerfile:1 a') },
      changes('modified Dockerfile'),
      new Set(['Dockerfile']),
    );
    assert.deepEqual(
      [inScope(both, 'introduced', new Set(['Dockerfile'])), inScope(both, 'all', null)].map((scoped) => [
        scoped.findings.map(({ rule }) => rule),
        scoped.outOfScope,
      ]),
      [
        [['filesystem/copied-twice-by-chown'], 1],
        [['filesystem/writable-code'], 0],
      ],
    );
  });
});
