import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { words } from '../../src/messages/phrase.ts';
import { renderSummary, type SummaryInput } from '../../src/reports/summary.ts';
import { evidence, exampleMessages, finding, result, volumeFinding } from './example.ts';
import { assertExpected } from './expected.ts';

function input(change: Partial<SummaryInput> = {}): SummaryInput {
  return {
    result: result(),
    messages: exampleMessages(),
    failOn: 'error',
    docsUrl: 'https://github.com/example/kasane/blob/v1',
    fileUrl: (path, startLine, endLine) => `https://github.com/example/app/blob/abc/${path}#L${startLine}-L${endLine}`,
    jsonFile: 'kasane.json',
    configurationChange: null,
    notes: [],
    ...change,
  };
}

const everything = {
  result: result({
    findings: [
      finding({ evidence: evidence() }),
      volumeFinding(),
      volumeFinding({ path: 'web/Dockerfile', severity: 'notice', fix: null }),
    ],
    files: [
      ...result().files,
      { path: 'web/Dockerfile', context: null, contextFrom: null, ecosystems: [], stages: 3 },
      { path: 'Dockerfile', context: '', contextFrom: 'root', ecosystems: ['npm'], stages: 1 },
    ],
    incomplete: [
      { path: 'old/Dockerfile', reason: { kind: 'unreadable', reason: 'invalid-utf8' } },
      { path: '', reason: { kind: 'files-cut', count: 3000 } },
    ],
    outOfScope: 3,
    ignores: [
      {
        at: { path: 'api/Dockerfile', line: 3 },
        rules: ['logs/log-volume'],
        reason: 'shipped by | the node',
        findings: 1,
      },
      {
        at: { path: 'api/Dockerfile', line: 9 },
        rules: ['state/volume', 'cache/cache-mount'],
        reason: null,
        findings: 2,
      },
    ],
  }),
  configurationChange: { path: '.github/kasane.yml', patch: '@@ -1 +1 @@\n-fail-on: error\n+fail-on: never\n' },
  notes: [words('The token may not write to the pull request.')],
} satisfies Partial<SummaryInput>;

suite('the job summary', () => {
  for (const language of ['en', 'ja'] as const) {
    test(`with everything in it (${language})`, () => {
      assertExpected(
        `summary.${language}.md`,
        renderSummary(input({ ...everything, messages: exampleMessages(language) })),
      );
    });
  }

  const verdicts: readonly (readonly [string, Partial<SummaryInput>, RegExp])[] = [
    ['a finding at the level fails', {}, /^\*\*Failed\*\*: 1 error, 1 warning\./m],
    ['one below it passes', { failOn: 'never' }, /^\*\*Passed, with findings\*\*: 1 error, 1 warning/m],
    ['nothing found passes', { result: result({ findings: [] }) }, /^\*\*Passed\*\*: no findings\.$/m],
    ['nothing to review says so', { result: result({ findings: [], files: [] }) }, /^Nothing to review/m],
    [
      'what was not checked is never a pass',
      { result: result({ findings: [], incomplete: [{ path: 'x', reason: { kind: 'not-found' } }] }), failOn: 'never' },
      /^\*\*Failed\*\*: one file could not be checked/m,
    ],
  ];
  for (const [name, change, expected] of verdicts) {
    test(name, () => assert.match(renderSummary(input(change)), expected));
  }

  test('is cut before GitHub drops it: the least severe go, counted, and the file that holds them is named', () => {
    const findings = [
      ...Array.from({ length: 1000 }, (_, index) => finding({ path: `a${index}/Dockerfile` })),
      ...Array.from({ length: 9000 }, (_, index) => volumeFinding({ path: `b${index % 70}/Dockerfile` })),
    ];
    const ignores = Array.from({ length: 5000 }, (_, line) => ({
      at: { path: 'ignored/Dockerfile', line },
      rules: ['state/volume'],
      reason: 'x'.repeat(200),
      findings: 1,
    }));
    const text = renderSummary(input({ result: result({ findings, ignores }) }));
    assert.ok(Buffer.byteLength(text) <= 900_000, String(Buffer.byteLength(text)));
    assert.equal(text.match(/\| error \|/g)?.length, 1000);
    const left = 9000 - (text.match(/\| warning \|/g)?.length ?? 0);
    assert.ok(left > 0);
    assert.ok(text.includes(`Left out here because of the length: ${left} warnings. \`kasane.json\` holds all.`));
    assert.match(text, /… and \d+ more\./);
  });

  test('no text of the repository leaves its cell', () => {
    const hostile = '|`|<b>@all\n| x |';
    const findings = [finding({ path: hostile, values: { line: 8, manifest: hostile, copied: hostile } })];
    const incomplete = [{ path: hostile, reason: { kind: 'broken-file', detail: hostile, line: 1 } } as const];
    const ignores = [{ at: { path: hostile, line: 1 }, rules: ['a/b'], reason: hostile, findings: 0 }];
    const text = renderSummary(input({ result: result({ findings, incomplete, ignores }), fileUrl: null }));
    for (const line of text.split('\n').filter((one) => one.startsWith('|'))) {
      const cells = line.replaceAll(/\\\|/g, '').split('|').length - 2;
      assert.ok([2, 4, 5].includes(cells), line);
    }
    assert.doesNotMatch(text, /^\| x \|/m);
  });
});
