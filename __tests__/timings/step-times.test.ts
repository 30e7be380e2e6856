import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import fc from 'fast-check';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { BuildLog } from '../../src/timings/build-log.ts';
import { type StepTime, stepTimes } from '../../src/timings/step-times.ts';

const one = ['FROM node:22', 'ARG V=1', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'CMD ["node"]', ''].join('\n');

const two = [
  'FROM node:22 AS builder', //
  'WORKDIR /',
  'WORKDIR /app',
  'COPY package.json ./',
  'RUN npm ci && \\',
  '    npm  cache clean',
  'COPY --link . .',
  'run <<EOF',
  'npm run build',
  'EOF',
  'FROM node:22',
  'COPY --from=builder /app /srv',
  '',
].join('\n');

function timesOf(dockerfile: string, log: string | Uint8Array, chunk = Infinity): ReadonlyMap<number, StepTime> {
  const bytes = typeof log === 'string' ? new TextEncoder().encode(log) : log;
  const build = new BuildLog();
  for (let at = 0; at < bytes.length; at += chunk) build.take(bytes.subarray(at, at + chunk));
  return stepTimes(parseDockerfile('Dockerfile', dockerfile), build.steps());
}

/** `line: seconds`, `line: cached`, `line: unfinished`. */
function said(dockerfile: string, log: string | Uint8Array, chunk?: number): readonly string[] {
  return [...timesOf(dockerfile, log, chunk)]
    .sort(([a], [b]) => a - b)
    .map(([line, time]) => `${line}: ${time.kind === 'measured' ? time.seconds : time.kind}`);
}

/** What a builder prints: of a first build. */
const plain = `#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 367B done
#1 DONE 0.0s

#2 [builder 1/7] FROM docker.io/library/node:22@sha256:0123
#2 DONE 5.1s

#3 [builder 2/7] WORKDIR /app
#3 DONE 0.0s

#4 [internal] load build context
#4 transferring context: 1.98MB 0.2s done
#4 DONE 0.3s

#5 [builder 3/7] COPY package.json ./
#5 DONE 0.1s

#6 [builder 4/7] RUN npm ci &&     npm  cache clean
#6 0.345 added 300 packages
#6 ...

#7 [auth] library/node:pull token for registry-1.docker.io
#7 DONE 0.0s

#6 [builder 4/7] RUN npm ci &&     npm  cache clean
#6 12.34 done
#6 DONE 34.5s

#8 [builder 5/7] COPY --link . .
#8 DONE 0.2s

#9 [builder 6/7] RUN <<EOF (npm run build)
#9 DONE 8.0s

#10 [stage-1 2/2] COPY --from=builder /app /srv
#10 DONE 0.4s

#11 exporting to image
#11 exporting layers 0.5s done
#11 DONE 0.6s
`;
const ofPlain = ['3: 0', '4: 0.1', '5: 34.5', '7: 0.2', '8: 8', '12: 0.4'];

function everyLine(log: string, change: (line: string) => string): string {
  return log.split('\n').map(change).join('\n');
}

function rawJson(...vertexes: readonly object[]): string {
  return vertexes.map((vertex) => `${JSON.stringify({ vertexes: [vertex] })}\n`).join('');
}

const second = (seconds: number): string => new Date(1_800_000_000_000 + seconds * 1000).toISOString();

