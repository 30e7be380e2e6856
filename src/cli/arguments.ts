import { parseArgs } from 'node:util';
import { nearest } from '../findings/nearest.ts';
import { severities } from '../findings/finding.ts';
import type { Language } from '../messages/text.ts';
import type { UsageProblem } from '../messages/usage-problem.ts';
import {
  type CacheName,
  commandNames,
  formats,
  type Checking,
  type Color,
  type Command,
  type CommandName,
  type Common,
  type Reporting,
} from './command.ts';

export type Parsed =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'problem'; readonly problem: UsageProblem };

const valueOptions = [
  'format',
  'output',
  'lang',
  'fail-on',
  'config',
  'only',
  'context',
  'color',
  'base',
  'head',
  'history',
  'why',
  'cache',
  'timings',
  'file',
  'target',
  'build-arg',
  'before-build-arg',
] as const;
const switches = ['write', 'help', 'version'] as const;
type ValueOption = (typeof valueOptions)[number];
type Switch = (typeof switches)[number];
export type Option = ValueOption | Switch;

const reporting: readonly Option[] = [
  'format',
  'output',
  'lang',
  'fail-on',
  'config',
  'history',
  'only',
  'context',
  'color',
];

/** Options by command, in the order in which help lists them. */
export const optionsOf: Readonly<Record<CommandName, readonly Option[]>> = {
  check: reporting,
  review: ['base', 'head', ...reporting],
  fix: ['write', 'output', 'lang', 'config', 'history', 'only', 'context', 'color'],
  replay: ['history', 'why', 'cache', 'timings', 'format', 'output', 'lang', 'config', 'only', 'context', 'color'],
  why: ['file', 'target', 'build-arg', 'before-build-arg', 'format', 'output', 'lang', 'color'],
  explain: ['output', 'lang', 'color'],
  rules: ['format', 'output', 'lang', 'color'],
};

const languages: readonly Language[] = ['en', 'ja'];
const colors: readonly Color[] = ['auto', 'always', 'never'];
const failOns = [...severities, 'never'] as const;
const listFormats = ['text', 'json'] as const;
const caches: readonly CacheName[] = ['parent', 'max', 'min', 'kept'];
const defaultHistory = 100;

/** Thrown inside this file only. */
class Problem extends Error {
  readonly problem: UsageProblem;
  constructor(problem: UsageProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/** Reads a command line, without the program's own name. `rules`: ids of all rules there are. */
export function parseCommand(args: readonly string[], rules: readonly string[]): Parsed {
  try {
    return { kind: 'command', command: read(args, rules) };
  } catch (thrown) {
    if (thrown instanceof Problem) return { kind: 'problem', problem: thrown.problem };
    throw thrown;
  }
}

/** The language that a command line asks for, also when the rest of it can't be understood. */
export function languageOf(args: readonly string[]): Language | null {
  const index = args.findLastIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const value = args[index]?.startsWith('--lang=') ? args[index]?.slice('--lang='.length) : args[index + 1];
  return index < 0 ? null : (languages.find((language) => language === value) ?? null);
}

function read(args: readonly string[], rules: readonly string[]): Command {
  const { values, on, positionals } = tokens(args);
  const common: Common = {
    language: oneOf(values, 'lang', languages),
    color: oneOf(values, 'color', colors) ?? 'auto',
    output: last(values, 'output'),
  };
  const [first, ...rest] = positionals;
  if (on.has('version')) return { ...common, name: 'version' };
  if (first === 'help' || on.has('help')) {
    const about = first === 'help' ? rest[0] : first;
    return { ...common, name: 'help', about: about === undefined ? null : commandName(about) };
  }
  if (first === undefined) throw new Problem({ kind: 'no-command' });
  const name = commandName(first);
  refuseOthers(name, [...values.keys(), ...on]);
  if (name === 'rules') {
    none(name, rest);
    return { ...common, name, format: oneOf(values, 'format', listFormats) ?? 'text' };
  }
  if (name === 'explain') {
    const [rule, ...more] = rest;
    if (rule === undefined) throw new Problem({ kind: 'missing-rule' });
    none(name, more);
    return { ...common, name, rule: ruleId(rule, rules) };
  }
  if (name === 'why') {
    const [before, after, ...more] = rest;
    if (before === undefined || after === undefined) throw new Problem({ kind: 'missing-folder' });
    none(name, more);
    return {
      ...common,
      name,
      format: oneOf(values, 'format', listFormats) ?? 'text',
      before,
      after,
      file: last(values, 'file'),
      target: last(values, 'target'),
      buildArgs: assignments(values, 'build-arg'),
      beforeBuildArgs: assignments(values, 'before-build-arg'),
    };
  }
  const asked = { ...common, ...checking(name, values, rules) };
  if (name === 'replay') {
    const [dockerfile, ...more] = rest;
    none(name, more);
    const format = oneOf(values, 'format', listFormats) ?? 'text';
    const why = last(values, 'why');
    const cache = oneOf(values, 'cache', caches);
    const timings = last(values, 'timings');
    // One commit is told about, not counted.
    if (why !== null && timings !== null) throw new Problem({ kind: 'not-together', options: ['--why', '--timings'] });
    if (why !== null && cache !== null) throw new Problem({ kind: 'not-together', options: ['--why', '--cache'] });
    // There is one standard input.
    if (dockerfile === '-' && timings === '-')
      throw new Problem({ kind: 'not-together', options: ['-', '--timings -'] });
    return { ...asked, name, format, dockerfile: dockerfile ?? null, why, cache, timings };
  }
  if (name === 'fix') {
    const write = on.has('write');
    return { ...asked, name, paths: paths(rest, write), write };
  }
  if (name === 'check') return { ...asked, ...report(values), name, paths: paths(rest, false) };
  none(name, rest);
  return { ...asked, ...report(values), name, base: last(values, 'base'), head: last(values, 'head') };
}

type Values = ReadonlyMap<ValueOption, readonly string[]>;

function tokens(args: readonly string[]) {
  const parsed = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(valueOptions.map((name) => [name, { type: 'string' as const, multiple: true }])),
      ...Object.fromEntries(switches.map((name) => [name, { type: 'boolean' as const }])),
      help: { type: 'boolean', short: 'h' },
    },
  });
  const values = new Map<ValueOption, string[]>();
  const on = new Set<Switch>();
  const positionals: string[] = [];
  for (const token of parsed.tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName: option, value } = token;
    const valueOption = valueOptions.find((known) => known === name);
    const known = switches.find((one) => one === name);
    if (valueOption) {
      // `--output --lang ja` forgot the file's name; a name that starts so is written `--output=--lang`.
      if (value === undefined || value === '' || (!token.inlineValue && value.startsWith('--')))
        throw new Problem({ kind: 'missing-value', option });
      values.set(valueOption, [...(values.get(valueOption) ?? []), value]);
    } else if (known) {
      if (value !== undefined) throw new Problem({ kind: 'needless-value', option, value });
      on.add(known);
    } else {
      const command = commandNames.find((one) => one === positionals[0]) ?? null;
      const candidates = command ? [...optionsOf[command], 'help'] : [...valueOptions, ...switches];
      const near = nearest(name, candidates);
      throw new Problem({ kind: 'unknown-option', option, nearest: near === null ? null : `--${near}`, command });
    }
  }
  return { values, on, positionals };
}

