import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { allowFor, parseConfiguration, severityFor } from '../../src/findings/configuration.ts';
import { defaultSettings, type Settings } from '../../src/findings/settings.ts';
import { phraseOf } from '../../src/messages/by-kind.ts';
import { configuration as en } from '../../src/messages/en/configuration.ts';
import { configuration as ja } from '../../src/messages/ja/configuration.ts';
import { plain } from '../../src/messages/phrase.ts';

const rules = [
  'cache/copy-before-install',
  'cache/cache-mount',
  'process/supervisor',
  'state/volume',
  'logs/log-volume',
];
const schema = new Ajv2020({ strict: true }).compile(
  JSON.parse(readFileSync(new URL('../../schemas/configuration.schema.json', import.meta.url), 'utf8')),
);

function read(text: string): Settings {
  const result = parseConfiguration(text, rules);
  assert.ok(result.kind === 'settings', JSON.stringify(result));
  return result.settings;
}

/** `line: words` */
function errors(text: string, texts = en): readonly string[] {
  const result = parseConfiguration(text, rules);
  return result.kind === 'settings'
    ? []
    : result.errors.map(({ line, problem }) => `${line}: ${plain(phraseOf(texts, problem))}`);
}

const example = `
language: ja
fail-on: warning
inline-ignores: true             # false: they have no effect, and say so
rules:
  process/supervisor: off
  state/volume: { severity: notice, allow: [/tmp] }
files:
  - paths: ["legacy/**"]
    rules: { cache/*: notice }
contexts:
  docker/api.Dockerfile: services/api
`;

suite('the example of the contract', () => {
  test('is read', () => {
    assert.deepEqual(read(example), {
      language: 'ja',
      failOn: 'warning',
      inlineIgnores: true,
      rules: [
        { pattern: 'process/supervisor', severity: 'off', allow: [] },
        { pattern: 'state/volume', severity: 'notice', allow: ['/tmp'] },
      ],
      files: [{ paths: ['legacy/**'], rules: [{ pattern: 'cache/*', severity: 'notice', allow: [] }] }],
      contexts: new Map([['docker/api.Dockerfile', 'services/api']]),
    } satisfies Settings);
  });
  test('fits the JSON Schema', () => assert.ok(schema(parse(example)), JSON.stringify(schema.errors)));
});

suite('good configurations', () => {
  const good: Record<string, [string, Partial<Settings>]> = {
    'an empty file': ['', {}],
    'only comments': ['# nothing yet\n', {}],
    'keys left empty': ['rules:\nfiles:\ncontexts:\nlanguage:\n', {}],
    'ignores switched off': ['inline-ignores: false', { inlineIgnores: false }],
    'Windows line ends and a byte order mark': [
      '\uFEFFlanguage: en\r\nfail-on: never\r\n',
      { language: 'en', failOn: 'never' },
    ],
    'quoted words': [
      'rules: { "state/volume": "off" }',
      { rules: [{ pattern: 'state/volume', severity: 'off', allow: [] }] },
    ],
    'YAML 1.1, where `off` is false': [
      '%YAML 1.1\n---\nrules: { state/volume: off }\ninline-ignores: false\n',
      { rules: [{ pattern: 'state/volume', severity: 'off', allow: [] }], inlineIgnores: false },
    ],
    'a section, and all': [
      'rules: { cache/*: notice, "*": warning }',
      {
        rules: [
          { pattern: 'cache/*', severity: 'notice', allow: [] },
          { pattern: '*', severity: 'warning', allow: [] },
        ],
      },
    ],
    'a list of one line each': [
      'rules:\n  state/volume:\n    allow:\n      - /tmp\n      - /data\n',
      { rules: [{ pattern: 'state/volume', severity: null, allow: ['/tmp', '/data'] }] },
    ],
    'paths written otherwise': [
      'contexts: { ./Dockerfile: ., api//Dockerfile: ./api/ }',
      {
        contexts: new Map([
          ['Dockerfile', ''],
          ['api/Dockerfile', 'api'],
        ]),
      },
    ],
  };
  for (const [name, [text, expected]] of Object.entries(good)) {
    test(name, () => assert.deepEqual(read(text), { ...defaultSettings, ...expected }));
    test(`${name}: fits the JSON Schema`, () => {
      // An editor's YAML is 1.2, and knows no keys left empty.
      if (text.startsWith('%YAML') || text.includes(':\n')) return;
      assert.ok(schema(parse(text) ?? {}), JSON.stringify(schema.errors));
    });
  }
});

