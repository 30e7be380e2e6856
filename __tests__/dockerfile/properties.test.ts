import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import * as fc from 'fast-check';

import { splitLines } from '../../src/dockerfile/lines.ts';
import { structureOf } from '../../src/dockerfile/mask.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { scan } from '../../src/dockerfile/scan.ts';

/** Pieces that Dockerfiles, and attacks on their readers, are made of. */
const PIECES = [
  'FROM a',
  'FROM a AS b',
  'FROM b',
  'RUN ',
  'COPY a /',
  'COPY --from=b a /',
  'ENV A=$A',
  'ARG A',
  'ONBUILD ',
  'LABEL a=',
  'FOO',
  'SHELL ["a"]',
  '\n',
  '\n',
  '\r\n',
  '\r',
  '\\\n',
  '\\',
  '`',
  '# escape=`\n',
  '# c\n',
  '\ufeff',
  ' ',
  '\t',
  '\u0085',
  '\u2028',
  '<<EOF',
  '<<-"E F"',
  '3<<E',
  '<<',
  'EOF\n',
  'EOF',
  '${',
  '}',
  '$',
  '"',
  "'",
  ':-',
  '#',
  '%',
  '/',
  '[',
  ']',
  '["a"]',
  ',',
  '--',
  '--mount=',
  '=',
  'a',
  'é',
  '😀',
  '\ud800',
  '\u0000',
  '__proto__',
  'constructor',
];

const dockerfiles = fc.oneof(
  fc
    .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary' })), {
      maxLength: 40,
    })
    .map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
);

suite('any text', () => {
  test('is read without a crash, and its lines give it back', () => {
    fc.assert(
      fc.property(dockerfiles, (text) => {
        assert.equal(parseDockerfile('Dockerfile', text).lines.join(''), text);
      }),
      { numRuns: 1000 },
    );
  });

  test('has instructions in ascending ranges that do not overlap', () => {
    fc.assert(
      fc.property(dockerfiles, (text) => {
        const { instructions, lines, comments } = parseDockerfile('Dockerfile', text);
        let last = 0;
        for (const { range } of instructions) {
          assert.ok(range.startLine > last && range.endLine >= range.startLine && range.endLine <= lines.length);
          last = range.endLine;
        }
        for (const { line } of comments) assert.match(lines[line - 1] ?? '', /#/);
        assert.deepEqual(
          instructions.map(({ index }) => index),
          instructions.map((_, index) => index),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('shows the library what we see ourselves', () => {
    fc.assert(
      fc.property(dockerfiles, (text) => {
        const { lines } = splitLines(text);
        const scanned = scan(lines);
        const structure = structureOf(lines, scanned);
        assert.deepEqual(
          structure.instructions.map(({ startLine, endLine }) => [startLine, endLine]),
          scanned.statements.map(({ startLine, textEndLine }) => [startLine, textEndLine]),
        );
        assert.deepEqual(
          structure.commentLines,
          scanned.comments.map(({ line }) => line),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('has an answer for each line that RUN can be asked about', () => {
    fc.assert(
      fc.property(dockerfiles, (text) => {
        for (const instruction of parseDockerfile('Dockerfile', text).instructions) {
          if (instruction.keyword !== 'RUN' || instruction.command.form !== 'shell') continue;
          const { command, range } = instruction;
          for (let offset = 0; offset <= command.text.length; offset += 1) {
            const line = command.lineOf(offset);
            assert.ok(line >= range.startLine && line <= range.endLine);
          }
        }
      }),
    );
  });

  test('keeps its meaning when its lines end with CRLF', () => {
    const plain = dockerfiles.filter((text) => !text.includes('\r') && !text.includes('\\') && !text.includes('`'));
    fc.assert(
      fc.property(plain, (text) => {
        const [unix, windows] = [text, text.replaceAll('\n', '\r\n')].map((each) =>
          parseDockerfile('Dockerfile', each).instructions.map(({ normalized, range }) => [normalized, range]),
        );
        assert.deepEqual(windows, unix);
      }),
    );
  });
});

suite('size', () => {
  for (const [name, text] of [
    ['heredocs', `FROM a\n${'RUN <<E\nx\nE\n'.repeat(2000)}`],
    ['continuations', `FROM a\nRUN ${'a \\\n # c\n\n'.repeat(2000)}`],
    ['instructions', `FROM a\n${'RUN b\n'.repeat(8000)}`],
    ['blank lines', '\n'.repeat(8000)],
    ['an endless heredoc', `FROM a\nRUN <<E\n${'x\n'.repeat(8000)}`],
  ] as const) {
    test(`${name}: no line is looked at more than a few times`, () => {
      const { lines } = splitLines(text);
      let reads = 0;
      scan(
        new Proxy(lines, {
          get: (target, key, receiver): unknown => {
            if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
            return Reflect.get(target, key, receiver);
          },
        }),
      );
      assert.ok(reads <= 5 * lines.length, `${reads} reads of ${lines.length} lines`);
    });
  }

  test('8,000 ENV on each other: the last knows the first', () => {
    const lines = Array.from({ length: 8000 }, (_, index) => `ENV A${index + 1}=$A${index}`);
    const file = parseDockerfile('Dockerfile', ['FROM scratch', 'ENV A0=0', ...lines].join('\n'));
    assert.equal(file.stages[0]?.end.get('A8000')?.value, '0');
  });

  test('8,000 stages on each other: the last knows the first', () => {
    const lines = Array.from({ length: 8000 }, (_, index) => `FROM s${index} AS s${index + 1}`);
    const file = parseDockerfile('Dockerfile', ['FROM scratch AS s0', 'ENV A=1', ...lines].join('\n'));
    assert.equal(file.stages.at(-1)?.end.get('A')?.value, '1');
    assert.deepEqual(file.problems, []);
  });

  for (const [name, word] of [
    ['a word', 'x'],
    ['backslashes', '\\'],
    ['dollars', '$'],
    ['quotes', '"'],
    ['openings', '${a:-'],
    ['brackets', '['],
    ['heredoc signs', '<<'],
  ] as const) {
    test(`a megabyte of ${name} ends`, () => {
      const text = word.repeat(1_000_000 / word.length);
      for (const keyword of ['ENV A=', 'RUN ', 'COPY a ', 'CMD ', 'FROM ']) {
        assert.equal(parseDockerfile('Dockerfile', `FROM a\n${keyword}${text}`).lines.length, 2);
      }
    });
  }

  test('values that double with each line are given up, not all memory', () => {
    const file = parseDockerfile('Dockerfile', `FROM scratch\nENV A=aaaa\n${'ENV A=$A$A\n'.repeat(60)}`);
    assert.equal(file.stages[0]?.end.get('A')?.value, null);
  });
});
