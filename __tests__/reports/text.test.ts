import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { painter } from '../../src/reports/paint.ts';
import { text, textIncomplete, textTotals, type TextInput } from '../../src/reports/text.ts';
import { dockerfile, evidence, exampleMessages, finding, result, volumeFinding } from './example.ts';
import { assertExpected } from './expected.ts';

function input(change: Partial<TextInput> = {}): TextInput {
  return {
    result: result(),
    messages: exampleMessages(),
    read: () => dockerfile,
    paint: painter(false),
    show: (path) => path,
    ...change,
  };
}

suite('the report in a terminal', () => {
  const findings = [finding({ evidence: evidence() }), volumeFinding()];
  for (const language of ['en', 'ja'] as const) {
    test(`in words (${language})`, () => {
      const messages = exampleMessages(language);
      assertExpected(`report.${language}.txt`, text(input({ messages, result: result({ findings }) })));
    });
  }

  test('in colours', () => assertExpected('report.ansi.txt', text(input({ paint: painter(true) }))));

  test('a long stretch shows only what the finding is about', () => {
    const long = Array.from({ length: 60 }, (_, index) => `RUN step-${index + 1}\n`).join('');
    const ranges = [
      { startLine: 2, endLine: 3 },
      { startLine: 50, endLine: 50 },
    ];
    const one = finding({ startLine: 2, endLine: 50, ranges, fix: null });
    assertExpected('long.txt', text(input({ read: () => long, result: result({ findings: [one] }) })));
  });

  test("without the file's text says the sentence all the same", () => {
    assert.equal(
      text(input({ read: () => null, result: result({ findings: [volumeFinding({ fix: null })] }) })),
      'api/Dockerfile:10  warning  state/volume\n  The volume `/data` keeps data in the container.\n\n',
    );
  });

  test('of no finding is empty', () => assert.equal(text(input({ result: result({ findings: [] }) })), ''));

  test('writes paths as the reader sees them', () => {
    const shown = text(input({ show: (path) => `../${path}` }));
    assert.match(shown, /^\.\.\/api\/Dockerfile:5 {2}error/);
  });

  test('lets no escape sequence of the file through', () => {
    const evil = dockerfile.replaceAll('COPY', '\u001b[2JCOPY\u0007');
    const shown = text(input({ read: () => evil, paint: painter(true) }));
    const foreign = shown.replaceAll(/\u001b\[\d\dm|\u001b\[[0-9]m/g, '');
    assert.doesNotMatch(foreign, /[\u0000-\u0009\u000b-\u001f]/);
  });
});

suite('what goes to standard error', () => {
  const incomplete = [
    { path: 'old/Dockerfile', reason: { kind: 'unreadable', reason: 'invalid-utf8' } },
    { path: '', reason: { kind: 'files-cut', count: 3000 } },
  ] as const;

  test('what was not checked, a line each', () => {
    assert.equal(
      textIncomplete(input({ result: result({ incomplete }) })),
      'old/Dockerfile: not checked: This file is not valid UTF-8; save it in that encoding.\n' +
        'the change as a whole: not checked: The list of changed files was cut after 3000 files, and the rest could not be found out.\n',
    );
  });

  const totals: readonly (readonly [string, Partial<TextInput['result']>, string])[] = [
    ['findings', {}, '1 error, 1 warning in 1 Dockerfile\n`kasane explain cache/copy-before-install` tells more.\n'],
    ['none', { findings: [] }, 'No findings in 1 Dockerfile\n'],
    ['no file', { findings: [], files: [] }, 'No Dockerfile found.\n'],
    [
      'everything else',
      {
        findings: [],
        incomplete,
        outOfScope: 4,
        ignores: [{ at: { path: 'a', line: 1 }, rules: [], reason: 'x', findings: 2 }],
      },
      'No findings in 1 Dockerfile, 2 files not checked, 4 outside the scope, 2 ignored\n',
    ],
  ];
  for (const [name, change, expected] of totals) {
    test(`totals: ${name}`, () => assert.equal(textTotals(input({ result: result(change) })), expected));
  }
});
