import type { Thread } from './plan.ts';

/** Who wrote something, as REST says it; null: the account is gone. */
export type Author = { readonly login: string; readonly type: string } | null;

export interface PullState {
  readonly headSha: string;
  readonly open: boolean;
  readonly locked: boolean;
}

export interface ReviewComment {
  readonly id: number;
  /** The first comment of the thread; null: it is the first itself. */
  readonly inReplyTo: number | null;
  readonly author: Author;
  readonly body: string;
  readonly path: string;
  /** On the present head, side RIGHT; null when outdated. */
  readonly lines: { readonly startLine: number; readonly line: number } | null;
}

export interface Review {
  readonly id: number;
  readonly author: Author;
  readonly body: string;
  readonly pending: boolean;
}

export interface NewComment {
  readonly path: string;
  readonly startLine: number;
  readonly line: number;
  readonly body: string;
}

/**
 * Why a write did not happen. `denied`: the token may not, or the conversation is locked. `invalid`: GitHub refuses the content (422).
 * `lost`: no answer that says whether it happened. `detail` is hostile text.
 */
export interface Failure {
  readonly kind: 'denied' | 'invalid' | 'lost';
  readonly detail: string;
}

/** What a review needs of the host. Reads throw when they fail; writes tell. */
export interface ReviewClient {
  pull(): Promise<PullState>;
  comments(): Promise<readonly ReviewComment[]>;
  /** With the own draft, which only its author sees. */
  reviews(): Promise<readonly Review[]>;
  /** By the id of the first comment; empty where it can't be had. */
  threads(): Promise<ReadonlyMap<number, Thread>>;
  /** Tells our own writing from others'. */
  self(): Promise<(author: Author) => boolean>;
  postReview(review: {
    readonly commit: string;
    readonly body: string;
    readonly comments: readonly NewComment[];
  }): Promise<Failure | null>;
  deleteDraft(review: number): Promise<Failure | null>;
  editComment(comment: number, body: string): Promise<Failure | null>;
  deleteComment(comment: number): Promise<Failure | null>;
  /** Never more than tried: without `contents: write` a token may not. */
  resolve(thread: string, resolved: boolean): Promise<void>;
}
