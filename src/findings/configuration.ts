import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node,
  type Pair,
  type YAMLError,
} from 'yaml';
import type { Language } from '../messages/text.ts';
import { matchPaths } from '../repository/names.ts';
import { join } from '../repository/paths.ts';
import { catalogue } from './catalogue.ts';
import { severities, type Severity } from './finding.ts';
import { nearest } from './nearest.ts';
import { defaultSettings, type FailOn, type RuleSetting, type Settings } from './settings.ts';

/** What is wrong with a configuration; the words are in `messages/<language>/configuration.ts`. Keys and values are hostile text. */
export type ConfigurationProblem =
  /** `detail`: the parser's own words. */
  | { readonly kind: 'syntax'; readonly detail: string }
  | { readonly kind: 'too-large'; readonly limit: number }
  | { readonly kind: 'alias'; readonly name: string }
  | { readonly kind: 'duplicate-key'; readonly key: string }
  | { readonly kind: 'unknown-key'; readonly key: string; readonly nearest: string | null }
  /** It is an input of the action, not a key here. */
  | { readonly kind: 'action-input'; readonly key: string }
  | { readonly kind: 'unknown-rule'; readonly rule: string; readonly nearest: string | null }
  /** `key` '': the whole file. */
  | { readonly kind: 'wrong-type'; readonly key: string; readonly expected: Expected }
  | {
      readonly kind: 'wrong-value';
      readonly key: string;
      readonly value: string;
      readonly allowed: readonly string[];
      readonly nearest: string | null;
    }
  | { readonly kind: 'missing-key'; readonly key: string; readonly within: string }
  | { readonly kind: 'bad-path'; readonly path: string };

export type Expected = 'mapping' | 'list' | 'text' | 'severity-or-mapping';

export interface ConfigurationError {
  /** 1-based, in the configuration file. */
  readonly line: number;
  readonly problem: ConfigurationProblem;
}

export type Configuration =
  | { readonly kind: 'settings'; readonly settings: Settings }
  /** At least one, in the order of the file. */
  | { readonly kind: 'errors'; readonly errors: readonly ConfigurationError[] };

/** Far above any configuration that a person writes, in UTF-16 units. */
const limit = 256 * 1024;

const languages: readonly Language[] = ['en', 'ja'];
const failOns: readonly FailOn[] = [...severities, 'never'];
const levels: readonly (Severity | 'off')[] = ['off', ...severities];
const keys = ['language', 'fail-on', 'inline-ignores', 'rules', 'files', 'contexts'];
const inputs = new Set(
  'github-token mode paths scope config history comment-on max-comments id sarif-file report-file'.split(' '),
);

/** Reads the text of `.github/kasane.yml`. `rules`: the ids of all rules there are. */
export function parseConfiguration(text: string, rules: readonly string[]): Configuration {
  if (text.length > limit) return { kind: 'errors', errors: [{ line: 1, problem: { kind: 'too-large', limit } }] };
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: 'error' });
  // Those after the first mostly follow from it.
  const [broken] = document.errors;
  if (broken) return { kind: 'errors', errors: [syntaxError(broken, text, counter)] };
  const reader = new Reader(counter, rules);
  const settings = reader.settings(document.contents);
  const errors = reader.errors.toSorted((a, b) => a.line - b.line);
  return errors.length > 0 ? { kind: 'errors', errors } : { kind: 'settings', settings };
}

/** What holds for a rule on one Dockerfile. `otherwise`: the sighting's own, or the rule's; the configuration may set any. */
export function severityFor(
  settings: Settings,
  rule: string,
  dockerfile: string,
  otherwise: Severity,
): Severity | 'off' {
  return settingsFor(settings, rule, dockerfile).reduce<Severity | 'off'>(
    (severity, entry) => entry.severity ?? severity,
    otherwise,
  );
}

