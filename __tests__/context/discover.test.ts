import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidates, declaredBuilds } from '../../src/context/discover/discover.ts';
import type { DeclaredBuild } from '../../src/context/model.ts';
import { memoryTree } from '../../src/repository/memory.ts';

/** Every file that is no declaration is just there. */
function discover(
  files: Readonly<Record<string, string>>,
  ...dockerfiles: readonly string[]
): readonly DeclaredBuild[] {
  const tree = memoryTree({ ...Object.fromEntries(dockerfiles.map((path) => [path, 'FROM scratch\n'])), ...files });
  const { builds, broken } = declaredBuilds(tree);
  assert.deepEqual(broken, []);
  return builds;
}

/** `kind file:line → dockerfile in directory`, with what else is said. */
function brief(build: DeclaredBuild): string {
  const { origin, dockerfile, kind, directory, target, args } = build;
  const place = `${origin.kind} ${origin.at?.path}:${origin.at?.line}`;
  const context = kind === 'git' ? `clone:${directory || '.'}` : directory || '.';
  const rest = [target === null ? '' : ` target ${target}`, ...[...args].map(([name, value]) => ` ${name}=${value}`)];
  return `${place} → ${dockerfile} in ${context}${rest.join('')}`;
}

const api = 'api/Dockerfile';

test('compose: short form, and the default Dockerfile', () => {
  const builds = discover({ 'compose.yaml': 'services:\n  api:\n    build: ./api\n  db:\n    image: postgres\n' }, api);
  assert.deepEqual(builds.map(brief), ['compose compose.yaml:3 → api/Dockerfile in api']);
  assert.equal(builds[0]?.service, 'api');
});

test('compose: long form', () => {
  const text = `
services:
  api:
    build:
      context: .
      dockerfile: docker/api.Dockerfile
      target: prod
      args:
        MODE: release
        COMMIT: \${COMMIT}
        NODE: \${NODE:-24}
        FROM_HOST:
      additional_contexts:
        - shared=../shared
    init: true
    tty: true
    command: ["serve"]
    volumes:
      - ./src:/app/src:ro
      - data:/data
      - { type: bind, source: ./conf, target: /etc/app/ }
      - /var/run/docker.sock:/var/run/docker.sock
`;
  const [build] = discover({ 'deploy/docker-compose.prod.yml': text }, 'deploy/docker/api.Dockerfile');
  assert.ok(build);
  assert.equal(
    brief(build),
    'compose deploy/docker-compose.prod.yml:4 → deploy/docker/api.Dockerfile in deploy target prod MODE=release COMMIT=null NODE=24 FROM_HOST=null',
  );
  assert.deepEqual([...build.contexts], [['shared', '../shared']]);
  assert.deepEqual(build.mounts, [
    { source: 'deploy/src', target: '/app/src' },
    { source: 'deploy/conf', target: '/etc/app' },
  ]);
  assert.deepEqual([build.init, build.tty, build.replacesProcess], [true, true, true]);
});

test('compose: args as a list, anchors, merge keys', () => {
  const text = `
x-build: &build
  context: api
  args: [A=1, B]
services:
  one:
    build: *build
  two:
    build:
      <<: *build
      target: dev
`;
  assert.deepEqual(discover({ 'docker-compose.yml': text }, api).map(brief), [
    'compose docker-compose.yml:7 → api/Dockerfile in api A=1 B=null',
    'compose docker-compose.yml:9 → api/Dockerfile in api target dev A=1 B=null',
  ]);
});

test('compose: an override file and `extends` are completed by what they build on', () => {
  const builds = discover(
    {
      'compose.yaml':
        'services:\n  api:\n    build: { context: api, target: prod }\n  worker:\n    extends: { service: api }\n    command: work\n',
      'compose.override.yaml': 'services:\n  api:\n    build:\n      target: dev\n',
    },
    api,
  );
  assert.deepEqual(builds.map(brief), [
    'compose compose.override.yaml:3 → api/Dockerfile in api target dev',
    'compose compose.yaml:3 → api/Dockerfile in api target prod',
    'compose compose.yaml:4 → api/Dockerfile in api target prod',
  ]);
});

