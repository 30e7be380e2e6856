import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import * as fc from 'fast-check';

import type { ShellCommand } from '../../src/shell/model.ts';
import { parseShell } from '../../src/shell/parse.ts';

/** Script → its commands in order, each with what surrounds it and what stands before it. */
const PLACES: readonly (readonly [script: string, commands: readonly string[]])[] = [
  ['a', ['a']],
  ['a b "c d"', ['a b "c d"']],
  ['a; b', ['a', '; b']],
  ['a\nb\n', ['a', '; b']],
  ['a && b && c', ['a', '&& b <and-right>', '&& c <and-right>']],
  ['a || b && c', ['a', '|| b <or-right>', '&& c <and-right>']],
  ['a | b |& c', ['a <pipe>', '| b <pipe>', '| c <pipe>']],
  ['a & b', ['a <background>', '& b']],
  ['a && b &', ['a <background>', '&& b <background and-right>']],
  ['! a', ['a']],
  ['time a', ['a']],
  ['{ a; b; }', ['a <group>', '; b <group>']],
  ['(a)', ['a <subshell>']],
  ['(a && (b))', ['a <subshell>', 'b <subshell and-right subshell>']],
  [
    'if a; then b; elif c; then d; else e; fi',
    ['a <if-test>', 'b <if-branch>', 'c <if-test>', 'd <if-branch>', 'e <if-branch>'],
  ],
  ['while a; do b; done', ['a <loop-test>', 'b <loop-body>']],
  ['until a; do b; done', ['a <loop-test>', 'b <loop-body>']],
  ['for i in $(a); do b; done', ['a <substitution>', 'b <loop-body>']],
  ['for ((i=0;i<1;i++)); do a; done', ['a <loop-body>']],
  ['case $(a) in b) c;; *) d; esac', ['a <substitution>', 'c <case-branch>', 'd <case-branch>']],
  ['f() { a; }; f', ['a <function group>', '; f']],
  ['a "$(b "$(c)")"', ['a "$(b "$(c)")"', 'b "$(c)" <substitution>', 'c <substitution substitution>']],
  ['a `b`', ['a `b`', 'b <substitution>']],
  ['diff <(a) <(b)', ['diff <(a) <(b)', 'a <substitution>', 'b <substitution>']],
  ['x=$(a) b', ['b', 'a <substitution>']],
  ['[[ -f $(a) ]] && b', ['a <substitution>', '&& b <and-right>']],
  ['a > $(b)', ['a', 'b <substitution>']],
  ['a <<E\n$(b)\nE\n', ['a', 'b <substitution>']],
  ["a <<'E'\n$(b)\nE\n", ['a']],
  ['{ a; } > $(b)', ['a <group>', 'b <substitution>']],
  ['# a\nb # c', ['b']],
  ['', []],
  ['   \n', []],
];

suite('where commands stand', () => {
  for (const [script, commands] of PLACES) {
    test(JSON.stringify(script), () => {
      const parsed = parseShell(script);
      assert.deepEqual(parsed.errors, []);
      assert.deepEqual(parsed.commands.map(place), commands);
    });
  }

  for (const [script, last] of [
    ['a', 'a'],
    ['a; b', 'b'],
    ['a && b', 'b'],
    ['a || b', 'b'],
    ['a; b | c', null],
    ['a; b &', null],
    ['a; (b)', null],
    ['a; { b; }', null],
    ['if a; then b; fi', null],
    ['a; b=1', ''],
    ['a $(b)', 'a $(b)'],
  ] as const) {
    test(`${script}: ${last === null ? 'nothing is' : JSON.stringify(last) + ' is'} what the shell may become`, () => {
      const found = parseShell(script).commands.filter((command) => command.last);
      assert.deepEqual(found.map(words), last === null ? [] : [last]);
    });
  }
});

