import type { CacheKind } from '../../cache/builder.ts';
import type { Cause, ChangedFile, Unknown } from '../../cache/cause.ts';
import type { PathGroup } from '../../cache/path-group.ts';
import type { Cost } from '../../timings/step-cost.ts';
import type { NoHistoryReason } from '../../repository/history.ts';
import type { TextsByKind } from '../by-kind.ts';
import { list, say, words, type Phrase } from '../phrase.ts';
import { and, directory } from './terms.ts';

/** Why a step is not taken from the cache: behind its instruction, without a full stop. */
const cause: TextsByKind<Exclude<Cause, Unknown>> = {
  'earlier-step': ({ line }) => say`line ${line} before it is built again`,
  'base-image': ({ before, after }) =>
    before === null ? say`the base image is ${after} now` : say`the base image was ${before} and is ${after} now`,
  'new-step': () => words('nothing like it was built before'),
  'moved-step': () => words('it was built before, but on other steps'),
  instruction: () => words('the instruction says something else'),
  variable: ({ name, from }) =>
    say`${from === 'arg' ? words('the argument ') : words('the variable ')}${name} has another value`,
  'variable-order': () => words('the same variables are set in another order'),
  setting: ({ keyword }) => say`${keyword} in front of it is another one`,
  call: () => words('the build is called in another way'),
  files: ({ files }) => changedFiles(files),
  stage: ({ line }) => say`what it takes from the other stage came out differently: line ${line} was built again`,
  forced: () => words('the build is told to make it again'),
  'no-result': () => words('the cache knows it, but did not keep its result, and a later step needs that'),
};

/** Why it is not known whether a step is taken from the cache. */
const unknown: TextsByKind<Unknown> = {
  output: ({ line }) => say`it depends on whether the command on line ${line} makes the same files as before`,
  image: ({ name }) => say`it depends on whether ${name} is still the same image`,
  outside: ({ name }) => say`it depends on what ${name} is in that build`,
  address: ({ address }) => say`it depends on what ${address} gives`,
  link: ({ path }) => say`the symbolic link ${path} could not be followed`,
  submodule: ({ path }) => say`${path} is a submodule`,
  word: ({ word }) => say`only the build knows what ${word} is`,
};

function changedFiles(files: readonly ChangedFile[]): Phrase {
  const of = (status: ChangedFile['status']): readonly string[] =>
    files.filter((file) => file.status === status).map(({ path }) => path);
  const parts: Phrase[] = [];
  const [changed, added, removed] = [of('changed'), of('added'), of('removed')];
  if (changed.length > 0) parts.push(say`${list(changed, and)} changed`);
  if (added.length > 0) parts.push(say`${list(added, and)} ${added.length === 1 ? words('is new') : words('are new')}`);
  if (removed.length > 0)
    parts.push(say`${list(removed, and)} ${removed.length === 1 ? words('is gone') : words('are gone')}`);
  return parts.flatMap((part, index) => (index === 0 ? part : ['; ', ...part]));
}

/** `34.5 s`, `12 min`, `3.4 h`: two or three digits. */
function duration(seconds: number): string {
  if (seconds < 60) return `${digits(seconds)} s`;
  return seconds < 2 * 60 * 60 ? `${digits(seconds / 60)} min` : `${digits(seconds / 3600)} h`;
}

function digits(value: number): string {
  return value === 0 || value >= 99.95 ? String(Math.round(value)) : value.toFixed(1);
}

function spent({ today, suggested }: Cost): string {
  if (suggested === null) return duration(today);
  const saved = today - suggested;
  const change = saved === 0 ? 'nothing saved' : saved > 0 ? `${duration(saved)} saved` : `${duration(-saved)} more`;
  return `${duration(today)} today, ${duration(suggested)} with the suggestions, ${change}`;
}

const groupNames: Record<PathGroup, string> = {
  sources: 'code',
  manifests: 'manifests',
  docs: 'documentation',
  tests: 'tests',
  ci: 'CI',
  docker: 'Docker files',
  git: '.git',
};

