import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { imageOf } from './build.ts';

const script = '#!/bin/sh\nexec "$@"\n';
const files = { 'docker/start.sh': script, 'start.sh': script, 'src/app.py': '', 'src/bin/run.sh': script };

function sourceOf(text: string, path: string): string | null {
  return imageOf(text, files).sourceOf(path);
}

const rows: readonly (readonly [string, string, string, string | null])[] = [
  ['a file to a file', 'FROM a\nCOPY docker/start.sh /run-me\n', '/run-me', 'docker/start.sh'],
  ['a file into a directory', 'FROM a\nCOPY docker/start.sh /opt/\n', '/opt/start.sh', 'docker/start.sh'],
  [
    'into a directory that every image has',
    'FROM a\nCOPY docker/start.sh /usr/local/bin\n',
    '/usr/local/bin/start.sh',
    'docker/start.sh',
  ],
  ['into the workdir', 'FROM a\nWORKDIR /srv\nCOPY docker/start.sh .\n', '/srv/start.sh', 'docker/start.sh'],
  ['to a relative name', 'FROM a\nWORKDIR /srv\nCOPY docker/start.sh go\n', '/srv/go', 'docker/start.sh'],
  [
    'into a workdir of before',
    'FROM a\nWORKDIR /srv/app\nCOPY docker/start.sh /srv\n',
    '/srv/start.sh',
    'docker/start.sh',
  ],
  ['several files', 'FROM a\nCOPY start.sh src/app.py /opt\n', '/opt/start.sh', 'start.sh'],
  ['a directory', 'FROM a\nCOPY src /srv\n', '/srv/bin/run.sh', 'src/bin/run.sh'],
  ['the whole context', 'FROM a\nWORKDIR /srv\nCOPY . .\n', '/srv/docker/start.sh', 'docker/start.sh'],
  ['a wildcard', 'FROM a\nCOPY docker/*.sh /opt/\n', '/opt/start.sh', 'docker/start.sh'],
  ['with parents', 'FROM a\nCOPY --parents docker/start.sh /opt/\n', '/opt/docker/start.sh', 'docker/start.sh'],
  ['an absolute source', 'FROM a\nCOPY /docker/start.sh /x\n', '/x', 'docker/start.sh'],
  ['the last copy counts', 'FROM a\nCOPY docker/start.sh /x\nCOPY src/bin/run.sh /x\n', '/x', 'src/bin/run.sh'],
  ['from a parent stage', 'FROM a AS b\nCOPY start.sh /x\nFROM b\n', '/x', 'start.sh'],
  ['through a builder', 'FROM a AS b\nCOPY . /app\nFROM a\nCOPY --from=b /app /srv\n', '/srv/start.sh', 'start.sh'],
  ['from an image', 'FROM a\nCOPY --from=b /start.sh /x\n', '/x', null],
  ['a file that is not there', 'FROM a\nCOPY other.sh /x\n', '/x', null],
  ['nothing', 'FROM a\n', '/x', null],
  ['made executable', 'FROM a\nCOPY start.sh /x.sh\nRUN chmod +x /x.sh\n', '/x.sh', 'start.sh'],
  ['without carriage returns', "FROM a\nCOPY start.sh /x.sh\nRUN sed -i 's/\\r$//' /x.sh\n", '/x.sh', 'start.sh'],
  ['edited', "FROM a\nCOPY start.sh /x.sh\nRUN sed -i 's/a/b/' /x.sh\n", '/x.sh', null],
  ['appended to', 'FROM a\nCOPY start.sh /x.sh\nRUN echo wait >> /x.sh\n', '/x.sh', null],
  ['moved here', 'FROM a\nCOPY start.sh /tmp/\nRUN mv /tmp/start.sh /x\n', '/x', 'start.sh'],
  ['linked here', 'FROM a\nCOPY start.sh /opt/\nRUN ln -s /opt/start.sh /x\n', '/x', 'start.sh'],
  ['moved away', 'FROM a\nCOPY start.sh /x.sh\nRUN mv /x.sh /y.sh\n', '/x.sh', null],
  [
    'a file of the same name elsewhere',
    'FROM a\nCOPY start.sh /opt/\nRUN cp /opt/start.sh /srv/start.sh && rm /srv/start.sh\n',
    '/opt/start.sh',
    'start.sh',
  ],
];

suite('which file of the repository lies there', () => {
  for (const [name, text, path, source] of rows) test(name, () => assert.equal(sourceOf(text, path), source));
});

suite('scripts', () => {
  test('text and interpreter', () => {
    assert.deepEqual(imageOf('FROM a\nCOPY start.sh /x\n', files).scriptAt('/x'), {
      imagePath: '/x',
      path: 'start.sh',
      text: script,
      firstLine: 1,
      interpreter: 'sh',
    });
  });
  for (const [first, interpreter] of [
    ['#!/usr/bin/env bash', 'bash'],
    ['#!/usr/bin/env -S bash -e', 'bash -e'],
    ['#! /bin/bash -eu', 'bash -eu'],
    ['#!/usr/bin/python3', 'python3'],
    ['echo', null],
  ] as const) {
    test(first, () =>
      assert.equal(imageOf('FROM a\nCOPY x /x\n', { x: `${first}\n` }).scriptAt('/x')?.interpreter, interpreter),
    );
  }
  test('a heredoc of a COPY, with its line', () => {
    const image = imageOf('FROM a\nCOPY <<\'EOF\' /x\n#!/bin/sh\nexec "$@"\nEOF\n');
    assert.deepEqual(image.scriptAt('/x'), {
      imagePath: '/x',
      path: 'Dockerfile',
      text: script,
      firstLine: 3,
      interpreter: 'sh',
    });
  });
  test('a heredoc that the builder expands is not known', () =>
    assert.equal(imageOf('FROM a\nCOPY <<EOF /x\nexec $APP\nEOF\n').scriptAt('/x'), null));
});
