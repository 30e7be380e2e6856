import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { CopyLike, Dockerfile, Run } from '../../src/dockerfile/model.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';

suite('lines', () => {
  test('ranges span continuations, comments in them, and heredocs', () => {
    const file = parseDockerfile(
      'Dockerfile',
      `# syntax=docker/dockerfile:1

FROM node:22 AS deps

# Only what npm reads.
COPY package.json \\
  # the lock file too
  package-lock.json \\

  ./
RUN <<EOF
npm ci
EOF
CMD ["node", "."]`,
    );
    assert.deepEqual(
      file.instructions.map(({ keyword, range }) => [keyword, range.startLine, range.endLine]),
      [
        ['FROM', 3, 3],
        ['COPY', 6, 10],
        ['RUN', 11, 13],
        ['CMD', 14, 14],
      ],
    );
    assert.deepEqual(file.instructions[1]?.comments, [{ line: 5, text: 'Only what npm reads.' }]);
    assert.deepEqual(file.instructions[1]?.innerComments, [{ line: 7, text: 'the lock file too' }]);
    assert.deepEqual(
      file.comments.map(({ line }) => line),
      [5, 7],
    );
    assert.deepEqual(file.stages[0]?.range, { startLine: 3, endLine: 14 });
    assert.deepEqual(file.directives, { syntax: 'docker/dockerfile:1', check: null, escape: null });
  });

  test('comments belong to the instruction directly below', () => {
    const file = read('# far', '', '# near 1', '# near 2', 'FROM a', '# last');
    assert.deepEqual(
      file.instructions[0]?.comments.map((comment) => comment.text),
      ['near 1', 'near 2'],
    );
    assert.equal(file.comments.length, 4);
  });

  test('comment lines of a heredoc are text', () => {
    const file = read('FROM a', 'RUN <<EOF', '# not a comment', 'EOF');
    assert.deepEqual(file.comments, []);
    assert.equal(run(file).command.form === 'shell' && run(file).command.form, 'shell');
  });

  for (const [source, eol] of [
    ['FROM a\nRUN b\n', '\n'],
    ['FROM a\r\nRUN b\r\n', '\r\n'],
    ['FROM a\r\nRUN b', '\r\n'],
    ['FROM a', '\n'],
    ['', '\n'],
  ] as const) {
    test(`${JSON.stringify(source)} ends its lines with ${JSON.stringify(eol)}`, () => {
      const file = parseDockerfile('Dockerfile', source);
      assert.equal(file.eol, eol);
      assert.equal(file.lines.join(''), source);
    });
  }

  test('CRLF is no part of what is read', () => {
    const file = parseDockerfile(
      'Dockerfile',
      ['# escape=`', 'FROM a', 'RUN b `', '  c', 'COPY <<x /d', 'e', 'x', 'ENV A=1', ''].join('\r\n'),
    );
    assert.deepEqual(file.problems, []);
    assert.equal(text(run(file)), 'b   c');
    assert.equal(copy(file).heredocs[0]?.body, 'e\n');
    assert.equal(file.stages[0]?.end.get('A')?.value, '1');
  });

  test('a byte order mark stays in front of the first line', () => {
    const file = parseDockerfile('Dockerfile', '\ufeff# escape=`\nFROM a\n');
    assert.deepEqual([file.bom, file.escape, file.lines[0]], [true, '`', '\ufeff# escape=`\n']);
    assert.deepEqual(file.problems, []);
  });

  for (const [lines, expected] of [
    [['RUN a \\', '  b'], 'a   b'],
    [['RUN a \\   ', 'b'], 'a b'],
    [['RUN a \\\t', 'b'], 'a b'],
    [['RUN a \\', '', '', 'b'], 'a b'],
    [['RUN a \\', '# c', '   # d', 'b'], 'a b'],
    [['RUN a \\', '# c \\', 'b'], 'a b'],
    [['RUN a \\', ' \\', 'b'], 'a  b'],
    [['RUN a\\', 'b'], 'ab'],
    [['RUN \\', 'a'], 'a'],
    [['R\\', 'UN a'], 'a'],
    [['RUN a \\\\'], 'a \\\\'],
    [['RUN a \\'], 'a'],
    [['RUN a # b'], 'a # b'],
    [['RUN a  \t b  '], 'a  \t b'],
    [['run a'], 'a'],
    [['   RUN a'], 'a'],
  ] as const) {
    test(`${lines.join(' ⏎ ')}: ${expected}`, () => {
      assert.equal(text(run(read('FROM x', ...lines))), expected);
    });
  }

  test('an offset in the text of RUN leads to its line', () => {
    const file = read(
      'FROM x',
      'RUN --mount=target=/a \\',
      '  # c',
      '  one && \\',
      '',
      '  two <<A <<B',
      'three',
      'A',
      'four',
      'B',
    );
    const { command } = run(file);
    assert.ok(command.form === 'shell');
    assert.equal(command.text, 'one &&   two <<A <<B\nthree\nA\nfour\nB');
    const lines = ['one', 'two', '<<B', 'three', '\nA', 'four', 'B'].map((word) =>
      command.lineOf(command.text.lastIndexOf(word) + (word === '\nA' ? 1 : 0)),
    );
    assert.deepEqual(lines, [4, 6, 6, 7, 8, 9, 10]);
  });

  test('normalized text has no comments, one blank for many, and the heredoc', () => {
    const same = [
      read('FROM x', 'RUN  a \\', '    # why', '  b <<E', 'c  d', 'E'),
      read('FROM x', 'RUN a b <<E', 'c  d', 'E'),
    ].map((file) => run(file).normalized);
    assert.deepEqual(same, ['RUN a b <<E\nc  d\nE', 'RUN a b <<E\nc  d\nE']);
  });
});

