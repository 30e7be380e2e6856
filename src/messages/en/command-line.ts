import type { TextsByKind } from '../by-kind.ts';
import { list, say, words, type Phrase } from '../phrase.ts';
import type { UsageProblem } from '../usage-problem.ts';
import { and } from './terms.ts';

const or = { ...and, last: ' or ' };

const meant = (nearest: string | null): Phrase => (nearest === null ? [] : say` Did you mean ${nearest}?`);

const problem: TextsByKind<UsageProblem> = {
  'no-command': () => words('Say what to do: `kasane check` checks all Dockerfiles below this folder.'),
  'unknown-command': ({ name, nearest }) => say`There is no command ${name}.${meant(nearest)}`,
  'path-as-command': ({ path }) => say`${path} is not a command. Did you mean ${`kasane check ${path}`}?`,
  'unknown-option': ({ option, nearest, command }) =>
    command === null
      ? say`There is no option ${option}.${meant(nearest)}`
      : say`${`kasane ${command}`} has no option ${option}.${meant(nearest)}`,
  'option-of-other-command': ({ option, command, others }) =>
    say`${`kasane ${command}`} has no option ${option}; it belongs to ${list(
      others.map((other) => `kasane ${other}`),
      and,
    )}.`,
  'missing-value': ({ option }) => say`${option} needs a value: ${`${option}=…`}.`,
  'needless-value': ({ option, value }) => say`${option} takes no value, but got ${value}.`,
  'bad-value': ({ option, value, allowed, nearest }) =>
    say`${option} can't be ${value}; it has to be ${list(allowed, or, allowed.length)}.${meant(nearest)}`,
  'unknown-rule': ({ rule, nearest }) => say`There is no rule ${rule}.${meant(nearest)} \`kasane rules\` lists them.`,
  'missing-rule': () => words('Say which rule: `kasane explain cache/copy-before-install`. `kasane rules` lists them.'),
  'missing-folder': () => words('Name two folders, the earlier one first: `kasane why before after`.'),
  'bad-assignment': ({ option, value }) =>
    say`${option} needs a name and a value, not ${value}: ${`${option} NAME=VALUE`}.`,
  'bad-number': ({ option, value, least }) =>
    say`${option} has to be a number of commits, at least ${least}, not ${value}.`,
  'not-together': ({ options: [one, other] }) => say`${one} and ${other} don't go together.`,
  'too-many-arguments': ({ command, argument }) => say`${`kasane ${command}`} does not take ${argument}.`,
  'stdin-not-alone': () => words('`-` reads one Dockerfile from standard input and stands alone.'),
  'stdin-not-writable': () => words('`--write` has no file to write to when the Dockerfile comes from standard input.'),
};

/** What a file system answers. */
const fileProblems: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such folder; make it first.'],
  ['ENOTDIR', 'a file stands where a folder would have to be.'],
  ['EISDIR', 'it is a folder; name a file in it.'],
  ['EACCES', 'permission was denied.'],
  ['EPERM', 'permission was denied.'],
  ['EROFS', 'the file system is read-only.'],
  ['ENOSPC', 'the disk is full.'],
]);

function fileProblem(code: string): Phrase {
  const known = fileProblems.get(code);
  return known === undefined ? say`${code}` : words(known);
}

/** Where an option says something else in a command than in most. */
type OwnOptions = Readonly<Partial<Record<string, Readonly<Partial<Record<string, string>>>>>>;

interface CommandHelp {
  readonly usage: string;
  readonly summary: string;
  readonly text: string;
  /** Command, and what it does. */
  readonly examples: readonly (readonly [string, string])[];
}