test('compose: paths start at the root when nothing is there beside the file', () => {
  const files = { 'ops/compose.yml': 'services:\n  api:\n    build: ./api\n' };
  assert.deepEqual(discover(files, api).map(brief), ['compose ops/compose.yml:3 → api/Dockerfile in api']);
});

test('compose: a context above the repository', () => {
  const text = 'services:\n  app:\n    build:\n      context: ..\n      dockerfile: my-repository/Dockerfile\n';
  assert.deepEqual(discover({ 'compose.yml': text }, 'Dockerfile').map(brief), [
    'compose compose.yml:3 → Dockerfile in ..',
  ]);
});

test('compose: nothing to learn', () => {
  const unknown = 'services:\n  a:\n    build: ${DIRECTORY}\n  b:\n    build: https://example.com/x.git\n';
  const inline = '  c:\n    build:\n      dockerfile_inline: FROM scratch\n  d:\n    build: ./missing\n';
  assert.deepEqual(discover({ 'compose.yml': unknown + inline }, 'Dockerfile'), []);
});

test('bake: HCL with variables, inheritance and comments', () => {
  const text = `
variable "NODE" { default = "24" }
# the base
target "_common" {
  args = {
    NODE = NODE
    COMMIT = "\${COMMIT}"
    TIME = timestamp()
  }
}
group "default" { targets = ["api"] }
target "api" {
  inherits   = ["_common"]
  context    = "./api" // from here
  dockerfile = "prod.Dockerfile"
  target     = "prod"
  tags       = ["x/\${NODE}", lower("Y")]
  contexts   = { base = "target:base" }
}
target "web" { context = "web" }
target "odd" { context = concat("a", "b") }
`;
  const builds = discover({ 'docker-bake.hcl': text }, 'api/prod.Dockerfile', 'web/Dockerfile', 'Dockerfile');
  assert.deepEqual(builds.map(brief), [
    'bake docker-bake.hcl:4 → Dockerfile in . NODE=24 COMMIT=null TIME=null',
    'bake docker-bake.hcl:12 → api/prod.Dockerfile in api target prod NODE=24 COMMIT=null TIME=null',
    'bake docker-bake.hcl:20 → web/Dockerfile in web',
  ]);
  assert.deepEqual([...(builds[1]?.contexts ?? [])], [['base', 'target:base']]);
});

test('bake: JSON', () => {
  const text = '{\n  "target": {\n    "api": { "context": "api", "args": { "A": "1" } }\n  }\n}\n';
  assert.deepEqual(discover({ 'docker-bake.json': text }, api).map(brief), [
    'bake docker-bake.json:3 → api/Dockerfile in api A=1',
  ]);
});

const workflow = (steps: string, job = '') => `
on: push
jobs:
  image:
    runs-on: ubuntu-latest
${job}    steps:
${steps}`;

test('workflow: the build action with a context', () => {
  const text = workflow(`
      - uses: docker/build-push-action@v6
        with:
          context: .
          file: ./docker/api.Dockerfile
          target: prod
          build-args: |
            MODE=release
            COMMIT=\${{ github.sha }}
`);
  assert.deepEqual(discover({ '.github/workflows/a.yml': text }, 'docker/api.Dockerfile').map(brief), [
    'workflow .github/workflows/a.yml:10 → docker/api.Dockerfile in . target prod MODE=release COMMIT=null',
  ]);
});

test('workflow: without a context the builder clones', () => {
  const text = workflow(`
      - uses: docker/build-push-action@v6
        with:
          push: true
      - uses: docker/build-push-action@v6
        with:
          context: "{{defaultContext}}:api"
`);
  assert.deepEqual(discover({ '.github/workflows/a.yml': text }, 'Dockerfile', api).map(brief), [
    'workflow .github/workflows/a.yml:8 → Dockerfile in clone:.',
    'workflow .github/workflows/a.yml:13 → api/Dockerfile in clone:api',
  ]);
});

