import type { UnusedIgnore } from '../../findings/ignores.ts';
import { defineRule } from '../rule.ts';

export type Values = UnusedIgnore;

/** Seen by `findings/ignores.ts`, once it is known what all the other rules found. */
export default defineRule<Values>({
  id: 'kasane/unused-ignore',
  severity: 'notice',
  claims: [],
  factors: [],
  fix: 'none',
  check: () => [],
});