/** Everything that only the command line says. */
export const cli = {
  problem,
  seeHelp: (command: string | null): Phrase =>
    say`${command === null ? 'kasane --help' : `kasane ${command} --help`} shows what there is.`,
  error: 'error',
  notRead: (path: string, code: string): Phrase => say`${path} can't be read: ${fileProblem(code)}`,
  notWritten: (path: string, code: string): Phrase => say`${path} can't be written: ${fileProblem(code)}`,
  noConfiguration: (path: string): Phrase => say`There is no configuration file ${path}.`,
  contextOutside: (path: string, root: string): Phrase =>
    say`The build context ${path} is not a folder inside ${root}.`,
  severalRoots: (first: string, second: string): Phrase =>
    say`${first} and ${second} are in different repositories; run once for each.`,
  noRepository: words(
    '`kasane review` compares commits, and this folder is in no git repository. `kasane check` needs none.',
  ),
  noBase: words('The branch to compare with was not found; name it: `kasane review --base main`.'),
  noWorkTree: words(
    'This folder is inside a git repository without a work tree (a bare one, or `.git` itself); run `kasane review` in a clone.',
  ),
  noCommit: (name: string): Phrase =>
    say`${name} names no commit here. ${'git branch --all'} lists the branches, ${'git fetch'} brings those of the remote.`,
  noCommits: words('This repository has no commit yet. `kasane check` looks at the files as they are.'),
  noCommonAncestor: (base: string, head: string): Phrase =>
    say`${base} and ${head} have no common commit here. In a shallow clone, ${'git fetch --unshallow'} brings the history.`,
  configurationChanges: (path: string): Phrase =>
    say`This branch edits ${path}; the check used the version of the base, as the action does.`,
  reviewed: (base: string, head: string): Phrase =>
    say`Compared ${head} with ${base}; what is not committed was not looked at.`,
  failed: (detail: string): Phrase => say`The check could not be done: ${detail}`,
  filesAbove: (root: string): Phrase =>
    say`The patch also changes files outside this folder, which ${'git apply'} leaves out here: apply it in ${root}, or use ${'--write'}.`,
  noSafeFix: words('No safe suggestion.'),
  safeFixes: (count: number, files: number): string =>
    `${count === 1 ? '1 safe suggestion' : `${count} safe suggestions`} in ${files === 1 ? '1 file' : `${files} files`}; \`kasane fix | git apply\` or \`kasane fix --write\` applies them.`,
  written: (path: string): Phrase => say`Changed ${path}.`,
  unsafeFixes: (count: number): string =>
    count === 1
      ? '1 suggestion needs a person; `kasane check` shows it.'
      : `${count} suggestions need a person; \`kasane check\` shows them.`,
  changedMeanwhile: (path: string): Phrase => say`${path} was changed meanwhile; nothing was written there.`,
  notARegularFile: (path: string): Phrase =>
    say`${path} is not a regular file inside the repository; nothing was written there.`,

  about: 'Reviews Dockerfiles: cache order, one responsibility, read-only images, no state, logs on standard output.',
  headings: {
    usage: 'Usage',
    commands: 'Commands',
    options: 'Options',
    examples: 'Examples',
    exit: 'Exit status',
  },
  usage: 'kasane COMMAND [OPTION…]',
  moreHelp: '`kasane COMMAND --help` shows the options and examples of a command.',
  exit: {
    0: 'nothing at or above `--fail-on`',
    1: 'findings at or above `--fail-on`',
    2: 'wrong usage or configuration',
    3: 'something could not be checked',
  },
  commands: {
    check: {
      usage: 'kasane check [PATH…] [OPTION…]',
      summary: 'check Dockerfiles in the working tree',
      text: 'Checks the Dockerfiles that are named, and all in the folders that are named; without a PATH all below this folder. `-` reads one from standard input. Findings go to standard output, everything else to standard error.',
      examples: [
        ['kasane check', 'all Dockerfiles below this folder'],
        ['kasane check api/Dockerfile --context .', 'one, built from the root'],
        ['kasane check --only cache/copy-before-install', 'only one rule'],
        ['kasane check --format sarif --output kasane.sarif', 'for code scanning'],
        ['kasane check --format rdjson | reviewdog -f=rdjson', 'for reviewdog'],
      ],
    },
    review: {
      usage: 'kasane review [--base REF] [--head REF] [OPTION…]',
      summary: 'what a pull request of this branch would be told',
      text: 'Compares the head with the commit where it left the base, and shows only what that change introduces: what the action comments on. It reads commits, not the working tree, and takes the configuration from the base.',
      examples: [
        ['kasane review', 'this branch against the default branch'],
        ['kasane review --base origin/develop', 'against another one'],
        ['kasane review --head topic --lang ja', 'another branch, in Japanese'],
      ],
    },
    fix: {
      usage: 'kasane fix [PATH…] [--write] [OPTION…]',
      summary: 'the safe suggestions, as one patch or written to the files',
      text: 'Prints the suggestions that are proved safe as one patch. What needs a person is never in it.',
      examples: [
        ['kasane fix', 'look at the patch'],
        ['kasane fix | git apply', 'apply it (at the root of the repository)'],
        ['kasane fix --write api/Dockerfile', 'change one file'],
      ],
    },
    replay: {
      usage: 'kasane replay [DOCKERFILE] [--history N] [OPTION…]',
      summary: 'which steps the last commits would have built again',
      text: "Replays the newest commits of this branch against the builder's cache: for every step in how many of them building right after the parent would have run it again, with the Dockerfile as it is now and with the suggestions, and which kinds of files caused it. Nothing is built. Without a DOCKERFILE it is the one in this folder, or the only one below.",
      examples: [
        ['kasane replay', 'the last 100 commits'],
        ['kasane replay api/Dockerfile --history 500', 'another file, more of them'],
        ['kasane replay --timings build.log', 'in minutes, from a log of a build without a cache'],
        ['kasane replay --cache min', 'with a cache that keeps only the final image'],
        ['kasane replay --why HEAD', 'what the newest commit builds again, and why'],
      ],
    },
    why: {
      usage: 'kasane why BEFORE AFTER [OPTION…]',
      summary: 'why a step is not taken from the cache',
      text: 'Two folders, each a build context with a Dockerfile: says which steps of a build of the second the builder takes from the cache that a build of the first left, and the first cause of each that it does not. Nothing is built.',
      examples: [
        ['kasane why before after', ''],
        ['kasane why before after --file docker/api.Dockerfile --target build', 'another Dockerfile, one stage'],
        ['kasane why . . --before-build-arg VERSION=1 --build-arg VERSION=2', 'what an argument costs'],
      ],
    },
    explain: {
      usage: 'kasane explain RULE',
      summary: "a rule's page: what it finds, why, when it is fine",
      text: 'RULE is an id, or its last part where only one rule has it.',
      examples: [
        ['kasane explain cache/copy-before-install', ''],
        ['kasane explain volume --lang ja', ''],
      ],
    },
    rules: {
      usage: 'kasane rules [--format text|json]',
      summary: 'the list of rules',
      text: 'Lists all rules with their severity, and with `--format json` the claims of the guidance and the twelve factors they stand for.',
      examples: [['kasane rules --format json', '']],
    },
  } satisfies Record<string, CommandHelp>,
  ownOptions: {
    replay: {
      history: 'how many commits at most, the newest; default: 100',
      format: 'text (default) or json',
      only: 'only suggestions of these rules',
      context: 'the build context',
    },
    why: { format: 'text (default) or json' },
    rules: { format: 'text (default) or json' },
  } as OwnOptions,
  options: {
    format: { value: 'FORMAT', text: 'text (default), json, sarif or rdjson' },
    output: { value: 'FILE', text: 'write there instead of standard output' },
    lang: { value: 'LANGUAGE', text: 'en or ja; default: the configuration, else en' },
    'fail-on': {
      value: 'LEVEL',
      text: 'least level that makes the exit status 1: error (default), warning, notice or never',
    },
    config: { value: 'FILE', text: 'configuration; default: .github/kasane.yml of the repository' },
    only: { value: 'RULE,…', text: 'only these rules' },
    context: { value: 'DIR', text: 'the build context of all Dockerfiles that are checked' },
    color: { value: 'WHEN', text: 'auto (default), always or never; NO_COLOR and FORCE_COLOR are honoured' },
    base: { value: 'REF', text: 'branch that the change goes to; default: the default branch' },
    head: { value: 'REF', text: 'the change; default: HEAD' },
    history: { value: 'N', text: 'how many commits to replay at most, the newest; default: 100, 0: none' },
    cache: {
      value: 'KIND',
      text: "what a build finds of the ones before: parent (only what its parent's build made), max or min (the mode of `cache-to`), or kept (a builder that stays); default: what workflows, bake and compose files export, else parent",
    },
    timings: {
      value: 'LOG',
      text: 'a log of `docker build --progress=plain` or `rawjson`: turns the counts into minutes; - is standard input',
    },
    why: { value: 'COMMIT', text: 'tell what this commit builds again, and the first cause of each step' },
    file: { value: 'FILE', text: 'the Dockerfile, in each of the two folders; default: Dockerfile' },
    target: { value: 'STAGE', text: 'the stage that is built; default: the last one' },
    'build-arg': { value: 'NAME=VALUE', text: 'an argument of both builds; may stand there several times' },
    'before-build-arg': { value: 'NAME=VALUE', text: 'an argument of the first build, over --build-arg' },
    write: { value: null, text: 'change the files instead of printing a patch' },
    help: { value: null, text: 'this page' },
    version: { value: null, text: 'the version' },
  },
};
export type Cli = typeof cli;
