import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import * as fc from 'fast-check';
import { code, say, type Phrase } from '../../src/messages/phrase.ts';
import { painter } from '../../src/reports/paint.ts';
import { codeBlock, codeSpan, markdown } from '../../src/reports/phrase-markdown.ts';
import { plainText } from '../../src/reports/phrase-plain.ts';
import { terminal } from '../../src/reports/phrase-terminal.ts';
import { visible, withoutCommands } from '../../src/reports/visible.ts';

/** What a repository may put into a sentence, and what each report makes of it. */
const hostile: readonly (readonly [name: string, text: string, inMarkdown: string, inPlain: string])[] = [
  ['a mention', '@everyone', '`@everyone`', '`@everyone`'],
  ['HTML', '<img src=x onerror=y>', '`<img src=x onerror=y>`', '`<img src=x onerror=y>`'],
  ['our marker', '<!-- kasane:abc -->', '`<!-- kasane:abc -->`', '`<!-- kasane:abc -->`'],
  ['an end of the span', 'a`b', '``a`b``', '`a`b`'],
  ['two backticks', '``', '``` `` ```', '````'],
  ['a link', '[x](https://evil.example)', '`[x](https://evil.example)`', '`[x](https://evil.example)`'],
  ['a workflow command', 'x\n::error::owned', '`x ::error::owned`', '`x ::error::owned`'],
  ['carriage return', 'x\r\ny\rz', '`x y z`', '`x y z`'],
  ['an escape sequence', '\u001b[2Jgone', '`\\u001b[2Jgone`', '`\\u001b[2Jgone`'],
  ['a C1 control', '\u009b31m', '`\\u009b31m`', '`\\u009b31m`'],
  ['a turned reading direction', 'a\u202eb', '`a\\u202eb`', '`a\\u202eb`'],
  ['an invisible tag', 'a\u{e0041}b', '`a\\u{e0041}b`', '`a\\u{e0041}b`'],
  ['half a character', 'a\ud800', '`a\\ud800`', '`a\\ud800`'],
  ['a line separator', 'a\u2028b', '`a b`', '`a b`'],
  ['nothing', '', '`""`', '``'],
  ['blanks', '  ', '`"  "`', '`  `'],
  ['blanks around', ' x ', '`  x  `', '` x `'],
];

suite('text of a repository in a sentence', () => {
  for (const [name, text, inMarkdown, inPlain] of hostile) {
    test(name, () => {
      assert.equal(markdown([code(text)]), inMarkdown);
      assert.equal(plainText([code(text)]), inPlain);
      assert.equal(terminal([code(text)], painter(false)), inPlain);
    });
  }

  test('in a table no pipe ends the cell', () => {
    assert.equal(markdown(say`Reads ${'a|b'} and ${'c\\|d'}`, 'table'), 'Reads `a\\|b` and `c\\\\|d`');
  });

  test('is cut at a character, with a sign that it was', () => {
    assert.equal(visible('😀'.repeat(200), 5), '😀😀😀😀…');
    assert.equal(visible('😀'.repeat(5), 5), '😀'.repeat(5));
  });

  test('a coloured terminal gets our sequences and no others', () => {
    assert.equal(terminal(say`Reads ${'a\u001b[0mb'}.`, painter(true)), 'Reads \u001b[36ma\\u001b[0mb\u001b[39m.');
  });
});

suite('our own words', () => {
  test('are read literally in Markdown', () => {
    assert.equal(markdown(['a*b_c <d> [e] #1 ~f~ \\g']), 'a\\*b\\_c &lt;d&gt; \\[e\\] \\#1 \\~f\\~ \\\\g');
  });

  test('may name code between backticks, in every report', () => {
    const phrase: Phrase = ['Use `COPY *.py` first'];
    assert.equal(markdown(phrase), 'Use `COPY *.py` first');
    assert.equal(plainText(phrase), 'Use `COPY *.py` first');
    assert.equal(terminal(phrase, painter(true)), 'Use \u001b[36mCOPY *.py\u001b[39m first');
  });
});

/** A code span by CommonMark: as many backticks at the end as at the start; one blank is taken off each side. */
const spanned = (text: string): string | null => {
  const match = /^(`+)([^]*?[^`])\1$/.exec(text);
  if (!match?.[2]) return null;
  return /^ .* $/.test(match[2]) && match[2].trim() !== '' ? match[2].slice(1, -1) : match[2];
};

suite('properties', () => {
  test('a code span is one line and holds what is visible, nothing more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (text) => {
        const span = codeSpan(text);
        assert.doesNotMatch(span, /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        const shown = visible(text);
        assert.equal(spanned(span), shown.trim() === '' ? `"${shown}"` : shown);
      }),
    );
  });

  test('a code block ends where it should', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('`', '```', '````', 'x', '\n', ' ', '~~~')), (parts) => {
        const lines = codeBlock('suggestion', parts.join('')).split('\n');
        const fence = lines.at(-1) ?? '';
        assert.match(fence, /^`{3,}$/);
        assert.equal(lines[0], `${fence}suggestion`);
        assert.equal(
          lines.slice(1, -1).some((line) => line.trimStart().startsWith(fence)),
          false,
        );
      }),
    );
  });
});

suite('nothing that a runner would obey', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['::error::boo', ': :error::boo'],
    ['a\n \t::error::boo\n::x', 'a\n \t: :error::boo\n: :x'],
    ['a ##[error]boo', 'a ## [error]boo'],
    ['std::string, a: :b, # [x]', 'std::string, a: :b, # [x]'],
  ];
  for (const [written, shown] of cases)
    test(JSON.stringify(written), () => assert.equal(withoutCommands(written), shown));
});
