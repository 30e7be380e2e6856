import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { applyIgnores } from '../../src/findings/ignores.ts';

const known = [
  'state/volume',
  'filesystem/copied-twice-by-chown',
  'process/entrypoint-without-exec',
  'kasane/unused-ignore',
  'kasane/ignore-without-reason',
];

interface Given {
  /** `rule line[-line] [path]` */
  readonly found?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly inForce?: boolean;
  readonly ran?: readonly string[];
}

/** All that came out, as one line each. */
function outcome(lines: readonly string[], { found = [], scripts = {}, inForce = true, ran = known }: Given = {}) {
  const findings = found.map((text) => {
    const [, rule = '', start = '', end = start, path = 'Dockerfile'] =
      /^(\S+) (\d+)(?:-(\d+))?(?: (.+))?$/.exec(text) ?? [];
    return { rule, path, ranges: [{ startLine: Number(start), endLine: Number(end) }] };
  });
  const applied = applyIgnores(
    findings,
    { dockerfile: parseDockerfile('Dockerfile', `${lines.join('\n')}\n`), scripts: new Map(Object.entries(scripts)) },
    { inForce, known, ran: new Set(ran) },
  );
  return {
    kept: applied.kept.map(({ rule, ranges }) => `${rule} ${ranges[0]?.startLine}`),
    about: applied.about.map(({ rule, path, startLine, values }) =>
      rule === 'kasane/unused-ignore'
        ? `${path === 'Dockerfile' ? '' : `${path}:`}${startLine} ${values.because} ${values.rule}${values.nearest ? ` → ${values.nearest}` : ''}`
        : `${startLine} no reason ${values.rules.join()}`,
    ),
    ignores: applied.ignores.map(
      ({ at, rules, reason, findings: count }) => `${at.path}:${at.line} ${rules.join()} ×${count} ${reason ?? '?'}`,
    ),
  };
}

const volume = 'state/volume';
const chown = 'filesystem/copied-twice-by-chown';

