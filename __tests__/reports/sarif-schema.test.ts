/** What a real check writes, against SARIF's own schema (from the package `@microsoft/jest-sarif`). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv, type AnySchema } from 'ajv';
import formatsPlugin from 'ajv-formats';
import { checkTree } from '../../src/check.ts';
import { speak } from '../../src/findings/precedence.ts';
import { defaultSettings } from '../../src/findings/settings.ts';
import { messagesIn } from '../../src/messages/index.ts';
import { sarif } from '../../src/reports/sarif.ts';
import { memoryTree } from '../../src/repository/memory.ts';
import { rules } from '../../src/rules/index.generated.ts';

const file = new URL('../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json', import.meta.url);
const schema = JSON.parse(readFileSync(fileURLToPath(file), 'utf8')) as Record<string, unknown>;
// Written for draft 4, which ajv 8 does not load by that name.
delete schema['$schema'];
delete schema['id'];
const ajv = new Ajv({ strict: false, unicodeRegExp: false });
formatsPlugin.default(ajv);
const validate = ajv.compile(schema as AnySchema);

const files = {
  'requirements.txt': 'flask\n',
  'main.py': '',
  'start.sh': '#!/bin/sh\npython main.py >> /var/log/app.log\n',
  Dockerfile:
    'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nVOLUME /data\nCMD python main.py > /var/log/<x>.log\n',
  'web.Dockerfile': 'FROM scratch\nNOTHING here\n',
};

suite('SARIF of real findings is valid', () => {
  for (const language of ['en', 'ja'] as const) {
    for (const docsUrl of [null, 'https://example.com/blob/v1']) {
      test(`${language}, ${docsUrl ? 'with' : 'without'} an address of the pages`, () => {
        const tree = memoryTree(files);
        const checked = checkTree(tree, {
          dockerfiles: ['Dockerfile', 'web.Dockerfile'],
          settings: defaultSettings,
          context: null,
          only: null,
        });
        const findings = speak(checked.findings);
        assert.ok(findings.length >= 3, 'there is something to write');
        const written = sarif({
          result: { files: checked.files, findings, incomplete: [], outOfScope: 0, ignores: [] },
          messages: messagesIn(language),
          version: '1.2.3',
          rules,
          read: (path) => {
            const content = tree.read(path);
            return content.kind === 'text' ? content.text : null;
          },
          docsUrl,
          category: 'kasane',
        });
        assert.ok(validate(JSON.parse(written)), JSON.stringify(validate.errors?.slice(0, 3)));
      });
    }
  }
});

test('the schema refuses what is not SARIF', () => {
  assert.ok(!validate({ version: '2.0.0', runs: [] }));
});
