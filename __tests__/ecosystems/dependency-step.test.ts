import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTree } from '../../src/check.ts';
import { defaultSettings } from '../../src/findings/settings.ts';
import { memoryTree } from '../../src/repository/memory.ts';

/** The lines that are put above the copy of the project. */
function above(install: string): string {
  const tree = memoryTree({
    Dockerfile: `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN ${install}\n`,
    'setup.py': "open('requirements.txt')\n",
    'requirements.txt': 'flask==3.0.0\n',
    'main.py': '',
  });
  const settings = { dockerfiles: ['Dockerfile'], settings: defaultSettings, context: null, only: null };
  const finding = checkTree(tree, settings).findings.find(({ rule }) => rule === 'cache/copy-before-install');
  return finding?.fix?.edits[0]?.newText.split('\n')[1] ?? '';
}

const cases: readonly (readonly [install: string, above: string])[] = [
  ['pip install -e .', 'RUN pip install -r requirements.txt'],
  ['pip install --user --no-cache-dir -e .', 'RUN pip install --user --no-cache-dir -r requirements.txt'],
  ['pip install -i https://example.com/simple .', 'RUN pip install -i https://example.com/simple -r requirements.txt'],
  ['pip install --target lib .', 'RUN pip install --target lib -r requirements.txt'],
  ['pip install --no-deps --no-build-isolation -e .', 'RUN pip install -r requirements.txt'],
];
for (const [install, expected] of cases) test(install, () => assert.equal(above(install), expected));
