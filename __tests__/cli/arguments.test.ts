import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { languageOf, parseCommand } from '../../src/cli/arguments.ts';
import { plainText } from '../../src/reports/phrase-plain.ts';
import { exampleMessages } from '../reports/example.ts';

const rules = ['cache/copy-before-install', 'state/volume', 'logs/log-volume'];

const common = { language: null, color: 'auto', output: null };
const checking = { ...common, config: null, only: null, context: null, history: 100 };
const reporting = { format: 'text', failOn: null };

/** What was typed, and what is understood. */
const understood: readonly (readonly [line: string, command: object])[] = [
  ['check', { ...checking, ...reporting, name: 'check', paths: [] }],
  ['check a b/Dockerfile', { ...checking, ...reporting, name: 'check', paths: ['a', 'b/Dockerfile'] }],
  ['check -', { ...checking, ...reporting, name: 'check', paths: ['-'] }],
  ['check -- --odd', { ...checking, ...reporting, name: 'check', paths: ['--odd'] }],
  ['check a --format json', { ...checking, ...reporting, name: 'check', paths: ['a'], format: 'json' }],
  ['--format=sarif check', { ...checking, ...reporting, name: 'check', paths: [], format: 'sarif' }],
  ['check --format json --format rdjson', { ...checking, ...reporting, name: 'check', paths: [], format: 'rdjson' }],
  ['check --fail-on never', { ...checking, ...reporting, name: 'check', paths: [], failOn: 'never' }],
  [
    'check --only state/volume,copy-before-install --only logs/log-volume',
    {
      ...checking,
      ...reporting,
      name: 'check',
      paths: [],
      only: ['state/volume', 'cache/copy-before-install', 'logs/log-volume'],
    },
  ],
  [
    'check --lang ja --color never --output out.txt --config k.yml --context .',
    {
      ...reporting,
      name: 'check',
      paths: [],
      language: 'ja',
      color: 'never',
      output: 'out.txt',
      config: 'k.yml',
      only: null,
      context: '.',
      history: 100,
    },
  ],
  ['check --output=--x', { ...checking, ...reporting, name: 'check', paths: [], output: '--x' }],
  ['review', { ...checking, ...reporting, name: 'review', base: null, head: null }],
  ['review --base main --head HEAD~1', { ...checking, ...reporting, name: 'review', base: 'main', head: 'HEAD~1' }],
  ['check --history 0', { ...checking, ...reporting, name: 'check', paths: [], history: 0 }],
  ['fix', { ...checking, name: 'fix', paths: [], write: false }],
  ['fix --write a', { ...checking, name: 'fix', paths: ['a'], write: true }],
  ['replay', { ...checking, name: 'replay', format: 'text', dockerfile: null, why: null, cache: null, timings: null }],
  [
    'replay --cache min --timings build.log',
    { ...checking, name: 'replay', format: 'text', dockerfile: null, why: null, cache: 'min', timings: 'build.log' },
  ],
  [
    'replay --timings -',
    { ...checking, name: 'replay', format: 'text', dockerfile: null, why: null, cache: null, timings: '-' },
  ],
  [
    'replay a/Dockerfile --history 7 --why HEAD~1 --format json',
    {
      ...checking,
      name: 'replay',
      format: 'json',
      dockerfile: 'a/Dockerfile',
      history: 7,
      why: 'HEAD~1',
      cache: null,
      timings: null,
    },
  ],
  [
    'why a b',
    {
      ...common,
      name: 'why',
      format: 'text',
      before: 'a',
      after: 'b',
      file: null,
      target: null,
      buildArgs: new Map(),
      beforeBuildArgs: new Map(),
    },
  ],
  [
    'why a b --file d --target t --build-arg V=1 --build-arg W=a=b --build-arg V=2 --before-build-arg V=',
    {
      ...common,
      name: 'why',
      format: 'text',
      before: 'a',
      after: 'b',
      file: 'd',
      target: 't',
      buildArgs: new Map([
        ['V', '2'],
        ['W', 'a=b'],
      ]),
      beforeBuildArgs: new Map([['V', '']]),
    },
  ],
  ['explain state/volume', { ...common, name: 'explain', rule: 'state/volume' }],
  ['explain volume', { ...common, name: 'explain', rule: 'state/volume' }],
  ['rules --format json', { ...common, name: 'rules', format: 'json' }],
  ['--help', { ...common, name: 'help', about: null }],
  ['-h', { ...common, name: 'help', about: null }],
  ['help', { ...common, name: 'help', about: null }],
  ['help fix', { ...common, name: 'help', about: 'fix' }],
  ['check --help', { ...common, name: 'help', about: 'check' }],
  ['check x -h --lang ja', { ...common, language: 'ja', name: 'help', about: 'check' }],
  ['--version', { ...common, name: 'version' }],
];

