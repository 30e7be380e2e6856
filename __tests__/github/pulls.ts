/** What a pull request is made of. */

import type { Hunk, Side } from './hunks.ts';
import type { Person } from './people.ts';

export interface Pull {
  readonly number: number;
  readonly nodeId: string;
  readonly author: Person;
  readonly createdAt: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  locked: boolean;
  draft: boolean;
  readonly baseBranch: string;
  /** The tip of the base branch when the pull request was opened or pushed to last: not the merge base. */
  baseSha: string;
  readonly headBranch: string;
  headSha: string;
  /** All heads so far: a comment may stand on an older one, but not on one that a force push threw away. */
  readonly heads: string[];
  /** `owner/name` of the head's repository; null when the fork was deleted. */
  headRepository: string | null;
  readonly reviews: Review[];
  readonly threads: Thread[];
}

export type ReviewState = 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';

export interface Review {
  readonly id: number;
  readonly nodeId: string;
  readonly author: Person;
  readonly commit: string;
  body: string;
  state: ReviewState;
  submittedAt: string | null;
}

/** A place in the diff of one head. */
export interface Place {
  readonly path: string;
  readonly subject: 'line' | 'file';
  readonly side: Side;
  readonly startSide: Side | null;
  /** Null for a comment on a file. */
  readonly line: number | null;
  readonly startLine: number | null;
}

export interface Thread extends Place {
  readonly nodeId: string;
  /** The head that the place was given for. */
  readonly commit: string;
  readonly hunk: Hunk | null;
  resolvedBy: Person | null;
  /** Never empty: a thread goes with its last comment. */
  readonly comments: Comment[];
}

export interface Comment {
  readonly id: number;
  readonly nodeId: string;
  readonly author: Person;
  readonly createdAt: string;
  readonly review: Review;
  readonly inReplyTo: number | null;
  body: string;
  updatedAt: string;
  /** Why it was hidden, as `minimizeComment` says it. */
  minimized: string | null;
}
