import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { BuildCall } from '../../src/cache/call.ts';
import type { Cause } from '../../src/cache/cause.ts';
import { whyRebuilt } from '../../src/cache/compare.ts';
import { type Files, state } from './state.ts';

interface Case {
  readonly name: string;
  /** The Dockerfile, and what `after` has in its place. */
  readonly dockerfile: readonly string[];
  readonly files?: Files;
  readonly call?: BuildCall & { readonly ignore?: readonly string[] };
  readonly after: {
    readonly dockerfile?: readonly string[];
    readonly files?: Files;
    readonly call?: BuildCall & { readonly ignore?: readonly string[] };
  };
  /** Line → cause: all steps of `after`. */
  readonly causes: Readonly<Record<number, Cause | 'cached'>>;
}

const earlier = (line: number): Cause => ({ kind: 'earlier-step', line });
const files = (...paths: readonly string[]): Cause => ({
  kind: 'files',
  files: paths.map((path) => {
    const [sign = ''] = path;
    const status = sign === '+' ? 'added' : sign === '-' ? 'removed' : 'changed';
    return { path: status === 'changed' ? path : path.slice(1), status };
  }),
});

const install = ['FROM node:22', 'WORKDIR /app', 'COPY package.json ./', 'RUN npm ci', 'COPY . .', 'RUN npm run build'];
const sources = { 'package.json': '{}', 'src/a.js': 'a', 'src/b.js': 'b' };
const staged = [
  'FROM golang AS build',
  'COPY . .',
  'RUN go build',
  'FROM alpine',
  'COPY --from=build /out /out',
  'RUN x',
];

