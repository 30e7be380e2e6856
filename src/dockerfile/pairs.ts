import { splitWords, type Token } from './arguments.ts';
import type { Arg, Pair } from './model.ts';
import { type Reading, refuse } from './reading.ts';
import type { Point } from './scope.ts';
import { isSeparator } from './white-space.ts';

/** `ENV A=1 B=2` or, in the old form, `ENV A all the rest`. */
export function readPairs(reading: Reading): readonly Pair[] {
  const words = splitWords(reading.args, reading.escape);
  const [first] = words;
  if (!first) throw refuse('missing-arguments', reading.command.keyword);
  if (!first.text.includes('=')) return [oldPair(reading)];
  const wrong = words.find(({ text }) => !text.includes('='));
  if (wrong) throw refuse('bad-key-value', wrong.text);
  return words.map((word) => {
    const equals = word.text.indexOf('=');
    if (equals === 0) throw refuse('bad-key-value', word.text);
    const key = { text: word.text.slice(0, equals), start: word.start };
    return pair(reading, key, { text: word.text.slice(equals + 1), start: word.start });
  });
}

function oldPair(reading: Reading): Pair {
  const { text, start } = reading.args;
  let at = 0;
  while (at < text.length && !isSeparator(text.charAt(at))) at += 1;
  const key = { text: text.slice(0, at), start };
  while (at < text.length && isSeparator(text.charAt(at))) at += 1;
  if (at === text.length) throw refuse('bad-key-value', text);
  return pair(reading, key, { text: text.slice(at), start: start + at });
}

function pair(reading: Reading, key: Token, value: Token): Pair {
  const name = reading.expand(key.text).value ?? key.text;
  return { name, value: reading.word(value), line: reading.lineOf(key.start) };
}

/**
 * `ARG A=1 B=$A C`. Unlike those of ENV, each value sees the ones before it on the line.
 * `global`: what holds before the first FROM, for an ARG of a stage; null for one that stands there itself.
 */
export function readArgs(
  reading: Reading,
  global: Point | null,
): { readonly args: Arg['args']; readonly after: Point } {
  const words = splitWords(reading.args, reading.escape);
  if (words.length === 0) throw refuse('missing-arguments', reading.command.keyword);
  let after = reading.scope;
  const args = words.map((word) => {
    const line = reading.lineOf(word.start);
    const equals = word.text.indexOf('=');
    if (equals === 0) throw refuse('bad-key-value', word.text);
    if (equals === -1) {
      after = global ? after.withDeclared(word.text, global) : declareGlobally(after, word.text);
      return { name: word.text, value: null, line };
    }
    const name = word.text.slice(0, equals);
    const scope = after;
    const token = { text: word.text.slice(equals + 1), start: word.start };
    const value = reading.word(token, (variable) => scope.lookup(variable));
    const from = global ? 'arg' : 'global-arg';
    after = after.withVariable({ name, value: scope.passed(name) ?? value.value, from });
    return { name, value, line };
  });
  return { args, after };
}

function declareGlobally(scope: Point, name: string): Point {
  const value = scope.passed(name);
  if (value !== undefined) return scope.withVariable({ name, value, from: 'global-arg' });
  return scope.get(name) ? scope : scope.withVariable({ name, value: null, from: 'global-arg' }, true);
}