/** What a rule may leave alone on one Dockerfile: all that any entry says. */
export function allowFor(settings: Settings, rule: string, dockerfile: string): readonly string[] {
  return settingsFor(settings, rule, dockerfile).flatMap(({ allow }) => allow);
}

/** In the order in which they count: the last one wins. */
function settingsFor(settings: Settings, rule: string, dockerfile: string): readonly RuleSetting[] {
  const files = settings.files.filter(({ paths }) => matcherOf(paths)(dockerfile));
  return [...settings.rules, ...files.flatMap((file) => file.rules)].filter(({ pattern }) =>
    matchesRule(pattern, rule),
  );
}

const matchers = new WeakMap<readonly string[], (path: string) => boolean>();

function matcherOf(globs: readonly string[]): (path: string) => boolean {
  const known = matchers.get(globs);
  if (known) return known;
  const matcher = matchPaths(globs);
  matchers.set(globs, matcher);
  return matcher;
}

/** `cache/*`, `*`, or exactly. */
function matchesRule(pattern: string, rule: string): boolean {
  return pattern.endsWith('*') ? rule.startsWith(pattern.slice(0, -1)) : pattern === rule;
}

function syntaxError(error: YAMLError, text: string, counter: LineCounter): ConfigurationError {
  const [offset] = error.pos;
  const line = Math.max(1, counter.linePos(offset).line);
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^[^\n:]*/u.exec(text.slice(offset, offset + 200))?.[0].trim() ?? '';
    return { line, problem: { kind: 'duplicate-key', key } };
  }
  return { line, problem: { kind: 'syntax', detail: error.message } };
}

type Maybe = Node | null | undefined;

/** Walks the file once; each method gives what could be read and notes what is wrong, so that one run tells all errors. */
class Reader {
  readonly errors: ConfigurationError[] = [];
  readonly #counter: LineCounter;
  readonly #rules: readonly string[];

  constructor(counter: LineCounter, rules: readonly string[]) {
    this.#counter = counter;
    this.#rules = rules;
  }

  settings(root: Maybe): Settings {
    const entries = this.#entries(root, '', keys);
    const get = (key: string): Maybe => entries.get(key)?.value;
    const language = this.#oneOf(get('language'), 'language', languages);
    const inlineIgnores = this.#oneOf(get('inline-ignores'), 'inline-ignores', ['true', 'false']);
    return {
      ...defaultSettings,
      language,
      failOn: this.#oneOf(get('fail-on'), 'fail-on', failOns),
      inlineIgnores: inlineIgnores !== 'false',
      rules: this.#ruleSettings(get('rules')),
      files: this.#list(get('files'), 'files').flatMap((node) => this.#file(node)),
      contexts: this.#contexts(get('contexts')),
    };
  }

  #file(node: Maybe): Settings['files'] {
    const entries = this.#entries(node, 'files', ['paths', 'rules']);
    for (const key of ['paths', 'rules']) {
      if (isMap(node) && !entries.has(key)) this.#note(node, { kind: 'missing-key', key, within: 'files' });
    }
    const paths = this.#texts(entries.get('paths')?.value, 'paths');
    return [{ paths, rules: this.#ruleSettings(entries.get('rules')?.value) }];
  }

  #ruleSettings(node: Maybe): readonly RuleSetting[] {
    return [...this.#entries(node, 'rules', null)].map(([pattern, { key, value }]) => {
      if (!isAlias(value) && !this.#rules.some((rule) => matchesRule(pattern, rule)) && !catalogue.has(pattern)) {
        this.#note(key, { kind: 'unknown-rule', rule: pattern, nearest: nearest(pattern, this.#rules) });
      }
      if (!isMap(value)) {
        const isText = isScalar(value) && !isEmpty(value);
        if (isText) return { pattern, severity: this.#oneOf(value, pattern, levels), allow: [] };
        this.#wrongType(value ?? key, pattern, 'severity-or-mapping');
        return { pattern, severity: null, allow: [] };
      }
      const entries = this.#entries(value, pattern, ['severity', 'allow']);
      return {
        pattern,
        severity: this.#oneOf(entries.get('severity')?.value, 'severity', levels),
        allow: this.#texts(entries.get('allow')?.value, 'allow'),
      };
    });
  }

