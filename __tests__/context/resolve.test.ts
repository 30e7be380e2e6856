import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declaredBuilds } from '../../src/context/discover/discover.ts';
import { buildFacts, type ContextSettings } from '../../src/context/resolve.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { memoryTree, type MemoryFile } from '../../src/repository/memory.ts';

interface Case {
  readonly name: string;
  /** Instructions below FROM. */
  readonly dockerfile: string;
  /** Where the Dockerfile stands. */
  readonly at: string;
  readonly files?: Readonly<Record<string, MemoryFile>>;
  /** Files that are only there. */
  readonly also?: readonly string[];
  readonly settings?: ContextSettings;
  /** Directory, how it is known, and the kind of doubt if there is one; without a directory the doubt alone. */
  readonly expected: string;
}

const npm = 'WORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .';

const said: readonly Case[] = [
  {
    name: 'compose says the root for a Dockerfile below it',
    dockerfile: 'COPY . .',
    at: 'docker/Dockerfile',
    files: { 'compose.yaml': 'services:\n  a:\n    build: { context: ., dockerfile: docker/Dockerfile }\n' },
    expected: '. by compose',
  },
  {
    name: 'two builds that agree',
    dockerfile: 'COPY . .',
    at: 'api/Dockerfile',
    files: { 'compose.yaml': 'services:\n  a: { build: api }\n', Makefile: 'x:\n\tdocker build api\n' },
    expected: 'api by compose',
  },
  {
    name: 'two that do not, and the copies decide',
    dockerfile: 'COPY web/package.json .',
    at: 'docker/Dockerfile',
    files: {
      'compose.yaml': 'services:\n  a: { build: docker }\n',
      Makefile: 'x:\n\tdocker build -f docker/Dockerfile .\n',
    },
    also: ['web/package.json'],
    expected: '. by makefile',
  },
  {
    name: 'two that do not, and nothing decides',
    dockerfile: 'COPY . .',
    at: 'api/Dockerfile',
    files: { 'compose.yaml': 'services:\n  a: { build: api }\n', Makefile: 'x:\n\tdocker build -f api/Dockerfile .\n' },
    expected: 'api by compose, contexts-differ',
  },
  {
    name: 'a local build rather than a clone of the same directory',
    dockerfile: 'COPY . .',
    at: 'Dockerfile',
    files: {
      '.github/workflows/a.yml': 'jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n',
      Makefile: 'x:\n\tdocker build .\n',
    },
    expected: '. by makefile',
  },
  {
    name: 'a context above the repository',
    dockerfile: 'COPY . .',
    at: 'Dockerfile',
    files: { 'compose.yaml': 'services:\n  a: { build: { context: .., dockerfile: me/Dockerfile } }\n' },
    expected: 'context-outside-repository',
  },
  {
    name: 'copies that another step makes first: what is said stays',
    dockerfile: 'COPY dist /app\nCOPY nginx.conf /etc/nginx/',
    at: 'web/Dockerfile',
    files: { 'compose.yaml': 'services:\n  a: { build: web }\n' },
    also: ['web/nginx.conf'],
    expected: 'web by compose',
  },
  {
    name: 'all copies are elsewhere, in one place: an old declaration',
    dockerfile: 'COPY web/package.json web/src /app/',
    at: 'docker/Dockerfile',
    files: { 'compose.yaml': 'services:\n  a: { build: docker }\n' },
    also: ['web/package.json', 'web/src/a.js'],
    expected: '. by sources, contexts-differ',
  },
  {
    name: 'the configuration wins',
    dockerfile: 'COPY . .',
    at: 'api/Dockerfile',
    files: { 'compose.yaml': 'services:\n  a: { build: api }\n' },
    also: ['services/api/x'],
    settings: { context: './services/api/', contextOrigin: 'configuration' },
    expected: 'services/api by configuration',
  },
  {
    name: 'the command line says a directory that is not there',
    dockerfile: 'COPY . .',
    at: 'Dockerfile',
    settings: { context: 'missing', contextOrigin: 'command-line' },
    expected: 'context-not-found',
  },
  {
    name: 'or one outside',
    dockerfile: 'COPY . .',
    at: 'Dockerfile',
    settings: { context: '../x', contextOrigin: 'command-line' },
    expected: 'context-outside-repository',
  },
];