suite('an ignore holds back', () => {
  const cases: Record<string, { lines: string[]; found: string[]; kept?: string[]; ignores: string[] }> = {
    'the instruction below it': {
      lines: ['FROM a', '# kasane ignore=state/volume the store of this tool', 'VOLUME /data', 'VOLUME /more'],
      found: [`${volume} 3`, `${volume} 4`],
      kept: [`${volume} 4`],
      ignores: ['Dockerfile:2 state/volume ×1 the store of this tool'],
    },
    'several rules': {
      lines: ['FROM a', '# kasane ignore=state/volume,filesystem/copied-twice-by-chown both', 'RUN x'],
      found: [`${volume} 3`, `${chown} 3`],
      ignores: ['Dockerfile:2 state/volume,filesystem/copied-twice-by-chown ×2 both'],
    },
    'several rules, with blanks between them': {
      lines: ['FROM a', '# kasane ignore=state/volume , filesystem/copied-twice-by-chown: both', 'RUN x'],
      found: [`${volume} 3`, `${chown} 3`],
      ignores: ['Dockerfile:2 state/volume,filesystem/copied-twice-by-chown ×2 both'],
    },
    'with other comments between': {
      lines: ['FROM a', '# kasane ignore=state/volume why', '# hadolint ignore=DL3000', '# The data.', 'VOLUME /data'],
      found: [`${volume} 5`],
      ignores: ['Dockerfile:2 state/volume ×1 why'],
    },
    'any line of a long instruction': {
      lines: [
        'FROM a',
        '# kasane ignore=filesystem/copied-twice-by-chown why',
        'RUN a && \\',
        '  b && \\',
        '  chown -R u /app',
      ],
      found: [`${chown} 5`],
      ignores: ['Dockerfile:2 filesystem/copied-twice-by-chown ×1 why'],
    },
    'from inside a long instruction': {
      lines: ['FROM a', 'RUN a && \\', '  # kasane ignore=filesystem/copied-twice-by-chown why', '  chown -R u /app'],
      found: [`${chown} 2-4`],
      ignores: ['Dockerfile:3 filesystem/copied-twice-by-chown ×1 why'],
    },
    'a whole stage, above its FROM, and no other': {
      lines: [
        'FROM a AS one',
        'VOLUME /x',
        '',
        '# kasane ignore=state/volume a tool',
        'FROM b',
        'VOLUME /y',
        'VOLUME /z',
      ],
      found: [`${volume} 2`, `${volume} 6`, `${volume} 7`],
      kept: [`${volume} 2`],
      ignores: ['Dockerfile:4 state/volume ×2 a tool'],
    },
    'the whole file, at the top': {
      lines: [
        '# syntax=docker/dockerfile:1',
        '# kasane ignore-file=state/volume a tool',
        '',
        'ARG A',
        'FROM a',
        'VOLUME /x',
        'FROM b',
        'VOLUME /y',
      ],
      found: [`${volume} 6`, `${volume} 8`],
      ignores: ['Dockerfile:2 state/volume ×2 a tool'],
    },
    'only the rules that it names': {
      lines: ['FROM a', '# kasane ignore=state/volume why', 'RUN x'],
      found: [`${volume} 3`, `${chown} 3`],
      kept: [`${chown} 3`],
      ignores: ['Dockerfile:2 state/volume ×1 why'],
    },
  };
  for (const [name, { lines, found, kept = [], ignores }] of Object.entries(cases)) {
    test(name, () => assert.deepEqual(outcome(lines, { found }), { kept, about: [], ignores }));
  }

  test('a finding over several instructions, above any of them', () => {
    const lines = ['FROM a', 'COPY . .', 'ENV A=1', '# kasane ignore=state/volume why', 'RUN b'];
    const dockerfile = parseDockerfile('Dockerfile', lines.join('\n'));
    const ranges = [
      { startLine: 2, endLine: 2 },
      { startLine: 5, endLine: 5 },
    ];
    const policy = { inForce: true, known, ran: new Set(known) };
    const about = (finding: { rule: string; path: string; ranges: typeof ranges }) =>
      applyIgnores([finding], { dockerfile, scripts: new Map() }, policy).kept.length;
    assert.equal(about({ rule: volume, path: 'Dockerfile', ranges }), 0);
    assert.equal(about({ rule: volume, path: 'Dockerfile', ranges: ranges.slice(0, 1) }), 1);
  });

  test('with Windows line ends', () => {
    const text = ['FROM a', '# kasane ignore=state/volume why', 'VOLUME /x', ''].join('\r\n');
    const finding = { rule: volume, path: 'Dockerfile', ranges: [{ startLine: 3, endLine: 3 }] };
    const applied = applyIgnores(
      [finding],
      { dockerfile: parseDockerfile('Dockerfile', text), scripts: new Map() },
      { inForce: true, known, ran: new Set(known) },
    );
    assert.deepEqual([applied.kept, applied.about, applied.ignores.map(({ reason }) => reason)], [[], [], ['why']]);
  });
});

const script = (...lines: readonly string[]) => ({ 'run.sh': lines.join('\n') });

suite('in a script', () => {
  const rule = 'process/entrypoint-without-exec';
  test('above the line', () => {
    assert.deepEqual(
      outcome(['FROM a'], {
        found: [`${rule} 3 run.sh`],
        scripts: script('#!/bin/sh', `# kasane ignore=${rule} it forks`, 'app "$@"'),
      }),
      {
        kept: [],
        about: [],
        ignores: [`run.sh:2 ${rule} ×1 it forks`],
      },
    );
  });
  test('for the whole file, at its top', () => {
    assert.deepEqual(
      outcome(['FROM a'], {
        found: [`${rule} 5 run.sh`],
        scripts: script('#!/bin/sh', '', `# kasane ignore-file=${rule} it forks`, 'set -e', 'app'),
      }).kept,
      [],
    );
  });
  test('one in the Dockerfile says nothing about the script', () => {
    const result = outcome([`# kasane ignore-file=${rule} no`, 'FROM a'], {
      found: [`${rule} 2 run.sh`],
      scripts: script('#!/bin/sh', 'app'),
    });
    assert.deepEqual([result.kept, result.about], [[`${rule} 2`], [`1 no-finding ${rule}`]]);
  });
  test('one that nothing stands below', () => {
    assert.deepEqual(
      outcome(['FROM a'], { scripts: script('#!/bin/sh', 'app', `# kasane ignore=${rule} x`, '', 'b') }).about,
      [`run.sh:3 not-above-instruction ${rule}`],
    );
  });
});

