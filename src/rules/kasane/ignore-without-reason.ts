import type { IgnoreWithoutReason } from '../../findings/ignores.ts';
import { defineRule } from '../rule.ts';

export type Values = IgnoreWithoutReason;

/** Seen by `findings/ignores.ts`. The ignore still works. */
export default defineRule<Values>({
  id: 'kasane/ignore-without-reason',
  severity: 'warning',
  claims: [],
  factors: [],
  fix: 'none',
  check: () => [],
});
