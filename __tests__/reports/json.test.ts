import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { suite } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Result } from '../../src/findings/result.ts';
import { json, jsonReport } from '../../src/reports/json.ts';
import { evidence, exampleMessages, finding, result, volumeFinding } from './example.ts';
import { assertExpected } from './expected.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

function assertValid(report: unknown): void {
  assert.ok(validate(report), JSON.stringify(validate.errors, null, 2));
}

const everything: Result = result({
  findings: [
    finding({ evidence: evidence() }),
    volumeFinding({ introduced: null }),
    volumeFinding({ severity: 'notice', fix: null, introduced: false }),
  ],
  incomplete: [
    { path: 'old/Dockerfile', reason: { kind: 'unreadable', reason: 'invalid-utf8' } },
    { path: '', reason: { kind: 'files-cut', count: 3000 } },
  ],
  files: [
    ...result().files,
    { path: 'odd/Dockerfile', context: null, contextFrom: null, ecosystems: [], stages: 0 },
    { path: 'Dockerfile', context: '', contextFrom: 'root', ecosystems: [], stages: 2 },
  ],
  outOfScope: 4,
});

suite('JSON, version 1', () => {
  test('is what the contract shows', () => {
    const text = json(everything, exampleMessages(), '1.2.3');
    assertExpected('report.json', text);
    assertValid(JSON.parse(text));
  });

  test('of nothing is valid', () => {
    assertValid(JSON.parse(json(result({ files: [], findings: [] }), exampleMessages(), '1.2.3')));
  });

  test('carries messages in the language that was asked for', () => {
    const report = jsonReport(everything, exampleMessages('ja'), '1.2.3');
    assert.equal(report.findings[1]?.message, 'ボリューム `/data` により、コンテナがデータを持ちます。');
    assert.equal(report.findings[1]?.fix?.reason, '`/data` に依存しているデータや、稼働中の環境があるかもしれません。');
  });

  test('does not leak what the engine keeps for itself', () => {
    const [first] = jsonReport(everything, exampleMessages(), '1.2.3').findings;
    for (const inner of ['values', 'anchor', 'dockerfile', 'ranges']) assert.equal(inner in (first ?? {}), false);
  });

  const broken: readonly (readonly [string, (report: Record<string, unknown>) => void])[] = [
    ['another version', (report) => (report['version'] = 2)],
    ['an unknown key', (report) => (report['extra'] = true)],
    ['a line 0', (report) => (((report['findings'] as { startLine: number }[])[0] ??= { startLine: 1 }).startLine = 0)],
    ['no summary', (report) => delete report['summary']],
  ];
  for (const [name, spoil] of broken) {
    test(`the schema refuses ${name}`, () => {
      const report = JSON.parse(json(everything, exampleMessages(), '1.2.3')) as Record<string, unknown>;
      spoil(report);
      assert.equal(validate(report), false);
    });
  }
});
