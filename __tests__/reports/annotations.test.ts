import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { annotations } from '../../src/reports/annotations.ts';
import { evidence, exampleMessages, finding, volumeFinding } from './example.ts';

const messages = exampleMessages();

function places(files: Readonly<Record<string, number>>) {
  return Object.entries(files).flatMap(([path, count]) =>
    Array.from({ length: count }, (_, index) => volumeFinding({ path, startLine: index + 1, endLine: index + 1 })),
  );
}

suite('annotations', () => {
  test('one says where, which rule and what', () => {
    assert.deepEqual(annotations([finding({ evidence: evidence() })], [], messages), {
      shown: [
        {
          level: 'error',
          title: 'cache/copy-before-install',
          message:
            'The install on line 8 needs only `requirements.txt`, but runs again at each change of what `COPY . .` brings. In 91 of the last 100 commits `RUN pip install -r requirements.txt` would have been built again (code 86, manifests 7); with the suggestion, in 7.',
          place: { file: 'api/Dockerfile', startLine: 5, endLine: 8 },
        },
      ],
      rest: { error: 0, warning: 0, notice: 0 },
    });
  });

  const spreads: readonly (readonly [string, Readonly<Record<string, number>>, Readonly<Record<string, number>>])[] = [
    ['all fit', { a: 4, b: 6 }, { a: 4, b: 6 }],
    ['one bad file leaves room for the others', { a: 30, b: 2, c: 1 }, { a: 7, b: 2, c: 1 }],
    [
      'each of many files gets one',
      { a: 5, b: 5, c: 5, d: 5, e: 5, f: 5, g: 5, h: 5, i: 5, j: 5 },
      { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1, j: 1 },
    ],
  ];
  for (const [name, files, expected] of spreads) {
    test(`ten a level: ${name}`, () => {
      const { shown, rest } = annotations(places(files), [], messages);
      const counts: Record<string, number> = {};
      for (const { place } of shown) counts[place?.file ?? ''] = (counts[place?.file ?? ''] ?? 0) + 1;
      assert.deepEqual(counts, expected);
      assert.equal(rest.warning, places(files).length - shown.length);
    });
  }

  test('levels do not take room from each other, and what could not be checked comes first', () => {
    const errors = Array.from({ length: 20 }, () => finding());
    const { shown, rest } = annotations(
      [...errors, ...places({ a: 3 })],
      [
        { path: 'x/Dockerfile', reason: { kind: 'broken-file', detail: 'bad', line: 7 } },
        { path: '', reason: { kind: 'files-cut', count: 3000 } },
      ],
      messages,
    );
    assert.deepEqual(
      shown.slice(0, 2).map(({ level, place }) => [level, place]),
      [
        ['error', { file: 'x/Dockerfile', startLine: 7, endLine: 7 }],
        ['error', null],
      ],
    );
    assert.equal(shown.filter(({ level }) => level === 'error').length, 10);
    assert.equal(shown.filter(({ level }) => level === 'warning').length, 3);
    assert.deepEqual(rest, { error: 12, warning: 0, notice: 0 });
  });

  test('a message is no longer than the runner takes', () => {
    const incomplete = { path: 'x', reason: { kind: 'internal', detail: '😀'.repeat(9000) } } as const;
    const long = finding({ values: { line: 8, manifest: '😀'.repeat(9000), copied: 'x' } });
    for (const { message } of annotations([long], [incomplete], messages).shown) assert.ok(message.length <= 4096);
  });
});
