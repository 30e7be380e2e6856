import type { Listed } from '../repository/listed.ts';
import { relativeTo } from '../repository/paths.ts';
import { type Answer, stepAnswer } from './answer.ts';
import { baseOf } from './base.ts';
import { Builder, type CacheKind } from './builder.ts';
import type { Item } from './item.ts';
import { type Change, Listing } from './listing.ts';
import type { Input, Origin } from './node.ts';
import { groupOf, type PathGroup, pathGroups } from './path-group.ts';
import type { Plan, Step } from './plan.ts';
import type { Selection } from './selection.ts';
import { Strip, type StripValue } from './strip.ts';

/** A build context at every commit. Plans that share one, share the work. */
export interface ReplayContext {
  /** From the root of the repository; `''` is the root. */
  readonly directory: string;
  /** A local context of the whole repository has `.git` in it, which is another one at every commit. */
  readonly kind: 'local' | 'git';
  /** Of paths in the context, under today's ignore file. */
  readonly isIgnored: (path: string) => boolean;
  /** Is this directory ignored, and certainly all below it? */
  readonly isAllIgnored?: (directory: string) => boolean;
}

export interface ReplaySubject {
  readonly plan: Plan;
  readonly context: ReplayContext;
}

export interface ReplayOptions {
  /** `parent`: each commit is built right after its parent, by a builder that has built nothing else. */
  readonly cache: CacheKind;
  readonly isManifest: (path: string) => boolean;
}

export interface ReplayedStep {
  readonly step: Step;
  /** In how many commits it was certainly made again. */
  readonly rebuilt: number;
  /** In how many more it may have been. */
  readonly unknown: number;
  readonly strip: Strip;
  /** Most commits first; what made it run, of the commits where it certainly did. */
  readonly causes: readonly GroupCause[];
}

export interface GroupCause {
  readonly group: PathGroup;
  /** With a change of this group among the causes. */
  readonly commits: number;
  /** With no other cause. */
  readonly alone: number;
}

export interface ReplayResult {
  readonly commits: number;
  readonly steps: readonly ReplayedStep[];
}

/** What is copied from stage to stage is followed through so many entries at every commit. */
const MOST_ENTRIES = 20_000;

/**
 * The builds of a history, with the Dockerfiles of today: fed commit by commit, oldest first, with what each changes against its first parent. A commit
 * costs its changed paths times the selections of the steps. The first tree is built without being counted.
 *
 * Assumed: base images and what addresses give stay the same.
 */
export class Replay {
  readonly #contexts: ReadonlyMap<ReplayContext, Listing>;
  readonly #runs: readonly Run[];
  /** What the last changes touched, selection by selection. */
  readonly #groups = new Map<Selection, Groups>();
  #commits = 0;
  #head: Item | null = null;