const cases: readonly (readonly [name: string, dockerfile: string, log: string, said: readonly string[]])[] = [
  ['plain', two, plain, ofPlain],
  ['CRLF', two, plain.replaceAll('\n', '\r\n'), ofPlain],
  ['colours', two, everyLine(plain, (line) => `\u001b[34m${line}\u001b[0m`), ofPlain],
  ['GitHub', two, `\uFEFF${everyLine(plain, (line) => `2026-11-25T03:00:00.1234567Z ${line}`)}`, ofPlain],
  ['gh run view --log', two, everyLine(plain, (line) => `build\tBuild\t2026-11-25T03:00:00.1Z ${line}`), ofPlain],
  ['GitLab', two, everyLine(plain, (line) => `2026-11-25T03:00:00.123456Z 00O ${line}`), ofPlain],
  ['Jenkins', two, everyLine(plain, (line) => `[2026-11-25T03:00:00.123Z] ${line}`), ofPlain],
  [
    'the only stage has no name',
    one,
    '#5 [2/4] WORKDIR /app\n#5 DONE 0.1s\n#7 [4/4] RUN npm ci\n#7 DONE 3s\n',
    ['3: 0.1', '5: 3'],
  ],
  ['from the cache', one, '#7 [4/4] RUN npm ci\n#7 CACHED\n', ['5: cached']],
  ['failed', one, '#7 [4/4] RUN npm ci\n#7 ERROR: process "npm" did not complete\n', ['5: unfinished']],
  ['canceled', one, '#7 [4/4] RUN npm ci\n#7 CANCELED\n', ['5: unfinished']],
  ['a log that was cut off', one, '#7 [4/4] RUN npm ci\n#7 0.3 installing', ['5: unfinished']],
  ['told again', one, '#7 [4/4] RUN npm ci\n#7 DONE 3.1s\n\n#7 [4/4] RUN npm ci\n#7 DONE 3.5s\n', ['5: 3.5']],
  [
    'what a step says is not the builder',
    one,
    '#7 [4/4] RUN npm ci\n#7 0.1 #7 DONE 999s\n#7 0.2 x\ty\t#7 DONE 999s\n#7 0.3 x\r#7 DONE 999s\n#7 DONE 3s\n#7 DONE 999s\n',
    ['5: 3'],
  ],
  [
    'several builds: the mean of those that ran it',
    one,
    [
      '#0 building with "default" instance using docker driver\n#7 [4/4] RUN npm ci\n#7 DONE 10s\n',
      '#0 building with "default" instance using docker driver\n#6 [4/4] RUN npm ci\n#6 CACHED\n',
      '#0 building with "default" instance using docker driver\n#7 [4/4] RUN npm ci\n#7 DONE 20s\n',
    ].join(''),
    ['5: 15'],
  ],
  [
    'several builds without their heading',
    one,
    '#6 [3/4] COPY . .\n#6 DONE 1s\n#7 exporting to image\n#7 DONE 5s\n#6 [4/4] RUN npm ci\n#6 DONE 2s\n#7 exporting to image\n#7 DONE 8s\n',
    ['4: 1', '5: 2'],
  ],
  [
    'platforms run side by side',
    one,
    '#5 [linux/amd64 4/4] RUN npm ci\n#5 DONE 10s\n#6 [linux/amd64->arm64 4/4] RUN npm ci\n#6 DONE 90s\n',
    ['5: 90'],
  ],
  [
    'targets of bake, with platforms',
    two,
    '#5 [api linux/amd64 builder 4/7] RUN npm ci &&     npm  cache clean\n#5 DONE 10s\n#6 [web linux/amd64 builder 6/7] RUN <<EOF (npm run build)\n#6 DONE 9s\n',
    ['5: 10', '8: 9'],
  ],
  [
    'targets of bake: one has another Dockerfile',
    one,
    '#5 [api 4/4] RUN npm ci\n#5 DONE 10s\n#6 [web 4/9] RUN npm run x\n#6 DONE 1s\n#7 [web 5/9] RUN npm ci\n#7 DONE 99s\n',
    ['5: 10'],
  ],
  [
    'an older Dockerfile: what is the same',
    one,
    '#5 [3/5] COPY package.json .\n#5 DONE 1s\n#6 [4/5] RUN npm ci\n#6 DONE 10s\n#7 [5/5] RUN npm test\n#7 DONE 9s\n',
    ['5: 10'],
  ],
  ['another Dockerfile', one, '#5 [2/3] RUN make\n#5 DONE 1s\n', []],
  ['another stage', two, '#5 [deps 4/7] RUN npm ci && npm cache clean\n#5 DONE 1s\n', []],
  [
    'variables are filled in',
    'FROM a\nARG V=1\nRUN get ${V} "$HOME" $V\nCOPY "a b" /x\nRUN get $V\n',
    '#5 [2/4] RUN get 1 "$HOME" 1\n#5 DONE 1s\n#6 [3/4] COPY a b /x\n#6 DONE 2s\n#7 [4/4] RUN get 1\n#7 DONE 3s\n',
    ['3: 1', '4: 2', '5: 3'],
  ],
  [
    'equal steps, by their place',
    'FROM a\nRUN x\nRUN y\nRUN x\n',
    '#5 [2/4] RUN x\n#5 DONE 1s\n#6 [4/4] RUN x\n#6 DONE 3s\n',
    ['2: 1', '4: 3'],
  ],
  [
    'the download of an ADD and its copy',
    'FROM a\nADD https://example.org/f /\n',
    '#5 [2/2] ADD https://example.org/f /\n#5 DONE 4s\n#6 [2/2] ADD https://example.org/f /\n#6 DONE 1s\n',
    ['2: 5'],
  ],
  [
    'ten and more steps',
    `FROM a\n${Array.from({ length: 11 }, (_, index) => `RUN ${index}\n`).join('')}`,
    '#5 [ 2/12] RUN 0\n#5 DONE 1s\n#6 [12/12] RUN 10\n#6 DONE 2s\n',
    ['2: 1', '12: 2'],
  ],
  [
    'cut at 72 characters',
    `FROM a\nRUN ${'x'.repeat(90)} && y\nRUN z\n`,
    `#5 [2/3] RUN ${'x'.repeat(60)}...\n#5 DONE 1s\n`,
    ['2: 1'],
  ],
  [
    'FROM scratch and another stage make no step',
    'FROM scratch AS a\nCOPY f /\nFROM a\nCOPY f /\n',
    '#5 [a 1/1] COPY f /\n#5 DONE 1s\n#6 [stage-1 1/1] COPY f /\n#6 DONE 2s\n',
    ['2: 1', '4: 2'],
  ],
  [
    'what a stage hands on with ONBUILD, and what an image does',
    'FROM a AS base\nONBUILD COPY f /\nFROM base\nRUN x\n',
    '#5 [stage-1 1/2] ONBUILD COPY f /\n#5 DONE 1s\n#6 [stage-1 2/2] RUN x\n#6 DONE 2s\n#7 [base 2/2] ONBUILD RUN other\n#7 DONE 3s\n',
    ['2: 1', '4: 2'],
  ],
  [
    'rawjson: intervals overlap, a lookup comes first',
    one,
    rawJson(
      { digest: 'a', name: '[4/4] RUN npm ci' },
      { digest: 'a', name: '[4/4] RUN npm ci', started: second(0), completed: second(1) },
      { digest: 'a', name: '[4/4] RUN npm ci', started: second(2) },
      { digest: 'a', name: '[4/4] RUN npm ci', started: second(3), completed: second(5) },
      { digest: 'a', name: '[4/4] RUN npm ci', started: second(2), completed: second(4.5) },
      { digest: 'b', name: '[3/4] COPY . .', started: second(0), completed: second(0), cached: true },
      { digest: 'c', name: '[2/4] WORKDIR /app', started: second(0) },
    ),
    ['3: unfinished', '4: cached', '5: 4'],
  ],
  [
    'rawjson: a linked copy is a copy and a merge',
    two,
    rawJson(
      {
        digest: 'a',
        name: '[builder 5/7] COPY --link . .',
        started: second(0),
        completed: second(2),
        progressGroup: { id: 'g', name: '[builder 5/7] COPY --link . .', weak: true },
      },
      {
        digest: 'b',
        name: '[builder 5/7] LINK COPY --link . .',
        started: second(2),
        completed: second(3),
        cached: true,
        progressGroup: { id: 'g', name: '[builder 5/7] COPY --link . .' },
      },
    ),
    ['7: 3'],
  ],
  [
    'rawjson in a log of GitHub',
    one,
    `2026-11-25T03:00:00.1Z ${rawJson({ digest: 'a', name: '[4/4] RUN npm ci', started: second(0), completed: second(2) })}`,
    ['5: 2'],
  ],
  [
    'rawjson with a failure, and broken lines',
    one,
    `{"vertexes"\n{"vertexes":[1,null,{"digest":"a","name":["x"]},{"name":"[4/4] RUN npm ci"}]}\n${rawJson({ digest: 'a', name: '[4/4] RUN npm ci', started: second(0), completed: second(2), error: 'x' })}`,
    ['5: unfinished'],
  ],
  ['no build', one, 'hello\n# 12 DONE\n#12\n#x [1/2] RUN y\n#5 [internal] load\n', []],
];

