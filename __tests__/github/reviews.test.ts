import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { review } from './acting.ts';
import { ask, at, each } from './asking.ts';
import { kitchen, type Kitchen } from './kitchen.ts';

const lineError = [
  'Pull request review thread line must be part of the diff',
  "Pull request review thread diff hunk can't be blank",
];
const orderError = ['Pull request review thread start line must precede the end line.'];
const hunkError = ['Pull request review thread start line must be part of the same hunk as the line.'];
const longError = ['Body is too long (maximum is 65536 characters)'];

type Fields = Readonly<Record<string, unknown>>;
const on = (place: Fields): Fields => ({
  event: 'COMMENT',
  body: 'Hello',
  comments: [{ path: 'recipe', body: 'Hm', ...place }],
});

suite('a review is refused as a whole', () => {
  const rows: readonly {
    readonly why: string;
    readonly fields: Fields;
    readonly before?: (kitchen: Kitchen) => void;
    readonly errors: readonly string[];
  }[] = [
    { why: 'line between the hunks', fields: on({ line: 10 }), errors: lineError },
    { why: 'line after the end of the file', fields: on({ line: 99 }), errors: lineError },
    { why: 'no line at all', fields: on({}), errors: lineError },
    { why: 'a line of a file without patch', fields: on({ path: 'photo', line: 1 }), errors: lineError },
    { why: 'a line of a file that was only renamed', fields: on({ path: 'new', line: 1 }), errors: lineError },
    { why: 'old name of a renamed file', fields: on({ path: 'old', line: 1 }), errors: ['Path could not be resolved'] },
    { why: 'file that did not change', fields: on({ path: 'shelf', line: 1 }), errors: ['Path could not be resolved'] },
    { why: 'path with ./', fields: on({ path: './recipe', line: 4 }), errors: ['Path could not be resolved'] },
    { why: 'start line = line', fields: on({ start_line: 4, line: 4 }), errors: orderError },
    { why: 'start line > line', fields: on({ start_line: 5, line: 4 }), errors: orderError },
    { why: 'start line in another hunk', fields: on({ start_line: 4, line: 15 }), errors: hunkError },
    { why: 'start line outside of hunks', fields: on({ start_line: 9, line: 15 }), errors: hunkError },
    {
      why: 'one bad comment among good ones',
      fields: {
        event: 'COMMENT',
        body: 'Hello',
        comments: [4, 10].map((line) => ({ path: 'recipe', line, body: 'Hm' })),
      },
      errors: lineError,
    },
    { why: 'COMMENT with nothing in it', fields: { event: 'COMMENT', body: '' }, errors: ["Body can't be blank"] },
    { why: 'a comment with nothing in it', fields: on({ line: 4, body: ' ' }), errors: ["Body can't be blank"] },
    { why: 'a long body', fields: { event: 'COMMENT', body: 'x'.repeat(65_537) }, errors: longError },
    { why: 'a long comment', fields: on({ line: 4, body: 'x'.repeat(65_537) }), errors: longError },
    {
      why: 'APPROVE by the token of Actions',
      fields: { event: 'APPROVE' },
      errors: ['GitHub Actions is not permitted to approve pull requests.'],
    },
    {
      why: 'a locked conversation',
      before: ({ pull }) => (pull.locked = true),
      fields: on({ line: 4 }),
      errors: ['lock prevents review'],
    },
    {
      why: 'a draft of the same login',
      before: ({ github, pull }) => review(github, pull, 'github-actions[bot]', { body: 'Left behind' }),
      fields: on({ line: 4 }),
      errors: ['User can only have one pending review per pull request'],
    },
    {
      why: 'a commit that a force push threw away',
      before: ({ github, base }) => github.push('topic', github.commit({ recipe: 'new\n' }, base)),
      fields: { ...on({ line: 1 }), commit_id: 'the first head' },
      errors: ['commit_id is not part of the pull request'],
    },
    {
      why: 'a line of the head that moved away meanwhile',
      before: ({ github, pull, base }) => {
        const recipe = github.repository.text(base, 'recipe') ?? '';
        github.push('topic', github.commit({ recipe }, pull.headSha));
      },
      fields: on({ line: 4 }),
      errors: ['Path could not be resolved'],
    },
  ];
  for (const { why, fields, before, errors } of rows) {
    test(why, async (t) => {
      const made = await kitchen(t);
      const { github, pull } = made;
      const first = pull.headSha;
      before?.(made);
      const reviews = pull.reviews.length;
      const sent = fields['commit_id'] === 'the first head' ? { ...fields, commit_id: first } : fields;
      const reply = await ask(github, 'POST', '/pulls/1/reviews', sent);
      assert.deepEqual([reply.status, at(reply.body, 'errors')], [422, errors]);
      assert.equal(pull.reviews.length, reviews);
      assert.deepEqual(pull.threads, []);
      assert.deepEqual(github.violations, []);
    });
  }

  test('requesting changes to its own pull request, or without words', async (t) => {
    const { github } = await kitchen(t);
    github.open({ head: 'topic', author: 'github-actions[bot]' });
    const own = await ask(github, 'POST', '/pulls/2/reviews', { event: 'REQUEST_CHANGES', body: 'No' });
    assert.deepEqual(at(own.body, 'errors'), ['Review Can not request changes on your own pull request']);
    const silent = await ask(github, 'POST', '/pulls/1/reviews', { event: 'REQUEST_CHANGES' });
    assert.deepEqual(at(silent.body, 'errors'), ["Body can't be blank"]);
  });
});

