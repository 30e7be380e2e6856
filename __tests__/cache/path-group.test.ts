import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { groupOf, type PathGroup } from '../../src/cache/path-group.ts';

const table: readonly (readonly [PathGroup, readonly string[]])[] = [
  ['git', ['.git/HEAD', '.git/']],
  [
    'docker',
    [
      'Dockerfile',
      'a/Dockerfile.dev',
      'web.dockerfile',
      '.dockerignore',
      'Dockerfile.dockerignore',
      'compose.yaml',
      'docker-compose.prod.yml',
      'docker-bake.hcl',
    ],
  ],
  [
    'ci',
    [
      '.github/workflows/a.yml',
      '.github/README.md',
      '.gitlab-ci.yml',
      'Jenkinsfile',
      'renovate.json',
      '.circleci/config.yml',
    ],
  ],
  ['manifests', ['package.json', 'web/package.json']],
  [
    'tests',
    [
      'tests/a.py',
      'src/__tests__/a.ts',
      'src/a.test.ts',
      'a_test.go',
      'test_a.py',
      'src/test/java/ATest.java',
      'e2e/README.md',
    ],
  ],
  ['docs', ['README.md', 'docs/a.png', 'docs/', 'LICENSE', 'CHANGELOG', 'a/b.rst']],
  ['sources', ['src/a.ts', 'main.go', '.gitignore', '.gitattributes', 'src/', 'latest.js', 'contest/a.go', 'doc.go']],
];

suite('what a file is for, by its path', () => {
  for (const [group, paths] of table) {
    for (const path of paths) {
      test(`${path}: ${group}`, () => {
        assert.equal(
          groupOf(path, (other) => other.endsWith('package.json')),
          group,
        );
      });
    }
  }
});