suite('what a log says of the steps', () => {
  for (const [name, dockerfile, log, expected] of cases) {
    test(name, () => assert.deepEqual(said(dockerfile, log), expected));
  }

  test('wherever the chunks end', () => {
    for (const chunk of [1, 7, 64]) {
      assert.deepEqual(said(two, `${plain}é`, chunk), ofPlain);
    }
  });

  test('as PowerShell writes it', () => {
    const bytes = Buffer.from(`\uFEFF${plain.replaceAll('\n', '\r\n')}`, 'utf16le');
    assert.deepEqual(said(two, bytes, 9), ofPlain);
  });

  test('any bytes', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '#1 ',
        '[',
        '1/2] RUN x',
        '\n',
        'DONE 1s',
        'CACHED',
        '{"vertexes":[',
        '"digest":"a"',
        ']}',
        '\t',
        '\r',
        '\0',
      ),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 99 }), (pieces, chunk) => {
        const log = pieces.join('');
        assert.deepEqual(said('FROM a\nRUN x\n', log, chunk), said('FROM a\nRUN x\n', log));
      }),
    );
  });

  test('what stands behind a line of any length is read', () => {
    assert.deepEqual(said(one, `#7 [4/4] RUN npm ci\n#7 0.3 ${'x'.repeat(20_000_000)}\n#7 DONE 3s\n`, 65_536), [
      '5: 3',
    ]);
  });
});
