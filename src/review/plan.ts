import { commentMarker, type CommentMarker } from './marker.ts';
import type { Place } from './place.ts';

/** A finding that the review would like to have a comment on its line. */
export interface Wanted {
  readonly rule: string;
  readonly fingerprint: string;
  readonly anchor: string;
  readonly path: string;
  /** Null: the diff does not show it. */
  readonly place: Place | null;
  /** At or above `comment-on`; else it only keeps the comment that it has. */
  readonly severe: boolean;
  /** What the history says of it is not known in this run, or not from all commits: a comment that says it, and is else the same, stays. */
  readonly lacksHistory: boolean;
  /** The text. `offer`: with the block to commit, which fits only on the lines of `place`. `withEvidence` false: without what the history says. */
  text(offer: boolean, withEvidence?: boolean): string;
}

/** The first comment of a thread that an earlier run began. */
export interface OwnComment {
  readonly id: number;
  readonly marker: CommentMarker;
  readonly path: string;
  /** Its lines on the present head; null when outdated. */
  readonly lines: { readonly startLine: number; readonly line: number } | null;
  readonly body: string;
  /** Somebody else wrote in the thread. */
  readonly answered: boolean;
  /** Null: not known. */
  readonly thread: Thread | null;
}

/** What only GraphQL knows of a thread. */
export interface Thread {
  readonly id: string;
  readonly resolved: 'no' | 'by-us' | 'by-person';
  readonly hidden: boolean;
  readonly canResolve: boolean;
  readonly canUnresolve: boolean;
}

export interface Situation {
  /** All findings in scope, the most costly first. */
  readonly wanted: readonly Wanted[];
  readonly comments: readonly OwnComment[];
  readonly id: string;
  readonly headSha: string;
  readonly maxComments: number;
  /** Fingerprints that a review of this commit spoke about before. */
  readonly reviewed: ReadonlySet<string>;
  /** Is there such a file on the head side? */
  exists(path: string): boolean;
  /** Was everything checked that could have a finding on this path? Else a comment without a finding stays. */
  checked(path: string, rule: string): boolean;
  /** What a comment says when its finding is gone. */
  fixedText(marker: CommentMarker): string;
}

/** The calls that bring the pull request to the state that it should be in. */
export interface Plan {
  /** In one review. */
  readonly post: readonly Wanted[];
  readonly edit: readonly CommentEdit[];
  readonly remove: readonly OwnComment[];
  /** Fingerprints of those that have a comment already. */
  readonly kept: ReadonlySet<string>;
  /** Severe, and without a comment: the diff does not show them, or there are too many. */
  readonly left: readonly Wanted[];
}

interface CommentEdit {
  readonly comment: OwnComment;
  readonly body: string;
  /** The thread too, where the token may. */
  readonly thread: 'resolve' | 'unresolve' | null;
}

export function plan(situation: Situation): Plan {
  const { wanted, comments, id, headSha, maxComments, reviewed } = situation;
  const { first, again } = apart(comments);
  const edit: CommentEdit[] = [];
  const remove = again.filter(({ answered }) => !answered);

  const matched = match(wanted, first, situation);
  const kept = new Set<string>();
  for (const [one, comment] of matched) {
    kept.add(one.fingerprint);
    if (isSettled(comment.thread) && comment.marker.fixed === null) continue;
    const here = fits(one.place, comment);
    const body = withMarker(markerOf(one, id), one.text(here));
    if (sameText(body, comment.body)) continue;
    // What a longer history said of it stands.
    if (one.lacksHistory && isPartOf(withMarker(markerOf(one, id), one.text(here, false)), comment.body)) continue;
    edit.push({ comment, body, thread: comment.thread?.resolved === 'by-us' ? 'unresolve' : null });
  }

  const found = new Set(matched.values());
  for (const comment of first) {
    const { marker, thread, path } = comment;
    if (found.has(comment) || marker.fixed !== null || isSettled(thread) || !situation.checked(path, marker.rule))
      continue;
    const gone = { ...marker, fixed: headSha };
    const body = withMarker(gone, situation.fixedText(gone));
    if (comment.answered) edit.push({ comment, body, thread: thread?.resolved === 'no' ? 'resolve' : null });
    else remove.push(comment);
  }

  const severe = wanted.filter((one) => one.severe);
  const inline = severe.filter((one) => matched.has(one) || one.place).slice(0, maxComments);
  const post = inline.filter((one) => !matched.has(one) && !reviewed.has(one.fingerprint));
  const spoken = new Set([...post, ...matched.keys()]);
  return { post, edit, remove, kept, left: severe.filter((one) => !spoken.has(one)) };
}

