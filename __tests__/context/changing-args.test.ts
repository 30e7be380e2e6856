import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { declaredBuilds } from '../../src/context/discover/discover.ts';
import { memoryTree } from '../../src/repository/memory.ts';

const action = (args: string): string =>
  `jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: .\n          build-args: |\n            ${args}\n`;
const run = (args: string): string => `jobs:\n  a:\n    steps:\n      - run: docker build ${args} .\n`;

type Row = readonly [what: string, path: string, text: string, changing: Readonly<Record<string, string>>];

const ci = '.github/workflows/ci.yml';
const rows: readonly Row[] = [
  ['the commit', ci, action('REV=${{ github.sha }}'), { REV: 'always' }],
  ['in a longer text', ci, action('REV=v1-${{ github.run_number }}'), { REV: 'always' }],
  ['of another step', ci, action('LABEL=${{ steps.meta.outputs.version }}'), { LABEL: 'perhaps' }],
  ['of another job', ci, action('V=${{ needs.a.outputs.v }}'), { V: 'perhaps' }],
  [
    'a secret, a matrix, an input, a branch',
    ci,
    action('A=${{ secrets.A }}${{ matrix.b }}${{ inputs.c }}${{ github.ref_name }}'),
    {},
  ],
  ['a constant', ci, action('A=github.sha'), {}],
  [
    'in a command',
    ci,
    run('--build-arg REV=${{ github.sha }} --build-arg=B="${{ steps.a.outputs.b }}" --build-arg C=1'),
    { REV: 'always', B: 'perhaps' },
  ],
  [
    'a variable of the runner',
    ci,
    run('--build-arg REV=$GITHUB_SHA --build-arg R="${GITHUB_REF_NAME}"'),
    { REV: 'always' },
  ],
  ['asked of git', 'build.sh', 'docker build --build-arg REV="$(git rev-parse --short HEAD)" .\n', { REV: 'always' }],
  ['asked of git: the branch', 'build.sh', 'docker build --build-arg B=$(git rev-parse --abbrev-ref HEAD) .\n', {}],
  [
    'a variable that is set so',
    'build.sh',
    'SHA=$(git rev-parse HEAD)\ndocker build --build-arg REV=$SHA .\n',
    { REV: 'always' },
  ],
  ['a label', 'build.sh', 'docker build --label REV=$(git rev-parse HEAD) --build-arg=V=1 .\n', {}],
  ['the head of the pull request', ci, action('REV=${{ github.event.pull_request.head.sha }}'), { REV: 'always' }],
  [
    'a variable that is no constant',
    ci,
    `env:\n  V: \${{ github.sha }}\n${action('REV=${{ env.V }}')}`,
    { REV: 'perhaps' },
  ],
  ['a variable that is one', ci, `env:\n  V: '1'\n${action('REV=${{ env.V }}')}`, {}],
  ['the time', 'build.sh', 'docker build --build-arg D=$(date -u +%FT%TZ) .\n', { D: 'perhaps' }],
  ['a make file', 'Makefile', 'build:\n\tdocker build --build-arg REV=`git rev-parse HEAD` .\n', { REV: 'always' }],
  [
    'GitLab',
    '.gitlab-ci.yml',
    'build:\n  script:\n    - docker build --build-arg REV=$CI_COMMIT_SHA .\n',
    { REV: 'always' },
  ],
];

suite('arguments that are others in every commit', () => {
  for (const [what, path, text, changing] of rows) {
    test(what, () => {
      const { builds } = declaredBuilds(memoryTree({ Dockerfile: 'FROM scratch\n', [path]: text }));
      assert.equal(builds.length, 1);
      assert.deepEqual(Object.fromEntries(builds[0]?.changingArgs ?? []), changing);
    });
  }
});
