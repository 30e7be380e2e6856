/** Where the history of a repository and the builder's cache meet: the one comes from git, the other is a pure model. */
import type { CacheKind } from '../cache/builder.ts';
import { type BuildState, type StepAnswer, whyRebuilt } from '../cache/compare.ts';
import { type Item, itemOf } from '../cache/item.ts';
import { Replay } from '../cache/replay.ts';
import type { ContextSettings } from '../context/resolve.ts';
import { ecosystems } from '../ecosystems/index.generated.ts';
import type { Edit } from '../fixes/edit.ts';
import type { HistoryCommit, Version } from '../repository/history.ts';
import { relativeTo } from '../repository/paths.ts';
import type { Tree } from '../repository/tree.ts';
import { type FoundHistory, readHistory } from '../sources/history.ts';
import { LinkTexts } from '../sources/history-links.ts';
import { loadPending, type Source } from '../sources/source.ts';
import { type NoSubjects, type Subject, type Subjects, subjectsOf, withChanges } from './subjects.ts';
import { type ReplayRow, tableOf } from './table.ts';

export interface ReplayQuestion {
  /** The repository today: what says how the Dockerfile is built. */
  readonly head: Source;
  readonly dockerfile: string;
  readonly settings: ContextSettings;
  /** The edits of each suggestion, the most important first. */
  readonly suggestions: readonly (readonly Edit[])[];
  /** The repository that the history is of. */
  readonly root: string;
  readonly history: FoundHistory;
  /** What the builder finds of the builds before. */
  readonly cache: CacheKind;
  /** Called with how many commits are done, after each. */
  readonly onCommit?: (done: number) => void;
  readonly signal?: AbortSignal;
}

export interface Replayed {
  readonly kind: 'replayed';
  readonly subjects: Subjects;
  readonly commits: number;
  readonly rows: readonly ReplayRow[];
  /** Are there suggestions, so that rows can have a second answer? */
  readonly hasSuggestions: boolean;
}

export type NoReplay = NoSubjects | { readonly kind: 'broken-off' | 'stopped'; readonly detail: string };

/** The history with today's Dockerfile, and in the same pass with its suggestions. */
export async function replay(question: ReplayQuestion): Promise<Replayed | NoReplay> {
  const { head, dockerfile, settings, history, signal } = question;
  const today = await loaded(head, (tree) => subjectsOf(tree, dockerfile, settings));
  if (today.kind !== 'subjects') return today;
  const suggested = await loaded(head, (tree) => {
    const changed = withChanges(tree, question.suggestions);
    const subjects = changed && subjectsOf(changed, dockerfile, settings);
    return changed && subjects?.kind === 'subjects' ? sharing(subjects, today, [tree, changed]) : null;
  });

  const run = new Replay([...today.builds, ...(suggested ?? [])], { cache: question.cache, isManifest });
  const links = new LinkTexts(question.root);
  await links.load(history.start);
  run.start(
    'start',
    history.start.flatMap(({ path, ...version }) => {
      const item = itemOf({ path, ...version }, (blob) => links.get(blob));
      return item ? [[path, item] as const] : [];
    }),
  );
  let done = 0;
  const take = async ({ id, changes }: HistoryCommit): Promise<void> => {
    await links.load(changes.map(({ after }) => after));
    run.next(
      id,
      changes.map(({ path, after }) => ({ path, item: itemAt(path, after, links) })),
    );
    question.onCommit?.((done += 1));
  };
  const end = await readHistory(history, take, signal);
  if (end.kind !== 'complete') return { kind: end.kind === 'stopped' ? 'stopped' : 'broken-off', detail: end.detail };

  const results = run.results();
  const count = today.builds.length;
  return {
    kind: 'replayed',
    subjects: today,
    commits: end.read,
    rows: tableOf(results.slice(0, count), suggested ? results.slice(count) : null),
    hasSuggestions: suggested !== null,
  };
}

export interface WhyQuestion extends Omit<ReplayQuestion, 'suggestions' | 'onCommit' | 'cache'> {}

/** Step by step, whether the newest commit of the history builds it again right after its parent, with today's Dockerfile, and the first cause. */
export async function whyCommit(question: WhyQuestion): Promise<readonly StepAnswer[] | NoReplay> {
  const { head, dockerfile, settings, history, signal } = question;
  const subjects = await loaded(head, (tree) => subjectsOf(tree, dockerfile, settings));
  if (subjects.kind !== 'subjects') return subjects;
  const links = new LinkTexts(question.root);
  await links.load(history.start);
  const files = new Map<string, Item>();
  const put = (path: string, version: Version | null): void => {
    const item = itemAt(path, version, links);
    if (item) files.set(path, item);
    else files.delete(path);
  };
  for (const { path, mode, blob } of history.start) put(path, blob === null ? null : { mode, blob });
  let before = itemsOf(files, subjects, 'start');
  let after = before;
  const take = async ({ id, changes }: HistoryCommit): Promise<void> => {
    await links.load(changes.map((change) => change.after));
    before = after;
    for (const { path, after: version } of changes) if (!version) put(path, null);
    for (const { path, after: version } of changes) if (version) put(path, version);
    after = itemsOf(files, subjects, id);
  };
  const end = await readHistory(history, take, signal);
  if (end.kind !== 'complete') return { kind: end.kind === 'stopped' ? 'stopped' : 'broken-off', detail: end.detail };

  const answers = new Map<number, StepAnswer>();
  for (const subject of subjects.builds) {
    const state = (items: ReadonlyMap<string, Item>): BuildState => stateOf(subjects, subject, items);
    for (const answer of whyRebuilt(state(before), state(after)) ?? []) {
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

function itemAt(path: string, version: Version | null, links: LinkTexts): Item | null {
  return version && itemOf({ path, ...version, size: null }, (blob) => links.get(blob));
}

/** Where the suggestions leave the context as it is, both builds have one, and its work is done once. */
function sharing(subjects: Subjects, today: Subjects, [before, after]: readonly [Tree, Tree]): readonly Subject[] {
  const same =
    subjects.context.directory === today.context.directory &&
    subjects.context.kind === today.context.kind &&
    ignoreText(before, today) === ignoreText(after, subjects);
  const context = same ? today.builds[0]?.context : undefined;
  return context ? subjects.builds.map((build) => ({ ...build, context })) : subjects.builds;
}

function ignoreText(tree: Tree, { context: { ignoreFile } }: Subjects): string {
  const content = ignoreFile === null ? null : tree.read(ignoreFile);
  return content?.kind === 'text' ? content.text : '';
}

function isManifest(path: string): boolean {
  return ecosystems.some((ecosystem) => ecosystem.isManifest(path));
}

async function loaded<T>(source: Source, read: (tree: Tree) => T): Promise<T> {
  for (;;) {
    const result = read(source.tree);
    if (!(await loadPending(source))) return result;
  }
}
