import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTree } from '../../src/check.ts';
import { defaultSettings } from '../../src/findings/settings.ts';
import { memoryTree } from '../../src/repository/memory.ts';

function suggestionFor(run: string): string | undefined {
  const tree = memoryTree({
    Dockerfile: `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n${run}\n`,
    'requirements.txt': 'flask==3.0.0\n',
    'main.py': '',
    'make.py': '',
  });
  const settings = { dockerfiles: ['Dockerfile'], settings: defaultSettings, context: null, only: null };
  const finding = checkTree(tree, settings).findings.find(({ rule }) => rule === 'cache/copy-before-install');
  return finding?.fix?.edits[0]?.newText;
}

test('a step of several lines is cut into steps of several lines', () => {
  assert.equal(
    suggestionFor(
      'RUN python make.py \\\n  && apt-get update; \\\n  pip install -r requirements.txt \\\n  && python main.py',
    ),
    [
      'COPY requirements.txt .',
      'RUN apt-get update; \\',
      '  pip install -r requirements.txt',
      'COPY . .',
      'RUN python make.py \\',
      '  && python main.py',
      '',
    ].join('\n'),
  );
});

test('a step of one line stays on one line', () => {
  assert.equal(
    suggestionFor('RUN python make.py && apt-get update && pip install -r requirements.txt && python main.py'),
    [
      'COPY requirements.txt .',
      'RUN apt-get update && pip install -r requirements.txt',
      'COPY . .',
      'RUN python make.py && python main.py',
      '',
    ].join('\n'),
  );
});
