import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildContext } from '../../src/context/context.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { placementAfter, type Placement } from '../../src/ecosystems/placement.ts';
import { stepsOf } from '../../src/ecosystems/steps.ts';
import { memoryTree } from '../../src/repository/memory.ts';

const names = [
  'package.json',
  'package-lock.json',
  'web/package.json',
  'web/src/a.js',
  'api/req.txt',
  'lib.tar.gz',
  '.dockerignore',
  'secret.txt',
];
const tree = memoryTree(
  Object.fromEntries(names.map((name) => [name, name === '.dockerignore' ? 'secret.txt\n' : ''])),
);
const context = buildContext(tree, {
  directory: '',
  kind: 'local',
  origin: { kind: 'root', at: null },
  doubt: null,
  dockerfile: 'Dockerfile',
});

function after(text: string, stage = 0): Placement {
  const dockerfile = parseDockerfile('Dockerfile', text);
  assert.deepEqual(dockerfile.problems, []);
  return placementAfter(stepsOf(dockerfile, stage), context);
}

suite('where files of the context lie', () => {
  const cases: readonly (readonly [copy: string, places: Readonly<Record<string, string | null>>])[] = [
    [
      'COPY . .',
      {
        '/app/package.json': 'package.json',
        '/app/web/src/a.js': 'web/src/a.js',
        '/app/secret.txt': null,
        '/package.json': null,
      },
    ],
    ['COPY . /srv/', { '/srv/web/package.json': 'web/package.json', '/app/package.json': null }],
    [
      'COPY ./web .',
      { '/app/package.json': 'web/package.json', '/app/src/a.js': 'web/src/a.js', '/app/web/package.json': null },
    ],
    ['COPY /web/ web', { '/app/web/package.json': 'web/package.json' }],
    ['COPY package.json .', { '/app/package.json': 'package.json' }],
    ['COPY package.json /app', { '/app/package.json': 'package.json', '/app': null }],
    ['COPY package.json /etc/manifest', { '/etc/manifest': 'package.json' }],
    ['RUN mkdir -p /config\nCOPY api/req.txt /config', { '/config/req.txt': 'api/req.txt' }],
    ['COPY api/req.txt /tmp/', { '/tmp/req.txt': 'api/req.txt' }],
    ['COPY package*.json ./', { '/app/package.json': 'package.json', '/app/package-lock.json': 'package-lock.json' }],
    [
      'COPY * ./',
      { '/app/package.json': 'web/package.json', '/app/src/a.js': 'web/src/a.js', '/app/req.txt': 'api/req.txt' },
    ],
    ['COPY */package.json ./', { '/app/package.json': 'web/package.json' }],
    ['COPY package.json web/src ./x/', { '/app/x/package.json': 'package.json', '/app/x/a.js': 'web/src/a.js' }],
    ['COPY --parents web/package.json ./', { '/app/web/package.json': 'web/package.json' }],
    ['COPY --parents ./web/./src ./', { '/app/src/a.js': 'web/src/a.js' }],
    ['COPY --exclude=src web ./', { '/app/package.json': 'web/package.json', '/app/src/a.js': null }],
    ['COPY ["web", "/srv/the web/"]', { '/srv/the web/package.json': 'web/package.json' }],
    [
      'COPY . .\nCOPY web .',
      { '/app/package.json': 'web/package.json', '/app/package-lock.json': 'package-lock.json' },
    ],
    ['COPY . .\nCOPY --from=other /out/package.json .', { '/app/package.json': null, '/app/package-lock.json': null }],
    ['COPY . .\nCOPY --from=other /out /opt/out', { '/app/package.json': 'package.json' }],
    [
      'COPY . .\nADD https://example.com/package.json .',
      { '/app/package.json': null, '/app/package-lock.json': 'package-lock.json' },
    ],
    ['ADD lib.tar.gz .', { '/app/lib.tar.gz': null }],
    ['COPY lib.tar.gz .', { '/app/lib.tar.gz': 'lib.tar.gz' }],
    [
      'COPY . .\nCOPY <<EOF package.json\n{}\nEOF',
      { '/app/package.json': null, '/app/package-lock.json': 'package-lock.json' },
    ],
    ['ARG D=/srv\nCOPY . ${D}/x', { '/srv/x/package.json': 'package.json' }],
    ['ARG D\nCOPY . ${D}/x', { '/srv/x/package.json': null }],
    ['WORKDIR web\nCOPY web/package.json .', { '/app/web/package.json': 'web/package.json' }],
    ['COPY ../../package.json .', { '/app/package.json': 'package.json' }],
  ];
  for (const [copy, places] of cases) {
    test(copy.replaceAll('\n', ' · '), () => {
      const placement = after(`FROM busybox AS other\nFROM scratch\nWORKDIR /app\n${copy}\n`, 1);
      for (const [place, path] of Object.entries(places)) assert.equal(placement.find(place), path, place);
      for (const { imagePath, entry } of placement.under('/')) {
        const found = placement.find(imagePath);
        assert.ok(found === entry.path || found === null, imagePath);
      }
    });
  }

  test('a stage has what the stage below it has', () => {
    const text = 'FROM scratch AS base\nWORKDIR /app\nCOPY web .\nFROM base\nCOPY api/req.txt .\n';
    const placement = after(text, 1);
    assert.equal(placement.find('/app/package.json'), 'web/package.json');
    assert.equal(placement.find('/app/req.txt'), 'api/req.txt');
    assert.equal(placement.broughtBy('/app/req.txt')?.range.startLine, 5);
    assert.ok(placement.isDirectory('/app/src'));
    assert.ok(placement.exists('/app') && !placement.exists('/srv'));
  });
});
