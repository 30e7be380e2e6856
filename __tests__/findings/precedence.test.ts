import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Edit } from '../../src/fixes/edit.ts';
import { catalogue } from '../../src/findings/catalogue.ts';
import { precedence, speak } from '../../src/findings/precedence.ts';

interface Seen {
  readonly lines?: readonly [number, number];
  readonly subjects?: readonly string[];
  readonly edits?: readonly Edit[];
  readonly path?: string;
}

function found(
  rule: string,
  { lines: [startLine, endLine] = [1, 1], subjects, edits, path = 'Dockerfile' }: Seen = {},
) {
  const fix = edits ? { safe: true, doubts: [], edits } : null;
  return {
    rule,
    path,
    dockerfile: 'Dockerfile',
    ranges: [{ startLine, endLine }],
    fix,
    ...(subjects ? { subjects } : {}),
  };
}
const rulesOf = (...findings: readonly ReturnType<typeof found>[]): readonly string[] =>
  speak(findings).map(({ rule }) => rule.replace(/^.*\//, ''));

suite('which rule speaks', () => {
  const cases: Record<string, [readonly ReturnType<typeof found>[], readonly string[]]> = {
    'a file that cannot be built: only that': [
      [found('kasane/invalid-dockerfile'), found('state/volume', { lines: [9, 9] }), found('kasane/unused-ignore')],
      ['invalid-dockerfile'],
    ],
    'all problems of a file that cannot be built': [
      [found('kasane/invalid-dockerfile'), found('kasane/invalid-dockerfile', { lines: [3, 3] })],
      ['invalid-dockerfile', 'invalid-dockerfile'],
    ],
    'a step that the suggestion moves too': [
      [
        found('cache/copy-before-install', {
          lines: [3, 4],
          edits: [{ path: 'Dockerfile', startLine: 3, endLine: 6, newText: '' }],
        }),
        found('cache/setup-after-copy', { lines: [6, 6] }),
        found('cache/setup-after-copy', { lines: [8, 8] }),
      ],
      ['copy-before-install', 'setup-after-copy'],
    ],
    'the same install': [
      [
        found('cache/copy-before-install', { lines: [3, 4] }),
        found('cache/cache-mount', { lines: [4, 4] }),
        found('cache/cache-mount', { lines: [9, 9] }),
      ],
      ['copy-before-install', 'cache-mount'],
    ],
    'a log directory': [
      [found('logs/log-volume', { subjects: ['/var/log'] }), found('state/volume', { subjects: ['/var/log/app'] })],
      ['log-volume'],
    ],
    'a volume that holds more than the database': [
      [
        found('state/embedded-database', { subjects: ['/data'] }),
        found('state/volume', { subjects: ['/data', '/uploads'] }),
      ],
      ['embedded-database', 'volume'],
    ],
    '/data is not above /database': [
      [found('logs/log-volume', { subjects: ['/data'] }), found('state/volume', { subjects: ['/database'] })],
      ['log-volume', 'volume'],
    ],
    'a service and one program': [
      [
        found('state/service-in-image', { subjects: ['redis-server'] }),
        found('process/multiple-processes', { lines: [9, 9], subjects: ['redis-server', 'gunicorn'] }),
      ],
      ['service-in-image'],
    ],
    'a service and two programs': [
      [
        found('state/service-in-image', { subjects: ['redis-server'] }),
        found('process/multiple-processes', { lines: [9, 9], subjects: ['redis-server', 'gunicorn', 'celery'] }),
      ],
      ['service-in-image', 'multiple-processes'],
    ],
    'a service, a cron and one program': [
      [
        found('state/service-in-image', { subjects: ['redis-server'] }),
        found('process/cron-in-image', { subjects: ['cron'] }),
        found('process/multiple-processes', { lines: [9, 9], subjects: ['redis-server', 'cron', 'gunicorn'] }),
      ],
      ['service-in-image', 'cron-in-image'],
    ],
    'an unrelated service and two programs': [
      [
        found('state/service-in-image', { subjects: ['redis-server'] }),
        found('process/multiple-processes', { subjects: ['nginx'] }),
      ],
      ['service-in-image', 'multiple-processes'],
    ],
    'a supervisor, for what it starts; the service keeps its word': [
      [
        found('process/supervisor', { lines: [9, 9], subjects: ['cron', 'mysqld', 'nginx'] }),
        found('process/cron-in-image', { subjects: ['cron'] }),
        found('state/service-in-image', { subjects: ['mysqld'] }),
        found('logs/shipper-in-image', { subjects: ['filebeat'] }),
      ],
      ['supervisor', 'service-in-image', 'shipper-in-image'],
    ],
    'one program and a tail of its log': [
      [
        found('logs/tail-log', { subjects: ['tail'] }),
        found('process/keep-alive'),
        found('process/multiple-processes', { subjects: ['nginx', 'tail'] }),
        found('process/shell-form'),
      ],
      ['tail-log'],
    ],
    'two programs and a tail': [
      [
        found('process/keep-alive', { subjects: ['tail'] }),
        found('process/multiple-processes', { subjects: ['nginx', 'php-fpm', 'tail'] }),
        found('process/shell-form'),
      ],
      ['multiple-processes'],
    ],
    'a loop that restarts': [
      [found('state/restart-loop'), found('process/keep-alive'), found('process/shell-form')],
      ['restart-loop'],
    ],
    'npm start in shell form': [
      [found('process/package-manager-as-process'), found('process/shell-form')],
      ['package-manager-as-process'],
    ],
    'another line keeps its word': [
      [found('process/package-manager-as-process'), found('process/shell-form', { lines: [2, 2] })],
      ['package-manager-as-process', 'shell-form'],
    ],
    'another file keeps its word': [
      [found('process/multiple-processes', { path: 'run.sh' }), found('process/shell-form')],
      ['multiple-processes', 'shell-form'],
    ],
    'a credential that is copied and removed': [
      [
        found('filesystem/deleted-later', { lines: [9, 9], subjects: ['.env', 'src'] }),
        found('state/environment-file', { subjects: ['.env'] }),
      ],
      ['deleted-later'],
    ],
    'no subjects: nothing is covered': [
      [found('state/localhost-service', { subjects: ['DB_HOST'] }), found('state/environment-baked-in')],
      ['localhost-service', 'environment-baked-in'],
    ],
  };
  for (const [name, [findings, expected]] of Object.entries(cases)) {
    test(name, () => assert.deepEqual(rulesOf(...findings), expected));
  }

  test('a rule that is silent silences nobody', () => {
    const findings = [
      found('process/supervisor', { subjects: ['cron', 'app'] }),
      found('process/cron-in-image', { subjects: ['cron'], lines: [2, 2] }),
      found('process/multiple-processes', { subjects: ['cron', 'app'], lines: [3, 3] }),
    ];
    assert.deepEqual(rulesOf(...findings), ['supervisor']);
    assert.deepEqual(rulesOf(...findings.slice(1)), ['cron-in-image']);
    assert.deepEqual(rulesOf(...findings.slice(2)), ['multiple-processes']);
  });

  test('another Dockerfile keeps its word', () => {
    const other = { ...found('process/shell-form'), dockerfile: 'b/Dockerfile', path: 'b/Dockerfile' };
    assert.equal(speak([found('process/package-manager-as-process'), other]).length, 2);
  });

  test('every name in the table is one of the catalogue', () => {
    const names = new Set(precedence.flatMap(({ speaks, silences }) => [...speaks, ...silences]));
    assert.deepEqual(
      [...names].filter((name) => !catalogue.has(name) && name !== '*' && name !== 'kasane/invalid-dockerfile'),
      [],
    );
  });

  test('who silences a rule stands above the rows in which it speaks', () => {
    // Which of these two speaks depends on how many programs there are; their rows say so, in this order.
    const either = new Set(['process/keep-alive', 'process/multiple-processes']);
    precedence.forEach((row, index) => {
      for (const later of precedence.slice(index + 1)) {
        for (const rule of row.speaks) {
          if (later.silences.includes(rule))
            assert.ok(either.has(rule) && later.speaks.some((speaker) => either.has(speaker)), rule);
        }
      }
    });
  });
});
