import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { cacheExportOf } from '../../src/context/discover/cache-export.ts';
import { declaredBuilds } from '../../src/context/discover/discover.ts';
import { memoryTree } from '../../src/repository/memory.ts';

/** `mode path:line` of what the builds of `Dockerfile` export together. */
function said(files: Readonly<Record<string, string>>): string | null {
  const { builds, broken } = declaredBuilds(memoryTree({ Dockerfile: 'FROM scratch\n', ...files }));
  assert.deepEqual(broken, []);
  const found = cacheExportOf(builds.filter(({ dockerfile }) => dockerfile === 'Dockerfile'));
  return found && `${found.mode} ${found.at.path}:${found.at.line}`;
}

function workflow(...lines: readonly string[]): Readonly<Record<string, string>> {
  const settings = ['context: .', ...lines].map((line) => `          ${line}\n`).join('');
  const steps = `      - uses: docker/build-push-action@v6\n        with:\n${settings}`;
  return { '.github/workflows/ci.yml': `jobs:\n  build:\n    env:\n      MODE: max\n    steps:\n${steps}` };
}

const ci = '.github/workflows/ci.yml';

const cases: readonly (readonly [name: string, files: Readonly<Record<string, string>>, said: string | null])[] = [
  ['nothing', workflow(), null],
  ['gha, everything', workflow('cache-to: type=gha,mode=max'), `max ${ci}:9`],
  ['gha, without a mode', workflow('cache-to: type=gha'), `min ${ci}:9`],
  ['a registry', workflow('cache-to: type=registry,ref=${{ env.IMAGE }}:cache,mode=min'), `min ${ci}:9`],
  ['only a reference is a registry', workflow('cache-to: user/app:cache'), `min ${ci}:9`],
  ['inline', workflow('cache-to: type=inline'), `min ${ci}:9`],
  ['several', workflow('cache-to: |', '  type=inline', '  type=local,dest=/tmp/c,mode=max'), `max ${ci}:9`],
  ['a mode from the environment', workflow('cache-to: type=gha,mode=${{ env.MODE }}'), `max ${ci}:9`],
  ['a mode that only the run knows', workflow('cache-to: type=gha,mode=${{ inputs.mode }}'), null],
  ['all of it only the run knows', workflow('cache-to: ${{ inputs.cache }}'), null],
  [
    'a condition is taken at its word',
    workflow("cache-to: ${{ github.ref_name == 'main' && 'type=gha,mode=max' || '' }}"),
    `max ${ci}:9`,
  ],
  ['an argument that asks for inline', workflow('build-args: BUILDKIT_INLINE_CACHE=1'), `min ${ci}:8`],
  [
    'compose',
    {
      'compose.yaml':
        'services:\n  app:\n    build:\n      context: .\n      cache_to:\n        - type=local,dest=c,mode=max\n',
    },
    'max compose.yaml:5',
  ],
  [
    'bake: a list of texts',
    { 'docker-bake.hcl': 'target "app" {\n  cache-to = ["type=gha,scope=${x}"]\n}\n' },
    'min docker-bake.hcl:1',
  ],
  [
    'bake: a map, inherited',
    {
      'docker-bake.hcl':
        'target "base" {\n  cache-to = [{ type = "gha", mode = "max" }]\n}\ntarget "app" {\n  inherits = ["base"]\n  context = "."\n}\n',
    },
    'max docker-bake.hcl:1',
  ],
  [
    'bake in JSON',
    { 'docker-bake.json': '{"target":{"app":{"context":".","cache-to":[{"type":"gha","mode":"max"}]}}}' },
    'max docker-bake.json:1',
  ],
  [
    'bake: what a workflow sets for all targets',
    {
      'docker-bake.hcl': 'target "app" {\n  context = "."\n  cache-to = ["type=gha,mode=max"]\n}\n',
      [ci]: 'jobs:\n  build:\n    steps:\n      - uses: docker/bake-action@v6\n        with:\n          set: |\n            *.cache-to=type=gha,scope=${{ inputs.x }}\n',
    },
    `min ${ci}:7`,
  ],
  [
    'bake: what a script sets for this target',
    {
      'docker-bake.hcl': 'target "app" {\n  context = "."\n}\n',
      'build.sh':
        '# docker buildx bake --set app.cache-to=type=gha,mode=max\ndocker buildx bake --set "*.cache-to=type=gha,mode=max" --set x.cache-to=type=gha,mode=max\ndocker buildx bake --set=ap*.cache-to=type=inline --set app.cache-to=type=gha\n',
    },
    'min build.sh:3',
  ],
  [
    'bake: what is set for another target',
    {
      'docker-bake.hcl': 'target "app" {\n  context = "."\n}\n',
      'build.sh': 'docker buildx bake --set api.cache-to=type=gha\n',
    },
    null,
  ],
  ['a script', { 'build.sh': 'docker buildx build --cache-to type=gha,mode=max .\n' }, 'max build.sh:1'],
  ["buildah's is another one", { 'build.sh': 'buildah build --cache-to registry/app .\n' }, null],
  [
    'builds that differ: the one that keeps more',
    { ...workflow('cache-to: type=gha'), 'build.sh': 'docker build --cache-to=type=gha,mode=max .\n' },
    'max build.sh:1',
  ],
  [
    'builds of another Dockerfile do not count',
    { 'api/Dockerfile': 'FROM scratch\n', 'build.sh': 'docker build --cache-to=type=gha api\n' },
    null,
  ],
];

suite('what a build exports to its cache', () => {
  for (const [name, files, expected] of cases) test(name, () => assert.equal(said(files), expected));
});
