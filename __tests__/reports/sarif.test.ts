import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { applyEdits } from '../../src/fixes/apply.ts';
import type { Edit } from '../../src/fixes/edit.ts';
import { lineHashes } from '../../src/reports/line-hash.ts';
import { sarif, sarifLog, type SarifInput } from '../../src/reports/sarif.ts';
import { dockerfile, exampleMessages, finding, result, volumeFinding } from './example.ts';
import { assertExpected } from './expected.ts';

const rules = [
  { id: 'cache/copy-before-install', severity: 'error', claims: ['C1', 'C2', 'C3', 'C4'], factors: ['II'] },
  { id: 'state/volume', severity: 'warning', claims: ['S2'], factors: ['VI'] },
  { id: 'logs/silent', severity: 'notice', claims: [], factors: [] },
] as const;

function input(change: Partial<SarifInput> = {}): SarifInput {
  return {
    result: result(),
    messages: exampleMessages(),
    version: '1.2.3',
    rules,
    read: (path) => (path === 'api/Dockerfile' ? dockerfile : null),
    docsUrl: 'https://github.com/example/kasane/blob/v1',
    category: 'kasane',
    ...change,
  };
}

/** The file with the replacements of a SARIF fix made, by lines and columns. */
function withFix(text: string, edits: readonly Edit[]): string {
  const log = sarifLog(
    input({ read: () => text, result: result({ findings: [finding({ fix: { safe: true, doubts: [], edits } })] }) }),
  );
  const replacements = log.runs[0]?.results?.[0]?.fixes?.[0]?.artifactChanges[0]?.replacements ?? [];
  assert.equal(replacements.length, edits.length);
  const lines = text.split('\n');
  const offset = (line = 0, column = 0): number =>
    lines.slice(0, line - 1).reduce((sum, content) => sum + content.length + 1, 0) + column - 1;
  const ordered = replacements.map(({ deletedRegion: region, insertedContent }) => ({
    start: offset(region.startLine, region.startColumn),
    end: offset(region.endLine, region.endColumn),
    text: insertedContent?.text ?? '',
  }));
  ordered.sort((a, b) => b.start - a.start);
  return ordered.reduce((all, { start, end, text: put }) => all.slice(0, start) + put + all.slice(end), text);
}

suite('SARIF 2.1.0', () => {
  test('reads like this', () => assertExpected('report.sarif', sarif(input())));

  test('holds what GitHub requires, and no empty text', () => {
    const run = sarifLog(input()).runs[0];
    for (const rule of run?.tool.driver.rules ?? []) {
      for (const text of [rule.id, rule.shortDescription?.text, rule.fullDescription?.text, rule.help?.text])
        assert.ok(text && text.length <= 1024, `${rule.id}: ${text}`);
      assert.match(rule.help?.markdown ?? '', /\]\(https:\/\/github\.com\/example\/kasane\/blob\/v1\/docs\/rules\//);
    }
    assert.ok(run?.automationDetails?.id?.endsWith('/'));
    for (const one of run?.results ?? []) {
      const place = one.locations?.[0]?.physicalLocation;
      assert.equal(place?.artifactLocation?.uri, 'api/Dockerfile');
      const { startLine, startColumn, endLine, endColumn } = place?.region ?? {};
      for (const number of [startLine, startColumn, endLine, endColumn]) assert.ok(Number.isInteger(number));
      assert.equal(one.partialFingerprints?.['primaryLocationLineHash'], lineHashes(dockerfile)[(startLine ?? 0) - 1]);
      assert.equal(run?.tool.driver.rules?.[one.ruleIndex ?? -1]?.id, one.ruleId);
    }
  });

  test('describes only rules that spoke', () => {
    const ids = sarifLog(input()).runs[0]?.tool.driver.rules?.map(({ id }) => id);
    assert.deepEqual(ids, ['cache/copy-before-install', 'state/volume']);
  });

  test('offers only safe changes: tools apply them without asking', () => {
    const results = sarifLog(input()).runs[0]?.results ?? [];
    assert.deepEqual(
      results.map(({ ruleId, fixes }) => [ruleId, fixes?.length ?? 0]),
      [
        ['cache/copy-before-install', 1],
        ['state/volume', 0],
      ],
    );
  });

  test('without the text of a file has no fingerprint of the line, and no change that needs its columns', () => {
    const [first] = sarifLog(input({ read: () => null })).runs[0]?.results ?? [];
    assert.deepEqual(Object.keys(first?.partialFingerprints ?? {}), ['kasane/v1']);
    assert.equal(first?.fixes, undefined);
  });

  test('writes odd paths as a relative reference', () => {
    const odd = volumeFinding({ path: 'a b/#1/ü?.Dockerfile' });
    const log = sarifLog(input({ result: result({ findings: [odd] }) }));
    const place = log.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation;
    assert.equal(place?.artifactLocation?.uri, 'a%20b/%231/%C3%BC%3F.Dockerfile');
  });

  test('tells what was not checked', () => {
    const log = sarifLog(
      input({ result: result({ incomplete: [{ path: 'x/Dockerfile', reason: { kind: 'not-found' } }] }) }),
    );
    const [invocation] = log.runs[0]?.invocations ?? [];
    assert.equal(invocation?.executionSuccessful, false);
    assert.equal(invocation?.toolExecutionNotifications?.[0]?.message.text, 'There is no such file.');
  });

  test('keeps below the number of results that GitHub keeps, the most severe first', () => {
    const many = [finding(), ...Array.from({ length: 6000 }, () => volumeFinding())];
    const results = sarifLog(input({ result: result({ findings: many }) })).runs[0]?.results ?? [];
    assert.equal(results.length, 5000);
    assert.equal(results[0]?.level, 'error');
  });
});

suite('a fix in SARIF', () => {
  const path = 'api/Dockerfile';
  const cases: readonly (readonly [string, string, readonly Edit[]])[] = [
    ['replaces lines', 'FROM a\nRUN x\nRUN y\n', [{ path, startLine: 2, endLine: 2, newText: 'RUN z\n' }]],
    ['deletes the last line', 'FROM a\nRUN x\n', [{ path, startLine: 2, endLine: 2, newText: '' }]],
    ['inserts in front', 'FROM a\n', [{ path, startLine: 1, endLine: 0, newText: '# x\n' }]],
    ['inserts at the end', 'FROM a\n', [{ path, startLine: 2, endLine: 1, newText: 'RUN x\n' }]],
    ['replaces a last line without an end', 'FROM a\nRUN x', [{ path, startLine: 2, endLine: 2, newText: 'RUN y' }]],
    ['keeps CRLF', 'FROM a\r\nRUN x\r\n', [{ path, startLine: 1, endLine: 1, newText: 'FROM b\r\n' }]],
    [
      'makes two changes',
      'FROM a\nRUN x\nRUN y\nRUN z\n',
      [
        { path, startLine: 4, endLine: 4, newText: 'RUN 3\n' },
        { path, startLine: 2, endLine: 2, newText: '' },
      ],
    ],
  ];
  for (const [name, text, edits] of cases) {
    test(name, () => assert.equal(withFix(text, edits), applyEdits(text, edits)));
  }
});
