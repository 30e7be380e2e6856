import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { suite } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Edit } from '../../src/fixes/edit.ts';
import { rdjson } from '../../src/reports/rdjson.ts';
import { dockerfile, exampleMessages, finding, result } from './example.ts';
import { assertExpected } from './expected.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/rdjson.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, strict: true }).compile(schema);

interface Diagnostic {
  readonly location: { readonly range: { readonly start: { line: number }; readonly end: { line: number } } };
  readonly suggestions?: readonly { readonly range: object; readonly text: string }[];
}

function render(edits: readonly Edit[], text = dockerfile): Diagnostic | undefined {
  const findings = [finding({ fix: { safe: true, doubts: [], edits } })];
  const output = rdjson({ result: result({ findings }), messages: exampleMessages(), read: () => text, docsUrl: null });
  const log = JSON.parse(output) as { diagnostics: Diagnostic[] };
  assert.ok(validate(log), JSON.stringify(validate.errors));
  return log.diagnostics[0];
}

const path = 'api/Dockerfile';

suite("reviewdog's format", () => {
  test('reads like this', () => {
    const output = rdjson({ result: result(), messages: exampleMessages(), read: () => dockerfile, docsUrl: null });
    assert.ok(validate(JSON.parse(output)), JSON.stringify(validate.errors));
    assertExpected('report.rdjson', output);
  });

  test('stands on the lines that the suggestion replaces: only there reviewdog offers it', () => {
    const diagnostic = render([{ path, startLine: 6, endLine: 7, newText: '# x\n' }]);
    assert.deepEqual(diagnostic?.location.range, { start: { line: 6 }, end: { line: 7 } });
    assert.deepEqual(diagnostic?.suggestions, [{ range: diagnostic?.location.range, text: '# x' }]);
  });

  const cases: readonly (readonly [string, readonly Edit[], string | null])[] = [
    [
      'two changes are one, with the lines between',
      [
        { path, startLine: 5, endLine: 5, newText: 'COPY requirements.txt .\n' },
        { path, startLine: 9, endLine: 8, newText: '\nCOPY . .\n' },
      ],
      'COPY requirements.txt .\n\n# The libraries\nRUN pip install -r requirements.txt\n\nCOPY . .',
    ],
    [
      'an insertion takes the line that it stands before',
      [{ path, startLine: 8, endLine: 7, newText: 'ARG X\n' }],
      'ARG X\nRUN pip install -r requirements.txt',
    ],
    ['a deletion is not offered', [{ path, startLine: 5, endLine: 5, newText: '' }], null],
    ['another file is not offered', [{ path: '.dockerignore', startLine: 1, endLine: 0, newText: 'x\n' }], null],
    [
      'two files are not offered',
      [
        { path, startLine: 5, endLine: 5, newText: 'x\n' },
        { path: '.dockerignore', startLine: 1, endLine: 0, newText: 'x\n' },
      ],
      null,
    ],
    ['an empty line is not lost', [{ path, startLine: 5, endLine: 5, newText: '\nCOPY . .\n' }], '\nCOPY . .'],
  ];
  for (const [name, edits, expected] of cases) {
    test(name, () => assert.equal(render(edits)?.suggestions?.[0]?.text ?? null, expected));
  }

  test('what is not proved safe is not offered', () => {
    const output = rdjson({
      result: result({ findings: [finding({ fix: { safe: false, doubts: [], edits: [] } })] }),
      messages: exampleMessages(),
      read: () => dockerfile,
      docsUrl: null,
    });
    assert.doesNotMatch(output, /suggestions/);
  });
});
