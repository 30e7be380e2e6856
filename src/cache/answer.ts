import type { Content, ContentDoubt } from './content.ts';
import type { Step } from './plan.ts';

/** What became of one operation, and why. */
export interface Answer {
  /** Null: can't be known without running it; `doubt` says why. */
  readonly cached: boolean | null;
  readonly key: string;
  /** Key of definition and base alone. */
  readonly family: string;
  readonly contents: readonly Content[];
  /** Why it is not known, at the operation where that begins. */
  readonly doubt: ContentDoubt | null;
  /**
   * Why it is made again though it is known. `forced`: the build is told so. `no-result`: the cache has its key alone, and something that is made
   * needs what is in it.
   */
  readonly again: 'forced' | 'no-result' | null;
}

/** What decides a step: a node that is rebuilt, else one that is not known; else its last one. */
export function stepAnswer({ nodes }: Step, answers: readonly Answer[]): Answer {
  let unknown: Answer | undefined;
  let last: Answer | undefined;
  for (const node of nodes) {
    const own = answers[node];
    if (own?.cached === false) return own;
    if (own?.cached === null) unknown ??= own;
    last = own ?? last;
  }
  const answer = unknown ?? last;
  if (!answer) throw new Error('These are not the answers to the plan of this step');
  return answer;
}