suite('RUN', () => {
  test('a heredoc alone is the script, tabs cut with a dash', () => {
    const file = read('FROM x', 'RUN <<-EOF', '\tif a; then', '\t\tb', '\tfi', '\tEOF');
    assert.deepEqual(run(file).heredocScript, { interpreter: null });
    assert.equal(text(run(file)), 'if a; then\nb\nfi\n');
    assert.equal(run(file).heredocs[0]?.body, '\tif a; then\n\t\tb\n\tfi\n');
  });

  test('its first line may name who reads it', () => {
    assert.deepEqual(run(read('FROM x', 'RUN <<EOF', '#!/usr/bin/env python3', 'a', 'EOF')).heredocScript, {
      interpreter: '/usr/bin/env python3',
    });
    assert.equal(run(read('FROM x', 'RUN <<EOF sh', 'a', 'EOF')).heredocScript, null);
  });

  test('mounts', () => {
    const { mounts } = run(
      read(
        'FROM x AS deps',
        'WORKDIR /app',
        'ARG ID=1',
        'RUN --mount=type=cache,target=~,id=a-$ID,sharing=locked --mount=source=.,dst=src,rw --mount=type=secret,id=a \\',
        '  --mount=from=deps,source=/b,target=/c,ro=false --mount=type=tmpfs,target=/$NOBODY --mount=type=$T,target=/d e',
      ),
    );
    assert.deepEqual(
      mounts.map(({ type, target, source, from, readOnly }) => [type, target, source?.value, from?.value, readOnly]),
      [
        ['cache', '/app/~', undefined, undefined, false],
        ['bind', '/app/src', '.', undefined, false],
        ['secret', null, undefined, undefined, true],
        ['bind', '/c', '/b', 'deps', false],
        ['tmpfs', null, undefined, undefined, false],
        ['unknown', '/d', undefined, undefined, true],
      ],
    );
    assert.deepEqual(
      [...(mounts[0]?.options ?? [])],
      [
        ['type', 'cache'],
        ['target', '~'],
        ['id', 'a-1'],
        ['sharing', 'locked'],
      ],
    );
  });

  test('exec form', () => {
    assert.deepEqual(run(read('FROM x', 'RUN --network=none [ "a b", \\', ' "c" ]')).command, {
      form: 'exec',
      words: ['a b', 'c'],
    });
  });
});