const cases: readonly Case[] = [
  {
    name: 'nothing changed',
    dockerfile: install,
    files: sources,
    after: {},
    causes: { 2: 'cached', 3: 'cached', 4: 'cached', 5: 'cached', 6: 'cached' },
  },
  {
    name: 'a source changed: the install stays, the build runs again',
    dockerfile: install,
    files: sources,
    after: { files: { ...sources, 'src/a.js': 'other', 'src/c.js': 'c' } },
    causes: { 2: 'cached', 3: 'cached', 4: 'cached', 5: files('src/a.js', '+src/c.js'), 6: earlier(5) },
  },
  {
    name: 'a file went: the directory of an ignored one stays',
    dockerfile: ['FROM scratch', 'COPY . /'],
    files: { 'a/x': 'x', 'a/y.log': 'y' },
    call: { ignore: ['**/*.log'] },
    after: { files: { 'a/y.log': 'y' } },
    causes: { 2: files('-a/x') },
  },
  {
    name: 'the manifest changed: everything on it runs again',
    dockerfile: install,
    files: sources,
    after: { files: { ...sources, 'package.json': '{"a":1}' } },
    causes: { 2: 'cached', 3: files('package.json'), 4: earlier(3), 5: earlier(4), 6: earlier(5) },
  },
  {
    name: 'an ignored file changed',
    dockerfile: ['FROM scratch', 'COPY . /'],
    files: { a: 'a', 'b.md': 'b' },
    call: { ignore: ['*.md'] },
    after: { files: { a: 'a', 'b.md': 'other' } },
    causes: { 2: 'cached' },
  },
  {
    name: 'the ignore file changed',
    dockerfile: ['FROM scratch', 'COPY . /'],
    files: { a: 'a', 'b.md': 'b' },
    after: { call: { ignore: ['*.md'] } },
    causes: { 2: files('-b.md') },
  },
  {
    name: 'another command',
    dockerfile: ['FROM a', 'RUN one', 'RUN two'],
    after: { dockerfile: ['FROM a', 'RUN uno', 'RUN two'] },
    causes: { 2: { kind: 'instruction' }, 3: earlier(2) },
  },
  {
    name: 'white space in a command',
    dockerfile: ['FROM a', 'RUN one  two'],
    after: { dockerfile: ['FROM a', 'RUN one two'] },
    causes: { 2: { kind: 'instruction' } },
  },
  {
    name: 'a step more at the end, and one in between',
    dockerfile: ['FROM a', 'RUN one', 'RUN two'],
    after: { dockerfile: ['FROM a', 'RUN one', 'RUN between', 'RUN two', 'RUN three'] },
    causes: { 2: 'cached', 3: { kind: 'new-step' }, 4: earlier(3), 5: earlier(4) },
  },
  {
    name: 'a step less',
    dockerfile: ['FROM a', 'RUN one', 'RUN two', 'RUN three'],
    after: { dockerfile: ['FROM a', 'RUN one', 'RUN three'] },
    causes: { 2: 'cached', 3: { kind: 'moved-step' } },
  },
  {
    name: 'another base image',
    dockerfile: ['FROM node:20', 'RUN x'],
    after: { dockerfile: ['FROM node:22', 'RUN x'] },
    causes: { 2: { kind: 'base-image', before: 'node:20', after: 'node:22' } },
  },
  {
    name: 'a digest at the base image: perhaps the one it was',
    dockerfile: ['FROM node:20', 'RUN x'],
    after: { dockerfile: [`FROM node:20@sha256:${'a'.repeat(64)}`, 'RUN x', 'RUN new'] },
    causes: { 2: { kind: 'image', name: 'node' }, 3: { kind: 'new-step' } },
  },
  {
    name: 'another digest of the base image',
    dockerfile: [`FROM node@sha256:${'a'.repeat(64)}`, 'RUN x'],
    after: { dockerfile: [`FROM node@sha256:${'b'.repeat(64)}`, 'RUN x'] },
    causes: {
      2: {
        kind: 'base-image',
        before: `node:latest@sha256:${'a'.repeat(64)}`,
        after: `node:latest@sha256:${'b'.repeat(64)}`,
      },
    },
  },
  {
    name: 'latest, written out',
    dockerfile: ['FROM docker.io/library/node', 'RUN x'],
    after: { dockerfile: ['FROM node:latest', 'RUN x'] },
    causes: { 2: 'cached' },
  },
  {
    name: 'a build argument that RUN has',
    dockerfile: ['FROM a', 'COPY x /', 'ARG SHA', 'COPY y /', 'RUN one'],
    files: { x: 'x', y: 'y' },
    call: { args: new Map([['SHA', '1']]) },
    after: { call: { args: new Map([['SHA', '2']]) } },
    causes: { 2: 'cached', 4: 'cached', 5: { kind: 'variable', name: 'SHA', from: 'arg' } },
  },
  {
    name: 'an environment variable more',
    dockerfile: ['FROM a', 'RUN one'],
    after: { dockerfile: ['FROM a', 'ENV E=1', 'RUN one'] },
    causes: { 3: { kind: 'variable', name: 'E', from: 'env' } },
  },
  {
    name: 'the same variables in another order',
    dockerfile: ['FROM a', 'ENV A=1 B=2', 'RUN one'],
    after: { dockerfile: ['FROM a', 'ENV B=2 A=1', 'RUN one'] },
    causes: { 3: { kind: 'variable-order' } },
  },
  {
    name: 'a variable in a word',
    dockerfile: ['FROM a', 'ARG D=/d', 'COPY x $D'],
    files: { x: 'x' },
    after: { call: { args: new Map([['D', '/e']]) } },
    causes: { 3: { kind: 'variable', name: 'D', from: 'arg' } },
  },
  {
    name: 'the directory that a destination is relative to',
    dockerfile: ['FROM a', 'WORKDIR /a', 'COPY x .'],
    files: { x: 'x' },
    after: { dockerfile: ['FROM a', 'WORKDIR /b', 'COPY x .'] },
    causes: { 2: { kind: 'instruction' }, 3: earlier(2) },
  },
  {
    name: 'the working directory as it is written',
    dockerfile: ['FROM a', 'WORKDIR /a', 'RUN x'],
    after: { dockerfile: ['FROM a', 'WORKDIR /a/', 'RUN x'] },
    causes: { 2: 'cached', 3: { kind: 'setting', keyword: 'WORKDIR' } },
  },
  {
    name: 'the user',
    dockerfile: ['FROM a', 'USER 1', 'RUN x'],
    after: { dockerfile: ['FROM a', 'USER 2', 'RUN x'] },
    causes: { 3: { kind: 'setting', keyword: 'USER' } },
  },
  {
    name: 'the shell',
    dockerfile: ['FROM a', 'RUN x'],
    after: { dockerfile: ['FROM a', 'SHELL ["/bin/sh", "-ec"]', 'RUN x'] },
    causes: { 3: { kind: 'setting', keyword: 'SHELL' } },
  },
  {
    name: 'how the build is called',
    dockerfile: ['FROM a', 'COPY x /', 'RUN x'],
    files: { x: 'x' },
    after: { call: { network: 'none' } },
    causes: { 2: 'cached', 3: { kind: 'call' } },
  },
  {
    name: 'what a command made of a changed source: not known, and nothing on it',
    dockerfile: staged,
    files: { 'a.go': 'a' },
    after: { files: { 'a.go': 'b' } },
    causes: { 2: files('a.go'), 3: earlier(2), 5: { kind: 'output', line: 3 }, 6: earlier(5) },
  },
  {
    name: 'what a stage only copied',
    dockerfile: [
      'FROM scratch AS a',
      'COPY src /src',
      'FROM b',
      'COPY --from=a /src/x /',
      'FROM b',
      'COPY --from=1 /x /',
      'COPY --from=a /src/y /',
    ],
    files: { 'src/x': 'x', 'src/y': 'y' },
    after: { files: { 'src/x': 'x', 'src/y': 'other' } },
    causes: { 2: files('src/y'), 4: 'cached', 6: 'cached', 7: { kind: 'stage', line: 2 } },
  },
  {
    name: 'a file of a stage beside what its command made',
    dockerfile: [
      'FROM a AS a',
      'RUN make',
      'COPY conf /conf',
      'FROM b',
      'COPY --from=a /out /',
      'COPY --from=a /conf /',
    ],
    files: { conf: '1' },
    after: { files: { conf: '2' } },
    causes: { 2: 'cached', 3: files('conf'), 5: 'cached', 6: { kind: 'stage', line: 3 } },
  },
  {
    name: 'an address',
    dockerfile: ['FROM a', 'ADD https://example.com/x /', 'RUN x'],
    after: {},
    causes: { 2: { kind: 'address', address: 'https://example.com/x' }, 3: earlier(2) },
  },
  {
    name: 'an address with its checksum',
    dockerfile: ['FROM a', `ADD --checksum=sha256:${'a'.repeat(64)} https://example.com/x /`, 'RUN x'],
    after: {},
    causes: { 2: 'cached', 3: 'cached' },
  },
  {
    name: 'files for a directory that only the command below has made',
    dockerfile: [
      'FROM a AS build',
      'WORKDIR /app',
      'RUN install',
      'COPY index.js package* /app',
      'COPY src /app/src',
      'FROM b',
      'COPY --from=build /app /app',
    ],
    files: { 'index.js': 'i', 'package.json': '{}', 'src/a.js': 'a' },
    after: { files: { 'index.js': 'i', 'package.json': '{}', 'src/a.js': 'other' } },
    causes: { 2: 'cached', 3: 'cached', 4: 'cached', 5: files('src/a.js'), 7: { kind: 'stage', line: 5 } },
  },
  {
    name: 'a file on top of what a command made is another one: so is the whole, whatever the command made',
    dockerfile: [
      'FROM a AS build',
      'WORKDIR /app',
      'RUN install',
      'COPY src .',
      'FROM b',
      'COPY --from=build /app /app',
    ],
    files: { 'src/a.js': 'a', 'src/b.js': 'b' },
    after: { files: { 'src/a.js': 'other', 'src/b.js': 'b' } },
    causes: { 2: 'cached', 3: 'cached', 4: files('src/a.js'), 6: { kind: 'stage', line: 4 } },
  },
  {
    name: 'a file that is new on top of what a command made may have been there before',
    dockerfile: [
      'FROM a AS build',
      'WORKDIR /app',
      'RUN install',
      'COPY src .',
      'FROM b',
      'COPY --from=build /app /app',
    ],
    files: { 'src/a.js': 'a' },
    after: { files: { 'src/a.js': 'a', 'src/b.js': 'b' } },
    causes: {
      2: 'cached',
      3: 'cached',
      4: { kind: 'files', files: [{ path: 'src/b.js', status: 'added' }] },
      6: { kind: 'output', line: 3 },
    },
  },
  {
    name: 'another file on top of what a command makes again',
    dockerfile: [
      'FROM a AS build',
      'WORKDIR /app',
      'COPY list .',
      'RUN install',
      'COPY src .',
      'FROM b',
      'COPY --from=build /app /app',
    ],
    files: { list: '1', 'src/a.js': 'a' },
    after: { files: { list: '2', 'src/a.js': 'other' } },
    causes: {
      2: 'cached',
      3: files('list'),
      4: { kind: 'earlier-step', line: 3 },
      5: { kind: 'earlier-step', line: 4 },
      7: { kind: 'output', line: 4 },
    },
  },
  {
    name: 'a file for what may be a directory',
    dockerfile: ['FROM a AS build', 'COPY one.js /app', 'COPY src /app/src', 'FROM b', 'COPY --from=build /app /app'],
    files: { 'one.js': '1', 'src/a.js': 'a' },
    after: { files: { 'one.js': '1', 'src/a.js': 'other' } },
    causes: { 2: 'cached', 3: files('src/a.js'), 5: { kind: 'stage', line: 3 } },
  },
  {
    name: 'a text for what may be a directory: nobody names it by its delimiter',
    dockerfile: [
      'FROM a AS build',
      'COPY <<E /app.conf',
      'x',
      'E',
      'COPY src /app',
      'FROM b',
      'COPY --from=build /app.conf /',
    ],
    files: { 'src/a.js': 'a' },
    after: { files: { 'src/a.js': 'other' } },
    causes: { 2: 'cached', 5: files('src/a.js'), 7: 'cached' },
  },
  {
    name: 'a file under its own name is a file',
    dockerfile: ['FROM a AS build', 'COPY one.js /one.js', 'COPY src /app', 'FROM b', 'COPY --from=build /one.js /'],
    files: { 'one.js': '1', 'src/a.js': 'a' },
    after: { files: { 'one.js': '1', 'src/a.js': 'other' } },
    causes: { 2: 'cached', 3: files('src/a.js'), 5: 'cached' },
  },
  {
    name: 'an image that is copied from',
    dockerfile: ['FROM a', 'COPY --from=nginx:1 /etc/x /'],
    after: { dockerfile: ['FROM a', 'COPY --from=nginx:2 /etc/x /'] },
    causes: { 2: { kind: 'image', name: 'nginx' } },
  },
  {
    name: 'a link whose text is not known',
    dockerfile: ['FROM a', 'COPY l /'],
    files: { l: { kind: 'symlink', content: '1', target: null } },
    after: { files: { l: { kind: 'symlink', content: '2', target: null } } },
    causes: { 2: { kind: 'link', path: 'l' } },
  },
  {
    name: 'a word that only the image could tell',
    dockerfile: ['FROM a', 'COPY $X /'],
    files: { x: '1' },
    after: { files: { x: '2' } },
    causes: { 2: { kind: 'word', word: '$X' } },
  },
  {
    name: 'told to be made again',
    dockerfile: ['FROM a', 'RUN x', 'WORKDIR /w'],
    after: { call: { noCache: 'all' } },
    causes: { 2: { kind: 'forced' }, 3: earlier(2) },
  },
  {
    name: 'COPY --link over something else',
    dockerfile: ['FROM a', 'RUN x', 'COPY --link f /'],
    files: { f: 'f' },
    after: { dockerfile: ['FROM a', 'RUN y', 'COPY --link f /'] },
    causes: { 2: { kind: 'instruction' }, 3: earlier(2) },
  },
  {
    name: 'a step on a COPY --link that was the last one: the merge was put off',
    dockerfile: ['FROM a', 'RUN x', 'COPY --link f /'],
    files: { f: 'f' },
    after: { dockerfile: ['FROM a', 'RUN x', 'COPY --link f /', 'RUN y'] },
    causes: { 2: 'cached', 3: { kind: 'no-result' }, 4: { kind: 'new-step' } },
  },
  {
    name: '…and one that something was made of',
    dockerfile: ['FROM a', 'COPY --link f /', 'RUN x'],
    files: { f: 'f' },
    after: { dockerfile: ['FROM a', 'COPY --link f /', 'RUN y'] },
    causes: { 2: 'cached', 3: { kind: 'instruction' } },
  },
  {
    name: 'what a wildcard takes of a stage where a command ran',
    dockerfile: [
      'FROM a AS a',
      'COPY f /',
      'RUN make',
      'FROM d AS b',
      'COPY --from=a /o* /o/',
      'FROM c',
      'COPY --from=b /o /',
    ],
    files: { f: '1' },
    after: { files: { f: '2' } },
    causes: { 2: files('f'), 3: earlier(2), 5: { kind: 'output', line: 3 }, 7: { kind: 'output', line: 5 } },
  },
  {
    name: 'WORKDIR / makes no step',
    dockerfile: ['FROM scratch', 'WORKDIR /', 'COPY f /'],
    files: { f: 'f' },
    after: {},
    causes: { 3: 'cached' },
  },
];

