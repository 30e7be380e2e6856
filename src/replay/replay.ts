/** Where the history of a repository and the builder's cache meet: the one comes from git, the other is a pure model. */
import type { CacheKind } from '../cache/builder.ts';
import { type BuildState, type StepAnswer, whyRebuilt } from '../cache/compare.ts';
import { type Item, itemOf } from '../cache/item.ts';
import { Replay, type ReplaySubject } from '../cache/replay.ts';
import type { Changing } from '../context/model.ts';
import type { ContextSettings } from '../context/resolve.ts';
import { isManifest } from '../ecosystems/installs.ts';
import type { StepInQuestion } from '../findings/evidence.ts';
import type { Edit } from '../fixes/edit.ts';
import type { HistoryCommit, Version } from '../repository/history.ts';
import { relativeTo } from '../repository/paths.ts';
import type { Entry, Tree } from '../repository/tree.ts';
import { type FoundHistory, readHistory } from '../sources/history.ts';
import { LinkTexts } from '../sources/history-links.ts';
import { loadPending, type Source } from '../sources/source.ts';
import {
  type KnownContexts,
  type NoSubjects,
  type Subject,
  type Subjects,
  subjectsOf,
  withChanges,
} from './subjects.ts';
import { namedPaths, Presence } from './presence.ts';
import { type ReplayRow, tableOf } from './table.ts';
import { Turns } from './turns.ts';

export interface ReplayQuestion {
  /** The repository today: what says how the Dockerfile is built. */
  readonly head: Source;
  readonly dockerfile: string;
  readonly settings: ContextSettings;
  /** Each with the steps that it is about, the most important first. */
  readonly suggestions: readonly Suggestion[];
  /** The repository that the history is of. */
  readonly root: string;
  readonly history: FoundHistory;
  /** What the builder finds of the builds before. */
  readonly cache: CacheKind;
  /** Called with how many commits are done, after each. */
  readonly onCommit?: (done: number, commit: HistoryCommit) => void;
  readonly signal?: AbortSignal;
}

export interface Suggestion {
  readonly edits: readonly Edit[];
  readonly steps: readonly StepInQuestion[];
}

export interface Replayed {
  readonly kind: 'replayed';
  readonly subjects: Subjects;
  readonly commits: number;
  /** What the Dockerfile names and some commits have not, where what depends on it is not known. */
  readonly missing: readonly { readonly path: string; readonly commits: number }[];
  /** What is another one in every build, or may be: build arguments, named contexts, files that are not in the repository. */
  readonly outside: Readonly<Record<Changing, readonly string[]>>;
  readonly rows: readonly ReplayRow[];
  /** Are there suggestions, so that rows can have a second answer? */
  readonly hasSuggestions: boolean;
}

export type NoReplay = NoSubjects | NoResults;

/** The history with today's Dockerfile, and in the same pass with its suggestions. */
export async function replay(question: ReplayQuestion): Promise<Replayed | NoReplay> {
  const { head, dockerfile, settings } = question;
  const contexts: KnownContexts = new Map();
  const today = await loaded(head, (tree) => subjectsOf(tree, dockerfile, settings, contexts));
  if (today.kind !== 'subjects') return today;
  const suggested = await loaded(head, (tree) => {
    const changed = withChanges(
      tree,
      question.suggestions.map(({ edits }) => edits),
    );
    const subjects = changed && subjectsOf(changed, dockerfile, settings, contexts);
    return subjects?.kind === 'subjects' ? subjects : null;
  });

  const subjects = [today, ...(suggested ? [suggested] : [])].flatMap(({ builds, context }) =>
    builds.map((build) => ({ ...build, paths: context })),
  );
  const needed = new Set(subjects.flatMap(({ plan, paths }) => namedPaths(plan, paths)));
  const ran = await runOver(subjects, { ...question, needed: [...needed] });
  if (ran.kind !== 'results') return ran;
  const count = today.builds.length;
  const { presence } = ran;
  const results = subjects.map(({ plan, paths }, index) => {
    const lacking = new Map(plan.steps.map((step) => [step, presence.without(namedPaths(plan, paths, step))]));
    return ran.resultOf(index, undefined, (step, commit) => lacking.get(step)?.has(commit) ?? false);
  });
  const missing = new Set(today.builds.flatMap(({ plan }) => namedPaths(plan, today.context)));
  return {
    kind: 'replayed',
    subjects: today,
    commits: results[0]?.commits ?? 0,
    missing: [...missing]
      .map((path) => ({ path, commits: presence.without([path]).size }))
      .filter(({ commits }) => commits > 0)
      .sort((a, b) => b.commits - a.commits)
      .slice(0, MOST_MISSING),
    outside: { always: outsideOf(today, 'always'), perhaps: outsideOf(today, 'perhaps') },
    rows: tableOf(
      results.slice(0, count),
      suggested ? results.slice(count) : null,
      question.suggestions.flatMap(({ steps }) => steps),
    ),
    hasSuggestions: suggested !== null,
  };
}

