import type { ConfigurationProblem } from '../findings/configuration.ts';
import type { Doubt } from '../findings/doubt.ts';
import type { IncompleteReason } from '../findings/result.ts';
import { phraseOf, type TextsByKind } from './by-kind.ts';
import * as en from './en/index.ts';
import * as ja from './ja/index.ts';
import type { Phrase } from './phrase.ts';
import type { Language, RuleText } from './text.ts';
import type { UsageProblem } from './usage-problem.ts';

/** Everything that a reader can meet, in one language. What reports get. */
export interface Messages extends General {
  readonly language: Language;
  /** Texts of a rule by its id. Throws for an id that no rule has: findings carry only real ones. */
  rule(id: string): RuleText<unknown>;
  doubt(doubt: Doubt): Phrase;
  incomplete(reason: IncompleteReason): Phrase;
  configuration(problem: ConfigurationProblem): Phrase;
  usage(problem: UsageProblem): Phrase;
}

type General = Pick<
  typeof en,
  | 'action'
  | 'and'
  | 'claims'
  | 'cli'
  | 'directory'
  | 'factors'
  | 'history'
  | 'replay'
  | 'review'
  | 'summary'
  | 'terms'
  | 'text'
>;

/** Texts that are found by file name, a file a rule or ecosystem (`index.generated.ts`). */
export interface FoundTexts {
  readonly rules: Readonly<Record<string, RuleText<unknown>>>;
  readonly ecosystemDoubts: Readonly<Record<string, (doubt: never) => Phrase>>;
}

export function messagesWith(language: Language, found: FoundTexts): Messages {
  const { configuration, doubts, incomplete, ...general } = { en, ja }[language];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test asks for every doubt that the types name
  const allDoubts = { ...found.ecosystemDoubts, ...doubts } as TextsByKind<Doubt>;
  return {
    ...general,
    language,
    rule: (id) => {
      const text = found.rules[id];
      if (!text) throw new Error(`No texts for the rule ${JSON.stringify(id)}`);
      return text;
    },
    doubt: (doubt) => phraseOf(allDoubts, doubt),
    incomplete: (reason) => phraseOf(incomplete, reason),
    configuration: (problem) => phraseOf(configuration, problem),
    usage: (problem) => phraseOf(general.cli.problem, problem),
  };
}
