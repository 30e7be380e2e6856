import type { ActionProblem } from '../messages/run-note.ts';

/** Something that the workflow can put right. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly problem: ActionProblem;

  constructor(problem: ActionProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}
