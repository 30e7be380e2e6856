import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { imageOf } from './build.ts';

/** `name` of each program in order: `!` runs for long, `&` in the background, `@` where it is started. */
function programs(text: string, files: Readonly<Record<string, string>> = {}): string {
  const { process } = imageOf(text, files);
  if (process.kind !== 'known') return process.kind;
  return process.programs
    .map(
      ({ name, longRunning, background, at }) =>
        `${name}${longRunning ? '!' : ''}${background ? '&' : ''}@${at.path === 'Dockerfile' ? '' : at.path}${at.line}`,
    )
    .join(' ');
}

const withScript = 'FROM a\nCOPY e.sh /e.sh\nENTRYPOINT ["/e.sh"]\n';

const rows: readonly (readonly [string, string, string, string?])[] = [
  ['nothing said', 'FROM a\n', 'inherited'],
  ['exec form', 'FROM a\nCMD ["node", "server.js"]\n', 'node!@2'],
  ['shell form, on its lines', 'FROM a\nCMD migrate && \\\n  node server.js\n', 'migrate@2 node!@3'],
  ['ENTRYPOINT and CMD together', 'FROM a\nENTRYPOINT ["node"]\nCMD ["server.js"]\n', 'node!@2'],
  ['options for a program of the base image', 'FROM a\nCMD ["--verbose"]\n', 'inherited'],
  ['inits and users', 'FROM a\nENTRYPOINT ["tini", "-g", "--", "gosu", "app"]\nCMD ["node", "x.js"]\n', 'node!@2'],
  ['setpriv', 'FROM a\nCMD ["setpriv", "--reuid", "app", "--clear-groups", "node", "x.js"]\n', 'node!@2'],
  ['environments', 'FROM a\nCMD ["poetry", "run", "gunicorn", "x"]\n', 'gunicorn!@2'],
  ['conda', 'FROM a\nCMD ["conda", "run", "--no-capture-output", "-n", "web", "gunicorn", "x"]\n', 'gunicorn!@2'],
  ['modules of python', 'FROM a\nCMD ["python", "-m", "gunicorn", "x"]\n', 'gunicorn!@2'],
  ['programs of node_modules', 'FROM a\nCMD ["node", "node_modules/.bin/next", "start"]\n', 'next!@2'],
  ['sh -c', 'FROM a\nCMD ["sh", "-c", "a; exec b"]\n', 'a@2 b!@2'],
  ['sh -c with a variable in it', 'FROM a\nCMD sh -c "uvicorn x --port $PORT"\n', 'uvicorn!@2'],
  [
    'a script of the context',
    withScript,
    'python@e.sh3 gunicorn!@e.sh4',
    '#!/bin/sh\nset -e\npython manage.py migrate\nexec gunicorn x\n',
  ],
  ['what it is given', `${withScript}CMD ["node", "x.js"]\n`, 'node!@e.sh2', '#!/bin/sh\nexec "$@"\n'],
  ['given nothing', withScript, '', '#!/bin/sh\nexec "$@"\n'],
  [
    'a script that a shell is called for',
    'FROM a\nWORKDIR /srv\nCOPY e.sh .\nCMD bash ./e.sh\n',
    'node!@e.sh1',
    'node x.js\n',
  ],
  [
    'a script found in PATH',
    'FROM a\nCOPY e.sh /usr/local/bin/\nCMD ["e.sh"]\n',
    'node!@e.sh2',
    '#!/bin/sh\nnode x.js\n',
  ],
  ['functions', withScript, 'celery!@e.sh3', '#!/bin/sh\nmain() {\n  exec celery -A x worker\n}\nmain "$@"\n'],
  [
    'branches',
    withScript,
    'celery!@e.sh3 gunicorn!@e.sh4',
    '#!/bin/sh\ncase $1 in\n  worker) exec celery worker;;\n  *) exec gunicorn x;;\nesac\n',
  ],
  [
    'services and daemons beside it',
    withScript,
    'nginx!&@e.sh2 redis-server!&@e.sh3 node!@e.sh4',
    '#!/bin/sh\nservice nginx start\nredis-server &\nnode x.js\n',
  ],
  [
    'a helper beside it',
    withScript,
    'sleep&@e.sh2 curl&@e.sh2 node!@e.sh3',
    '#!/bin/sh\n(sleep 5; curl -s localhost) &\nexec node x.js\n',
  ],
  ['what comes after it ends', withScript, 'app!@e.sh2', '#!/bin/sh\napp\necho stopped\n'],
  ['a filter behind it', withScript, 'node!@e.sh2 sed@e.sh2', '#!/bin/sh\nnode x.js | sed s/^/x/\n'],
  ['a job', 'FROM a\nCMD ["python", "manage.py", "migrate"]\n', 'python@2'],
  ['a script that is not here', 'FROM a\nENTRYPOINT ["/docker-entrypoint.sh"]\nCMD ["node"]\n', 'unknown'],
  ['a script that calls itself', withScript, 'node!@e.sh3', '#!/bin/sh\n/e.sh again\nexec node x.js\n'],
  ['ONBUILD is for others', 'FROM a\nONBUILD CMD ["node"]\n', 'inherited'],
];

suite('what a container starts', () => {
  for (const [name, text, expected, script] of rows) {
    test(name, () => assert.equal(programs(text, script === undefined ? {} : { 'e.sh': script }), expected));
  }
});

suite('responsibility', () => {
  const images: readonly (readonly [string, string])[] = [
    ['FROM postgres:16\nCOPY init.sql /docker-entrypoint-initdb.d/\n', 'data-store postgres'],
    ['FROM bitnami/postgresql:16\n', 'data-store postgresql'],
    ['FROM debian:12\nRUN apt-get install -y redis\nCMD ["redis-server"]\n', 'data-store redis-server'],
    ['FROM nginx\nCOPY dist /usr/share/nginx/html\n', 'proxy nginx'],
    ['FROM rabbitmq:3\n', 'broker rabbitmq'],
    ['FROM alpine\nCMD ["crond", "-f"]\n', 'cron crond'],
    ['FROM docker:27-dind\n', 'development-tool dockerd'],
    ['FROM python:3.12\nCOPY . .\nCMD ["gunicorn", "x"]\n', 'application gunicorn'],
    ['FROM debian:12\nCOPY --from=build /app /app\nCMD ["/app"]\n', 'application app'],
    ['FROM debian:12\nCOPY . .\nCMD redis-server & exec node x.js\n', 'application node'],
    ['FROM example.com/base\n', 'unknown'],
    ['FROM debian:12\nCMD ["/opt/start.sh"]\n', 'unknown'],
  ];
  for (const [text, expected] of images) {
    test(text.replaceAll('\n', '⏎'), () => {
      const { responsibility } = imageOf(text);
      assert.equal(
        responsibility.kind === 'unknown' ? 'unknown' : `${responsibility.kind} ${responsibility.program ?? ''}`,
        expected,
      );
    });
  }
});

test('the CMD of a parent stage is emptied by an ENTRYPOINT', () => {
  const image = imageOf('FROM a AS b\nCMD ["x"]\nFROM b\nENTRYPOINT ["y"]\n');
  assert.equal(image.cmd, null);
  assert.equal(imageOf('FROM a\nCMD ["x"]\nENTRYPOINT ["y"]\n').cmd?.range.startLine, 2);
});
