import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { Run } from '../../src/dockerfile/model.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { commandsOfRun, scriptOf, shellScriptOf } from '../../src/shell/words.ts';

/** Lines after `FROM x`, the last of them a RUN or its heredoc; null: no shell script. */
const SCRIPTS: readonly (readonly [lines: readonly string[], commands: readonly string[] | null])[] = [
  [['RUN a && b'], ['a', 'b']],
  [['RUN --mount=target=/m a \\', '  # why', '  b'], ['a b']],
  [['RUN ["sh", "-c", "a; b"]'], ['a', 'b']],
  [['RUN ["/bin/bash", "-euo", "pipefail", "-c", "a"]'], ['a']],
  [['RUN ["sudo", "sh", "-c", "a"]'], ['a']],
  [['RUN ["npm", "ci"]'], null],
  [['RUN ["bash", "a.sh"]'], null],
  [
    ['RUN <<E', 'a', 'b', 'E'],
    ['a', 'b'],
  ],
  [['RUN <<E', '#!/bin/bash -e', 'a', 'E'], ['a']],
  [['RUN <<E', '#!/usr/bin/env bash', 'a', 'E'], ['a']],
  [['RUN <<E', '#!/usr/bin/env -S bash -e', 'a', 'E'], ['a']],
  [['RUN <<E', '#!/usr/bin/env python3', 'a', 'E'], null],
  [['RUN cat <<E > f', 'a', 'E'], ['cat']],
  [['SHELL ["/bin/bash", "-o", "pipefail", "-c"]', 'RUN a'], ['a']],
  [['SHELL ["/usr/bin/env", "bash", "-c"]', 'RUN a'], ['a']],
  [['SHELL ["pwsh", "-Command"]', 'RUN a'], null],
  [['SHELL ["pwsh", "-Command"]', 'RUN ["sh", "-c", "a"]'], ['a']],
  [['SHELL ["pwsh", "-Command"]', 'RUN <<E', '#!/bin/sh', 'a', 'E'], ['a']],
  [['SHELL ["cmd", "/S", "/C"]', 'RUN a'], null],
];

suite('the script of a RUN', () => {
  for (const [lines, commands] of SCRIPTS) {
    test(lines.join(' ⏎ '), () => {
      const script = shellScriptOf(run('FROM x', ...lines));
      assert.deepEqual(script && script.commands.map(({ words }) => words.map(({ raw }) => raw).join(' ')), commands);
    });
  }

  test('on Windows there is none', () => {
    assert.equal(shellScriptOf(run('FROM mcr.microsoft.com/windows/servercore', 'RUN a')), null);
  });

  test('offsets lead to lines of the Dockerfile', () => {
    const script = shellScriptOf(run('FROM x', 'RUN a && \\', '  # why', '  b; c <<E', 'text', 'E'));
    assert.deepEqual(
      script?.commands.map(({ start }) => script.lineOf(start)),
      [2, 4, 4],
    );
    const heredoc = shellScriptOf(run('FROM x', 'RUN <<E', '', 'a', '  b', 'E'));
    assert.deepEqual(
      heredoc?.commands.map(({ start }) => heredoc.lineOf(start)),
      [4, 5],
    );
    const exec = shellScriptOf(run('FROM x', '', 'RUN ["sh", "-c", "a"]'));
    assert.equal(exec?.lineOf(0), 3);
  });
});

suite('all commands of a RUN', () => {
  for (const [lines, commands] of [
    [['RUN cd a && sh -c "b; c"'], ['cd a', 'b', 'c']],
    [['RUN bash <<E', 'a', 'E'], ['a']],
    [['RUN ["npm", "ci"]'], ['npm ci']],
    [['RUN ["sh", "-c", "a"]'], ['a']],
    [['SHELL ["pwsh", "-c"]', 'RUN a'], null],
  ] as const) {
    test(lines.join(' ⏎ '), () => {
      const found = commandsOfRun(run('FROM x', ...lines));
      assert.deepEqual(found && found.commands.map(({ words }) => words.map(({ value }) => value).join(' ')), commands);
    });
  }

  test('an exec form stands on the line of its RUN', () => {
    const found = commandsOfRun(run('FROM x', '', 'RUN ["npm", "ci"]'));
    assert.equal(found?.lineOf(0), 3);
  });
});

test('the script of a CMD', () => {
  const [, shell, exec] = parseDockerfile('Dockerfile', 'FROM x\nCMD a; b\nCMD ["sh", "-c", "exec a"]\n').instructions;
  assert.ok(shell?.keyword === 'CMD' && exec?.keyword === 'CMD');
  assert.equal(scriptOf(shell.command, shell.scope.shell, 2)?.commands.length, 2);
  assert.equal(scriptOf(exec.command, exec.scope.shell, 3)?.commands[0]?.words[0]?.value, 'exec');
});

function run(...lines: readonly string[]): Run {
  const last = parseDockerfile('Dockerfile', lines.join('\n')).instructions.at(-1);
  assert.ok(last?.keyword === 'RUN');
  return last;
}