function commandName(text: string): CommandName {
  const name = commandNames.find((one) => one === text);
  if (name) return name;
  const near = nearest(text, commandNames);
  if (near === null && /[/.]|dockerfile|containerfile|^-$/i.test(text))
    throw new Problem({ kind: 'path-as-command', path: text });
  throw new Problem({ kind: 'unknown-command', name: text, nearest: near });
}

function refuseOthers(command: CommandName, given: readonly Option[]): void {
  for (const option of given) {
    if (optionsOf[command].includes(option)) continue;
    const others = commandNames.filter((other) => optionsOf[other].includes(option));
    throw new Problem({ kind: 'option-of-other-command', option: `--${option}`, command, others });
  }
}

function checking(name: CommandName, values: Values, rules: readonly string[]): Omit<Checking, keyof Common> {
  const names = values.get('only')?.flatMap((list) => list.split(',').map((rule) => rule.trim()));
  const only = names?.filter((rule) => rule !== '').map((rule) => ruleId(rule, rules));
  // No rule at all would be a pass that says nothing.
  if (only?.length === 0) throw new Problem({ kind: 'missing-value', option: '--only' });
  return {
    config: last(values, 'config'),
    only: only ?? null,
    context: last(values, 'context'),
    history: wholeNumber(values, 'history', name === 'replay' ? 1 : 0) ?? defaultHistory,
  };
}

function report(values: Values): Reporting {
  return { format: oneOf(values, 'format', formats) ?? 'text', failOn: oneOf(values, 'fail-on', failOns) };
}

function paths(given: readonly string[], write: boolean): readonly string[] {
  if (given.includes('-')) {
    if (given.length > 1) throw new Problem({ kind: 'stdin-not-alone' });
    if (write) throw new Problem({ kind: 'stdin-not-writable' });
  }
  return given;
}

/** `NAME=VALUE`, each time the option stands there; the last one of a name counts. */
function assignments(values: Values, option: ValueOption): ReadonlyMap<string, string> {
  return new Map(
    (values.get(option) ?? []).map((text) => {
      const [, name, value] = /^([^=]+)=([^]*)$/.exec(text) ?? [];
      if (name === undefined || value === undefined)
        throw new Problem({ kind: 'bad-assignment', option: `--${option}`, value: text });
      return [name, value] as const;
    }),
  );
}

function wholeNumber(values: Values, option: ValueOption, least: number): number | null {
  const text = last(values, option);
  if (text === null) return null;
  if (/^\d{1,7}$/.test(text) && Number(text) >= least) return Number(text);
  throw new Problem({ kind: 'bad-number', option: `--${option}`, value: text, least });
}

function none(command: CommandName, [argument]: readonly string[]): void {
  if (argument !== undefined) throw new Problem({ kind: 'too-many-arguments', command, argument });
}

/** The whole id, or its name where only one section has it: `volume`. */
function ruleId(text: string, rules: readonly string[]): string {
  const named = rules.filter((rule) => rule === text || rule.endsWith(`/${text}`));
  const [found] = named;
  if (found !== undefined && named.length === 1) return found;
  throw new Problem({ kind: 'unknown-rule', rule: text, nearest: nearest(text, rules) });
}

function last(values: Values, option: ValueOption): string | null {
  return values.get(option)?.at(-1) ?? null;
}

function oneOf<Value extends string>(values: Values, option: ValueOption, allowed: readonly Value[]): Value | null {
  const text = last(values, option);
  if (text === null) return null;
  const value = allowed.find((one) => one === text);
  if (value !== undefined) return value;
  throw new Problem({
    kind: 'bad-value',
    option: `--${option}`,
    value: text,
    allowed,
    nearest: nearest(text, allowed),
  });
}