const inferred: readonly Case[] = [
  { name: 'a Dockerfile at the root has the root', dockerfile: 'COPY . .', at: 'Dockerfile', expected: '. by root' },
  {
    name: 'the directory that alone holds the copies',
    dockerfile: 'COPY requirements.txt .\nCOPY src src',
    at: 'api/Dockerfile',
    also: ['api/requirements.txt', 'api/src/a.py', 'src/b.py'],
    expected: 'api by sources',
  },
  {
    name: 'the root, for a Dockerfile in a directory of its own',
    dockerfile: npm,
    at: 'docker/Dockerfile',
    also: ['package.json', 'src/a.js', 'docker/nginx.conf'],
    expected: '. by sources',
  },
  {
    name: 'the parent, when the copies start there',
    dockerfile: 'COPY api/go.mod .\nCOPY ./api .',
    at: 'services/api/Dockerfile',
    also: ['services/api/go.mod'],
    expected: 'services by sources',
  },
  {
    name: 'only all of it is copied: the manifest of the install decides',
    dockerfile: 'WORKDIR /app\nCOPY . .\nRUN npm ci',
    at: 'web/Dockerfile',
    also: ['web/package.json', 'README.md', 'api/main.go'],
    expected: 'web by sources',
  },
  {
    name: 'also through a directory',
    dockerfile: 'WORKDIR /src\nCOPY . .\nRUN cd web && npm ci',
    at: 'docker/Dockerfile',
    also: ['web/package.json', 'docker/start.sh'],
    expected: '. by sources',
  },
  {
    name: 'and in the stage that this one stands on',
    dockerfile: 'FROM scratch AS files\nWORKDIR /app\nCOPY . .\nFROM files\nRUN npm ci',
    at: 'web/Dockerfile',
    also: ['web/package.json', 'api/main.go'],
    expected: 'web by sources',
  },
  {
    name: 'a bind mount is a source',
    dockerfile: 'RUN --mount=type=bind,source=web/package.json,target=/package.json npm ci',
    at: 'docker/Dockerfile',
    also: ['web/package.json', 'docker/x'],
    expected: '. by sources',
  },
  {
    name: 'wildcards count',
    dockerfile: 'COPY src/*/*.csproj ./',
    at: 'src/web/Dockerfile',
    also: ['src/web/web.csproj'],
    expected: '. by sources',
  },
  {
    name: 'two that fit: a guess',
    dockerfile: npm,
    at: 'web/Dockerfile',
    also: ['web/package.json', 'package.json'],
    expected: 'web by sources, context-ambiguous',
  },
  {
    name: 'two that fit, neither of them its own directory: not known',
    dockerfile: npm,
    at: 'a/b/docker/Dockerfile',
    also: ['a/b/package.json', 'a/package.json'],
    expected: 'context-ambiguous',
  },
  {
    name: 'nothing that it copies is here: a guess',
    dockerfile: 'COPY app.jar /',
    at: 'deploy/Dockerfile',
    also: ['src/A.java'],
    expected: 'deploy by sources, context-ambiguous',
  },
  {
    name: 'some of it is made first: a guess',
    dockerfile: 'COPY entry.sh app.jar /',
    at: 'deploy/Dockerfile',
    also: ['deploy/entry.sh'],
    expected: 'deploy by sources, context-guessed',
  },
  {
    name: 'a word that only the build knows: a guess',
    dockerfile: 'ARG WHAT\nCOPY entry.sh ${WHAT} /',
    at: 'deploy/Dockerfile',
    also: ['deploy/entry.sh'],
    expected: 'deploy by sources, context-guessed',
  },
  {
    name: 'the directories in front of it count',
    dockerfile: 'ARG WHAT\nCOPY bin/app-${WHAT} /',
    at: 'deploy/Dockerfile',
    also: ['deploy/entry.sh', 'bin/app-x'],
    expected: '. by sources',
  },
  {
    name: 'two copies that no one place holds',
    dockerfile: 'COPY entry.sh web/package.json /',
    at: 'deploy/Dockerfile',
    also: ['deploy/entry.sh', 'web/package.json'],
    expected: 'context-not-found',
  },
  {
    name: 'only copies of other stages: any context is right',
    dockerfile: 'FROM scratch\nCOPY --from=0 /a /a\nADD https://example.com/x.tgz /',
    at: 'deploy/Dockerfile',
    expected: 'deploy by sources',
  },
  {
    name: 'the copies start with the name of the repository',
    dockerfile: 'COPY me/package.json me/yarn.lock ./\nCOPY me/dist dist',
    at: 'Dockerfile',
    also: ['package.json', 'yarn.lock'],
    expected: 'context-outside-repository',
  },
  {
    name: 'a submodule may hold what is copied',
    dockerfile: 'COPY app/package.json .',
    at: 'docker/Dockerfile',
    files: { app: { text: '', mode: 'submodule' } },
    also: ['docker/x'],
    expected: '. by sources',
  },
];

for (const { name, dockerfile, at, files = {}, also = [], settings = {}, expected } of [...said, ...inferred]) {
  test(name, () => {
    const text = `FROM scratch\n${dockerfile}\n`;
    const others = Object.fromEntries(also.map((path) => [path, '']));
    const tree = memoryTree({ ...others, ...files, [at]: text });
    const { context, doubt } = buildFacts(tree, parseDockerfile(at, text), declaredBuilds(tree).builds, settings);
    assert.equal(context === null, doubt !== null);
    const answer = context
      ? `${context.directory || '.'} by ${context.origin.kind}${context.doubt ? `, ${context.doubt.kind}` : ''}`
      : doubt?.kind;
    assert.equal(answer, expected);
  });
}

test('builds of other Dockerfiles are not its own', () => {
  const files = {
    'a/Dockerfile': 'FROM scratch\n',
    'b/Dockerfile': 'FROM scratch\n',
    'compose.yaml': 'services:\n  a: { build: a }\n  b: { build: b }\n',
  };
  const tree = memoryTree(files);
  const facts = buildFacts(tree, parseDockerfile('b/Dockerfile', 'FROM scratch\n'), declaredBuilds(tree).builds, {});
  assert.deepEqual(
    facts.declared.map(({ service }) => service),
    ['b'],
  );
  assert.deepEqual(facts.context?.origin.at, { path: 'compose.yaml', line: 3 });
});
