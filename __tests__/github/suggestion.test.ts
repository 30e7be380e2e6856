import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as acting from './acting.ts';
import { kitchen, type Kitchen } from './kitchen.ts';
import { placeNow } from './placing.ts';
import { applySuggestion, applySuggestions, SuggestionRefused, suggestionsIn } from './suggestion.ts';

const block = (...lines: readonly string[]): string => ['```suggestion', ...lines, '```'].join('\n');

suite('the blocks of a comment', () => {
  const rows: readonly (readonly [string, string, readonly (readonly string[])[]])[] = [
    ['none', 'Hello', []],
    ['one', `Hello\n\n${block('a', '  b')}`, [['a', '  b']]],
    ['empty: deletes', block(), [[]]],
    ['one empty line: a blank line', block(''), [['']]],
    ['CRLF', block('a').replaceAll('\n', '\r\n'), [['a']]],
    ['several', `${block('a')}\n${block('b')}`, [['a'], ['b']]],
    ['longer fence around a fence', '````suggestion\n```\n````', [['```']]],
    ['a fence that is too short ends it early', block('```', 'b'), [[]]],
    ['within another block', '````md\n```suggestion\na\n```\n````', []],
    ['other languages and tildes', '```diff\n-a\n```\n~~~suggestion\na\n~~~', []],
    ['indented like code', '    ```suggestion\n    a\n    ```', []],
    ['within a comment', '<!--\n```suggestion\na\n```\n-->', []],
    ['after a comment', `<!-- marker -->\n${block('a')}`, [['a']]],
    [
      'within details, with a blank line before',
      `<details>\n<summary>x</summary>\n\n${block('a')}\n</details>`,
      [['a']],
    ],
    ['within details, without one', `<details>\n${block('a')}\n</details>`, []],
    ['never closed', '```suggestion\na', [['a']]],
  ];
  for (const [what, body, blocks] of rows) {
    test(what, () => {
      assert.deepEqual(suggestionsIn(body), blocks);
    });
  }
});

/** A suggestion of the bot on the recipe. */
function suggest(
  { github, pull }: Kitchen,
  place: Readonly<Record<string, unknown>>,
  ...lines: readonly string[]
): number {
  const comments = [{ path: 'recipe', body: block(...lines), ...place }];
  acting.review(github, pull, 'github-actions[bot]', { event: 'COMMENT', comments });
  return pull.threads.at(-1)?.comments[0]?.id ?? 0;
}

suite('committing a suggestion', () => {
  const rows: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly string[], string])[] = [
    ['replaces the line', { line: 4 }, ['fry'], 'step 3\nfry\nstep 5'],
    ['replaces the whole range', { start_line: 2, line: 4 }, ['fry'], 'step 1\nfry\nstep 5'],
    ['deletes', { line: 4 }, [], 'step 3\nstep 5'],
    ['leaves a blank line', { line: 4 }, [''], 'step 3\n\nstep 5'],
    ['writes more lines than it replaces', { line: 4 }, ['a', 'b'], 'step 3\na\nb\nstep 5'],
  ];
  for (const [what, place, lines, text] of rows) {
    test(what, async (t) => {
      const made = await kitchen(t);
      const { github, pull } = made;
      const before = pull.headSha;
      const id = suggest(made, place, ...lines);
      const commit = applySuggestion(github, pull, id);
      assert.ok(github.repository.text(commit, 'recipe')?.includes(text));
      assert.deepEqual([pull.headSha, github.tip('topic')], [commit, commit]);
      assert.deepEqual(github.repository.get(commit).parents, [before]);
      const { thread } = github.comment(id);
      assert.equal(thread.resolvedBy?.login, 'mei');
      assert.equal(placeNow(github, pull, thread), null);
    });
  }

  test('keeps mode and a missing final newline', async (t) => {
    const made = await kitchen(t);
    const { github, pull } = made;
    github.push('topic', github.commit({ recipe: { text: 'one\ntwo', mode: '100755' } }, pull.headSha));
    const commit = applySuggestion(github, pull, suggest(made, { line: 2 }, '2'));
    assert.equal(github.repository.text(commit, 'recipe'), 'one\n2');
    assert.equal(github.repository.get(commit).files.get('recipe')?.mode, '100755');
  });

  test('a comment that moved is applied where it is now', async (t) => {
    const made = await kitchen(t);
    const { github, pull } = made;
    const id = suggest(made, { line: 4 }, 'fry');
    const text = github.repository.text(pull.headSha, 'recipe') ?? '';
    github.push('topic', github.commit({ recipe: `first\n${text}` }, pull.headSha));
    assert.match(
      github.repository.text(applySuggestion(github, pull, id), 'recipe') ?? '',
      /^first\nstep 1\nstep 2\nstep 3\nfry\n/,
    );
  });

  test('a batch is one commit', async (t) => {
    const made = await kitchen(t);
    const { github, pull } = made;
    const before = pull.headSha;
    const ids = [
      suggest(made, { line: 4 }, 'a', 'b'),
      suggest(made, { start_line: 14, line: 15 }),
      suggest(made, { line: 18 }, 'c'),
    ];
    const commit = applySuggestions(github, pull, ids);
    assert.deepEqual(github.repository.get(commit).parents, [before]);
    const text = github.repository.text(commit, 'recipe') ?? '';
    assert.match(text, /step 3\na\nb\nstep 5[^]*step 13\nstep 16\nstep 17\nc\nstep 19\n/);
  });
});

