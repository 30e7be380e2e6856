import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { parseDockerfile } from '../../src/dockerfile/parse.ts';

/**
 * `? $X` in a file asks what X is there; the answers are listed behind it. null: it can't be known.
 * BuildKit 0.32 gives the same values for LABEL (frontend/dockerfile/dockerfile2llb/convert.go).
 */
const SCOPE: readonly (readonly [name: string, lines: readonly string[], answers: readonly (string | null)[]])[] = [
  ['ENV holds behind itself, not in front', ['FROM scratch', '? [$A]', 'ENV A=1', '? [$A]'], ['[]', '[1]']],
  ['what nobody sets on scratch is empty', ['FROM scratch', '? [$A]'], ['[]']],
  ['what nobody sets on an image may come from the image', ['FROM a', '? $A', '? ${A:-x}'], [null, null]],
  ['a value on one line is the one from before it', ['FROM scratch', 'ENV A=1', 'ENV A=2 B=$A', '? $A$B'], ['21']],
  ['values of one ARG line see each other', ['FROM scratch', 'ARG A=1 B=$A', '? $B'], ['1']],
  ['old form of ENV', ['FROM scratch', 'ENV A b  "c"', '? $A'], ['b  c']],
  ['an ARG before FROM is not in a stage', ['ARG A=1', 'FROM scratch', '? [$A]'], ['[]']],
  ['…until the stage declares it', ['ARG A=1', 'FROM scratch', 'ARG A', '? $A'], ['1']],
  ['…and then with the value it had before FROM', ['ARG A=1', 'ARG B=$A-$A', 'FROM scratch', 'ARG B', '? $B'], ['1-1']],
  ['a default of its own goes first', ['ARG A=1', 'FROM scratch', 'ARG A=2', '? $A'], ['2']],
  ['an ARG without a value is for the build to pass', ['FROM scratch', 'ARG A', '? $A'], [null]],
  [
    '…and a default behind it counts',
    ['FROM scratch', 'ARG A', '? ${A:-d}', '? ${A-d}', '? [${A:+s}]'],
    ['d', 'd', '[]'],
  ],
  ['…but not on an image, which may have set it', ['FROM a', 'ARG A', '? ${A:-d}'], [null]],
  ['ENV goes over ARG', ['FROM scratch', 'ARG A=1', 'ENV A=2', '? $A'], ['2']],
  ['an ARG without a value leaves ENV alone', ['FROM scratch', 'ENV A=1', 'ARG A', '? $A'], ['1']],
  ['the last one wins, also an ARG with a value over ENV', ['FROM scratch', 'ENV A=1', 'ARG A=2', '? $A'], ['2']],
  ['an unknown value spreads', ['FROM scratch', 'ARG A', 'ENV B=x$A', '? $B', '? y'], [null, 'y']],
  [
    'platforms are known to the builder alone',
    ['FROM scratch', '? [$TARGETARCH]', 'ARG TARGETARCH', '? $TARGETARCH'],
    ['[]', null],
  ],
  ['…unless the file gives them a value', ['FROM scratch', 'ARG TARGETARCH=arm64', '? $TARGETARCH'], ['arm64']],
  ['stages inherit ENV and ARG', ['FROM scratch AS a', 'ENV E=1', 'ARG R=2', 'FROM a', '? $E$R'], ['12']],
  ['…through several', ['FROM scratch AS a', 'ENV E=1', 'FROM a AS b', 'FROM b', '? $E'], ['1']],
  ['…and don’t give back', ['FROM scratch AS a', 'FROM a AS b', 'ENV E=1', 'FROM a', '? [$E]'], ['[]']],
  [
    'the last stage of a name is meant',
    ['FROM scratch AS a', 'ENV E=1', 'FROM scratch AS a', 'ENV E=2', 'FROM a', '? $E'],
    ['2'],
  ],
  ['a number is no stage for FROM', ['FROM scratch', 'ENV E=1', 'FROM 0', '? $E'], [null]],
  [
    'COPY --from carries nothing over',
    ['FROM scratch AS a', 'ENV E=1', 'FROM scratch', 'COPY --from=a /x /', '? [$E]'],
    ['[]'],
  ],
  ['ONBUILD sets nothing here', ['FROM scratch', 'ONBUILD ENV E=1', '? [$E]'], ['[]']],
  ['…but in the stage that stands on it', ['FROM scratch AS a', 'ONBUILD ENV E=1', 'FROM a', '? $E'], ['1']],
  ['…and not in the one after', ['FROM scratch AS a', 'ONBUILD ENV E=$E+', 'FROM a AS b', 'FROM b', '? $E'], ['+']],
  ['names of variables may be made of variables', ['FROM scratch', 'ENV A=B', 'ENV $A=1', '? $B'], ['1']],
];

