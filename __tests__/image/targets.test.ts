import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { DeclaredBuild } from '../../src/context/model.ts';
import { buildOf, declaredBuild } from './build.ts';

const stages =
  'FROM node:22 AS base\nWORKDIR /app\nCOPY . .\nFROM base AS dev\nCMD ["nodemon"]\nFROM base AS prod\nCMD ["node", "server.js"]\nFROM base AS tools\nCMD ["node", "tools.js"]\n';

function targets(
  text: string,
  declared: readonly Partial<DeclaredBuild>[] = [],
  path = 'Dockerfile',
): readonly string[] {
  return buildOf(text, { 'server.js': '' }, { path, declared: declared.map(declaredBuild) }).targets.map(
    ({ stage, development }) =>
      `${stage.name ?? stage.index}${development ? ` (${development.kind} ${development.name})` : ''}`,
  );
}

suite('targets', () => {
  test('the last stage when nothing is said', () => assert.deepEqual(targets(stages), ['tools']));
  test('those that builds name', () => assert.deepEqual(targets(stages, [{ target: 'prod' }]), ['prod']));
  test('each once, in the order of the file', () =>
    assert.deepEqual(targets(stages, [{ target: 'tools' }, { target: 'PROD' }, { target: 'prod' }]), [
      'prod',
      'tools',
    ]));
  test('the last one beside a build for development', () =>
    assert.deepEqual(targets(stages, [{ target: 'dev' }]), ['dev (stage-name dev)', 'tools']));
  test('a build without a target takes the last', () =>
    assert.deepEqual(targets(stages, [{ target: null }, { target: 'dev' }]), ['dev (stage-name dev)', 'tools']));
  test('a target that is no stage is left out', () =>
    assert.deepEqual(targets(stages, [{ target: 'nowhere' }]), ['tools']));
  test('by position', () => assert.deepEqual(targets(stages, [{ target: '2' }]), ['prod']));
});

suite('development', () => {
  const plain = 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n';
  const paths: readonly (readonly [string, string | null])[] = [
    ['Dockerfile', null],
    ['Dockerfile.dev', 'file-name Dockerfile.dev'],
    ['docker/test.Dockerfile', 'file-name test.Dockerfile'],
    ['Dockerfile-local', 'file-name Dockerfile-local'],
    ['ci/Dockerfile', null],
    ['Dockerfile.devices', null],
    ['Dockerfile.prod', null],
    ['.devcontainer/Dockerfile', 'directory .devcontainer'],
    ['.gitpod.Dockerfile', 'directory .gitpod.dockerfile'],
  ];
  for (const [path, reason] of paths) {
    test(path, () => assert.deepEqual(targets(plain, [], path), [reason === null ? '0' : `0 (${reason})`]));
  }
  const mount = { source: '', target: '/app' };
  test('a service that is named so', () =>
    assert.deepEqual(targets(plain, [{ service: 'web-dev' }]), ['0 (service-name web-dev)']));
  test('a service that mounts its source over the workdir', () =>
    assert.deepEqual(targets(plain, [{ service: 'web', mounts: [mount] }]), ['0 (mounts-source web)']));
  test('a mount below or beside the workdir', () =>
    assert.deepEqual(targets(plain, [{ service: 'web', mounts: [{ source: 'data', target: '/app/data' }] }]), ['0']));
  test('one build that ships it is enough', () =>
    assert.deepEqual(targets(plain, [{ service: 'web', mounts: [mount] }, { service: null }]), ['0']));
  for (const [command, runner] of [
    ['["pytest", "-q"]', 'pytest'],
    ['npm test', 'npm test'],
    ['["poetry", "run", "pytest"]', 'pytest'],
    ['["go", "test", "./..."]', 'go test'],
  ] as const) {
    test(`the process is ${runner}`, () =>
      assert.deepEqual(targets(`FROM a\nCMD ${command}\n`), [`0 (test-runner ${runner})`]));
  }
  test('a program whose argument is called test', () =>
    assert.deepEqual(targets('FROM a\nCMD ["node", "test"]\n'), ['0']));
});

test('needed stages: chain, copies and mounts, by name and position', () => {
  const text =
    'FROM a AS one\nFROM a AS two\nFROM a AS three\nFROM a AS four\nFROM one\nCOPY --from=1 /x /x\nRUN --mount=type=bind,from=three,target=/y cat /y\nCOPY --from=image:latest /z /z\n';
  assert.deepEqual(buildOf(text).needed, [0, 1, 2, 4]);
});