test('a rule of the catalogue that this version does not have is no error', () => {
  assert.deepEqual(read('rules: { state/local-uploads: off }').rules, [
    { pattern: 'state/local-uploads', severity: 'off', allow: [] },
  ]);
});

test('the examples of the documentation are read', () => {
  for (const page of [
    'docs/configuration.md',
    'docs/ja/configuration.md',
    'docs/rules/state/volume.md',
    'docs/rules/kasane/invalid-dockerfile.md',
  ]) {
    const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
    const examples = [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, yaml = '']) => yaml);
    assert.ok(examples.length > 0, page);
    for (const yaml of examples)
      assert.equal(parseConfiguration(yaml, [...rules, 'kasane/invalid-dockerfile']).kind, 'settings', yaml);
  }
});

suite('an error names the key, the line and the way out', () => {
  const bad: Record<string, [string, readonly string[]]> = {
    'an unknown key': ['langage: ja', ['1: There is no key langage. Did you mean language?']],
    'a key with an underscore': ['\nfail_on: error', ['2: There is no key fail_on. Did you mean fail-on?']],
    'a key that nobody can guess': ['colour: red', ['1: There is no key colour.']],
    'an input of the action': [
      'language: en\nhistory: 5',
      ['2: history is an input of the action; set it under `with:` in the workflow.'],
    ],
    'an unknown rule': [
      'rules:\n  state/volumes: off',
      ['2: There is no rule state/volumes. Did you mean state/volume?'],
    ],
    'a rule without its section': [
      'rules:\n  supervisor: off',
      ['2: There is no rule supervisor. Did you mean process/supervisor?'],
    ],
    'a section that is none': ['rules:\n  caches/*: off', ['2: There is no rule caches/*.']],
    'an unknown severity': [
      'rules:\n  state/volume: warn',
      ["2: state/volume can't be warn; it has to be off, error, warning or notice. Did you mean warning?"],
    ],
    'a switch for a severity': [
      'rules:\n  state/volume: false',
      ["2: state/volume can't be false; it has to be off, error, warning or notice. Did you mean off?"],
    ],
    'a severity below a mapping': ['rules:\n  state/volume:\n    level: off', ['3: There is no key level.']],
    'a list for a severity': [
      'rules:\n  state/volume: [off]',
      ['2: state/volume has to be a severity, or keys with values (`severity: notice`).'],
    ],
    'a rule left empty': [
      'rules:\n  state/volume:',
      ['2: state/volume has to be a severity, or keys with values (`severity: notice`).'],
    ],
    'another language': ['language: de', ["1: language can't be de; it has to be en or ja."]],
    'another limit': ['fail-on: off', ["1: fail-on can't be off; it has to be error, warning, notice or never."]],
    'no switch': ['inline-ignores: no', ["1: inline-ignores can't be no; it has to be true or false."]],
    'a text for a list': ['files: legacy', ['1: files has to be a list (`- item`).']],
    'a list for the file': ['- a', ['1: The file has to hold keys with values (`key: value`).']],
    'a word for the file': ['kasane', ['1: The file has to hold keys with values (`key: value`).']],
    'files without paths': ['files:\n  - rules: { cache/*: off }', ['2: An entry of files has no paths; add it.']],
    'files without rules': ['files:\n  - paths: [a]', ['2: An entry of files has no rules; add it.']],
    'a context outside': [
      'contexts:\n  Dockerfile: ../app',
      ["2: ../app is not a path inside the repository; write it from the repository's root."],
    ],
    'an absolute context': [
      'contexts:\n  Dockerfile: /app',
      ["2: /app is not a path inside the repository; write it from the repository's root."],
    ],
    'a path of Windows': [
      'contexts:\n  C:\\x: .',
      ["2: C:\\x is not a path inside the repository; write it from the repository's root."],
    ],
    'a key twice': ['language: en\nlanguage: ja', ['2: The key language is written twice; keep one of them.']],
    'an alias': [
      'rules: &all { cache/*: off }\nfiles:\n  - paths: [a]\n    rules: *all',
      ['4: Aliases are not supported here; write out what *all stands for.'],
    ],
    'an alias for a list': [
      'files: [&a { paths: [x], rules: {} }, *a]',
      ['1: Aliases are not supported here; write out what *a stands for.'],
    ],
    'a merge': [
      'rules: &all { cache/*: off }\nfiles:\n  - paths: [a]\n    rules: { <<: *all }',
      ['4: Aliases are not supported here; write out what *all stands for.'],
    ],
    'a number for a path': ['files:\n  - paths: [{ a: 1 }]\n    rules: {}', ['2: paths has to be text.']],
    'several at once, in order': [
      'langage: ja\nrules:\n  state/volume: warn\n  nothing/here: off\n',
      [
        '1: There is no key langage. Did you mean language?',
        "3: state/volume can't be warn; it has to be off, error, warning or notice. Did you mean warning?",
        '4: There is no rule nothing/here.',
      ],
    ],
  };
  for (const [name, [text, expected]] of Object.entries(bad)) {
    test(name, () => {
      assert.deepEqual(errors(text), expected);
      assert.deepEqual(
        errors(text, ja).map((line) => line.replace(/:.*/su, '')),
        expected.map((line) => line.replace(/:.*/su, '')),
      );
    });
  }

  test('broken YAML, with the place', () => {
    assert.match(errors('language: en\nrules: {').join('\n'), /^[23]: This is not valid YAML: /);
    assert.match(errors('a: 1\n\t- b').join('\n'), /^2: This is not valid YAML: /);
    assert.match(errors('language: en\n---\nlanguage: ja').join('\n'), /^[23]: This is not valid YAML: /);
  });

  test('what grows without end', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghijkl'
        .split('')
        .map((name, index) => `${name}: &${name} [*${'abcdefghijk'[index]}, *${'abcdefghijk'[index]}]`),
    ].join('\n');
    assert.ok(errors(bomb).length > 0);
    assert.deepEqual(errors(`language: "${'x'.repeat(300_000)}"`), ['1: The file is larger than 262144 characters.']);
    assert.deepEqual(errors(`${'x'.repeat(1000)}: 1`), [`1: There is no key ${'x'.repeat(1000)}.`]);
    assert.equal(errors('['.repeat(50_000)).length, 1);
  });

  test('the JSON Schema refuses the same', () => {
    for (const [text] of Object.values(bad)) {
      // What only we know or say: rules that there are, paths that leave, aliases.
      if (
        /Aliases|rule state|rule nothing|rule caches|rule supervisor|path inside|written twice/.test(
          errors(text).join(),
        )
      )
        continue;
      assert.ok(!schema(parse(text)), text);
    }
  });
});

