import type { ReviewNote } from '../messages/run-note.ts';
import type { Author, Failure, NewComment, PullState, Review, ReviewClient, ReviewComment } from './client.ts';
import { readCommentMarker, readReviewMarker, reviewMarker } from './marker.ts';
import { newBody, plan, type OwnComment, type Plan, type Situation, type Wanted } from './plan.ts';

export interface ReviewQuestion extends Omit<Situation, 'comments' | 'reviewed'> {
  /** As the run found it. */
  readonly pull: PullState & { readonly forkGone: boolean };
  /** The review's own text. `inline`: on their lines; `others`: severe, and without a comment. */
  reviewText(inline: readonly Wanted[], others: readonly Wanted[]): string;
}

export interface ReviewOutcome {
  /** Fingerprints of the findings that have a comment on their line now. */
  readonly inline: ReadonlySet<string>;
  readonly notes: readonly ReviewNote[];
}

const nothing: ReadonlySet<string> = new Set();

/** Brings the comments of a pull request up to date in the fewest calls. Never throws: the verdict does not depend on it. */
export async function reconcile(question: ReviewQuestion, client: ReviewClient): Promise<ReviewOutcome> {
  const obstacle = obstacleOf(question.pull, question.headSha) ?? (question.pull.forkGone ? 'fork-gone' : null);
  if (obstacle) return { inline: nothing, notes: [{ kind: obstacle }] };
  try {
    return await new Reconciliation(question, client).run();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { inline: nothing, notes: [{ kind: 'not-posted', detail }] };
  }
}

function obstacleOf(pull: PullState, headSha: string): 'closed' | 'locked' | 'moved' | null {
  if (pull.headSha !== headSha) return 'moved';
  if (!pull.open) return 'closed';
  return pull.locked ? 'locked' : null;
}

/** Ends the writing: what is not written yet stays so. */
class Stop extends Error {
  readonly note: ReviewNote;

  constructor(note: ReviewNote) {
    super(note.kind);
    this.note = note;
  }
}

class Reconciliation {
  readonly #question: ReviewQuestion;
  readonly #client: ReviewClient;
  #isOurs: (author: Author) => boolean = () => false;

  constructor(question: ReviewQuestion, client: ReviewClient) {
    this.#question = question;
    this.#client = client;
  }

  async run(): Promise<ReviewOutcome> {
    const client = this.#client;
    const { planned, reviews } = await this.#plan();
    const { post, edit, remove, kept, left } = planned;
    if (post.length + edit.length + remove.length === 0) return { inline: kept, notes: [] };

    const notes: ReviewNote[] = [];
    let posted: readonly Wanted[] = [];
    try {
      this.#stopAt(await client.pull());
      if (post.length > 0) {
        posted = await this.#post(post, left, reviews);
        if (posted.length < post.length) notes.push({ kind: 'partly' });
      }
      for (const { comment, body, thread } of edit) {
        this.#must(await client.editComment(comment.id, body));
        const state = comment.thread;
        if (state && thread === 'resolve' && state.canResolve) await client.resolve(state.id, true);
        if (state && thread === 'unresolve' && state.canUnresolve) await client.resolve(state.id, false);
      }
      for (const comment of remove) this.#must(await client.deleteComment(comment.id));
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      notes.push(error.note);
      if (error.note.kind === 'read-only') return { inline: nothing, notes };
    }
    return { inline: new Set([...kept, ...posted.map(({ fingerprint }) => fingerprint)]), notes };
  }

