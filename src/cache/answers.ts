import type { Answer } from './builder.ts';
import type { Step } from './plan.ts';

/** What decides a step: a node that is rebuilt, else one that is not known; else its last one. */
export function stepAnswer({ nodes }: Step, answers: readonly Answer[]): Answer {
  const own = nodes.map((node) => answers[node]).filter((answer) => answer !== undefined);
  const answer = own.find(({ cached }) => cached === false) ?? own.find(({ cached }) => cached === null) ?? own.at(-1);
  if (!answer) throw new Error('These are not the answers to the plan of this step');
  return answer;
}
