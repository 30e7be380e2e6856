import type { Build } from '../build.ts';
import type { Severity, Sighting } from '../findings/finding.ts';

export type Section = 'cache' | 'process' | 'filesystem' | 'state' | 'logs' | 'kasane';

/** `Values` is what the rule's sentence is made of; its texts in every language take exactly that (`messages/`). */
export interface Rule<Values = unknown> {
  readonly id: `${Section}/${string}`;
  /** A ceiling: a sighting may be lower, never higher. */
  readonly severity: Severity;
  readonly claims: readonly string[];
  readonly factors: readonly string[];
  /** The best a fix of this rule can be. */
  readonly fix: 'safe' | 'diff' | 'none';
  /** All its findings are guesses until the history bears them out (`threshold`). */
  readonly needsHistory?: true;
  /** `allow`: what the configuration tells this rule to leave alone (`findings/configuration.ts`); most rules have no use for it. */
  check(build: Build, allow?: readonly string[]): Iterable<Sighting<Values>>;
}

/** Only ties the types: the sentence's values and what `check` yields. */
export function defineRule<Values>(rule: Rule<Values>): Rule<Values> {
  return rule;
}