suite('why a step is not taken from the cache', () => {
  for (const { name, dockerfile, files: listing, call, after, causes } of cases) {
    test(name, () => {
      const answers = whyRebuilt(
        state(dockerfile, listing, call),
        state(after.dockerfile ?? dockerfile, after.files ?? listing, after.call ?? call),
      );
      assert.ok(answers);
      const found = Object.fromEntries(answers.map(({ line, cached, cause }) => [line, cached ? 'cached' : cause]));
      assert.deepEqual(found, causes);
    });
  }

  test('an answer names the step as it stands in the file', () => {
    const file = ['FROM a AS build', 'RUN <<E', 'one', 'E', 'FROM b', 'COPY \\', '  --from=build /x /'];
    assert.deepEqual(whyRebuilt(state(file), state(file)), [
      { line: 2, stage: 'build', instruction: 'RUN <<E', cached: true, cause: null },
      { line: 6, stage: '1', instruction: 'COPY --from=build /x /', cached: true, cause: null },
    ]);
  });

  test('a file that BuildKit refuses, one for another frontend, or a target that is not there, has no answer', () => {
    const fine = state(['FROM a']);
    assert.equal(whyRebuilt(state(['FROM a', 'RUM x']), fine), null);
    assert.equal(whyRebuilt(fine, state(['FROM a'], {}, { target: 'b' })), null);
    assert.equal(whyRebuilt(fine, state(['# syntax=example.com/other', 'FROM a'])), null);
    assert.deepEqual(whyRebuilt(fine, state(['# syntax=docker/dockerfile:1', 'FROM a'])), []);
  });
});
