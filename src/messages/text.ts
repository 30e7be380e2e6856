import type { Phrase } from './phrase.ts';

export type Language = 'en' | 'ja';

/** Everything a reader sees of one rule, in one language. Methods, so that a registry of all rules can hold them. */
export interface RuleText<Values> {
  /** Names the pattern found: "Dependencies installed after a copy of the code". Plain words. */
  readonly title: string;
  /** One sentence: what happens in THIS file, with its names and numbers. */
  sentence(values: Values): Phrase;
  /** Folded: why the guidance says so, two or three sentences. Markdown of our own. */
  readonly why: string;
  /** Folded: when it is fine to ignore it. Markdown of our own. */
  readonly fine: string;
  /** Above the suggestion: what it does, half a sentence. Null when the rule never has one. */
  suggestion(values: Values): Phrase | null;
}

export function ruleText<Values>(text: RuleText<Values>): RuleText<Values> {
  return text;
}
