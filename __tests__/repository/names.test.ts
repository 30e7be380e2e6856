import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { matchPaths, standardNames } from '../../src/repository/names.ts';

const cases: readonly (readonly [globs: readonly string[], path: string, matches: boolean])[] = [
  ...['Dockerfile', 'a/b/Dockerfile', 'Dockerfile.dev', 'web.Dockerfile', 'web.dockerfile', '.x/Containerfile.ci'].map(
    (path) => [standardNames, path, true] as const,
  ),
  ...['dockerfile', 'Dockerfile/x', 'MyDockerfile', 'Dockerfile.dockerignore', 'a/x.Dockerfile.dockerignore'].map(
    (path) => [standardNames, path, false] as const,
  ),
  // A name that no reviewer sees whole is one that nobody may hide behind.
  [standardNames, 'a\nb/Dockerfile', true],
  [standardNames, 'a\nb/Dockerfile.x\ny', true],
  [['**'], 'a\n/b', true],
  [['a/**', '!a/b/**'], 'a/x', true],
  [['a/**', '!a/b/**'], 'a/b/x', false],
  [['a/**', '!a/b/**', 'a/b/c'], 'a/b/c', true],
  [['*.txt'], 'deep/in/x.txt', true],
  [['!legacy/**'], 'Dockerfile', true],
  [['!legacy/**'], 'legacy/Dockerfile', false],
  // A bracket that nobody closes is a bracket.
  [['[x'], '[x', true],
  [['[x'], 'x', false],
  [[], 'Dockerfile', false],
];

suite('globs of Dockerfiles', () => {
  for (const [globs, path, matches] of cases) {
    const said = globs === standardNames ? 'the standard names' : JSON.stringify(globs);
    test(`${said}: ${JSON.stringify(path)} ${matches ? 'is' : 'is not'} one`, () =>
      assert.equal(matchPaths(globs)(path), matches));
  }
});