/** The whole body of a new comment. */
export function newBody(one: Wanted, id: string, offer: boolean): string {
  return withMarker(markerOf(one, id), one.text(offer));
}

/** A person's word: not opened again, not edited, not removed. */
function isSettled(thread: Thread | null): boolean {
  return thread !== null && (thread.hidden || thread.resolved === 'by-person');
}

/** Two runs at once may have commented the same finding twice: the answered one stays, else the older. */
function apart(comments: readonly OwnComment[]): {
  readonly first: readonly OwnComment[];
  readonly again: readonly OwnComment[];
} {
  const first = new Map<string, OwnComment>();
  const again: OwnComment[] = [];
  for (const comment of comments.toSorted((a, b) => Number(b.answered) - Number(a.answered) || a.id - b.id)) {
    if (first.has(comment.marker.fingerprint)) again.push(comment);
    else first.set(comment.marker.fingerprint, comment);
  }
  return { first: [...first.values()], again };
}

/** By fingerprint; then, where the comment's file is gone, by what stays the same when a file is renamed. */
function match(
  wanted: readonly Wanted[],
  comments: readonly OwnComment[],
  situation: Situation,
): ReadonlyMap<Wanted, OwnComment> {
  const byFingerprint = new Map(comments.map((comment) => [comment.marker.fingerprint, comment]));
  const matched = new Map<Wanted, OwnComment>();
  for (const one of wanted) {
    const comment = byFingerprint.get(one.fingerprint);
    if (comment) matched.set(one, comment);
  }
  const taken = new Set(matched.values());
  const moved = new Map<string, OwnComment[]>();
  for (const comment of comments) {
    if (taken.has(comment) || situation.exists(comment.path)) continue;
    const key = likeness(comment.marker);
    const others = moved.get(key);
    if (others) others.push(comment);
    else moved.set(key, [comment]);
  }
  for (const one of wanted) {
    const comment = matched.has(one) ? undefined : moved.get(likeness(one))?.shift();
    if (comment) matched.set(one, comment);
  }
  return matched;
}

function likeness({ rule, anchor }: { readonly rule: string; readonly anchor: string }): string {
  return `${rule} ${anchor}`;
}

function markerOf({ rule, fingerprint, anchor }: Wanted, id: string): CommentMarker {
  return { id, rule, fingerprint, anchor, fixed: null };
}

function withMarker(marker: CommentMarker, text: string): string {
  return `${commentMarker(marker)}\n${text}`;
}

/** A block replaces the lines that its comment stands on: on any others it would delete what it does not know. */
function fits(place: Place | null, { path, lines }: OwnComment): boolean {
  return place?.path === path && place.startLine === lines?.startLine && place.line === lines.line;
}

/** GitHub may give back other line ends, and without the last. */
function sameText(a: string, b: string): boolean {
  return plainEnds(a) === plainEnds(b);
}

/** All lines of a text in another one, in their order; what a block offers has to be the same. */
function isPartOf(text: string, whole: string): boolean {
  const lines = plainEnds(text).split('\n');
  let found = 0;
  let fence: string | null = null;
  for (const line of plainEnds(whole).split('\n')) {
    const isSame = line === lines[found];
    if (isSame) found += 1;
    else if (fence !== null) return false;
    if (fence !== null && line === fence) fence = null;
    else if (fence === null) fence = /^(`{3,})(?:suggestion|diff)$/.exec(line)?.[1] ?? null;
  }
  return found === lines.length;
}

function plainEnds(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}
