import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { commentMarker } from '../../src/review/marker.ts';
import { plan, type OwnComment, type Plan, type Situation, type Thread, type Wanted } from '../../src/review/plan.ts';

const id = 'CI/dockerfiles';
const head = 'c0ffee';

/** A finding on line 4 of a file, called like its fingerprint. */
function finding(fingerprint: string, more: Partial<Wanted> = {}): Wanted {
  const path = more.path ?? 'Dockerfile';
  const place = { path, startLine: 4, line: 4, proven: true };
  const text = (offer: boolean): string => (offer ? `${fingerprint}, to commit` : fingerprint);
  return {
    rule: 'cache/x',
    fingerprint,
    anchor: `a-${fingerprint}`,
    path,
    place,
    severe: true,
    lacksHistory: false,
    text,
    ...more,
  };
}

/** The comment that an earlier run made of it. */
function comment(fingerprint: string, more: Partial<OwnComment> = {}, fixed: string | null = null): OwnComment {
  const marker = { id, rule: 'cache/x', fingerprint, anchor: `a-${fingerprint}`, fixed };
  return {
    id: 1,
    marker,
    path: 'Dockerfile',
    lines: { startLine: 4, line: 4 },
    body: `${commentMarker(marker)}\n${fingerprint}, to commit`,
    answered: false,
    thread: null,
    ...more,
  };
}

const open: Thread = { id: 't', resolved: 'no', hidden: false, canResolve: true, canUnresolve: true };

function situation(
  wanted: readonly Wanted[],
  comments: readonly OwnComment[],
  more: Partial<Situation> = {},
): Situation {
  return {
    wanted,
    comments,
    id,
    headSha: head,
    maxComments: 25,
    reviewed: new Set(),
    exists: (path) => path === 'Dockerfile',
    checked: () => true,
    fixedText: ({ fixed }) => `Fixed in ${fixed}`,
    ...more,
  };
}

/** In words: what is posted, edited (with the thread's fate), removed, left. */
function said({ post, edit, remove, left }: Plan): readonly string[] {
  return [
    ...post.map(({ fingerprint }) => `post ${fingerprint}`),
    ...edit.map(({ comment: { id: number }, body, thread }) => {
      const text = body.slice(body.indexOf('\n') + 1);
      return `edit ${number}: ${text}${thread ? ` (${thread})` : ''}`;
    }),
    ...remove.map(({ id: number }) => `remove ${number}`),
    ...left.map(({ fingerprint }) => `left ${fingerprint}`),
  ];
}

suite('the fewest calls', () => {
  const rows: readonly [string, Situation, readonly string[]][] = [
    ['nothing found, nothing there', situation([], []), []],
    ['new', situation([finding('f')], []), ['post f']],
    ['still there', situation([finding('f')], [comment('f')]), []],
    [
      'still there, and GitHub changed line ends',
      situation([finding('f')], [comment('f', { body: `${comment('f').body.replaceAll('\n', '\r\n')}\r\n` })]),
      [],
    ],
    [
      'its words changed',
      situation([finding('f', { text: () => 'now 3 files' })], [comment('f')]),
      ['edit 1: now 3 files'],
    ],
    ['gone', situation([], [comment('f')]), ['remove 1']],
    ['gone, somebody answered', situation([], [comment('f', { answered: true })]), [`edit 1: Fixed in ${head}`]],
    [
      'gone, answered, the token may resolve',
      situation([], [comment('f', { answered: true, thread: open })]),
      [`edit 1: Fixed in ${head} (resolve)`],
    ],
    ['gone before', situation([], [comment('f', { answered: true }, 'beef')]), []],
    [
      'gone before, and back',
      situation([finding('f')], [comment('f', { answered: true, thread: { ...open, resolved: 'by-us' } }, 'beef')]),
      ['edit 1: f, to commit (unresolve)'],
    ],
    ['gone, but not all could be checked', situation([], [comment('f')], { checked: () => false }), []],
    [
      'the history is not known this time: what a comment says of it stays',
      situation(
        [finding('f', { lacksHistory: true })],
        [comment('f', { body: `${comment('f').body.replace('f, to', 'in 9 of 10 commits\nf, to')}\nsquares` })],
      ),
      [],
    ],
    [
      'the history is not known this time, and something else changed',
      situation([finding('f', { lacksHistory: true, text: () => 'other words' })], [comment('f')]),
      ['edit 1: other words'],
    ],
    [
      'the history is known again',
      situation([finding('f', { text: () => 'in 9 of 10 commits\nf, to commit' })], [comment('f')]),
      ['edit 1: in 9 of 10 commits\nf, to commit'],
    ],
    ['the diff does not show it', situation([finding('f', { place: null })], []), ['left f']],
    ['below the level for comments', situation([finding('f', { severe: false })], []), []],
    ['below that level, with a comment from before', situation([finding('f', { severe: false })], [comment('f')]), []],
    ['a review of this commit spoke about it', situation([finding('f')], [], { reviewed: new Set(['f']) }), ['left f']],
  ];
  for (const [what, given, expected] of rows) test(what, () => assert.deepEqual(said(plan(given)), expected));
});