suite('the page refuses', () => {
  const rows: readonly (readonly [string, (made: Kitchen) => readonly number[], RegExp])[] = [
    ['no change', (made) => [suggest(made, { line: 4 }, 'stir')], /no changes were made/],
    [
      'a comment without a suggestion',
      (made) => [acting.comment(made.github, made.pull, 'mei', { path: 'recipe', line: 4, body: 'x' }).id],
      /no suggestion/,
    ],
    ['deleted lines', (made) => [suggest(made, { line: 4, side: 'LEFT' }, 'fry')], /deleted lines/],
    [
      'two on one line',
      (made) => [suggest(made, { line: 4 }, 'a'), suggest(made, { start_line: 3, line: 5 }, 'b')],
      /one suggestion per line/,
    ],
    [
      'twice the same',
      (made) => [suggest(made, { line: 4 }, 'a'), suggest(made, { line: 4 }, 'a')],
      /one suggestion per line/,
    ],
    [
      'a resolved one',
      (made) => {
        const id = suggest(made, { line: 4 }, 'fry');
        acting.resolve(made.github, id, 'mei');
        return [id];
      },
      /marked resolved/,
    ],
    [
      'one that was applied',
      (made) => {
        const id = suggest(made, { line: 4 }, 'fry');
        applySuggestion(made.github, made.pull, id);
        return [id];
      },
      /has been applied/,
    ],
    [
      'an outdated one',
      (made) => {
        const id = suggest(made, { line: 4 }, 'fry');
        made.github.push('topic', made.github.commit({ recipe: 'all new\n' }, made.pull.headSha));
        return [id];
      },
      /Outdated/,
    ],
    [
      'a closed pull request',
      (made) => {
        made.pull.state = 'closed';
        return [suggest(made, { line: 4 }, 'fry')];
      },
      /closed/,
    ],
    [
      'a draft',
      ({ github, pull }) => {
        const comments = [{ path: 'recipe', line: 4, body: block('fry') }];
        acting.review(github, pull, 'github-actions[bot]', { comments });
        return [pull.threads[0]?.comments[0]?.id ?? 0];
      },
      /pending/,
    ],
  ];
  for (const [what, make, message] of rows) {
    test(what, async (t) => {
      const made = await kitchen(t);
      const ids = make(made);
      const before = made.pull.headSha;
      assert.throws(
        () => applySuggestions(made.github, made.pull, ids),
        (error) => error instanceof SuggestionRefused && message.test(error.message),
      );
      assert.equal(made.pull.headSha, before);
    });
  }
});