function outsideOf({ builds }: Subjects, changes: Changing): readonly string[] {
  const inputs = builds.flatMap(({ plan }) => plan.nodes.flatMap((node) => node.inputs));
  const names = inputs.flatMap((input) => (input.kind === 'outside' && input.changes === changes ? [input.name] : []));
  return [...new Set(names)];
}

export interface Run extends Pick<ReplayQuestion, 'head' | 'root' | 'history' | 'cache' | 'onCommit' | 'signal'> {
  /** Paths of which it is to be known since when they are there. */
  readonly needed: readonly string[];
}

export interface Results {
  readonly kind: 'results';
  /** Of the subject with this index (`Replay.result`). */
  readonly resultOf: Replay['result'];
  /** Of what was needed. */
  readonly presence: Presence;
}

export type NoResults = { readonly kind: 'broken-off' | 'stopped'; readonly detail: string };

/** All subjects over a history, in one pass. */
export async function runOver(subjects: readonly ReplaySubject[], run: Run): Promise<Results | NoResults> {
  const { history, signal } = run;
  const replayed = new Replay(subjects, { cache: run.cache, isManifest });
  const links = new LinkTexts(run.root, signal);
  const first = [...history.listed.links()];
  await links.load(first);
  await learnFrom(run.head, links, first);
  replayed.startFrom('start', history.listed, (blob) => links.get(blob));
  const presence = new Presence(run.needed, history.listed);
  const turns = new Turns(signal);
  let done = 0;
  const take = async (commit: HistoryCommit): Promise<void> => {
    const { id, changes } = commit;
    await links.load(changes.map(({ after }) => after));
    replayed.next(
      id,
      changes.map(({ path, before, after }) => ({
        path,
        item: itemAt(after, links),
        before: itemAt(before, links),
      })),
    );
    presence.next(changes);
    run.onCommit?.((done += 1), commit);
    await turns.go();
  };
  const end = await readHistory(history, take, signal);
  if (end.kind !== 'complete') return { kind: end.kind === 'stopped' ? 'stopped' : 'broken-off', detail: end.detail };
  return { kind: 'results', resultOf: (...choice) => replayed.result(...choice), presence };
}

/** More than a few say nothing more. */
const MOST_MISSING = 3;

/** More links than these are not asked for by a network. */
const MOST_LINKS = 100;

/** A partial clone has no texts of links; most of them are today as they ever were. */
async function learnFrom(head: Source, links: LinkTexts, all: readonly Entry[]): Promise<void> {
  const unread = all.flatMap(({ path, blob }) =>
    blob !== null && links.get(blob) === null && head.tree.get(path)?.blob === blob ? [{ path, blob }] : [],
  );
  const asked = unread.slice(0, MOST_LINKS);
  const contents = await loaded(head, (tree) => asked.map(({ path }) => tree.readEntry(path)));
  for (const [index, { blob }] of asked.entries()) {
    const content = contents[index];
    if (content?.kind === 'text') links.learn(blob, content.text);
  }
}

