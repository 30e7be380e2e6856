import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { suite } from 'node:test';
import * as fc from 'fast-check';
import { applyEdits } from '../../src/fixes/apply.ts';
import type { Edit } from '../../src/fixes/edit.ts';
import { patch, patchToRead } from '../../src/reports/patch.ts';

type Files = Readonly<Record<string, string>>;

/** What git makes of the files with our patch. */
function gitApply(files: Files, edits: readonly Edit[]): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'kasane-patch-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const git = (args: readonly string[], input = '') =>
      execFileSync('git', ['-c', 'core.autocrlf=false', ...args], { cwd: folder, input });
    git(['init', '--quiet']);
    const input = patch(edits, (path) => files[path] ?? null);
    if (input !== '') git(['apply', '--whitespace=nowarn', '-'], input);
    const paths = new Set([...Object.keys(files), ...edits.map(({ path }) => path)]);
    return Object.fromEntries([...paths].map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ours(files: Files, edits: readonly Edit[]): Record<string, string> {
  const paths = new Set([...Object.keys(files), ...edits.map(({ path }) => path)]);
  return Object.fromEntries(
    [...paths].map((path) => [
      path,
      applyEdits(
        files[path] ?? '',
        edits.filter((edit) => edit.path === path),
      ),
    ]),
  );
}

const path = 'Dockerfile';
const cases: readonly (readonly [string, Files, readonly Edit[]])[] = [
  ['a replaced line', { [path]: 'FROM a\nRUN x\n' }, [{ path, startLine: 2, endLine: 2, newText: 'RUN y\n' }]],
  ['CRLF', { [path]: 'FROM a\r\nRUN x\r\n' }, [{ path, startLine: 2, endLine: 2, newText: 'RUN y\r\n' }]],
  ['mixed line ends', { [path]: 'FROM a\r\nRUN x\nRUN z\r\n' }, [{ path, startLine: 2, endLine: 2, newText: '' }]],
  [
    'no final line end, far away',
    { [path]: `${'FROM a\n'.repeat(20)}RUN x` },
    [{ path, startLine: 1, endLine: 1, newText: '' }],
  ],
  ['no final line end, replaced', { [path]: 'FROM a\nRUN x' }, [{ path, startLine: 2, endLine: 2, newText: 'RUN y' }]],
  [
    'no final line end, given one',
    { [path]: 'FROM a\nRUN x' },
    [{ path, startLine: 2, endLine: 2, newText: 'RUN x\nRUN y\n' }],
  ],
  ['a byte order mark', { [path]: '\ufeffFROM a\nRUN x\n' }, [{ path, startLine: 2, endLine: 2, newText: 'RUN y\n' }]],
  [
    'a file that is not there yet',
    { [path]: 'FROM a\n' },
    [{ path: 'a/.dockerignore', startLine: 1, endLine: 0, newText: '.git\n' }],
  ],
  [
    'two files',
    { [path]: 'FROM a\nRUN x\n', '.dockerignore': '.git\n' },
    [
      { path, startLine: 2, endLine: 2, newText: '' },
      { path: '.dockerignore', startLine: 2, endLine: 1, newText: 'node_modules\n' },
    ],
  ],
  ...[
    'a b/Dockerfile',
    ' lead',
    'trail ',
    'quote".Dockerfile',
    'tab\t.Dockerfile',
    'ü/重ね.Dockerfile',
    'a\\b',
    '-x',
    '--- a',
  ].map((odd): readonly [string, Files, readonly Edit[]] => [
    `the name ${JSON.stringify(odd)}`,
    { [odd]: 'FROM a\nRUN x\n' },
    [{ path: odd, startLine: 1, endLine: 0, newText: '# y\n' }],
  ]),
];

suite('a patch that git takes', () => {
  for (const [name, files, edits] of cases) {
    test(name, () => assert.deepEqual(gitApply(files, edits), ours(files, edits)));
  }

  test('whatever lines there are', () => {
    const line = fc.constantFrom(
      'a',
      'b',
      '',
      '-x',
      '+y',
      '\\ No newline at end of file',
      '--- a/x',
      '@@ -1 +1 @@',
      ' ',
      'a\r',
    );
    const text = fc.tuple(fc.array(line, { minLength: 1, maxLength: 12 }), fc.boolean());
    fc.assert(
      fc.property(text, fc.nat(11), fc.nat(3), fc.array(line, { maxLength: 4 }), ([lines, final], at, count, put) => {
        const content = lines.join('\n') + (final ? '\n' : '');
        const length = content === '' ? 0 : content.split('\n').length - (content.endsWith('\n') ? 1 : 0);
        const startLine = Math.min(at, Math.max(0, length - 1)) + 1;
        const endLine = Math.min(startLine - 1 + count, length);
        // A line end at the end of the file stays as it is.
        const keeps = endLine === length && !content.endsWith('\n');
        const newText = put
          .map((one) => `${one}\n`)
          .join('')
          .slice(0, keeps && put.length > 0 ? -1 : undefined);
        if (content === '' || (keeps && newText === '')) return;
        const edits = [{ path, startLine, endLine, newText }];
        assert.deepEqual(gitApply({ [path]: content }, edits), ours({ [path]: content }, edits));
      }),
      { numRuns: 60 },
    );
  });

  test('of no change is empty', () => {
    assert.equal(
      patch([{ path, startLine: 1, endLine: 1, newText: 'FROM a\n' }], () => 'FROM a\n'),
      '',
    );
    assert.equal(
      patch([], () => null),
      '',
    );
  });

  test('counts one edit of two findings once', () => {
    const edit = { path, startLine: 2, endLine: 1, newText: 'RUN y\n' };
    assert.equal(
      patch([edit, { ...edit }], () => 'FROM a\n'),
      patch([edit], () => 'FROM a\n'),
    );
  });
});

suite('a patch to read', () => {
  const files: Files = { [path]: 'FROM a\nRUN x\n' };
  const read = (one: string) => files[one] ?? null;
  const edit = { path, startLine: 2, endLine: 2, newText: 'RUN y\n' };

  test("of the finding's own file names no file", () => {
    assert.equal(patchToRead([edit], read, path), '@@ -1,2 +1,2 @@\n FROM a\n-RUN x\n+RUN y\n');
  });

  test('of another file, or several, names them', () => {
    const other = { path: '.dockerignore', startLine: 1, endLine: 0, newText: '.git\n' };
    assert.equal(patchToRead([other], read, path), '--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1,1 @@\n+.git\n');
    assert.match(patchToRead([edit, other], read, path), /\+\+\+ b\/\.dockerignore\n[^]*\+\+\+ b\/Dockerfile\n/);
  });
});
