import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildContext } from '../../src/context/context.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { applyEdits } from '../../src/fixes/apply.ts';
import { keepOut } from '../../src/fixes/keep-out.ts';
import { memoryTree } from '../../src/repository/memory.ts';

interface Case {
  readonly directories?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly kind?: 'local' | 'git';
  readonly directory?: string;
}

/** The ignore file afterwards (null: no edit) and the doubts. */
function outcome({
  directories = ['node_modules'],
  files = {},
  kind = 'local',
  directory = '',
}: Case): readonly [string | null, ...string[]] {
  const all = { Dockerfile: 'FROM scratch\nCOPY . .\n', ...files };
  const tree = memoryTree(all);
  const context = buildContext(tree, {
    directory,
    kind,
    origin: { kind: 'root', at: null },
    doubt: null,
    dockerfile: 'Dockerfile',
  });
  const { edits, doubts } = keepOut(directories, {
    tree,
    dockerfile: parseDockerfile('Dockerfile', all.Dockerfile),
    context,
  });
  const [edit] = edits;
  if (!edit) return [null, ...doubts.map(({ kind: name }) => name)];
  const content = tree.read(edit.path);
  return [
    `${edit.path}: ${applyEdits(content.kind === 'text' ? content.text : '', edits)}`,
    ...doubts.map(({ kind: name }) => name),
  ];
}

suite('a line of the ignore file', () => {
  const cases: readonly (readonly [name: string, given: Case, ...expected: ReturnType<typeof outcome>])[] = [
    ['makes the file', {}, '.dockerignore: node_modules\n'],
    ['in the context', { directory: 'web' }, 'web/.dockerignore: node_modules\n'],
    ['at the end', { files: { '.dockerignore': '.git\n' } }, '.dockerignore: .git\nnode_modules\n'],
    ['behind a line without an end', { files: { '.dockerignore': '.git' } }, '.dockerignore: .git\nnode_modules\n'],
    [
      'with the ends of the file',
      { files: { '.dockerignore': '.git\r\n*.md\r\n' } },
      '.dockerignore: .git\r\n*.md\r\nnode_modules\r\n',
    ],
    [
      'in the file of this Dockerfile',
      { files: { '.dockerignore': 'node_modules\n', 'Dockerfile.dockerignore': '.git\n' } },
      'Dockerfile.dockerignore: .git\nnode_modules\n',
    ],
    ['after a line that takes it back', { files: { '.dockerignore': 'node_modules\n!node_modules/keep\n' } }, null],
    ['is there', { files: { '.dockerignore': '**/node_modules\n' } }, null],
    ['is there for all files in it', { files: { '.dockerignore': 'node_modules/**\n' } }, null],
    [
      'one for several directories',
      { directories: ['node_modules', 'packages/a/node_modules'] },
      '.dockerignore: **/node_modules\n',
    ],
    [
      'each for directories of other names',
      { directories: ['web/node_modules', 'venv'] },
      '.dockerignore: web/node_modules\nvenv\n',
    ],
    ['not for a clone by the builder', { kind: 'git' }, null],
    ['not for what git has', { files: { 'node_modules/a/index.js': '' } }, null, 'copy-may-overwrite'],
    ['not for the whole context', { directories: [''] }, null, 'copy-may-overwrite'],
    [
      'not for what this file copies',
      { files: { Dockerfile: 'FROM scratch\nCOPY node_modules /x\nCOPY . .\n' } },
      null,
      'copy-may-overwrite',
    ],
    [
      'not for what another file copies',
      { files: { 'api/Dockerfile': 'FROM scratch\nADD ./node_modules/a /x\n' } },
      null,
      'copy-may-overwrite',
    ],
    [
      'not for what another file copies with a variable',
      { files: { 'x.dockerfile': 'FROM scratch\nCOPY $DIR/node_modules /x\n' } },
      null,
      'copy-may-overwrite',
    ],
    [
      'for what another file only copies with the rest',
      { files: { 'api/Dockerfile': 'FROM scratch\nCOPY . .\nRUN ls node_modules\n' } },
      '.dockerignore: node_modules\n',
    ],
    [
      'for what another file copies from a stage',
      { files: { 'api/Dockerfile': 'FROM x AS b\nFROM y\nCOPY --from=b /node_modules /x\n' } },
      '.dockerignore: node_modules\n',
    ],
    ['not with a name that the file reads otherwise', { directories: ['a*/node_modules'] }, null, 'copy-may-overwrite'],
  ];
  for (const [name, given, ...expected] of cases) test(name, () => assert.deepEqual(outcome(given), expected));
});
