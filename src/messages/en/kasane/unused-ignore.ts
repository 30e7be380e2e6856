import type { Unused } from '../../../findings/ignores.ts';
import type { Values } from '../../../rules/kasane/unused-ignore.ts';
import { say, type Phrase } from '../../phrase.ts';
import { ruleText } from '../../text.ts';

const becauses: Readonly<Record<Unused, (values: Values) => Phrase>> = {
  'no-finding': ({ rule }) =>
    say`This ignore holds nothing back: ${rule} finds nothing here any more, so the line can go.`,
  'unknown-rule': ({ rule, nearest }) =>
    nearest === null
      ? say`This ignore has no effect: there is no rule ${rule}.`
      : say`This ignore has no effect: there is no rule ${rule}; did you mean ${nearest}?`,
  'not-above-instruction': ({ rule }) =>
    say`This ignore of ${rule} has no effect: it has to stand directly above what it is about, with no empty line between.`,
  'not-at-top': ({ rule }) =>
    say`This ignore of ${rule} has no effect: ${'ignore-file'} has to stand above the first instruction.`,
  'switched-off': ({ rule }) =>
    rule === ''
      ? say`This ignore has no effect: the configuration sets ${'inline-ignores: false'}.`
      : say`This ignore of ${rule} has no effect: the configuration sets ${'inline-ignores: false'}.`,
  'not-understood': () => say`This ignore has no effect: it is not written as ${'# kasane ignore=RULE reason'}.`,
};

export default ruleText<Values>({
  title: 'An ignore that has no effect',
  sentence: (values) => becauses[values.because](values),
  why: 'An ignore that holds nothing back looks like a decision that is still in force, and would silently hide a finding that comes later.',
  fine: 'When the file is made from a template that many images share: `# kasane ignore-file=kasane/unused-ignore reason` at the top.',
  suggestion: () => null,
});