suite('what holds for a rule on a Dockerfile', () => {
  const settings = read(`
rules:
  cache/*: warning
  cache/cache-mount: off
  state/volume: { allow: [/tmp] }
files:
  - paths: ["legacy/**"]
    rules: { cache/*: notice, state/volume: { severity: error, allow: [/data] } }
  - paths: ["*.dev.Dockerfile", ".devcontainer/**"]
    rules: { "*": off }
`);
  const cases: readonly [string, string, string][] = [
    ['process/supervisor', 'Dockerfile', 'notice'],
    ['cache/copy-before-install', 'Dockerfile', 'warning'],
    ['cache/cache-mount', 'Dockerfile', 'off'],
    ['cache/cache-mount', 'legacy/a/Dockerfile', 'notice'],
    ['state/volume', 'Dockerfile', 'notice'],
    ['state/volume', 'legacy/Dockerfile', 'error'],
    ['state/volume', 'web.dev.Dockerfile', 'off'],
    ['state/volume', 'apps/web.dev.Dockerfile', 'off'],
    ['state/volume', '.devcontainer/Dockerfile', 'off'],
    ['state/volume', 'legacy.Dockerfile', 'notice'],
  ];
  for (const [rule, path, expected] of cases) {
    test(`${rule} on ${path}: ${expected}`, () => assert.equal(severityFor(settings, rule, path, 'notice'), expected));
  }
  test('what may be left alone adds up', () => {
    assert.deepEqual(allowFor(settings, 'state/volume', 'Dockerfile'), ['/tmp']);
    assert.deepEqual(allowFor(settings, 'state/volume', 'legacy/Dockerfile'), ['/tmp', '/data']);
    assert.deepEqual(allowFor(settings, 'cache/cache-mount', 'legacy/Dockerfile'), []);
  });
});
