/** What a comment offers of a change, and what it says where it may not offer a safe one (contract, 5.9). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Doubt } from '../../src/findings/doubt.ts';
import type { Finding } from '../../src/findings/finding.ts';
import type { Edit } from '../../src/fixes/edit.ts';
import { plainText } from '../../src/reports/phrase-plain.ts';
import { commentsFor } from '../../src/review/wanted.ts';
import { exampleMessages, finding as example } from '../reports/example.ts';
import { changedFile, lines } from './change.ts';

const messages = exampleMessages();

const edit = (startLine: number, endLine: number, newText: string, path = 'Dockerfile'): Edit => ({
  path,
  startLine,
  endLine,
  newText,
});

/** A finding on a line of `Dockerfile` with these edits. */
function finding(line: number, edits: readonly Edit[], more: Partial<Finding> = {}): Finding {
  const fix = { safe: true, doubts: [], edits };
  const place = { path: 'Dockerfile', dockerfile: 'Dockerfile', startLine: line, endLine: line };
  return example({ ...place, fingerprint: `f${line}`, fix, ...more });
}

/** One hunk, 2 to 8, of `Dockerfile`; the text of each comment, and how many offer a change. */
function comments(findings: readonly Finding[], text = lines(40, { 5: 'five' }), offer = true) {
  const files = [changedFile('Dockerfile', text.replace('five', '5'), text)];
  const read = (path: string): string | null => (path === 'Dockerfile' ? text : null);
  const { wanted, committable } = commentsFor({
    findings,
    files,
    commentOn: 'warning',
    messages,
    docsUrl: null,
    lacksHistory: false,
    read,
  });
  return { texts: wanted.map((one) => one.text(offer)), places: wanted.map(({ place }) => place), committable };
}

const reason = (doubt: Doubt): string => plainText(messages.doubt(doubt));

suite('a safe change that a click can not commit is a diff, with the reason', () => {
  const windows = lines(40, { 5: 'five' }).replaceAll('\n', '\r\n');
  const rows: readonly [string, readonly Edit[], string | undefined, Doubt][] = [
    ['it leaves the hunk', [edit(7, 10, 'x\n')], undefined, { kind: 'outside-diff' }],
    ['its two ends are in two hunks', [edit(5, 5, 'x\n'), edit(30, 30, 'x\n')], undefined, { kind: 'outside-diff' }],
    [
      'it changes another file too',
      [edit(5, 5, 'x\n'), edit(1, 0, 'x\n', '.dockerignore')],
      undefined,
      { kind: 'needs-other-file', path: '.dockerignore' },
    ],
    [
      'it changes only another file',
      [edit(1, 0, 'x\n', '.dockerignore')],
      undefined,
      { kind: 'needs-other-file', path: '.dockerignore' },
    ],
    ['the file has line ends of Windows', [edit(5, 5, 'x\r\n')], windows, { kind: 'windows-line-ends' }],
  ];
  for (const [what, edits, text, doubt] of rows) {
    test(what, () => {
      const { texts, committable } = comments([finding(5, edits)], text);
      assert.equal(committable, 0);
      assert.match(texts[0] ?? '', /```diff\n/);
      assert.doesNotMatch(texts[0] ?? '', /```suggestion/);
      assert.ok(texts[0]?.replaceAll('`', '').includes(reason(doubt).replaceAll('`', '')), texts[0]);
    });
  }

  test('another suggestion has the same lines: the more severe one is offered', () => {
    const both = [
      finding(4, [edit(4, 5, '4 and 5\n')], { severity: 'warning' }),
      finding(5, [edit(5, 5, 'V\n')], { severity: 'error' }),
    ];
    const { texts, committable, places } = comments(both);
    assert.equal(committable, 1);
    assert.match(texts[0] ?? '', /```suggestion\nV\n```/);
    assert.match(texts[1] ?? '', /on line 5 changes the same lines/);
    assert.deepEqual(
      places.map((place) => place?.startLine),
      [5, 4],
    );
  });

  test('the comment stands on other lines than the change', () => {
    const { texts } = comments([finding(5, [edit(5, 5, 'V\n')])], undefined, false);
    assert.match(texts[0] ?? '', /```diff\n/);
    assert.ok(texts[0]?.includes('The diff does not show'));
  });
});

test('a change that a person has to decide on keeps its own reasons', () => {
  const fix = {
    safe: false,
    doubts: [{ kind: 'data-may-depend', path: '/data' }],
    edits: [edit(30, 30, 'x\n')],
  } as const;
  const { texts, committable } = comments([finding(5, [], { fix })]);
  assert.equal(committable, 0);
  assert.match(texts[0] ?? '', /depend on/);
  assert.doesNotMatch(texts[0] ?? '', /The diff does not show/);
});

test('what gets no comment takes no lines from what does', () => {
  const both = [
    finding(5, [edit(5, 5, 'five!\n')], { severity: 'notice', fingerprint: 'a' }),
    finding(5, [edit(5, 5, 'V\n')], { severity: 'warning', fingerprint: 'b' }),
  ];
  assert.equal(comments(both).committable, 1);
});