/** The replay of the history, and why steps are built again. */
export const replay = {
  cause: { ...cause, ...unknown },
  groups: groupNames,
  subject: (dockerfile: string, context: string, commits: number): Phrase =>
    say`${dockerfile}, built from ${directory(context)}, over the last ${commits === 1 ? words('commit') : say`${commits} commits`}`,
  commit: (dockerfile: string, context: string, commit: string): Phrase =>
    say`${dockerfile}, built from ${directory(context)}, at ${commit} right after its parent`,
  rebuilt: (rebuilt: number, commits: number): string => `built again in ${rebuilt} of ${commits}`,
  maybe: (count: number): string => `perhaps ${count} more`,
  /** Above a strip. */
  today: (counts: string): string => `today: ${counts}`,
  suggested: (counts: string): string => `with the suggestions: ${counts}`,
  both: (counts: string): string => `today and with the suggestions: ${counts}`,
  /** Above the steps that the suggestions make. */
  split: (steps: number): string => `the suggestions make ${steps} steps of it:`,
  added: 'with the suggestions, a new step does a part of it:',
  causes: (groups: readonly { readonly group: PathGroup; readonly commits: number }[]): string =>
    `because of ${groups.map(({ group, commits }) => `${groupNames[group]} (${commits})`).join(', ')}`,
  notKept: 'because a later step needs its result, which the cache did not keep',
  answer: (word: string, why: string): string => `${word}: ${why}`,
  /** Why it is not known of a step. */
  dependsOn: (line: number): Phrase => say`it depends on line ${line}`,
  cached: 'cached',
  builtAgain: 'built again',
  notKnown: 'not known',
  legend: (commitsPerSquare: number): string =>
    commitsPerSquare === 1
      ? 'a square is a commit, oldest first: ■ built again, □ from the cache, ▨ not known'
      : `a square is ${commitsPerSquare} commits, oldest first: ■ all built again, □ none, ▨ some, or not known`,
  noSuggestions: words('There are no suggestions to compare with.'),
  cacheKinds: {
    parent: words('a build finds what a builder has that built the parent just before, and nothing else'),
    'exported-max': words('a build finds all results of the one before it (`mode=max`)'),
    'exported-min': words(
      'a build finds only the final image of the one before it (`mode=min`), so a step of another stage is built again whenever its files are needed, also when nothing that it reads has changed; `mode=max` keeps it',
    ),
    kept: words('a builder that is kept finds all that it ever built'),
  } satisfies Record<CacheKind, Phrase>,
  cacheSaid: (kind: Phrase, path: string, line: number): Phrase => say`As ${`${path}:${line}`} says, ${kind}.`,
  cacheChosen: (kind: Phrase): Phrase => say`As ${'--cache'} says, ${kind}.`,
  cacheAssumed: (kind: Phrase): Phrase => say`No build here names a cache, so ${kind}.`,
  time: {
    step: (seconds: number, cost: Cost): string => `${duration(seconds)} each: ${spent(cost)}`,
    /** Of a step whose work is done by several with the suggestions. */
    apart: (seconds: number, { today }: Cost): string =>
      `${duration(seconds)} each: ${duration(today)} today; the log can't tell its parts apart`,
    total: (cost: Cost): string => `All steps: ${spent(cost)}`,
    cached: 'how long it takes is not known: the log has it only from the cache',
    unfinished: 'how long it takes is not known: in the log it does not end',
    absent: 'how long it takes is not known: the log does not have it',
    unknown: 'Not counted: commits in which it is not known (▨).',
    notApart: (count: number): string =>
      count === 1
        ? 'Not counted: 1 step whose work the suggestions give to several; how long each of them takes is not known.'
        : `Not counted: ${count} steps whose work the suggestions give to several; how long each of them takes is not known.`,
    left: (count: number): string =>
      count === 1
        ? 'Not counted: 1 step of which the log does not say how long it takes. A log of `docker build --no-cache` has them all.'
        : `Not counted: ${count} steps of which the log does not say how long they take. A log of \`docker build --no-cache\` has them all.`,
  },
  noLog: (path: string): Phrase => say`There is no log ${path}.`,
  notALog: (path: string): Phrase =>
    say`${path} has no build in it. ${'docker build --no-cache --progress=plain . 2> build.log'} writes one that has.`,
  logOfOther: (path: string, dockerfile: string): Phrase => say`The build in ${path} has no step of ${dockerfile}.`,
  progress: (done: number, all: number): string => `Replaying commit ${done} of ${all}`,
  fewer: {
    shallow: (there: number, asked: number): Phrase =>
      say`This clone is shallow: ${there} of the ${asked} commits asked for are here. ${'git fetch --unshallow'} brings the rest.`,
    corrupt: (there: number, asked: number): Phrase =>
      say`An older commit can't be read, so only the newest ${there} of the ${asked} asked for were replayed. ${'git fsck'} says more.`,
  },
  noHistory: {
    'no-repository': words('There is no history to replay: this is no git repository, or git refuses to read it.'),
    'no-commit': words(
      'There is no history to replay: nothing is committed yet, or the newest commit is missing (then `git fsck` says so).',
    ),
    'one-commit': words('There is no history to replay yet: this is the first commit.'),
    shallow: words(
      'There is no history to replay: this clone is shallow and has one commit. `git fetch --unshallow` brings the rest.',
    ),
    'no-trees': words('There is no history to replay: this partial clone has no trees of older commits.'),
    corrupt: words(
      "The history can't be read: an object of the repository is broken or missing. `git fsck` says which.",
    ),
    stopped: words('The replay was stopped.'),
  } satisfies Record<NoHistoryReason, Phrase>,
  /** Of one commit, where it is another sentence. */
  noWhy: {
    'no-commit': (commit: string): Phrase =>
      say`There is no commit ${commit} here: the name is another one, the branch was rewritten, or it was not fetched. ${'git log'} lists those that are here.`,
    'one-commit': (commit: string): Phrase => say`${commit} is the first commit: there is none before it.`,
    shallow: (commit: string): Phrase =>
      say`${commit} is the oldest commit of this shallow clone. ${'git fetch --unshallow'} brings those before it.`,
  },
  noReplay: {
    'no-dockerfile': words('There is no such Dockerfile.'),
    invalid: words("This Dockerfile can't be built, so there is nothing to replay. `kasane check` says why."),
    'no-context': words('It is not known which folder this Dockerfile is built from; `--context` says it.'),
    'broken-off': words(
      "The history can't be read to its end: an object of the repository is broken or missing. `git fsck` says which; with a smaller `--history` it may not be needed.",
    ),
    stopped: words('The replay was stopped.'),
  },
  noWorkTree: words(
    'This folder is inside a git repository without a work tree (a bare one, or `.git` itself); run `kasane replay` in a clone.',
  ),
  notThere: (path: string, count: number, commits: number): Phrase =>
    say`${path} was not there in ${count} of the ${commits} commits: what needs it could not be built then, and is not known.`,
  outside: {
    always: (names: readonly string[]): Phrase =>
      say`${list(names, and)} ${names.length === 1 ? words('has') : words('have')} another value in every commit, so what has it in scope is always built again.`,
    perhaps: (names: readonly string[]): Phrase =>
      say`What ${list(names, and)} ${names.length === 1 ? words('is') : words('are')} in each build is not known, nor what that builds again.`,
  },
  newDockerfile: (dockerfile: string): Phrase =>
    say`${dockerfile} is newer than the oldest of these commits; it was replayed as if it had always been there.`,
  noSteps: words('It has no step that a builder could take from its cache: no COPY, ADD or RUN.'),
  noDockerfileBelow: (folder: string): Phrase => say`There is no Dockerfile in ${folder}.`,
  noDockerfile: words('There is no Dockerfile here. Name one: `kasane replay api/Dockerfile`.'),
  whichDockerfile: (paths: readonly string[]): Phrase => say`Which one? Name it: ${list(paths, and, 8)}.`,
  noDockerfileIn: (folder: string, file: string): Phrase => say`There is no ${file} in ${folder}.`,
  noDockerfileAt: (dockerfile: string, commit: string): Phrase => say`There is no ${dockerfile} in ${commit}.`,
  noFolder: (folder: string): Phrase => say`${folder} is not a folder.`,
  notReadable: (file: string, why: Phrase): Phrase => say`${file} can't be read: ${why}`,
  notBuildable: (file: string): Phrase => say`${file} can't be built. \`kasane check\` says why.`,
  noTarget: (file: string, target: string): Phrase => say`${file} has no stage ${target}.`,
};
export type ReplayTexts = typeof replay;