suite('COPY and ADD', () => {
  test('flags, words and their lines', () => {
    const one = copy(
      read(
        'FROM x AS base',
        'ARG U=app',
        'COPY --from=Base --chown="$U:$U" --chmod=755 --link --exclude=*.md --exclude=a \\',
        '  a b* \\',
        '  "$U" /d',
      ),
    );
    assert.deepEqual(
      [one.from?.value, one.chown, one.chmod?.value, one.link, one.parents],
      ['Base', { raw: '"$U:$U"', value: 'app:app', line: 3 }, '755', true, false],
    );
    assert.deepEqual(
      one.exclude.map(({ value }) => value),
      ['*.md', 'a'],
    );
    assert.deepEqual(one.sources, [
      { raw: 'a', value: 'a', line: 4 },
      { raw: 'b*', value: 'b*', line: 4 },
      { raw: '"$U"', value: 'app', line: 5 },
    ]);
    assert.deepEqual(one.destination, { raw: '/d', value: '/d', line: 5 });
    assert.deepEqual(
      one.flags.map(({ name, value }) => [name, value?.value]),
      [
        ['from', 'Base'],
        ['chown', '$U:$U'],
        ['chmod', '755'],
        ['link', undefined],
        ['exclude', '*.md'],
        ['exclude', 'a'],
      ],
    );
  });

  for (const [workdir, destination, path] of [
    ['/app', '.', '/app/'],
    ['/app', './', '/app/'],
    ['/app', 'src', '/app/src'],
    ['/app', 'src/', '/app/src/'],
    ['/app', 'src/.', '/app/src/'],
    ['/app', '../b', '/b'],
    ['/app', '/a//b/../c', '/a/c'],
    ['/app', '/', '/'],
    ['/app', '$NOBODY', null],
    ['app', '.', null],
    ['app', '/b', '/b'],
  ] as const) {
    test(`in ${workdir}, ${destination} is ${path}`, () => {
      assert.equal(copy(read('FROM x', `WORKDIR ${workdir}`, `COPY a ${destination}`)).destinationPath, path);
    });
  }

  test('heredocs are no sources', () => {
    const one = copy(read('FROM x', 'COPY <<a "b" <<"c" /d/', '$X', 'a', '$Y', 'c'));
    assert.deepEqual(
      one.sources.map(({ value }) => value),
      ['b'],
    );
    assert.deepEqual(
      one.heredocs.map(({ name, quoted, body, startLine, endLine }) => [name, quoted, body, startLine, endLine]),
      [
        ['a', false, '$X\n', 3, 4],
        ['c', true, '$Y\n', 5, 6],
      ],
    );
  });

  test('JSON, with lines; its words are expanded like others', () => {
    const one = copy(read('FROM x', 'COPY ["a \\"b\\"", \\', ' "c", "/d/"]'));
    assert.deepEqual(
      [one.json, one.sources.map(({ value, line }) => [value, line]), one.destination.line],
      [
        true,
        [
          ['a b', 2],
          ['c', 3],
        ],
        3,
      ],
    );
  });

  test('--link=false and --parents', () => {
    const one = copy(read('FROM x', 'COPY --link=false --parents a /'));
    assert.deepEqual([one.link, one.parents], [false, true]);
  });
});

suite('FROM', () => {
  for (const [image, name, tag] of [
    ['node', 'node', null],
    ['node:22-slim', 'node', '22-slim'],
    ['docker.io/node:22', 'node', '22'],
    ['docker.io/library/node', 'node', null],
    ['index.docker.io/library/node', 'node', null],
    ['library/node', 'node', null],
    ['bitnami/redis:7', 'bitnami/redis', '7'],
    ['docker.io/bitnami/redis', 'bitnami/redis', null],
    ['ghcr.io/a/b/c:d', 'ghcr.io/a/b/c', 'd'],
    ['localhost:5000/a', 'localhost:5000/a', null],
    ['localhost/library/a', 'localhost/library/a', null],
  ] as const) {
    test(`${image} is ${name}, tag ${tag}`, () => {
      assert.deepEqual(read(`FROM ${image}`).stages[0]?.base, {
        kind: 'image',
        name,
        tag,
        digest: null,
        reference: image,
      });
    });
  }

  test('stages and scratch', () => {
    const file = read('FROM scratch AS Base', 'FROM base AS two', 'FROM two', 'FROM two:1', 'FROM $X');
    assert.deepEqual(
      file.stages.map(({ base, name }) => [name, base.kind, base.kind === 'stage' ? base.stage : null]),
      [
        ['base', 'scratch', null],
        ['two', 'stage', 0],
        [null, 'stage', 1],
        [null, 'image', null],
        [null, 'unknown', null],
      ],
    );
  });

  test('instructions know their stage and their number', () => {
    const file = read('ARG A', 'FROM x', 'RUN a', 'FROM y', 'RUN b');
    assert.deepEqual(
      file.instructions.map(({ keyword, stage, index }) => [keyword, stage, index]),
      [
        ['ARG', null, 0],
        ['FROM', 0, 1],
        ['RUN', 0, 2],
        ['FROM', 1, 3],
        ['RUN', 1, 4],
      ],
    );
    assert.equal(file.globalArgs.length, 1);
    assert.deepEqual(file.stages[1]?.instructions, [file.instructions[4]]);
  });
});

