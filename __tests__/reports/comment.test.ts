import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import type { Doubt } from '../../src/findings/doubt.ts';
import { renderComment } from '../../src/reports/comment.ts';
import { evidence, exampleMessages, finding, volumeFinding } from './example.ts';
import { assertExpected } from './expected.ts';

const docsUrl = 'https://github.com/example/kasane/blob/v1';
const lines = ['COPY requirements.txt .', '', '# The libraries', 'RUN pip install -r requirements.txt', '', 'COPY . .'];
const patch = '@@ -7,4 +7,3 @@\n RUN pip install -r requirements.txt\n \n-VOLUME /data\n CMD ["python", "main.py"]\n';

suite('a review comment', () => {
  for (const language of ['en', 'ja'] as const) {
    const messages = exampleMessages(language);
    test(`with a change to commit (${language})`, () => {
      const suggestion = { kind: 'commit', lines } as const;
      assertExpected(
        `comment-commit.${language}.md`,
        renderComment({ finding: finding({ evidence: evidence() }), messages, suggestion, docsUrl }),
      );
    });

    test(`with a change to decide on, found in a script (${language})`, () => {
      const suggestion = { kind: 'diff', patch, doubts: volumeFinding().fix?.doubts ?? [] } as const;
      const inScript = volumeFinding({ path: 'api/start.sh' });
      assertExpected(
        `comment-diff.${language}.md`,
        renderComment({ finding: inScript, messages, suggestion, docsUrl: null }),
      );
    });
  }

  test('without a change is words only', () => {
    const body = renderComment({ finding: finding(), messages: exampleMessages(), suggestion: null, docsUrl });
    assert.doesNotMatch(body, /```(?:suggestion|diff)/);
  });

  const blocks: readonly (readonly [string, readonly string[], string])[] = [
    ['deletes lines', [], '```suggestion\n```'],
    ['leaves one empty line', [''], '```suggestion\n\n```'],
    ['keeps tabs and blanks', ['\tRUN x  '], '```suggestion\n\tRUN x  \n```'],
    ['holds a fence of its own', ['RUN <<EOF', '```', 'EOF'], '````suggestion\nRUN <<EOF\n```\nEOF\n````'],
  ];
  for (const [name, replacement, block] of blocks) {
    test(`whose suggestion ${name}`, () => {
      const suggestion = { kind: 'commit', lines: replacement } as const;
      const body = renderComment({ finding: finding(), messages: exampleMessages(), suggestion, docsUrl });
      assert.ok(body.includes(`\n\n${block}\n\n`), body);
    });
  }

  test('folds a long diff and cuts a very long one, saying how much', () => {
    const long = Array.from({ length: 500 }, (_, index) => `+line ${index}\n`).join('');
    const body = renderComment({
      finding: finding(),
      messages: exampleMessages(),
      suggestion: { kind: 'diff', patch: long, doubts: [] },
      docsUrl,
    });
    assert.match(body, /<summary>The change \(500 lines\)<\/summary>/);
    assert.match(body, /100 more lines; `kasane fix` prints the whole change\./);
  });

  test('stays below the limit of GitHub, whatever the repository holds', () => {
    const wide = `+${'`'.repeat(20_000)}\n`.repeat(50);
    const doubts: readonly Doubt[] = Array.from({ length: 50 }, () => ({
      kind: 'not-in-context',
      path: 'x'.repeat(5000),
    }));
    for (const suggestion of [
      { kind: 'diff', patch: wide, doubts } as const,
      { kind: 'commit', lines: Array.from({ length: 5000 }, () => 'RUN x'.repeat(20)) } as const,
    ]) {
      const hostile = finding({ values: { line: 8, manifest: '`'.repeat(50_000), copied: '<'.repeat(50_000) } });
      const body = renderComment({ finding: hostile, messages: exampleMessages(), suggestion, docsUrl });
      assert.ok(body.length <= 60_000, String(body.length));
    }
  });

  test('shows three doubts and counts the rest', () => {
    const doubts: readonly Doubt[] = ['a', 'b', 'c', 'd', 'e'].map((path) => ({ kind: 'unreadable-file', path }));
    const body = renderComment({
      finding: finding(),
      messages: exampleMessages(),
      suggestion: { kind: 'diff', patch, doubts },
      docsUrl,
    });
    assert.match(body, /- `c` could not be read\.\n- And 2 more reasons\./);
  });

  test('lets no text of the repository out of its code span', () => {
    const body = renderComment({
      finding: finding({ values: { line: 8, manifest: '@everyone <!-- x -->', copied: '</details>\n# Big' } }),
      messages: exampleMessages(),
      suggestion: null,
      docsUrl,
    });
    const outside = body.replace(/(`+)[^]*?[^`]\1(?!`)/g, '');
    assert.doesNotMatch(outside, /@everyone|<!--|# Big/);
  });
});