suite('an ignore that does nothing says why', () => {
  const cases: Record<string, [readonly string[], readonly string[], Given?]> = {
    'no such finding': [['FROM a', '# kasane ignore=state/volume why', 'RUN x'], ['2 no-finding state/volume']],
    'one rule of two': [
      ['FROM a', `# kasane ignore=state/volume,${chown} why`, 'VOLUME /x'],
      [`2 no-finding ${chown}`],
      { found: [`${volume} 3`] },
    ],
    'a misspelled rule': [
      ['FROM a', '# kasane ignore=state/volumes why', 'VOLUME /x'],
      ['2 unknown-rule state/volumes → state/volume'],
      { found: [] },
    ],
    'a rule without its section': [
      ['FROM a', '# kasane ignore=volume why', 'VOLUME /x'],
      ['2 unknown-rule volume → state/volume'],
    ],
    'a rule that this version does not have yet': [['FROM a', '# kasane ignore=state/local-uploads why', 'RUN x'], []],
    'a rule that nobody knows': [['FROM a', '# kasane ignore=DL3008 why', 'VOLUME /x'], ['2 unknown-rule dl3008']],
    'a pattern': [['FROM a', '# kasane ignore=state/* why', 'VOLUME /x'], ['2 unknown-rule state/*']],
    'a blank line below it': [
      ['FROM a', '# kasane ignore=state/volume why', '', 'VOLUME /x'],
      ['2 not-above-instruction state/volume'],
      { found: [`${volume} 4`] },
    ],
    'the end of the file below it': [
      ['FROM a', '# kasane ignore=state/volume why'],
      ['2 not-above-instruction state/volume'],
    ],
    'ignore-file further down': [
      ['FROM a', '# kasane ignore-file=state/volume why', 'VOLUME /x'],
      ['2 not-at-top state/volume'],
      { found: [`${volume} 3`] },
    ],
    'without the sign': [['FROM a', '# kasane ignore state/volume why', 'VOLUME /x'], ['2 not-understood ']],
    'switched off by the configuration': [
      ['FROM a', '# kasane ignore=state/volume why', 'VOLUME /x'],
      ['2 switched-off state/volume'],
      { found: [`${volume} 3`], inForce: false },
    ],
    'a rule that did not look: nothing can be said': [
      ['FROM a', '# kasane ignore=state/volume why', 'RUN x'],
      [],
      { ran: [] },
    ],
    'prose that names the tool': [['FROM a', '# kasane finds nothing here, ignore the rest', 'RUN x'], []],
    'another tool': [['FROM a', '# hadolint ignore=DL3008', 'RUN x'], []],
  };
  for (const [name, [lines, about, given = {}]] of Object.entries(cases)) {
    test(name, () => {
      const result = outcome(lines, given);
      assert.deepEqual(result.about, about);
    });
  }

  test('and holds back nothing', () => {
    const lines = ['FROM a', '# kasane ignore=state/volume why', 'VOLUME /x'];
    assert.deepEqual(outcome(lines, { found: [`${volume} 3`], inForce: false }).kept, [`${volume} 3`]);
    assert.deepEqual(
      outcome(['FROM a', '# kasane ignore-file=state/volume why', 'VOLUME /x'], { found: [`${volume} 3`] }).kept,
      [`${volume} 3`],
    );
  });
});

suite('the reason', () => {
  test('is asked for, and the ignore works without it', () => {
    assert.deepEqual(outcome(['FROM a', '# kasane ignore=state/volume', 'VOLUME /x'], { found: [`${volume} 3`] }), {
      kept: [],
      about: ['2 no reason state/volume'],
      ignores: ['Dockerfile:2 state/volume ×1 ?'],
    });
  });
  test('a dash alone is none', () => {
    assert.deepEqual(
      outcome(['FROM a', '# kasane ignore=state/volume --', 'VOLUME /x'], { found: [`${volume} 3`] }).about,
      ['2 no reason state/volume'],
    );
  });
});

suite('an ignore of an ignore', () => {
  test('a template may keep its ignores', () => {
    const lines = [
      '# kasane ignore-file=kasane/unused-ignore shared by many images',
      'FROM a',
      '# kasane ignore=state/volume why',
      'RUN x',
    ];
    assert.deepEqual(outcome(lines), {
      kept: [],
      about: [],
      ignores: ['Dockerfile:1 kasane/unused-ignore ×1 shared by many images'],
    });
  });
  test('is itself unused without one', () => {
    assert.deepEqual(outcome(['# kasane ignore-file=kasane/unused-ignore why', 'FROM a']).about, [
      '1 no-finding kasane/unused-ignore',
    ]);
  });
});