suite('words', () => {
  for (const [word, value, plain] of [
    ['a', 'a', true],
    ['a=b', 'a=b', true],
    ['./a-b_c.d/e:f,g@h%i+j', './a-b_c.d/e:f,g@h%i+j', true],
    ['"a b"', 'a b', false],
    ["'$a'", '$a', false],
    ['a\\ b', 'a b', false],
    ['"a"b\'c\'', 'abc', false],
    ['$a', null, false],
    ['"x$a"', null, false],
    ['${a:-b}', null, false],
    ['$(a)', null, false],
    ['`a`', null, false],
    ['$((1+1))', null, false],
    ['*.js', null, false],
    ['"*.js"', '*.js', false],
    ['a?', null, false],
    ['[ab]', null, false],
    ['~', null, false],
    ['~/a', null, false],
    ['{a,b}', null, false],
    ['""', '', false],
    ['-', '-', true],
    ['[', '[', false],
  ] as const) {
    test(`${word} is ${value === null ? 'known to a running shell alone' : JSON.stringify(value)}`, () => {
      const found = parseShell(`x ${word}`).commands[0]?.words[1];
      assert.deepEqual(found, { raw: word, value, start: 2, end: 2 + word.length, plain });
    });
  }

  test('assignments, and words that look like them', () => {
    const [command] = parseShell('A=1 B="$x" C=(1 2) export D=2 E=$y F').commands;
    assert.deepEqual(
      command?.assignments.map(({ name, value }) => [name, value?.value]),
      [
        ['A', '1'],
        ['B', null],
        ['C', undefined],
      ],
    );
    assert.deepEqual(
      command?.words.map(({ value }) => value),
      ['export', 'D=2', null, 'F'],
    );
  });

  test('redirects', () => {
    const [command] = parseShell('a >b 2>>c <d 2>&1 &>e >|f <>g <&3 <<<"h $i" <<-J\n\tk\n\tJ\n').commands;
    assert.deepEqual(
      command?.redirects.map(({ operator, descriptor, target }) => [operator, descriptor, target?.raw]),
      [
        ['>', 1, 'b'],
        ['>>', 2, 'c'],
        ['<', 0, 'd'],
        ['>&', 2, '1'],
        ['&>', 1, 'e'],
        ['>|', 1, 'f'],
        ['<>', 0, 'g'],
        ['<&', 0, '3'],
        ['<<<', 0, '"h $i"'],
        ['<<-', 0, undefined],
      ],
    );
    const heredoc = command?.redirects.at(-1)?.heredoc;
    assert.deepEqual([heredoc?.text, heredoc?.quoted], ['\tk\n', false]);
    assert.deepEqual(
      command?.words.map(({ raw }) => raw),
      ['a'],
    );
  });
});