suite('the others', () => {
  test('ONBUILD holds an instruction of a build to come', () => {
    const [, onbuild] = read('FROM scratch', 'ONBUILD COPY --chown=$A $A /b').instructions;
    assert.ok(onbuild?.keyword === 'ONBUILD' && onbuild.trigger.keyword === 'COPY');
    const { trigger } = onbuild;
    assert.deepEqual([onbuild.onbuild, trigger.onbuild, trigger.index], [false, true, 1]);
    assert.deepEqual([trigger.sources[0]?.value, trigger.destination.value], [null, '/b']);
    assert.equal(trigger.normalized, 'COPY --chown=$A $A /b');
  });

  test('an ONBUILD that would fail later is left out', () => {
    const file = read('FROM x', 'ONBUILD FOO', 'ONBUILD COPY a', 'RUN b');
    assert.deepEqual(
      file.instructions.map(({ keyword }) => keyword),
      ['FROM', 'RUN'],
    );
    assert.deepEqual(file.problems, []);
  });

  test('HEALTHCHECK', () => {
    const [, none, cmd, exec] = read(
      'FROM x',
      'HEALTHCHECK NONE',
      'HEALTHCHECK --interval=5m CMD curl a || exit 1',
      'HEALTHCHECK CMD ["a"]',
    ).instructions;
    assert.equal(none?.keyword === 'HEALTHCHECK' && none.command, null);
    assert.ok(cmd?.keyword === 'HEALTHCHECK' && cmd.command?.form === 'shell');
    assert.deepEqual(
      [cmd.command.text, cmd.flags[0]?.name, cmd.flags[0]?.value?.value],
      ['curl a || exit 1', 'interval', '5m'],
    );
    assert.deepEqual(exec?.keyword === 'HEALTHCHECK' && exec.command, { form: 'exec', words: ['a'] });
  });

  test('EXPOSE: a variable may be several ports', () => {
    const expose = read('FROM scratch', 'ENV P="80 81"', 'EXPOSE $P 90/udp').instructions.at(-1);
    assert.deepEqual(expose?.keyword === 'EXPOSE' && expose.ports.map(({ value }) => value), ['80', '81', '90/udp']);
  });

  test('ENV and LABEL pairs keep quotes in raw, and say their lines', () => {
    const label = read('FROM scratch', 'LABEL a="b c" \\', `  'd e'=f\\ g`).instructions.at(-1);
    assert.deepEqual(label?.keyword === 'LABEL' && label.pairs, [
      { name: 'a', value: { raw: '"b c"', value: 'b c', line: 2 }, line: 2 },
      { name: 'd e', value: { raw: 'f\\ g', value: 'f g', line: 3 }, line: 3 },
    ]);
  });

  test('VOLUME, STOPSIGNAL, MAINTAINER', () => {
    const [, json, words, signal, maintainer] = read(
      'FROM scratch',
      'VOLUME ["/a b"]',
      'VOLUME /c $D',
      'STOPSIGNAL SIGQUIT',
      'MAINTAINER me <a@b>',
    ).instructions;
    assert.deepEqual(json?.keyword === 'VOLUME' && [json.json, json.paths[0]?.value], [true, '/a b']);
    assert.equal(words?.keyword === 'VOLUME' && words.json, false);
    assert.equal(signal?.keyword === 'STOPSIGNAL' && signal.signal.value, 'SIGQUIT');
    assert.equal(maintainer?.keyword === 'MAINTAINER' && maintainer.name, 'me <a@b>');
  });
});

function read(...lines: readonly string[]): Dockerfile {
  return parseDockerfile('Dockerfile', lines.join('\n'));
}

function run(file: Dockerfile): Run {
  const found = file.instructions.find((instruction) => instruction.keyword === 'RUN');
  assert.ok(found?.keyword === 'RUN');
  return found;
}

function copy(file: Dockerfile): CopyLike {
  const found = file.instructions.find((instruction) => instruction.keyword === 'COPY');
  assert.ok(found?.keyword === 'COPY');
  return found;
}

function text({ command }: Run): string {
  assert.ok(command.form === 'shell');
  return command.text;
}