suite('a person’s word counts', () => {
  const settled: readonly [string, Thread][] = [
    ['resolved', { ...open, resolved: 'by-person' }],
    ['hidden', { ...open, hidden: true }],
  ];
  for (const [what, thread] of settled) {
    test(`${what}: not posted again, not edited`, () => {
      const given = situation([finding('f', { text: () => 'other words' })], [comment('f', { thread })]);
      assert.deepEqual(said(plan(given)), []);
      assert.ok(plan(given).kept.has('f'));
    });
    test(`${what}, and the finding is gone: left alone`, () => {
      assert.deepEqual(said(plan(situation([], [comment('f', { thread })]))), []);
    });
  }
});

suite('no more than max-comments', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => finding(name));
  test('the most costly first', () => {
    assert.deepEqual(said(plan(situation(five, [], { maxComments: 2 }))), [
      'post a',
      'post b',
      'left c',
      'left d',
      'left e',
    ]);
  });
  test('the next run does not post the others', () => {
    const comments = [comment('a', { id: 1 }), comment('b', { id: 2 })];
    assert.deepEqual(said(plan(situation(five, comments, { maxComments: 2 }))), ['left c', 'left d', 'left e']);
  });
  test('a more costly one gets a comment, and no other loses its own', () => {
    const comments = [comment('b', { id: 1 }), comment('c', { id: 2 })];
    assert.deepEqual(said(plan(situation(five, comments, { maxComments: 2 }))), ['post a', 'left d', 'left e']);
  });
  test('none at all', () => {
    assert.deepEqual(said(plan(situation([finding('a')], [], { maxComments: 0 }))), ['left a']);
  });
});

suite('a comment stays with its finding', () => {
  test('when the file is renamed', () => {
    const moved = finding('new', { path: 'api/Dockerfile', anchor: 'a-old' });
    const given = situation([moved], [comment('old', { path: 'Dockerfile' })], {
      exists: (path) => path === 'api/Dockerfile',
    });
    assert.deepEqual(said(plan(given)), ['edit 1: new']);
    assert.match(plan(given).edit[0]?.body ?? '', /"fingerprint":"new"/);
  });

  test('but not when the same is found in another file', () => {
    const other = finding('new', { path: 'web/Dockerfile', anchor: 'a-old' });
    const given = situation([other], [comment('old')], { exists: () => true });
    assert.deepEqual(said(plan(given)), ['post new', 'remove 1']);
  });

  test('twice the same, from two runs at once: the later one goes', () => {
    const comments = [comment('f', { id: 9 }), comment('f', { id: 5 })];
    assert.deepEqual(said(plan(situation([finding('f')], comments))), ['remove 9']);
  });

  test('twice the same: the answered one stays', () => {
    const comments = [comment('f', { id: 9, answered: true }), comment('f', { id: 5 })];
    assert.deepEqual(said(plan(situation([finding('f')], comments))), ['remove 5']);
  });
});

suite('a block to commit is only offered on the lines that it replaces', () => {
  const rows: readonly [string, OwnComment['lines'], readonly string[]][] = [
    ['the same lines', { startLine: 4, line: 4 }, []],
    ['the comment moved with the code', { startLine: 6, line: 6 }, ['edit 1: f']],
    ['the comment stands on more lines', { startLine: 3, line: 4 }, ['edit 1: f']],
    ['the comment is outdated', null, ['edit 1: f']],
  ];
  for (const [what, place, expected] of rows) {
    test(what, () =>
      assert.deepEqual(said(plan(situation([finding('f')], [comment('f', { lines: place })]))), expected),
    );
  }
});
