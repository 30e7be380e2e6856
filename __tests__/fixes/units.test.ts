import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { runSource } from '../../src/fixes/run-source.ts';
import { unitsOf } from '../../src/fixes/units.ts';
import type { Dockerfile, Run } from '../../src/dockerfile/model.ts';

function runOf(command: string): { dockerfile: Dockerfile; run: Run } {
  const dockerfile = parseDockerfile('Dockerfile', `FROM scratch\nRUN ${command}\n`);
  const run = dockerfile.stages[0]?.instructions[0];
  assert.ok(run?.keyword === 'RUN');
  return { dockerfile, run };
}

suite('where a RUN can be cut', () => {
  const cases: readonly (readonly [command: string, units: readonly string[] | null])[] = [
    ['a', ['a']],
    ['a && b && c', ['a', 'b', 'c']],
    ['a; b', ['a', 'b']],
    ['a || b && c', ['a || b', 'c']],
    ['a | b && c', ['a | b', 'c']],
    ['a && b | c', ['a', 'b | c']],
    ['(a; b) && c', ['(a; b)', 'c']],
    ['a && (b; c)', ['a', '(b; c)']],
    ['if a; then b; else c; fi && d', ['if a; then b; else c; fi', 'd']],
    ['{ a; b; }; c', ['{ a; b; }', 'c']],
    ['for x in 1 2; do a; done; b', ['for x in 1 2; do a; done', 'b']],
    ['a $(b; c) && d', ['a $(b; c)', 'd']],
    ['a & b', ['a & b']],
    ['a > x 2>&1 && b', ['a > x 2>&1', 'b']],
    ['sh -c "a && b" && c', ['sh -c "a && b"', 'c']],
    ['<<EOF\na\nb && c\nEOF', ['a', 'b', 'c']],
    ['["a", "b"]', null],
    ['a && "b', null],
  ];
  for (const [command, units] of cases) {
    test(command.replaceAll('\n', ' · '), () => {
      const parsed = unitsOf(runOf(command).run, '/');
      assert.deepEqual(parsed && parsed.units.map(({ start, end }) => parsed.script.slice(start, end)), units);
    });
  }
});

test('finds each part of a script in the lines of the file', () => {
  const { dockerfile, run } = runOf('--mount=type=cache,target=/c \\\n    a && \\\n    # why\n\n\tb \\\n    && c');
  const source = runSource(dockerfile, run);
  const parsed = unitsOf(run, '/');
  assert.ok(source && parsed);
  const places = parsed.units.map(({ start }) => source.at(start));
  assert.deepEqual(places, [
    { line: 2, column: 4 },
    { line: 5, column: 1 },
    { line: 6, column: 7 },
  ]);
});

test('finds each part of a heredoc', () => {
  const { dockerfile, run } = runOf('<<-EOF\n\ta\n\t\tb\n\tEOF');
  const source = runSource(dockerfile, run);
  const parsed = unitsOf(run, '/');
  assert.ok(source && parsed);
  assert.deepEqual(
    parsed.units.map(({ start }) => source.at(start)),
    [
      { line: 2, column: 1 },
      { line: 3, column: 2 },
    ],
  );
});
