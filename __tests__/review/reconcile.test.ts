import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Author, Failure, NewComment, Review, ReviewClient, ReviewComment } from '../../src/review/client.ts';
import { commentMarker, reviewMarker } from '../../src/review/marker.ts';
import type { Wanted } from '../../src/review/plan.ts';
import { reconcile, type ReviewQuestion } from '../../src/review/reconcile.ts';

const bot: Author = { login: 'github-actions[bot]', type: 'Bot' };
const mei: Author = { login: 'mei', type: 'User' };
const id = 'CI/dockerfiles';
const headSha = 'c0ffee';
const pull = { headSha, open: true, locked: false };

function finding(fingerprint: string, startLine = 4, line = startLine, proven = true): Wanted {
  const text = (offer: boolean): string => (offer ? `${fingerprint}, to commit` : fingerprint);
  const place = { path: 'Dockerfile', startLine, line, proven };
  return {
    rule: 'cache/x',
    fingerprint,
    anchor: fingerprint,
    path: 'Dockerfile',
    place,
    severe: true,
    lacksHistory: false,
    text,
  };
}

function question(wanted: readonly Wanted[], more: Partial<ReviewQuestion> = {}): ReviewQuestion {
  return {
    wanted,
    id,
    headSha,
    maxComments: 25,
    exists: () => true,
    checked: () => true,
    fixedText: () => 'Fixed',
    pull: { ...pull, forkGone: false },
    reviewText: (inline, others) => `${inline.length} inline, ${others.length} others`,
    ...more,
  };
}

interface Host {
  readonly calls: string[];
  readonly posted: { readonly body: string; readonly comments: readonly NewComment[] }[];
  readonly client: ReviewClient;
}

/** A pull request in memory that answers as it is told, and writes down each call. */
function host(told: {
  readonly comments?: readonly ReviewComment[];
  readonly reviews?: readonly Review[];
  /** One a POST, in order. */
  readonly answers?: readonly (Failure | null)[];
  /** A review that is stored although the answer was lost. */
  readonly stored?: boolean;
  readonly now?: Partial<typeof pull>;
  readonly write?: Failure;
}): Host {
  const calls: string[] = [];
  const posted: Host['posted'] = [];
  const reviews = [...(told.reviews ?? [])];
  const write = (call: string): Promise<Failure | null> => {
    calls.push(call);
    return Promise.resolve(told.write ?? null);
  };
  const client: ReviewClient = {
    pull: () => {
      calls.push('pull');
      return Promise.resolve({ ...pull, ...told.now });
    },
    comments: () => Promise.resolve(told.comments ?? []),
    reviews: () => {
      calls.push('reviews');
      return Promise.resolve(reviews);
    },
    threads: () => {
      calls.push('threads');
      return Promise.resolve(new Map());
    },
    self: () => Promise.resolve((author) => author?.login === bot?.login),
    postReview: (review) => {
      const answer = told.answers?.[posted.length] ?? null;
      posted.push(review);
      if (!answer || told.stored) reviews.push({ id: 99, author: bot, body: review.body, pending: false });
      calls.push(
        `post ${review.comments.map(({ startLine, line }) => (startLine < line ? `${startLine}–${line}` : line)).join(' ')}`.trim(),
      );
      return Promise.resolve(answer);
    },
    deleteDraft: (review) => write(`delete draft ${review}`),
    editComment: (comment) => write(`edit ${comment}`),
    deleteComment: (comment) => write(`delete ${comment}`),
    resolve: () => write('resolve').then(() => undefined),
  };
  return { calls, posted, client };
}

function own(fingerprint: string, more: Partial<ReviewComment> = {}): ReviewComment {
  const body = `${commentMarker({ id, rule: 'cache/x', fingerprint, anchor: fingerprint, fixed: null })}\n${fingerprint}, to commit`;
  return { id: 1, inReplyTo: null, author: bot, body, path: 'Dockerfile', lines: { startLine: 4, line: 4 }, ...more };
}

const spoken = (commit: string, findings: readonly string[]): string =>
  `${reviewMarker({ id, commit, findings })}\nFound 1 error.`;
const lost: Failure = { kind: 'lost', detail: '502' };
const invalid: Failure = { kind: 'invalid', detail: '422' };
const denied: Failure = { kind: 'denied', detail: '403' };