/** What BuildKit sets where no image does. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

suite('scope of variables', () => {
  for (const [name, lines, answers] of SCOPE) {
    test(`${name}: ${lines.join(' ⏎ ')}`, () => {
      const file = parseDockerfile(
        'Dockerfile',
        lines.map((line) => line.replace(/^\? (.*)/, 'LABEL q="$1"')).join('\n'),
      );
      assert.deepEqual(file.problems, []);
      const asked = file.instructions.filter((instruction) => instruction.keyword === 'LABEL');
      assert.deepEqual(
        asked.map(({ pairs }) => pairs[0]?.value.value),
        answers,
      );
    });
  }

  test('FROM sees the arguments before it, and predefined ones', () => {
    const file = parseDockerfile(
      'Dockerfile',
      'ARG V=18\nARG P\nFROM node:$V-${X:-slim}\nENV V=9\nFROM node:$V\nFROM a:$P\nFROM a:${P:-1}\nFROM --platform=$BUILDPLATFORM a\n',
    );
    const froms = file.stages.map(({ from }) => from);
    assert.deepEqual(
      froms.map(({ image }) => image.value),
      ['node:18-slim', 'node:18', null, 'a:1', 'a'],
    );
    assert.equal(froms.at(-1)?.platform?.value, null);
    assert.deepEqual(file.stages[2]?.base, { kind: 'unknown', raw: 'a:$P' });
  });

  test('says where a value is from, in the order of the last assignments', () => {
    const file = parseDockerfile(
      'Dockerfile',
      'ARG G=1\nFROM scratch\nENV E=1 A=0\nARG A=2\nARG G N TARGETOS\nENV E=3\n',
    );
    assert.deepEqual(
      file.stages[0]?.end.variables().map(({ name, value, from }) => `${name}=${value} ${from}`),
      [`PATH=${PATH} predefined`, 'A=2 arg', 'G=1 global-arg', 'N=null arg', 'TARGETOS=null predefined', 'E=3 env'],
    );
    assert.equal(file.stages[0]?.end.get('NOBODY'), undefined);
  });

  for (const [lines, args, answers] of [
    [['FROM scratch', 'ARG A=1', '? $A'], { A: '2' }, ['2']],
    [['FROM scratch', 'ARG A', '? $A'], { A: '2' }, ['2']],
    [['FROM scratch', '? [$A]'], { A: '2' }, ['[]']],
    [['FROM scratch', 'ARG A', '? [$A]'], {}, ['[]']],
    [['FROM scratch', 'ENV A=1', 'ARG A', '? $A'], {}, ['1']],
    [['FROM scratch', 'ENV A=1', 'ARG A', '? $A'], { A: '2' }, ['2']],
    [['ARG A=1', 'FROM scratch', 'ARG A', '? $A'], { A: '2' }, ['2']],
    [['ARG A', 'ARG B=$A.', 'FROM scratch', 'ARG B', '? $B'], { A: '2' }, ['2.']],
    [['ARG A=1', 'FROM scratch', 'ARG A=3', '? $A'], {}, ['3']],
    [['FROM scratch', 'ARG TARGETARCH', '? $TARGETARCH'], { TARGETARCH: 'arm64' }, ['arm64']],
    [['FROM a', 'ARG A', '? $A'], {}, [null]],
  ] as const) {
    test(`${lines.join(' ⏎ ')}, built with ${JSON.stringify(args)}: ${answers.join(' ')}`, () => {
      const text = lines.map((line) => line.replace(/^\? (.*)/, 'LABEL q="$1"')).join('\n');
      const file = parseDockerfile('Dockerfile', text, { args: new Map(Object.entries(args)) });
      const asked = file.instructions.filter((instruction) => instruction.keyword === 'LABEL');
      assert.deepEqual(
        asked.map(({ pairs }) => pairs[0]?.value.value),
        answers,
      );
    });
  }

  test('where it is known what is passed, an ARG that gets no value is no variable', () => {
    const text = 'FROM scratch\nARG A B\n';
    const end = parseDockerfile('Dockerfile', text, { args: new Map([['B', '1']]) }).stages[0]?.end;
    assert.deepEqual(
      end?.variables().map(({ name }) => name),
      ['PATH', 'B'],
    );
  });

  test('where only a part of what is passed is known, the other arguments can be anything', () => {
    const text = 'FROM scratch\nARG A=1\nARG B\nCOPY $A /x\nCOPY $B /x\n';
    const { instructions } = parseDockerfile('Dockerfile', text, { someArgs: new Map([['A', '2']]) });
    const sources = instructions.flatMap((one) => (one.keyword === 'COPY' ? one.sources : []));
    assert.deepEqual(
      sources.map(({ value }) => value),
      ['2', null],
    );
  });

  test('what ONBUILD of a stage runs is read where it runs', () => {
    const text = 'FROM scratch AS a\nONBUILD COPY $X ./\nFROM a\nENV X=x\nFROM a AS b\n';
    const [, , last] = parseDockerfile('Dockerfile', text, { args: new Map() }).stages;
    const [copy] = last?.triggered ?? [];
    assert.deepEqual(copy?.keyword === 'COPY' && [copy.sources[0]?.value, copy.destinationPath, copy.range], [
      '',
      '/',
      { startLine: 2, endLine: 2 },
    ]);
  });

  test('an instruction keeps what holds in front of it', () => {
    const [, first, second] = parseDockerfile('Dockerfile', 'FROM scratch\nENV A=1\nENV A=2\n').instructions;
    assert.equal(first?.scope.get('A'), undefined);
    assert.equal(second?.scope.get('A')?.value, '1');
  });
});

suite('WORKDIR, USER and SHELL', () => {
  for (const [lines, workdir] of [
    [['FROM scratch'], '/'],
    [['FROM a'], null],
    [['FROM a', 'WORKDIR app'], null],
    [['FROM a', 'WORKDIR /app'], '/app'],
    [['FROM a', 'WORKDIR /app/', 'WORKDIR ../b/./c//'], '/b/c'],
    [['FROM a', 'WORKDIR /../..'], '/'],
    [['FROM a', 'ENV D=/d', 'WORKDIR $D/e'], '/d/e'],
    [['FROM a', 'WORKDIR /a', 'WORKDIR $NOBODY'], null],
    [['FROM a', 'WORKDIR $NOBODY', 'WORKDIR /a'], '/a'],
    [['FROM a', 'WORKDIR /a b'], '/a b'],
    [['FROM a AS b', 'WORKDIR /a', 'FROM b', 'WORKDIR c'], '/a/c'],
    [['FROM scratch AS b', 'ONBUILD WORKDIR /a', 'FROM b', 'WORKDIR c'], '/a/c'],
    [['FROM mcr.microsoft.com/windows/servercore', 'WORKDIR C:\\\\app'], null],
  ] as const) {
    test(`${lines.join(' ⏎ ')}: ${workdir}`, () => {
      assert.equal(parseDockerfile('Dockerfile', lines.join('\n')).stages.at(-1)?.end.workdir, workdir);
    });
  }

  test('USER and SHELL are inherited', () => {
    const file = parseDockerfile('Dockerfile', 'FROM a AS b\nUSER app:app\nSHELL ["bash", "-c"]\nFROM b\nFROM a\n');
    assert.deepEqual(
      file.stages.map(({ end }) => [end.user?.value ?? null, end.shell]),
      [
        ['app:app', ['bash', '-c']],
        ['app:app', ['bash', '-c']],
        [null, null],
      ],
    );
  });

  for (const [lines, shell] of [
    [['FROM mcr.microsoft.com/windows/nanoserver:1809'], ['cmd', '/S', '/C']],
    [
      ['ARG T=3-windowsservercore', 'FROM python:$T'],
      ['cmd', '/S', '/C'],
    ],
    [['FROM --platform=windows/amd64 a'], ['cmd', '/S', '/C']],
    [
      ['# escape=`', 'FROM a'],
      ['cmd', '/S', '/C'],
    ],
    [['FROM debian'], null],
  ] as const) {
    test(`${lines.join(' ⏎ ')}: the shell is ${shell?.[0] ?? 'sh'}`, () => {
      assert.deepEqual(parseDockerfile('Dockerfile', lines.join('\n')).stages[0]?.end.shell, shell);
    });
  }
});
