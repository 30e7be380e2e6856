import type { ConfigurationProblem, Expected } from '../../findings/configuration.ts';
import type { TextsByKind } from '../by-kind.ts';
import { list, say, words, type Phrase } from '../phrase.ts';

const or = { separator: ', ', last: ' or ', more: (count: number): string => `${count} more` };

const expected: Record<Expected, string> = {
  mapping: 'keys with values (`key: value`)',
  list: 'a list (`- item`)',
  text: 'text',
  'severity-or-mapping': 'a severity, or keys with values (`severity: notice`)',
};

const meant = (nearest: string | null): Phrase => (nearest === null ? [] : say` Did you mean ${nearest}?`);

/** What is wrong in the configuration file, and what to write instead. The line stands in front. */
export const configuration: TextsByKind<ConfigurationProblem> = {
  syntax: ({ detail }) => say`This is not valid YAML: ${detail}`,
  'too-large': ({ limit }) => say`The file is larger than ${limit} characters.`,
  alias: ({ name }) => say`Aliases are not supported here; write out what ${`*${name}`} stands for.`,
  'duplicate-key': ({ key }) => say`The key ${key} is written twice; keep one of them.`,
  'unknown-key': ({ key, nearest }) => say`There is no key ${key}.${meant(nearest)}`,
  'action-input': ({ key }) => say`${key} is an input of the action; set it under \`with:\` in the workflow.`,
  'unknown-rule': ({ rule, nearest }) => say`There is no rule ${rule}.${meant(nearest)}`,
  'wrong-type': ({ key, expected: type }) =>
    key === '' ? words(`The file has to hold ${expected[type]}.`) : say`${key} has to be ${words(expected[type])}.`,
  'wrong-value': ({ key, value, allowed, nearest }) =>
    say`${key} can't be ${value}; it has to be ${list(allowed, or, allowed.length)}.${meant(nearest)}`,
  'missing-key': ({ key, within }) => say`An entry of ${within} has no ${key}; add it.`,
  'bad-path': ({ path }) => say`${path} is not a path inside the repository; write it from the repository's root.`,
};