  /** Asks only for what the plan depends on: nothing about threads when nothing changes, nothing about reviews when nothing is new. */
  async #plan(): Promise<{ readonly planned: Plan; readonly reviews: readonly Review[] }> {
    const client = this.#client;
    const all = await client.comments();
    if (all.some(({ body }) => readCommentMarker(body))) this.#isOurs = await client.self();
    let situation: Situation = { ...this.#question, comments: this.#ownComments(all), reviewed: nothing };
    let planned = plan(situation);
    if (planned.edit.length + planned.remove.length > 0) {
      const threads = await client.threads();
      const comments = situation.comments.map((comment) => ({ ...comment, thread: threads.get(comment.id) ?? null }));
      situation = { ...situation, comments };
      planned = plan(situation);
    }
    if (planned.post.length === 0) return { planned, reviews: [] };

    const reviews = await client.reviews();
    if (reviews.some(({ body }) => readReviewMarker(body))) this.#isOurs = await client.self();
    const reviewed = new Set(reviews.flatMap((review) => this.#spokenOf(review)));
    return { planned: plan({ ...situation, reviewed }), reviews };
  }

  #ownComments(all: readonly ReviewComment[]): readonly OwnComment[] {
    const answered = new Set(all.filter(({ author }) => !this.#isOurs(author)).map(({ inReplyTo }) => inReplyTo));
    return all.flatMap(({ id, inReplyTo, author, body, path, lines }) => {
      const marker = readCommentMarker(body);
      if (inReplyTo !== null || marker?.id !== this.#question.id || !this.#isOurs(author)) return [];
      return [{ id, marker, path, lines, body, answered: answered.has(id), thread: null }];
    });
  }

  /** Fingerprints that one of our reviews of this commit spoke about. */
  #spokenOf({ author, body, pending }: Review): readonly string[] {
    const marker = readReviewMarker(body);
    const { id, headSha } = this.#question;
    return !pending && marker?.id === id && marker.commit === headSha && this.#isOurs(author) ? marker.findings : [];
  }

  /** One review; what it could show on lines. */
  async #post(
    post: readonly Wanted[],
    left: readonly Wanted[],
    reviews: readonly Review[],
  ): Promise<readonly Wanted[]> {
    for (const { id, author, body, pending } of reviews) {
      // Only its author sees a draft. A person's own one, behind a personal token, is not ours to delete.
      if (pending && (author?.type === 'Bot' || readReviewMarker(body))) this.#must(await this.#client.deleteDraft(id));
    }
    for (const inline of [post, ...reduced(post), []]) {
      const failure = await this.#postOnce(post, inline, left);
      if (!failure) return inline;
      if (failure.kind !== 'invalid') this.#must(failure);
      this.#stopAt(await this.#client.pull());
    }
    throw new Stop({ kind: 'not-posted', detail: '422' });
  }

  async #postOnce(
    post: readonly Wanted[],
    inline: readonly Wanted[],
    left: readonly Wanted[],
  ): Promise<Failure | null> {
    const { id, headSha } = this.#question;
    const shown = new Set(inline.map(({ fingerprint }) => fingerprint));
    const others = [...post.filter(({ fingerprint }) => !shown.has(fingerprint)), ...left];
    const findings = post.map(({ fingerprint }) => fingerprint);
    const review = {
      commit: headSha,
      body: `${reviewMarker({ id, commit: headSha, findings })}\n${this.#question.reviewText(inline, others)}`,
      comments: inline.flatMap((one) => commentOf(one, id)),
    };
    const failure = await this.#client.postReview(review);
    if (failure?.kind !== 'lost') return failure;
    // It may be there although nobody answered: GitHub times out over reviews that it keeps.
    return (await this.#landed(findings)) ? null : this.#client.postReview(review);
  }

  async #landed(findings: readonly string[]): Promise<boolean> {
    const reviews = await this.#client.reviews();
    this.#isOurs = await this.#client.self();
    return reviews.some((review) => {
      const spoken = new Set(this.#spokenOf(review));
      return findings.every((finding) => spoken.has(finding));
    });
  }

  #stopAt(pull: PullState): void {
    const obstacle = obstacleOf(pull, this.#question.headSha);
    if (obstacle) throw new Stop({ kind: obstacle });
  }

  #must(failure: Failure | null): void {
    if (!failure) return;
    throw new Stop({ kind: failure.kind === 'denied' ? 'read-only' : 'not-posted', detail: failure.detail });
  }
}

function isSafe({ place }: Wanted): boolean {
  return place !== null && place.proven && place.startLine === place.line;
}

/** Only lines that GitHub's own patch shows, one line each; nothing when that is what was tried. A block for several lines is not offered on one. */
function reduced(post: readonly Wanted[]): readonly (readonly Wanted[])[] {
  if (post.every(isSafe)) return [];
  const singles = post.flatMap((one): readonly Wanted[] => {
    const { place } = one;
    if (!place?.proven) return [];
    return [{ ...one, place: { ...place, startLine: place.line }, text: () => one.text(isSafe(one)) }];
  });
  return singles.length > 0 ? [singles] : [];
}

function commentOf(one: Wanted, id: string): readonly NewComment[] {
  const { place } = one;
  return place
    ? [{ path: place.path, startLine: place.startLine, line: place.line, body: newBody(one, id, true) }]
    : [];
}