test('workflow: a matrix, `env` and a checkout into a directory', () => {
  const text = workflow(
    `
      - uses: actions/checkout@v5
        with: { path: src }
      - uses: docker/build-push-action@v6
        with:
          context: src/\${{ matrix.app }}
          file: src/\${{ matrix.app }}/\${{ env.FILE }}
`,
    '    env:\n      FILE: Dockerfile\n    strategy:\n      matrix:\n        app: [api, web]\n        include:\n          - app: tool\n',
  );
  assert.deepEqual(discover({ '.github/workflows/a.yml': text }, api, 'web/Dockerfile', 'tool/Dockerfile').map(brief), [
    'workflow .github/workflows/a.yml:19 → api/Dockerfile in api',
    'workflow .github/workflows/a.yml:19 → web/Dockerfile in web',
    'workflow .github/workflows/a.yml:19 → tool/Dockerfile in tool',
  ]);
});

test('workflow: commands', () => {
  const text = workflow(`
      - run: docker build -t x .
      - run: |
          echo start
          docker buildx build \\
            --platform linux/amd64,linux/arm64 --build-arg COMMIT=$(git rev-parse HEAD) --build-arg A=1 \\
            -f docker/api.Dockerfile --target=prod --load .
        working-directory: services
      - run: cd api && podman build -t \${{ github.sha }} . && cd .. && buildah bud -f web/Dockerfile web
      - run: docker build https://example.com/x.git
      - run: cat Dockerfile | docker build -
      - run: docker build \${{ inputs.where }}
`);
  const builds = discover(
    { '.github/workflows/a.yml': text },
    'Dockerfile',
    'services/docker/api.Dockerfile',
    api,
    'web/Dockerfile',
  );
  assert.deepEqual(builds.map(brief), [
    'workflow .github/workflows/a.yml:8 → Dockerfile in .',
    'workflow .github/workflows/a.yml:11 → services/docker/api.Dockerfile in services target prod COMMIT=null A=1',
    'workflow .github/workflows/a.yml:15 → api/Dockerfile in api',
    'workflow .github/workflows/a.yml:15 → web/Dockerfile in web',
  ]);
});

test('Makefile: variables, continuation, silent recipes', () => {
  const text = `IMAGE := app
DOCKER ?= docker
FILE = docker/Dockerfile

build:
\t@echo building
\t@$(DOCKER) build \\
\t\t-t $(IMAGE):$(shell git describe) \\
\t\t-f $(FILE) --build-arg SHA=$$(git rev-parse HEAD) .
api:
\tcd api && docker build .
`;
  assert.deepEqual(discover({ Makefile: text }, 'docker/Dockerfile', api).map(brief), [
    'makefile Makefile:7 → docker/Dockerfile in . SHA=null',
    'makefile Makefile:11 → api/Dockerfile in api',
  ]);
});

test('scripts start at the root or where they are, and know what they set', () => {
  const builds = discover(
    {
      'scripts/build.sh':
        '#!/bin/sh\nset -e\nFILE=docker/Dockerfile\nexport MODE="release"\ndocker build -f "$FILE" --build-arg MODE=$MODE \\\n  "${CONTEXT:-.}"\n',
      'api/build.sh': '#!/bin/sh\ncd "$(dirname "$0")"\ndocker build .\n',
      'ops/docker-build.sh': '#!/bin/bash\ncd "$(dirname "${BASH_SOURCE[0]}")/.."\ndocker build -f ops/Dockerfile .\n',
    },
    'docker/Dockerfile',
    api,
    'ops/Dockerfile',
    'Dockerfile',
  );
  assert.deepEqual(builds.map(brief), [
    'script api/build.sh:3 → api/Dockerfile in api',
    'script ops/docker-build.sh:3 → ops/Dockerfile in .',
    'script scripts/build.sh:5 → docker/Dockerfile in . MODE=release',
  ]);
});