suite('a review', () => {
  test('is one call, right after the pull request was read again', async () => {
    const { calls, client } = host({});
    const { inline, notes } = await reconcile(question([finding('a', 4), finding('b', 6, 8)]), client);
    assert.deepEqual(calls, ['reviews', 'pull', 'post 4 6–8']);
    assert.deepEqual([...inline], ['a', 'b']);
    assert.deepEqual(notes, []);
  });

  test('is not written when nothing is new', async () => {
    const { calls, client } = host({ comments: [own('a')] });
    const { inline } = await reconcile(question([finding('a')]), client);
    assert.deepEqual(calls, []);
    assert.deepEqual([...inline], ['a']);
  });

  test('is not repeated on a commit where it could only be text', async () => {
    const { calls, client } = host({ reviews: [{ id: 7, author: bot, body: spoken(headSha, ['a']), pending: false }] });
    await reconcile(question([finding('a')]), client);
    assert.deepEqual(calls, ['reviews']);
  });

  test('is written for a new commit, or when somebody else pretends to be us', async () => {
    for (const review of [
      { id: 7, author: bot, body: spoken('older', ['a']), pending: false },
      { id: 7, author: mei, body: spoken(headSha, ['a']), pending: false },
    ]) {
      const { calls, client } = host({ reviews: [review] });
      await reconcile(question([finding('a')]), client);
      assert.deepEqual(calls, ['reviews', 'pull', 'post 4']);
    }
  });
});

suite('nothing is written', () => {
  const before: readonly [string, Partial<ReviewQuestion['pull']>, string][] = [
    ['on a closed pull request', { open: false }, 'closed'],
    ['on a locked one', { locked: true }, 'locked'],
    ['when the head moved', { headSha: 'beef' }, 'moved'],
    ['when the fork is gone', { forkGone: true }, 'fork-gone'],
  ];
  for (const [what, state, kind] of before) {
    test(what, async () => {
      const { calls, client } = host({});
      const outcome = await reconcile(
        question([finding('a')], { pull: { ...pull, forkGone: false, ...state } }),
        client,
      );
      assert.deepEqual(calls, []);
      assert.deepEqual(outcome.notes, [{ kind }]);
    });
  }

  const meanwhile: readonly [string, Partial<typeof pull>, string][] = [
    ['when it is closed meanwhile', { open: false }, 'closed'],
    ['when it is locked meanwhile', { locked: true }, 'locked'],
    ['when the head moves meanwhile', { headSha: 'beef' }, 'moved'],
  ];
  for (const [what, now, kind] of meanwhile) {
    test(what, async () => {
      const { calls, client } = host({ now });
      const outcome = await reconcile(question([finding('a')]), client);
      assert.deepEqual(calls, ['reviews', 'pull']);
      assert.deepEqual([...outcome.inline], []);
      assert.deepEqual(outcome.notes, [{ kind }]);
    });
  }
});

suite('a draft that blocks the review', () => {
  test('of an interrupted run is deleted first', async () => {
    const { calls, client } = host({ reviews: [{ id: 7, author: bot, body: '', pending: true }] });
    await reconcile(question([finding('a')]), client);
    assert.deepEqual(calls, ['reviews', 'pull', 'delete draft 7', 'post 4']);
  });

  test('of the person whose token this is stays', async () => {
    const { calls, client } = host({ reviews: [{ id: 7, author: mei, body: 'My thoughts', pending: true }] });
    await reconcile(question([finding('a')]), client);
    assert.deepEqual(calls, ['reviews', 'pull', 'post 4']);
  });
});

