import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { parseShell } from '../../src/shell/parse.ts';
import { commandsOf, execWords, programOf } from '../../src/shell/words.ts';

/** What is run in the end, behind which wrappers. */
const PROGRAMS: readonly (readonly [command: string, program: string, wrappers?: string])[] = [
  ['npm ci', 'npm ci'],
  ['/usr/bin/npm ci', '/usr/bin/npm ci'],
  ['sudo npm ci', 'npm ci', 'sudo'],
  ['/usr/bin/sudo npm ci', 'npm ci', 'sudo'],
  ['sudo -E -H -u app A=1 npm ci', 'npm ci', 'sudo'],
  ['sudo -EHu app -- npm ci', '', 'sudo'],
  ['sudo -EH --user=app -- npm ci', 'npm ci', 'sudo'],
  ['sudo -uapp npm ci', 'npm ci', 'sudo'],
  ['sudo', '', 'sudo'],
  ['env A=1 B="$C" npm ci', 'npm ci', 'env'],
  ['env -i -u A --chdir=/x npm ci', 'npm ci', 'env'],
  ['env - npm ci', 'npm ci', 'env'],
  ['env -S "npm ci"', '', 'env'],
  ['env A=1', '', 'env'],
  ['nice npm ci', 'npm ci', 'nice'],
  ['nice -n 10 npm ci', 'npm ci', 'nice'],
  ['nice -10 npm ci', 'npm ci', 'nice'],
  ['nice -n10 npm ci', 'npm ci', 'nice'],
  ['/usr/bin/time -v npm ci', 'npm ci', 'time'],
  ['time -p npm ci', 'npm ci'],
  ['command npm ci', 'npm ci', 'command'],
  ['command -v npm', '', 'command'],
  ['exec npm start', 'npm start', 'exec'],
  ['exec -a x npm start', 'npm start', 'exec'],
  ['exec >log', '', 'exec'],
  ['nohup npm start', 'npm start', 'nohup'],
  ['timeout 10 npm ci', 'npm ci', 'timeout'],
  ['timeout -k 5 -s KILL 1m npm ci', 'npm ci', 'timeout'],
  ['timeout --signal=KILL --foreground $T npm ci', 'npm ci', 'timeout'],
  ['stdbuf -oL npm ci', 'npm ci', 'stdbuf'],
  ['gosu app npm start', 'npm start', 'gosu'],
  ['tini -s -- npm start', 'npm start', 'tini'],
  ['dumb-init npm start', 'npm start', 'dumb-init'],
  ['sudo env A=1 nice timeout 5 npm ci', 'npm ci', 'sudo env nice timeout'],
  ['sudo -Z npm ci', '', 'sudo'],
  ['$RUN npm ci', '$RUN npm ci'],
  ['constructor a', 'constructor a'],
];

suite('the program behind wrappers', () => {
  for (const [command, program, wrappers = ''] of PROGRAMS) {
    test(`${command}: ${program || 'none that we follow'}`, () => {
      const [parsed] = parseShell(command).commands;
      const found = programOf(parsed?.words ?? []);
      assert.equal(found.words.map(({ raw }) => raw).join(' '), program);
      assert.equal(found.wrappers.join(' '), wrappers);
    });
  }

  test('says what env and sudo change', () => {
    const { assignments, directory } = programOf(
      execWords(['sudo', '-D', '/y', 'env', '-C', '/x', 'A=1', 'B=', 'npm', 'ci']),
    );
    assert.deepEqual([assignments, directory], [['A', 'B'], '/x']);
  });

  test('reads exec forms', () => {
    assert.deepEqual(
      programOf(execWords(['tini', '--', 'node', 'a b.js'])).words.map(({ value }) => value),
      ['node', 'a b.js'],
    );
  });
});

/** The commands of a script, those of scripts inside it in their place; behind `@` the directory when it is not where the script starts. */
const NESTED: readonly (readonly [script: string, commands: readonly string[]])[] = [
  [`sh -c 'a && b'`, ['a', 'b']],
  [`bash -lc "a; b"`, ['a', 'b']],
  [`bash -euxo pipefail -c 'a'`, ['a']],
  [`bash -o pipefail -c a`, ['a']],
  [`sudo -E bash -c 'a'`, ['a']],
  [`/bin/sh -c 'a' b c`, ['a']],
  [`su - app -c 'a b'`, ['a b']],
  [`su -s /bin/sh app -c 'a'`, ['a']],
  [`sh -c "sh -c 'a; b'"`, ['a', 'b']],
  [`cd x && sh -c 'cd y && a'`, ['cd x', 'cd y @x', 'a @x/y']],
  [`env -C x sh -c 'a'`, ['a @x']],
  [`sh -c "a $B"`, ['a $B']],
  [`sh -c "a $(b)"`, ['a $(b)', 'b']],
  [`sh -c "$A"`, ['$A']],
  [`sh -c $A`, ['sh -c $A']],
  [`sh -c "a \\"b\\""`, ['a "b"']],
  [`sh -c 'a "'`, [`sh -c 'a "'`]],
  [`sh a.sh -c 'b'`, [`sh a.sh -c 'b'`]],
  [`sh a.sh`, ['sh a.sh']],
  [`python -c 'a'`, [`python -c 'a'`]],
  [`bash <<E\na\nb\nE\n`, ['a', 'b']],
  [`bash -e <<'E'\na $(b)\nE\n`, ['a $(b)', 'b']],
  [`bash <<E\na $(b)\nE\n`, ['a $(b)', 'b']],
  [`python <<E\na\nE\n`, ['python']],
  [`bash a.sh <<E\na\nE\n`, ['bash a.sh']],
  [`bash 3<<E\na\nE\n`, ['bash']],
];

suite('scripts in scripts', () => {
  for (const [script, commands] of NESTED) {
    test(JSON.stringify(script), () => {
      const found = commandsOf(parseShell(script));
      assert.deepEqual(
        found.map(
          ({ words, directory }) => words.map(({ raw }) => raw).join(' ') + (directory === '' ? '' : ` @${directory}`),
        ),
        commands,
      );
    });
  }

  test('offsets point to what is written', () => {
    const script = `cd x && sh -c 'a | b'; bash <<E\nc\nE\n`;
    const written = commandsOf(parseShell(script)).map(({ start, end }) => script.slice(start, end));
    assert.deepEqual(written, ['cd x', 'a', 'b', 'c']);
  });

  test('and to the word when its escapes are in the way', () => {
    const script = 'sh -c "a \\"b\\"; c"';
    const written = commandsOf(parseShell(script)).map(({ start, end }) => script.slice(start, end));
    assert.deepEqual(written, ['"a \\"b\\"; c"', '"a \\"b\\"; c"']);
  });

  test('what surrounds the shell surrounds its commands', () => {
    const [, a, b] = commandsOf(parseShell(`x && sh -c 'a | b'`));
    assert.deepEqual(a?.nesting, ['and-right', 'pipe']);
    assert.deepEqual(
      [a?.last, b?.last, commandsOf(parseShell(`x; sh -c 'a; b'`)).map(({ last }) => last)],
      [false, false, [false, false, true]],
    );
  });

  test('does not dig forever', () => {
    let script = 'a';
    for (let depth = 0; depth < 8; depth += 1) script = `sh -c ${JSON.stringify(script)}`;
    assert.equal(commandsOf(parseShell(script)).length, 1);
  });
});
