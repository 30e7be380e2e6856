import type { Answer } from './answer.ts';
import { Chains } from './chains.ts';
import { type Content, type ContentDoubt, filesOf } from './content.ts';
import type { Listing } from './listing.ts';
import { hash } from './multiset.ts';
import { type Input, type Node, type Origin, originsOf } from './node.ts';
import { nodesBelow, type Plan } from './plan.ts';
import { type Record, Records } from './records.ts';
import { type Selector, selectorOf } from './selector.ts';
import { layersOf, withResults } from './results.ts';
import { StageFiles, type StageListing } from './stage-files.ts';

/**
 * `kept`: a builder that has every record it ever made. `parent`: one that has made the build before and nothing else. `exported`: one that begins with nothing but the cache that the build before exported,
 * with all results (`mode=max`) or only those of the final image's layers (`min`, the default). Cache-semantics 6.4 and 6.5.
 */
export type CacheKind = 'kept' | 'parent' | 'exported-max' | 'exported-min';

export interface BuilderOptions {
  readonly kind: CacheKind;
  /** What an address gives is the same as before. Else a step that asks the network is never known to be cached. */
  readonly isNetworkFixed: boolean;
  /** How many entries may be walked in a build to follow what is copied from stage to stage; what is beyond is not known. */
  readonly mostEntries: number;
}

interface State extends Answer {
  readonly record: Record;
  /** Why the record is uncertain. */
  readonly source: ContentDoubt | null;
  /** Found, but only if what is taken from outside is as before. */
  readonly isShaky: boolean;
  /** It may be the same as something in the cache under a key that only the builder knows. */
  readonly mayBeOther: boolean;
}

const SCRATCH: Record = { key: 'scratch', loose: 'scratch', isUncertain: false };

/** A builder with its cache. Each build adds to what it knows. */
export class Builder {
  readonly #options: BuilderOptions;
  #records = new Records();
  #chains = new Chains();
  #builds = 0;
  /** Of the plans that it has built. */
  readonly #last = new WeakMap<Plan, LastBuild>();

  constructor(options: BuilderOptions) {
    this.#options = options;
  }

