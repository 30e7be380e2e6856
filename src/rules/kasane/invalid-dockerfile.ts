import type { ProblemReason } from '../../dockerfile/model.ts';
import { nearest } from '../../findings/nearest.ts';
import { defineRule } from '../rule.ts';

export interface Values {
  readonly reason: ProblemReason;
  /** What the reason is about, as written; may be empty. */
  readonly word: string;
  readonly line: number;
  /** The instruction that was probably meant. */
  readonly nearest: string | null;
}

const instructions =
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'
    .toLowerCase()
    .split(' ');

/** BuildKit would refuse the file. What only looks like a Dockerfile (a template, comments alone) is incomplete, not invalid. */
export default defineRule<Values>({
  id: 'kasane/invalid-dockerfile',
  severity: 'error',
  claims: [],
  factors: [],
  fix: 'none',
  *check({ dockerfile }) {
    if (dockerfile.nature !== 'dockerfile') return;
    for (const { line, endLine, reason, word } of dockerfile.problems) {
      const meant = reason === 'unknown-instruction' ? nearest(word, instructions) : null;
      const values = { reason, word, line, nearest: meant?.toUpperCase() ?? null };
      yield { startLine: line, endLine, values, anchor: [reason, word] };
    }
  },
});