test('package scripts, Jenkins, GitLab, Cloud Build, Taskfile, dev containers', () => {
  const builds = discover(
    {
      'package.json': '{\n  "scripts": {\n    "image": "docker build -f docker/Dockerfile ."\n  }\n}\n',
      Jenkinsfile: "node {\n  sh 'docker build -t x api'\n  docker.build('y', '-f docker/Dockerfile .')\n}\n",
      '.gitlab-ci.yml':
        'image:\n  script:\n    - cd api\n    - docker build .\n  other: !reference [x]\nkaniko:\n  script:\n    - /kaniko/executor --context $CI_PROJECT_DIR/api --dockerfile api/Dockerfile\n',
      'cloudbuild.yaml':
        "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: ['build', '-t', 'x', '-f', 'docker/Dockerfile', '.']\n",
      'Taskfile.yml': 'tasks:\n  image:\n    cmds:\n      - docker build api\n',
      '.devcontainer/devcontainer.json':
        '{\n  // tools\n  "build": {\n    "dockerfile": "Dockerfile",\n    "context": "..",\n  },\n}\n',
    },
    'docker/Dockerfile',
    api,
    '.devcontainer/Dockerfile',
  );
  assert.deepEqual(builds.map(brief).sort(), [
    'script .devcontainer/devcontainer.json:4 → .devcontainer/Dockerfile in .',
    'script .gitlab-ci.yml:4 → api/Dockerfile in api',
    'script .gitlab-ci.yml:8 → api/Dockerfile in api',
    'script Jenkinsfile:2 → api/Dockerfile in api',
    'script Jenkinsfile:3 → docker/Dockerfile in .',
    'script Taskfile.yml:4 → api/Dockerfile in api',
    'script cloudbuild.yaml:3 → docker/Dockerfile in .',
    'script package.json:3 → docker/Dockerfile in .',
  ]);
});

test('broken files are named, and stop nothing', () => {
  const tree = memoryTree({
    'api/Dockerfile': 'FROM scratch\n',
    'compose.yaml': 'services:\n  api:\n    build: ./api\n',
    'compose.bad.yaml': 'services:\n  api:\n   build: [\n',
    'compose.template.yaml': 'services:\n{% for x in y %}\n  build: {{ x }}\n',
    '.github/workflows/bad.yml': 'jobs: {\n docker/build-push-action@v6\n',
    'docker-bake.hcl': 'target "x" {',
    'docker-bake.json': '{"target": ',
  });
  const { builds, broken } = declaredBuilds(tree);
  assert.deepEqual(builds.map(brief), ['compose compose.yaml:3 → api/Dockerfile in api']);
  assert.deepEqual(
    broken.map(({ path }) => path),
    ['compose.bad.yaml', 'docker-bake.json', '.github/workflows/bad.yml'],
  );
  assert.ok(broken.every(({ line, detail }) => line >= 1 && detail !== ''));
});

test('a quoted text may go on further left than YAML says', () => {
  const text = workflow(`
      - env:
          X: "\${{
            a
          }}"
        run: docker build .
`);
  assert.equal(discover({ '.github/workflows/a.yml': text }, 'Dockerfile').length, 1);
});

test('aliases that multiply are not followed to the end', () => {
  const rows = Array.from(
    { length: 40 },
    (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]`,
  );
  const merges = Array.from(
    { length: 40 },
    (_, index) => `m${index + 1}: &m${index + 1} { <<: [*m${index}, *m${index}] }`,
  );
  const text = `a0: &a0 docker build .\n${rows.join('\n')}\nm0: &m0 { build: . }\n${merges.join('\n')}\nservices:\n  x: { <<: *m40 }\n`;
  assert.ok(discover({ '.gitlab-ci.yml': text }, 'Dockerfile').length > 0);
  assert.equal(discover({ 'compose.yml': text }, 'Dockerfile').length, 1);
});

test('what is worth loading', () => {
  const tree = memoryTree(
    Object.fromEntries(
      [
        '.github/workflows/ci.yml',
        'Makefile',
        'compose.yaml',
        'deploy/docker-compose.prod.yml',
        'docker-bake.hcl',
        'node_modules/x/docker-compose.yml',
        'package.json',
        'scripts/docker-build.sh',
        'scripts/lint.sh',
        'src/compose.ts',
        'web/package.json',
      ].map((path) => [path, '']),
    ),
  );
  assert.deepEqual([...candidates(tree)].sort(), [
    '.github/workflows/ci.yml',
    'Makefile',
    'compose.yaml',
    'deploy/docker-compose.prod.yml',
    'docker-bake.hcl',
    'package.json',
    'scripts/docker-build.sh',
  ]);
  const many = memoryTree(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`${index}/compose.yml`, ''])));
  assert.ok(candidates(many).length < 100);
});