  /** One answer for each node of the plan. `context`: what it is built from. */
  build(plan: Plan, context: Listing): readonly Answer[] {
    const { kind } = this.#options;
    const last = this.#last.get(plan) ?? { keys: [], listings: new Map() };
    this.#last.set(plan, last);
    const options = { ...this.#options, ...last, chains: this.#chains, build: (this.#builds += 1) };
    const build = new Build(plan, context, this.#records, options);
    const found = build.run();
    const image = kind === 'exported-min' ? layersOf(plan) : null;
    const isExported = kind === 'exported-max' || kind === 'exported-min';
    const answers = withResults(
      plan,
      found,
      (node, key) => {
        if (isExported) return (image?.has(node) ?? true) && build.hasResult(node);
        if (!isMerge(plan, node) || this.#records.isUsed(key)) return true;
        return build.mayBeOther(node) ? null : false;
      },
      (node) => isExported || !isMerge(plan, node),
    );
    if (kind === 'kept') {
      build.remember(this.#records, answers);
    } else {
      const records = new Records();
      // A builder that made the parent from nothing is in no doubt about what it made, whatever commits before were.
      build.remember(records, answers, kind === 'parent' && plan.forced.size === 0);
      this.#records = records;
      if (kind !== 'parent') this.#chains = build.chains(answers);
    }
    return answers;
  }
}

/** The keys of a node, and what they were made of the last time: in nearly all builds of a plan the same again. */
interface NodeKeys {
  /** When it was simply taken from the cache. */
  taken?: State;
  readonly base: Record;
  readonly contents: readonly Content[];
  readonly family: string;
  readonly key: string;
  readonly loose: string;
}

function keysOf(node: Node, base: Record, contents: readonly Content[], last: NodeKeys | undefined): NodeKeys {
  const hasBase = last?.base.key === base.key && last.base.loose === base.loose;
  if (hasBase && contents.every((content, at) => isSame(content, last.contents[at]))) return last;
  const family = hasBase ? last.family : hash(`${node.text}\n${base.key}`);
  const key = hash([family, ...contents.map(({ digest }) => digest)].join('\n'));
  const loose = hash(
    [node.text, base.loose, ...node.inputs.map((input, at) => ofLoose(input, contents[at]))].join('\n'),
  );
  return { base, contents, family, key, loose };
}

function isSame({ digest, doubt }: Content, other: Content | undefined): boolean {
  return digest === other?.digest && (doubt === null) === (other.doubt === null);
}

/** What is nearly always the same in the next build of a plan. */
interface LastBuild {
  readonly keys: NodeKeys[];
  readonly listings: Map<number, StageListing>;
}

interface BuildOptions extends BuilderOptions, LastBuild {
  /** How many the builder made before. */
  readonly build: number;
  readonly chains: Chains;
}

class Build {
  readonly #plan: Plan;
  readonly #context: Listing;
  readonly #records: Records;
  readonly #options: BuildOptions;
  readonly #states: State[] = [];
  readonly #files: StageFiles;

  constructor(plan: Plan, context: Listing, records: Records, options: BuildOptions) {
    this.#plan = plan;
    this.#context = context;
    this.#records = records;
    this.#options = options;
    this.#files = new StageFiles({
      nodes: plan.nodes,
      listings: options.listings,
      context,
      mostEntries: options.mostEntries,
      // What is made again may come out otherwise.
      keyOf: (node) => `${this.#states[node]?.key ?? ''}${this.#isForced(node) ? ' again' : ''}`,
    });
  }

  run(): readonly State[] {
    const keys = new Set<string>();
    for (const node of this.#plan.nodes) {
      const state = this.#state(this.#states.length, node, keys);
      keys.add(state.key);
      this.#states.push(state);
    }
    return this.#states;
  }

  /** `isFresh`: as by a builder that had nothing before, so that all is made, and of nothing is it unknown which it was. */
  remember(records: Records, answers: readonly Answer[], isFresh = false): void {
    for (const [index, { record, key, family, contents }] of this.#states.entries()) {
      const isWithoutResult = answers[index]?.cached === true && this.#isChained(key);
      if (isWithoutResult) continue;
      if (isFresh) records.add({ ...record, isUncertain: false }, family, withoutHistory(contents, index, this.#plan));
      else records.add(record, family, contents);
    }
    for (const [index, node] of this.#plan.nodes.entries()) {
      if (node.base.kind === 'image') records.image(node.base.image);
      if ((answers[index]?.cached === true && !isFresh) || isMerge(this.#plan, index)) continue;
      for (const origin of originsOf(node)) records.use(this.#record(origin, records).key);
    }
  }

  /** Is there no more of it than its key, in the cache that an earlier build exported? */
  #isChained(key: string): boolean {
    return this.#records.get(key) === undefined && this.#options.chains.get(key) !== undefined;
  }

  /** May the cache have it under a key that only the builder knows? */
  mayBeOther(node: number): boolean {
    return this.#states[node]?.mayBeOther === true;
  }

  /** Of what is in the exported cache. Null: that can't be known. */
  hasResult(node: number): boolean | null {
    const state = this.#states[node];
    if (!state || !this.#isChained(state.key)) return true;
    return state.mayBeOther ? null : false;
  }

  /** What an export of this build has of earlier ones. */
  chains(answers: readonly Answer[]): Chains {
    const takers = takersOf(this.#plan).flatMap(({ node, below }) => {
      const answer = answers[node];
      return answer ? [{ ...answer, below: below.map((index) => this.#states[index]?.key ?? '') }] : [];
    });
    return this.#options.chains.next(takers);
  }

  #state(index: number, node: Node, keys: ReadonlySet<string>): State {
    const base = this.#record(node.base, this.#records);
    const below = this.#stateOf(node.base);
    const contents = node.inputs.length === 0 ? NONE : node.inputs.map((input) => this.#content(input));
    const made = keysOf(node, base, contents, this.#options.keys[index]);
    this.#options.keys[index] = made;
    const { family, key, loose } = made;
    const found = this.#records.get(key);
    const isForced = this.#isForced(index);
    const isMade = isForced || (node.base.kind === 'node' && this.#isForced(node.base.node));
    const isShaky = below?.isShaky === true || node.inputs.some((input, at) => this.#isShaky(input, contents[at]));
    if (found && !isShaky && !isMade) {
      // Nearly all are, and as they were the last time.
      if (made.taken?.record !== found) {
        const sure = { doubt: null, again: null, isShaky: false, mayBeOther: false, source: null };
        made.taken = { ...sure, key, family, contents, cached: true, record: found };
      }
      return made.taken;
    }

    const isOnUncertain = base.isUncertain || below?.cached === null;
    const own = contents.find((content) => content.doubt)?.doubt ?? null;
    const doubt = below?.doubt ?? below?.source ?? own ?? doubtOf(node.base);
    const known = { key, family, contents, doubt: null, again: null, isShaky: false, mayBeOther: false };
    const recorded = (isUncertain: boolean): Pick<State, 'record' | 'source'> => ({
      record: found ?? { key, loose, isUncertain },
      source: isUncertain && !found ? doubt : null,
    });

    if (isMade) {
      return { ...known, cached: false, again: isForced ? 'forced' : null, ...recorded(isOnUncertain || own !== null) };
    }
    if (found) return { ...known, cached: null, doubt: doubt ?? HISTORY, isShaky, ...recorded(false) };
    // Two operations that turn out to be the same are made once.
    if (keys.has(key)) return { ...known, cached: true, ...recorded(isOnUncertain) };
    // Of the image itself, a result is asked for.
    const isResult = this.#plan.result.kind === 'node' && this.#plan.result.node === index;
    const chained = isResult ? undefined : this.#options.chains.get(key);
    const mayBeOther = this.#records.mayHave(family, contents, loose, isOnUncertain);
    if (chained === true && !isShaky) return { ...known, cached: true, mayBeOther, ...recorded(isOnUncertain) };
    if (chained === undefined && !mayBeOther) {
      return { ...known, cached: false, ...recorded(isOnUncertain) };
    }
    return { ...known, cached: null, doubt: doubt ?? HISTORY, isShaky, mayBeOther, ...recorded(true) };
  }

  #record(origin: Origin, records: Records): Record {
    switch (origin.kind) {
      case 'scratch':
        return SCRATCH;
      case 'image':
        return records.image(origin.image);
      case 'node':
        return this.#states[origin.node]?.record ?? SCRATCH;
    }
  }

  #stateOf(origin: Origin): State | undefined {
    return origin.kind === 'node' ? this.#states[origin.node] : undefined;
  }

  #isForced(node: number): boolean {
    return this.#states[node]?.again === 'forced' || this.#plan.forced.has(node);
  }

  #content(input: Input): Content {
    switch (input.kind) {
      case 'context':
        return this.#context.content(input.selectors);
      case 'stage':
        return this.#files.content(input.origin, input.selectors);
      case 'layer': {
        const state = this.#stateOf(input.origin);
        const doubt = state?.cached === null ? state.doubt : null;
        const { key, loose } = this.#record(input.origin, this.#records);
        return { digest: `layer ${key}`, doubt, top: { on: 'layer', files: loose } };
      }
      case 'address': {
        const { address, fixed } = input;
        return fixed === null
          ? { digest: `address ${address}`, doubt: { kind: 'address', address } }
          : { digest: `fixed ${fixed}`, doubt: null };
      }
      case 'outside': {
        const { name, changes } = input;
        return changes === 'always'
          ? { digest: `outside ${name} ${this.#options.build}`, doubt: null }
          : { digest: `outside ${name}`, doubt: { kind: 'outside', name } };
      }
      case 'word': {
        const { word, from } = input;
        const { digest } = from === 'context' ? this.#context.content([WHOLE]) : this.#files.content(from, [WHOLE]);
        return { digest: `word ${word} ${digest}`, doubt: { kind: 'word', word } };
      }
    }
  }

  /** Is it only taken for the same? */
  #isShaky(input: Input, content: Content | undefined): boolean {
    // Behind a link that was not read, anything may have changed.
    if (input.kind === 'context') return content?.doubt?.kind === 'link' && content.doubt.isUnread;
    if (input.kind === 'address') return input.fixed === null && !this.#options.isNetworkFixed;
    if (input.kind === 'outside') return input.changes === 'perhaps';
    if (input.kind === 'word') return input.from !== 'context' && this.#stateOf(input.from)?.isShaky === true;
    if (input.kind === 'stage') return content?.doubt !== null && this.#stateOf(input.origin)?.isShaky === true;
    return input.kind === 'layer' && this.#stateOf(input.origin)?.isShaky === true;
  }
}

/** What takes from stages, and all that it so stands on. */
interface StageTaker {
  readonly node: number;
  readonly below: readonly number[];
}

function takersOf(plan: Plan): readonly StageTaker[] {
  const known = takers.get(plan);
  if (known) return known;
  const all = plan.nodes.flatMap(({ inputs }, node) => {
    const origins = inputs.flatMap((input) => (input.kind === 'stage' ? [input.origin] : []));
    return origins.length === 0 ? [] : [{ node, below: [...nodesBelow(plan, origins)] }];
  });
  takers.set(plan, all);
  return all;
}

const takers = new WeakMap<Plan, readonly StageTaker[]>();

const NONE: readonly Content[] = [];

function isMerge({ nodes }: Plan, node: number): boolean {
  return nodes[node]?.definition.operation === 'merge';
}

/** A layer is in doubt only by what was before. */
function withoutHistory(contents: readonly Content[], node: number, { nodes }: Plan): readonly Content[] {
  return contents.map((content, at) =>
    nodes[node]?.inputs[at]?.kind === 'layer' ? { ...content, doubt: null } : content,
  );
}

const HISTORY: ContentDoubt = { kind: 'history' };

const WHOLE: Selector = selectorOf('/');

function ofLoose(input: Input, content: Content | undefined): string {
  // It is only the same where the layer is.
  if (input.kind === 'layer') return content?.top?.files ?? '?';
  const isKnown = input.kind === 'context' || input.kind === 'outside';
  return (isKnown && content ? filesOf(content) : null) ?? '?';
}

function doubtOf(origin: Origin): ContentDoubt | null {
  return origin.kind === 'image' ? { kind: 'image', name: origin.image.name } : null;
}