suite('a review is taken', () => {
  const rows: readonly { readonly why: string; readonly place: Fields; readonly excerpt?: string }[] = [
    { why: 'added line', place: { line: 4 }, excerpt: '+stir' },
    { why: 'removed line, on the left', place: { line: 4, side: 'LEFT' }, excerpt: '-step 4' },
    { why: 'context line', place: { line: 7 }, excerpt: ' step 7' },
    { why: 'range with context', place: { start_line: 1, line: 7 }, excerpt: ' step 7' },
    {
      why: 'range from the left to the right',
      place: { start_line: 4, start_side: 'LEFT', line: 4, side: 'RIGHT' },
      excerpt: '+stir',
    },
    {
      why: '65,536 characters that are not in the basic plane',
      place: { line: 4, body: '🍜'.repeat(65_536) },
      excerpt: '+stir',
    },
  ];
  for (const { why, place, excerpt } of rows) {
    test(why, async (t) => {
      const { github, pull } = await kitchen(t);
      const reply = await ask(github, 'POST', '/pulls/1/reviews', { ...on(place), commit_id: pull.headSha });
      assert.deepEqual([reply.status, at(reply.body, 'state')], [200, 'COMMENTED']);
      const comments = await ask(github, 'GET', '/pulls/1/comments');
      assert.equal(
        String(at(comments.body, 0, 'diff_hunk'))
          .split('\n')
          .at(-1),
        excerpt,
      );
      assert.deepEqual(github.violations, []);
    });
  }

  test('COMMENT without a body, when it has comments', async (t) => {
    const { github } = await kitchen(t);
    const { status } = await ask(github, 'POST', '/pulls/1/reviews', { ...on({ line: 4 }), body: '' });
    assert.equal(status, 200);
  });

  test('without commit_id it stands on the head of that moment', async (t) => {
    const { github, pull } = await kitchen(t);
    github.push('topic', github.commit({ shelf: 'full\n' }, pull.headSha));
    const reply = await ask(github, 'POST', '/pulls/1/reviews', on({ line: 4 }));
    assert.equal(at(reply.body, 'commit_id'), pull.headSha);
  });
});

test('only its author sees a draft, and it can be deleted or submitted; a submitted review can only be edited', async (t) => {
  const { github, pull } = await kitchen(t);
  review(github, pull, 'mei', { body: 'Secret' });
  review(github, pull, 'github-actions[bot]', { ...on({ line: 4 }), event: undefined });
  const reviews = await ask(github, 'GET', '/pulls/1/reviews');
  assert.deepEqual(each(reviews.body, 'state'), ['PENDING']);
  assert.equal(at(reviews.body, 0, 'submitted_at'), undefined);
  const draft = `/pulls/1/reviews/${String(at(reviews.body, 0, 'id'))}`;
  assert.equal((await ask(github, 'DELETE', draft)).status, 200);
  assert.deepEqual(pull.threads, []);
  assert.equal((await ask(github, 'GET', draft)).status, 404);

  const posted = await ask(github, 'POST', '/pulls/1/reviews', on({ line: 4 }));
  const submitted = `/pulls/1/reviews/${String(at(posted.body, 'id'))}`;
  const refused = await ask(github, 'DELETE', submitted);
  assert.deepEqual(
    [refused.status, at(refused.body, 'errors')],
    [422, ['Can not delete a non-pending pull request review']],
  );
  const edited = await ask(github, 'PUT', submitted, { body: 'Other words' });
  assert.deepEqual([edited.status, at(edited.body, 'body')], [200, 'Other words']);
  assert.deepEqual(github.violations, []);
});

test('a personal token may approve', async (t) => {
  const { github } = await kitchen(t, { viewer: { login: 'kenji', id: 7, type: 'User' } });
  const reply = await ask(github, 'POST', '/pulls/1/reviews', { event: 'APPROVE' });
  assert.equal(at(reply.body, 'state'), 'APPROVED');
  assert.equal(at((await ask(github, 'GET', '//user')).body, 'login'), 'kenji');
});