export interface WhyQuestion extends Pick<ReplayQuestion, 'dockerfile' | 'settings' | 'root' | 'history' | 'signal'> {
  /** The repository in the newest commit of the history, and right before it. */
  readonly after: Source;
  readonly before: Source;
}

/**
 * Step by step, whether the newest commit of the history builds it again right after its parent, each with its own Dockerfile, and the first cause. What could
 * not be built before leaves nothing in a cache.
 */
export async function whyCommit(question: WhyQuestion): Promise<readonly StepAnswer[] | NoReplay> {
  const { dockerfile, settings, history, signal } = question;
  const own = (source: Source) => loaded(source, (tree) => subjectsOf(tree, dockerfile, settings));
  const [were, are] = [await own(question.before), await own(question.after)];
  if (are.kind !== 'subjects') return are;
  const links = new LinkTexts(question.root, signal);
  await links.load(history.start);
  const files = new Map<string, Item>();
  const put = (path: string, version: Version | null): void => {
    const item = itemAt(version, links);
    if (item) files.set(path, item);
    else files.delete(path);
  };
  const itemsFor = (subjects: Subjects | NoSubjects, commit: string): ReadonlyMap<string, Item> =>
    subjects.kind === 'subjects' ? itemsOf(files, subjects, commit) : new Map();
  for (const { path, mode, blob } of history.start) put(path, blob === null ? null : { mode, blob });
  let before = itemsFor(were, 'start');
  let after = before;
  const take = async ({ id, changes }: HistoryCommit): Promise<void> => {
    await links.load(changes.map((change) => change.after));
    before = itemsFor(were, `${id}^`);
    for (const { path, after: version } of changes) if (!version) put(path, null);
    for (const { path, after: version } of changes) if (version) put(path, version);
    after = itemsFor(are, id);
  };
  const end = await readHistory(history, take, signal);
  if (end.kind !== 'complete') return { kind: end.kind === 'stopped' ? 'stopped' : 'broken-off', detail: end.detail };

  const answers = new Map<number, StepAnswer>();
  for (const [index, subject] of are.builds.entries()) {
    const builds = were.kind === 'subjects' ? were.builds : [];
    const same = builds.find(({ call }) => call.target === subject.call.target) ?? builds[index] ?? builds[0];
    const left: BuildState =
      were.kind === 'subjects' && same
        ? stateOf(were, same, before)
        : { ...stateOf(are, subject, before), dockerfile: { path: dockerfile, text: 'FROM scratch\n' }, call: {} };
    for (const answer of whyRebuilt(left, stateOf(are, subject, after)) ?? []) {
      if (!answers.has(answer.line)) answers.set(answer.line, answer);
    }
  }
  return [...answers.values()].sort((a, b) => a.line - b.line);
}

function stateOf({ dockerfile }: Subjects, { call, context }: Subject, items: ReadonlyMap<string, Item>): BuildState {
  return { dockerfile, call, items, isIgnored: context.isIgnored };
}

/** The build context; a local one of the whole repository has `.git` in it, which is another one at every commit. */
function itemsOf(
  files: ReadonlyMap<string, Item>,
  { context: { directory, kind } }: Subjects,
  commit: string,
): ReadonlyMap<string, Item> {
  const items = new Map<string, Item>();
  for (const [path, item] of files) {
    const relative = relativeTo(path, directory);
    if (relative !== null && relative !== '') items.set(relative, item);
  }
  if (directory === '' && kind === 'local') items.set('.git/HEAD', { kind: 'file', mode: '644', content: commit });
  return items;
}

function itemAt(version: Version | null, links: LinkTexts): Item | null {
  return version && itemOf(version, (blob) => links.get(blob));
}

/** What a tree says when all that was asked of it is there. */
export async function loaded<T>(source: Source, read: (tree: Tree) => T): Promise<T> {
  for (;;) {
    const result = read(source.tree);
    if (!(await loadPending(source))) return result;
  }
}