/** What was typed, and what the person is told. */
const refused: readonly (readonly [line: string, said: string])[] = [
  ['', 'Say what to do: `kasane check` checks all Dockerfiles below this folder.'],
  ['chck', 'There is no command `chck`. Did you mean `check`?'],
  ['audti', 'There is no command `audti`.'],
  ['replay a b', '`kasane replay` does not take `b`.'],
  ['replay --why HEAD --timings x', "`--why` and `--timings` don't go together."],
  ['replay --why HEAD --cache max', "`--why` and `--cache` don't go together."],
  ['replay - --timings -', "`-` and `--timings -` don't go together."],
  ['replay --cache mx', "`--cache` can't be `mx`; it has to be `parent`, `max`, `min` or `kept`. Did you mean `max`?"],
  ['replay --cache', '`--cache` needs a value: `--cache=…`.'],
  ['check --timings x', '`kasane check` has no option `--timings`; it belongs to `kasane replay`.'],
  ['replay --history -1', '`--history` has to be a number of commits, at least 1, not `-1`.'],
  ['replay --history 99999999', '`--history` has to be a number of commits, at least 1, not `99999999`.'],
  ['replay --history 0', '`--history` has to be a number of commits, at least 1, not `0`.'],
  ['replay --history many', '`--history` has to be a number of commits, at least 1, not `many`.'],
  ['why a', 'Name two folders, the earlier one first: `kasane why before after`.'],
  ['why a b c', '`kasane why` does not take `c`.'],
  ['why a b --build-arg V', '`--build-arg` needs a name and a value, not `V`: `--build-arg NAME=VALUE`.'],
  ['api/Dockerfile', '`api/Dockerfile` is not a command. Did you mean `kasane check api/Dockerfile`?'],
  ['Dockerfile', '`Dockerfile` is not a command. Did you mean `kasane check Dockerfile`?'],
  ['check --fromat json', '`kasane check` has no option `--fromat`. Did you mean `--format`?'],
  ['check -x', '`kasane check` has no option `-x`.'],
  ['--wrte fix', 'There is no option `--wrte`. Did you mean `--write`?'],
  ['check --write', '`kasane check` has no option `--write`; it belongs to `kasane fix`.'],
  [
    'rules --fail-on error',
    '`kasane rules` has no option `--fail-on`; it belongs to `kasane check` and `kasane review`.',
  ],
  ['check --format', '`--format` needs a value: `--format=…`.'],
  ['check --format --lang ja', '`--format` needs a value: `--format=…`.'],
  ['check --output=', '`--output` needs a value: `--output=…`.'],
  ['fix --write=yes', '`--write` takes no value, but got `yes`.'],
  [
    'check --format jsn',
    "`--format` can't be `jsn`; it has to be `text`, `json`, `sarif` or `rdjson`. Did you mean `json`?",
  ],
  ['check --format html', "`--format` can't be `html`; it has to be `text`, `json`, `sarif` or `rdjson`."],
  ['rules --format sarif', "`--format` can't be `sarif`; it has to be `text` or `json`."],
  ['check --lang fr', "`--lang` can't be `fr`; it has to be `en` or `ja`."],
  [
    'check --fail-on warn',
    "`--fail-on` can't be `warn`; it has to be `error`, `warning`, `notice` or `never`. Did you mean `warning`?",
  ],
  ['check --only ,', '`--only` needs a value: `--only=…`.'],
  [
    'check --only state/volum',
    'There is no rule `state/volum`. Did you mean `state/volume`? `kasane rules` lists them.',
  ],
  ['explain nothing-like-it', 'There is no rule `nothing-like-it`. `kasane rules` lists them.'],
  ['explain', 'Say which rule: `kasane explain cache/copy-before-install`. `kasane rules` lists them.'],
  ['explain volume twice', '`kasane explain` does not take `twice`.'],
  ['review x', '`kasane review` does not take `x`.'],
  ['check - a', '`-` reads one Dockerfile from standard input and stands alone.'],
  ['fix --write -', '`--write` has no file to write to when the Dockerfile comes from standard input.'],
  ['check --\u001b[2J', '`kasane check` has no option `--\\u001b[2J`.'],
];

suite('a command line that is understood', () => {
  for (const [line, command] of understood) {
    test(`kasane ${line}`, () => assert.deepEqual(parseCommand(line.split(' '), rules), { kind: 'command', command }));
  }
});

suite('a command line that is not', () => {
  const messages = exampleMessages();
  for (const [line, said] of refused) {
    test(`kasane ${line}`, () => {
      const parsed = parseCommand(
        line.split(' ').filter((arg) => arg !== ''),
        rules,
      );
      assert.equal(parsed.kind === 'problem' ? plainText(messages.usage(parsed.problem)) : parsed, said);
    });
  }
});

suite('the language of a command line', () => {
  const cases: readonly (readonly [string, 'en' | 'ja' | null])[] = [
    ['check', null],
    ['check --lang ja', 'ja'],
    ['--lang=en --nonsense', 'en'],
    ['--lang ja --lang en', 'en'],
    ['--lang', null],
    ['--lang fr', null],
  ];
  for (const [line, language] of cases) {
    test(line, () => assert.equal(languageOf(line.split(' ')), language));
  }
});