  constructor(subjects: readonly ReplaySubject[], options: ReplayOptions) {
    const contexts = new Map<ReplayContext, Listing>();
    for (const { context } of subjects) {
      if (!contexts.has(context)) contexts.set(context, new Listing(context.isIgnored, context.isAllIgnored));
    }
    this.#contexts = contexts;
    const { cache, isManifest } = options;
    const groupBit = groupBits(isManifest);
    const groupsIn = (selection: Selection): Groups => {
      const groups = this.#groups.get(selection) ?? groupsOf(selection, groupBit);
      this.#groups.set(selection, groups);
      return groups;
    };
    this.#runs = subjects.map(
      ({ plan, context }) => new Run(plan, contexts.get(context) ?? new Listing(), cache, groupsIn),
    );
  }

  /** The tree before the oldest commit; paths from the root of the repository. */
  start(commit: string, items: Iterable<readonly [path: string, item: Item]>): void {
    this.#apply(
      commit,
      Array.from(items, ([path, item]) => ({ path, item })),
    );
    for (const run of this.#runs) run.start();
  }

  /** The same, of a tree that is only asked for what is needed of it. `linkText`: of a blob; null: not known. */
  startFrom(commit: string, listed: Listed, linkText: (blob: string) => string | null): void {
    for (const [{ directory }, listing] of this.#contexts) {
      const isRelative = this.#runs.every((run) => run.comparesWholeWithItself(listing));
      listing.begin(baseOf(listed, directory, linkText), isRelative);
    }
    this.start(commit, []);
  }

  /** The next commit of the first-parent history; each path once. */
  next(commit: string, changes: readonly Change[]): void {
    this.#commits += 1;
    this.#apply(commit, changes);
    for (const run of this.#runs) run.next();
  }

  /** One for each subject. */
  results(): readonly ReplayResult[] {
    return this.#runs.map((_, subject) => this.result(subject));
  }

  /** Commits are counted from 0. `without`: they are left out. `isDoubted`: of a step it is not known. */
  result(
    subject: number,
    without: ReadonlySet<number> = new Set(),
    isDoubted: (step: Step, commit: number) => boolean = () => false,
  ): ReplayResult {
    const commits = this.#commits - without.size;
    return { commits, steps: this.#runs[subject]?.steps(without, isDoubted) ?? [] };
  }

  #apply(commit: string, changes: readonly Change[]): void {
    this.#groups.clear();
    const head = gitHead(commit);
    for (const [{ directory, kind }, listing] of this.#contexts) {
      const own = directory === '' ? changes : changes.flatMap((change) => within(change, directory));
      const hasGit = kind === 'local' && directory === '';
      listing.apply(hasGit ? [...own, { path: '.git/HEAD', item: head, before: this.#head }] : own);
    }
    this.#head = head;
  }
}

function within(change: Change, directory: string): readonly Change[] {
  const relative = relativeTo(change.path, directory);
  return relative === null || relative === '' ? [] : [{ ...change, path: relative }];
}

function gitHead(commit: string): Item {
  return { kind: 'file', mode: '644', content: commit };
}

/** Groups as bits. */
type Groups = number;

class Run {
  readonly #plan: Plan;
  readonly #listing: Listing;
  readonly #builder: Builder;
  readonly #groupsIn: (selection: Selection) => Groups;
  readonly #tallies: readonly Tally[];
  /** Does something change that no commit shows? */
  readonly #isRestless: boolean;

  constructor(plan: Plan, listing: Listing, cache: CacheKind, groupsIn: (selection: Selection) => Groups) {
    this.#plan = plan;
    this.#listing = listing;
    this.#builder = new Builder({ kind: cache, isNetworkFixed: true, mostEntries: MOST_ENTRIES });
    this.#groupsIn = groupsIn;
    this.#tallies = plan.steps.map((step) => new Tally(step));
    this.#isRestless = plan.nodes.some(({ inputs }) => inputs.some(({ kind }) => kind === 'outside'));
    for (const { inputs } of plan.nodes) {
      for (const input of inputs) if (input.kind === 'context') listing.content(input.selectors);
    }
  }

  /**
   * Is all that there is in a listing only ever compared with itself at other times? Steps of one text could be found to copy the same, one of them
   * everything and one from another place.
   */
  comparesWholeWithItself(listing: Listing): boolean {
    if (listing !== this.#listing) return true;
    const seen = new Set<string>();
    const twice = new Set(this.#plan.nodes.flatMap(({ text }) => (seen.size === seen.add(text).size ? [text] : [])));
    return !this.#plan.nodes.some(({ text, inputs }) => twice.has(text) && inputs.some(takesAll));
  }

  start(): void {
    this.#builder.build(this.#plan, this.#listing);
  }

  next(): void {
    if (!this.#isRestless && !this.#listing.isTouched()) {
      for (const tally of this.#tallies) tally.cached();
      return;
    }
    const answers = this.#builder.build(this.#plan, this.#listing);
    const groups = this.#groupsOf(answers);
    for (const tally of this.#tallies) tally.add(answers, groups);
  }

  steps(without: ReadonlySet<number>, isDoubted: (step: Step, commit: number) => boolean): readonly ReplayedStep[] {
    return this.#tallies.map((tally) => tally.result(without, isDoubted));
  }

  /** Node by node, the kinds of files that made it run. */
  #groupsOf(answers: readonly Answer[]): readonly Groups[] {
    const groups: Groups[] = [];
    const madeOf = (origin: Origin): Groups => (origin.kind === 'node' ? (groups[origin.node] ?? 0) : 0);
    for (const [index, { base, inputs }] of this.#plan.nodes.entries()) {
      if (answers[index]?.cached === true) {
        groups.push(0);
        continue;
      }
      const below = base.kind === 'node' ? answers[base.node] : undefined;
      const isOnRebuilt = below?.cached === false && below.again !== 'no-result';
      // What stands below comes first: a step on a rebuilt one has no cause of its own.
      groups.push(
        isOnRebuilt ? madeOf(base) : inputs.reduce((own, input) => own | this.#inputGroups(input, madeOf), 0),
      );
    }
    return groups;
  }

  #inputGroups(input: Input, madeOf: (origin: Origin) => Groups): Groups {
    if (input.kind === 'stage' || input.kind === 'layer') return madeOf(input.origin);
    if (input.kind !== 'context') return 0;
    return input.selectors.reduce((all, selector) => all | this.#groupsIn(this.#listing.selection(selector)), 0);
  }
}

function groupsOf({ touched }: Selection, groupBit: (path: string) => Groups): Groups {
  let files: Groups = 0;
  let directories: Groups = 0;
  for (const path of touched) {
    const isDirectory = path.endsWith('/');
    if (isDirectory && files !== 0) continue;
    if (isDirectory) directories |= groupBit(path);
    else files |= groupBit(path);
  }
  // A directory that comes with its first file is not what the commit was about.
  return files === 0 ? directories : files;
}

/** The same files change again and again. */
function groupBits(isManifest: (path: string) => boolean): (path: string) => Groups {
  const known = new Map<string, Groups>();
  return (path) => {
    let bit = known.get(path);
    if (bit === undefined) {
      if (known.size >= MOST_PATHS) known.clear();
      bit = 1 << pathGroups.indexOf(groupOf(path, isManifest));
      known.set(path, bit);
    }
    return bit;
  };
}

/** Memory has to be the same however long a history is. */
const MOST_PATHS = 10_000;

function takesAll(input: Input): boolean {
  return (
    (input.kind === 'word' && input.from === 'context') ||
    (input.kind === 'context' && input.selectors.some(({ path }) => path === ''))
  );
}

/** What became of one step so far. */
class Tally {
  readonly #step: Step;
  readonly #strip = new Strip();
  /** What caused it, commit by commit. */
  readonly #groups: Groups[] = [];

  constructor(step: Step) {
    this.#step = step;
  }

  cached(): void {
    this.#strip.push('cached');
    this.#groups.push(0);
  }

  add(answers: readonly Answer[], groups: readonly Groups[]): void {
    const { cached } = stepAnswer(this.#step, answers);
    const value: StripValue = cached === null ? 'unknown' : cached ? 'cached' : 'rebuilt';
    this.#strip.push(value);
    this.#groups.push(value === 'rebuilt' ? this.#step.nodes.reduce((all, node) => all | (groups[node] ?? 0), 0) : 0);
  }

  result(without: ReadonlySet<number>, isDoubted: (step: Step, commit: number) => boolean): ReplayedStep {
    const strip = new Strip();
    const groups: Groups[] = [];
    const counts = { cached: 0, rebuilt: 0, unknown: 0 };
    let commit = -1;
    for (const said of this.#strip) {
      commit += 1;
      if (without.has(commit)) continue;
      const value = isDoubted(this.#step, commit) ? 'unknown' : said;
      strip.push(value);
      counts[value] += 1;
      if (value === 'rebuilt') groups.push(this.#groups[commit] ?? 0);
    }
    const { rebuilt, unknown } = counts;
    return { step: this.#step, rebuilt, unknown, strip, causes: causesIn(groups) };
  }
}

function causesIn(commits: readonly Groups[]): readonly GroupCause[] {
  const causes = new Map<PathGroup, { commits: number; alone: number }>();
  for (const groups of commits) {
    const named = pathGroups.filter((_, bit) => (groups & (1 << bit)) !== 0);
    for (const group of named) {
      const count = causes.get(group) ?? { commits: 0, alone: 0 };
      count.commits += 1;
      if (named.length === 1) count.alone += 1;
      causes.set(group, count);
    }
  }
  return Array.from(causes, ([group, count]) => ({ group, ...count })).sort((a, b) => b.commits - a.commits);
}