suite('GitHub refuses a line (422)', () => {
  const some = [finding('single', 4), finding('range', 6, 8), finding('computed', 20, 20, false)];

  test('then proven lines, one each, and no block that needs more', async () => {
    const { calls, posted, client } = host({ answers: [invalid] });
    const { inline, notes } = await reconcile(question(some), client);
    assert.deepEqual(calls, ['reviews', 'pull', 'post 4 6–8 20', 'pull', 'post 4 8']);
    const texts = posted[1]?.comments.map(({ body }) => body.slice(body.indexOf('\n') + 1));
    assert.deepEqual(texts, ['single, to commit', 'range']);
    assert.match(posted[1]?.body ?? '', /2 inline, 1 others/);
    assert.deepEqual([...inline], ['single', 'range']);
    assert.deepEqual(notes, [{ kind: 'partly' }]);
  });

  test('then only the text', async () => {
    const { calls, posted, client } = host({ answers: [invalid, invalid] });
    const { inline } = await reconcile(question(some), client);
    assert.deepEqual(calls, ['reviews', 'pull', 'post 4 6–8 20', 'pull', 'post 4 8', 'pull', 'post']);
    assert.match(posted[2]?.body ?? '', /0 inline, 3 others/);
    assert.deepEqual([...inline], []);
  });

  test('not twice the same', async () => {
    const { calls, client } = host({ answers: [invalid] });
    await reconcile(question([finding('single')]), client);
    assert.deepEqual(calls, ['reviews', 'pull', 'post 4', 'pull', 'post']);
  });

  test('and the text too: said, and the verdict stands', async () => {
    const { client } = host({ answers: [invalid, invalid] });
    const { notes } = await reconcile(question([finding('single')]), client);
    assert.deepEqual(notes, [{ kind: 'not-posted', detail: '422' }]);
  });
});

suite('no answer to the review', () => {
  test('that is there: not sent again', async () => {
    const { calls, client } = host({ answers: [lost], stored: true });
    const { inline } = await reconcile(question([finding('a')]), client);
    assert.deepEqual(calls, ['reviews', 'pull', 'post 4', 'reviews']);
    assert.deepEqual([...inline], ['a']);
  });

  test('that is not there: sent once more', async () => {
    const { calls, client } = host({ answers: [lost] });
    await reconcile(question([finding('a')]), client);
    assert.deepEqual(calls, ['reviews', 'pull', 'post 4', 'reviews', 'post 4']);
  });

  test('and none to the second: said', async () => {
    const { client } = host({ answers: [lost, lost] });
    const { inline, notes } = await reconcile(question([finding('a')]), client);
    assert.deepEqual([...inline], []);
    assert.deepEqual(notes, [{ kind: 'not-posted', detail: '502' }]);
  });
});

suite('a token that may not write', () => {
  const rows: readonly [string, Parameters<typeof host>[0]][] = [
    ['a review', { answers: [denied] }],
    ['over a draft', { reviews: [{ id: 7, author: bot, body: '', pending: true }], write: denied }],
    ['an edit', { comments: [own('a', { body: own('a').body.replace(', to commit', ' of old') })], write: denied }],
    ['a deletion', { comments: [own('b')], answers: [null], write: denied }],
  ];
  for (const [what, told] of rows) {
    test(`${what}: said once, nothing counts as commented`, async () => {
      const { client } = host(told);
      const { inline, notes } = await reconcile(question([finding('a')]), client);
      assert.deepEqual([...inline], []);
      assert.deepEqual(notes, [{ kind: 'read-only', detail: '403' }]);
    });
  }
});

suite('whose comment is it', () => {
  test('another job’s, or a person’s with our marker, is not touched', async () => {
    const foreign = [
      own('gone', { id: 1, author: mei }),
      own('gone', { id: 2, body: own('gone').body.replace(id, 'other/job') }),
      own('gone', { id: 3, inReplyTo: 2 }),
    ];
    const { calls, client } = host({ comments: foreign });
    await reconcile(question([]), client);
    assert.deepEqual(calls, []);
  });

  test('ours that somebody answered is edited, never deleted', async () => {
    const thread = [own('gone'), own('', { id: 2, inReplyTo: 1, author: mei, body: 'Why?' })];
    const { calls, client } = host({ comments: thread });
    await reconcile(question([]), client);
    assert.deepEqual(calls, ['threads', 'pull', 'edit 1']);
  });

  test('ours with an answer of our own is deleted', async () => {
    const thread = [own('gone'), own('', { id: 2, inReplyTo: 1, body: 'Again' })];
    const { calls, client } = host({ comments: thread });
    await reconcile(question([]), client);
    assert.deepEqual(calls, ['threads', 'pull', 'delete 1']);
  });
});

test('a pull request that can’t be read is said, and never an error', async () => {
  const { client } = host({});
  const outcome = await reconcile(question([finding('a')]), {
    ...client,
    comments: () => Promise.reject(new Error('502')),
  });
  assert.deepEqual(outcome.notes, [{ kind: 'not-posted', detail: '502' }]);
});