/** `[in x]` behind a command: where it runs; `[?]`: it can't be known. */
const DIRECTORIES: readonly (readonly [script: string, directories: readonly (string | null)[]])[] = [
  ['a; cd x; b', ['', '', 'x']],
  ['cd x && a && cd y && b', ['', 'x', 'x', 'x/y']],
  ['cd /x && cd .. && a', ['', '/x', '/']],
  ['cd x/../y/./z && a', ['', 'y/z']],
  ['cd ../x && cd .. && cd .. && a', ['', '../x', '..', '../..']],
  ['cd "x y" && a', ['', 'x y']],
  ['cd -P -- x && a', ['', 'x']],
  ['cd $x; a; cd /y; b', ['', null, null, '/y']],
  ['cd; a', ['', null]],
  ['cd -; a', ['', null]],
  ['cd ~/x; a', ['', null]],
  ['(cd x && a); b', ['', 'x', '']],
  ['{ cd x; a; }; b', ['', 'x', 'x']],
  ['cd x | a; b', ['', '', '']],
  ['cd x & a', ['', '']],
  ['a $(cd x; b); c', ['', '', 'x', '']],
  ['a && cd x; b', ['', '', null]],
  ['a && cd x && b', ['', '', 'x']],
  ['cd x || exit 1; a', ['', '', 'x']],
  ['cd x || { a; exit; }; b', ['', '', '', 'x']],
  ['cd x || cd y; a', ['', '', null]],
  ['a || cd x; b', ['', '', null]],
  ['if a; then cd x; fi; b', ['', '', null]],
  ['if a; then cd x; else cd x; fi; b', ['', '', '', 'x']],
  ['if cd x; then a; fi; b', ['', 'x', 'x']],
  ['if a; then exit; fi; cd x; b', ['', '', '', 'x']],
  ['for i in 1 2; do a; done; b', ['', '']],
  ['for i in 1 2; do cd x; a; done; b', [null, null, null]],
  ['for i in 1 2; do (cd x; a); done; b', ['', 'x', '']],
  ['for i in 1 2; do cd /x; a; done; b', [null, '/x', null]],
  ['case a in b) cd x;; esac; c', ['', null]],
  ['f() { cd x; }; f; a', [null, '', null]],
  ['f() { (cd x); }; f; a', [null, '', '']],
  ['pushd x; a; popd; b', ['', 'x', 'x', '']],
  ['pushd x; pushd /y; a; popd; popd; b', ['', 'x', '/y', '/y', 'x', '']],
  ['popd; a', ['', null]],
  ['command cd x && a', ['', 'x']],
  ['builtin cd x && a', ['', 'x']],
];

suite('the directory', () => {
  for (const [script, directories] of DIRECTORIES) {
    test(script, () => {
      assert.deepEqual(
        parseShell(script).commands.map(({ directory }) => directory),
        directories,
      );
    });
  }
});

suite('what is no script', () => {
  for (const script of ['a "', "a '", 'if a', '( a', 'a $(b', 'a `b', '&& a', 'a | ', 'case', '{ a']) {
    test(`${script}: an error, and what stands before it`, () => {
      const { errors } = parseShell(script);
      assert.ok(errors.length > 0);
      for (const { offset } of errors) assert.ok(offset >= 0 && offset <= script.length);
    });
  }

  test('a script that is too long is not read', () => {
    const { commands, errors } = parseShell('a\n'.repeat(200_000));
    assert.deepEqual([commands.length, errors.length], [0, 1]);
  });

  test('substitutions that go too deep are an error', () => {
    assert.ok(parseShell('a $('.repeat(50) + ')'.repeat(50)).errors.length > 0);
  });

  test('any text is read without a crash, and offsets show what was written', () => {
    const pieces = fc.constantFrom(
      'a',
      'cd ',
      'b c',
      ';',
      '&&',
      '||',
      '|',
      '&',
      '\n',
      ' ',
      '(',
      ')',
      '{ ',
      '}',
      '$(',
      '`',
      '"',
      "'",
      '\\',
      '<<E',
      'E',
      '<(',
      '>',
      '$((',
      '))',
      'if ',
      'then ',
      'fi',
      'for x in ',
      'do ',
      'done',
      'case ',
      'in ',
      'esac',
      ';;',
      'f() ',
      '[[ ',
      ']]',
      '=',
      '#',
      '*',
      '~',
      '${',
      ':-',
      'sh -c ',
      'é😀',
      '\ud800',
    );
    const scripts = fc.oneof(
      fc.array(pieces, { maxLength: 30 }).map((each) => each.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(scripts, (script) => {
        for (const { words: all, start, end } of parseShell(script).commands) {
          assert.ok(start >= 0 && end >= start && end <= script.length);
          for (const word of all) assert.ok(word.start >= start && word.end <= end);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function place(command: ShellCommand): string {
  const nesting = command.nesting.length > 0 ? ` <${command.nesting.join(' ')}>` : '';
  const before = command.after && `${command.after} `;
  return before + words(command) + nesting;
}

function words(command: ShellCommand): string {
  return command.words.map(({ raw }) => raw).join(' ');
}
