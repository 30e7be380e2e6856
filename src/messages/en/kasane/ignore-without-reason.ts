import type { Values } from '../../../rules/kasane/ignore-without-reason.ts';
import { list, say } from '../../phrase.ts';
import { ruleText } from '../../text.ts';
import { and } from '../terms.ts';

export default ruleText<Values>({
  title: 'An ignore that does not say why',
  sentence: ({ rules }) =>
    say`This ignore of ${list(rules, and)} works, but gives no reason: write it behind the rule.`,
  why: 'Whoever reads the file next year can not tell a decision from a way around the check. One short sentence is enough; the summary of each review shows it.',
  fine: 'Never for long: the reason is the part of an ignore that other people need.',
  suggestion: () => null,
});