  #contexts(node: Maybe): ReadonlyMap<string, string> {
    const contexts = new Map<string, string>();
    for (const [key, entry] of this.#entries(node, 'contexts', null)) {
      const dockerfile = this.#path(key, entry.key);
      const text = this.#text(entry.value ?? entry.key, entry.value ? key : '');
      const directory = text === null ? null : this.#path(text, entry.value);
      if (dockerfile !== null && directory !== null) contexts.set(dockerfile, directory);
    }
    return contexts;
  }

  /** A path inside the repository, clean; `''` is the root. */
  #path(text: string, node: Maybe): string | null {
    const path = /^([/\\]|[a-z]:)/iu.test(text) ? null : join(text);
    if (path === null) this.#note(node, { kind: 'bad-path', path: text });
    return path;
  }

  /** The pairs of a mapping; nothing for one that is left empty. `allowed` null: any key. */
  #entries(
    node: Maybe,
    name: string,
    allowed: readonly string[] | null,
  ): ReadonlyMap<string, { readonly key: Node; readonly value: Maybe }> {
    const entries = new Map<string, { readonly key: Node; readonly value: Maybe }>();
    if (isEmpty(node)) return entries;
    if (!isMap<Node, Node | null>(node)) {
      this.#wrongType(node, name, 'mapping');
      return entries;
    }
    for (const { key, value } of node.items as readonly Pair<Node, Node | null>[]) {
      const text = this.#text(key, name);
      if (text === null) continue;
      if (!allowed || allowed.includes(text)) entries.set(text, { key, value });
      else if (name === '' && inputs.has(text)) this.#note(key, { kind: 'action-input', key: text });
      else this.#note(key, { kind: 'unknown-key', key: text, nearest: nearest(text, allowed) });
    }
    return entries;
  }

  #list(node: Maybe, name: string): readonly Node[] {
    if (isEmpty(node)) return [];
    if (isSeq<Node>(node)) return node.items;
    this.#wrongType(node, name, 'list');
    return [];
  }

  #texts(node: Maybe, name: string): readonly string[] {
    return this.#list(node, name).flatMap((item) => this.#text(item, name) ?? []);
  }

  /** As written: `off` and `1.0` are text here, whatever YAML's version makes of them. */
  #text(node: Maybe, name: string): string | null {
    if (isScalar(node) && node.value !== null) return typeof node.value === 'string' ? node.value : (node.source ?? '');
    this.#wrongType(node, name, 'text');
    return null;
  }

  #oneOf<Value extends string>(node: Maybe, key: string, allowed: readonly Value[]): Value | null {
    if (isEmpty(node)) return null;
    const text = this.#text(node, key);
    if (text === null) return null;
    const found = allowed.find((value) => value === text);
    if (found === undefined) {
      const near = text === 'false' && allowed.some((value) => value === 'off') ? 'off' : nearest(text, allowed);
      this.#note(node, { kind: 'wrong-value', key, value: text, allowed, nearest: near });
    }
    return found ?? null;
  }

  /** An alias may stand for a whole tree: refused, so that a small file stays small. */
  #wrongType(node: Maybe, key: string, expected: Expected): void {
    this.#note(node, isAlias(node) ? { kind: 'alias', name: node.source } : { kind: 'wrong-type', key, expected });
  }

  #note(node: Maybe, problem: ConfigurationProblem): void {
    this.errors.push({ line: Math.max(1, this.#counter.linePos(node?.range?.[0] ?? 0).line), problem });
  }
}

function isEmpty(node: Maybe): node is null | undefined {
  return !node || (isScalar(node) && node.value === null && (node.source ?? '') === '');
}
