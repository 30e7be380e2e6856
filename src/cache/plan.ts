import type { CopyLike, Dockerfile, Instruction, Run, Scope, Stage, Workdir } from '../dockerfile/model.ts';
import { isDockerFrontend, parseDockerfile } from '../dockerfile/parse.ts';
import { readReference } from '../dockerfile/reference.ts';
import { argsOf, type BuildCall, changingIn, constantArgs, platformOf } from './call.ts';
import { copiedBy } from './copied.ts';
import { copyDefinition, digestText, known, runDefinition, workdirDefinition } from './definition.ts';
import { mountsOf } from './mounts.ts';
import { hash } from './multiset.ts';
import { type Image, type Input, isSame, type Node, type Origin, originsIn, originsOf } from './node.ts';
import { clean } from './selector.ts';

/** An instruction that makes operations: COPY, ADD, RUN, and WORKDIR unless it is the root. */
export interface Step {
  readonly keyword: 'COPY' | 'ADD' | 'RUN' | 'WORKDIR';
  /** 1-based; of the ONBUILD, for one that stands behind it. */
  readonly line: number;
  readonly text: string;
  /** What holds in front of it. */
  readonly scope: Scope;
  readonly stage: number;
  readonly stageName: string | null;
  /** Of the plan; the next step is built on the last one. Two steps may share a node: the builder runs it once. */
  readonly nodes: readonly number[];
}

/** The operations of one build, in an order in which each stands behind all that it takes from. */
export interface Plan {
  readonly nodes: readonly Node[];
  /** Of the stages that the target needs, in order of the file. */
  readonly steps: readonly Step[];
  /** What the image is. */
  readonly result: Origin;
  /** Nodes that the build has to make again. */
  readonly forced: ReadonlySet<number>;
}

/**
 * The operations of a build of the target; null: BuildKit refuses the file, it is for another frontend, there is
 * no such stage, or nobody could follow it.
 */
export function planBuild(file: Pick<Dockerfile, 'path' | 'text'>, call: BuildCall = {}): Plan | null {
  const args = argsOf(call);
  const dockerfile = parseDockerfile(file.path, file.text, { args: constantArgs(call) });
  if (dockerfile.nature !== 'dockerfile' || dockerfile.problems.length > 0) return null;
  if (!isDockerFrontend(dockerfile.directives.syntax)) return null;
  const hasChanging = call.changingArgs !== undefined && call.changingArgs.size > 0;
  const { stages } = hasChanging ? parseDockerfile(file.path, file.text, { args }) : dockerfile;
  return new Planner(stages, call, args).plan();
}

/** These nodes, and all that they stand on or take from. */
export function nodesBelow({ nodes }: Plan, origins: readonly Origin[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [...origins];
  for (let origin = open.pop(); origin; origin = open.pop()) {
    const node = origin.kind === 'node' && !seen.has(origin.node) ? nodes[origin.node] : undefined;
    if (origin.kind !== 'node' || !node) continue;
    seen.add(origin.node);
    open.push(...originsOf(node));
  }
  return seen;
}

/** All variables of all RUN together; more, and the file is past all sense. */
const MOST_ASSIGNMENTS = 1_000_000;

/** What the next instruction of a stage is built on. */
interface Top {
  readonly origin: Origin;
  /** The working directory as RUN gets it. Below the base image's own, which nobody knows, it begins with a NUL. */
  readonly directory: string;
  readonly platform: string;
  readonly isOnScratch: boolean;
}

class Planner {
  readonly #stages: readonly Stage[];
  readonly #call: BuildCall;
  readonly #args: ReadonlyMap<string, string>;
  readonly #nodes: Node[] = [];
  readonly #twins = new Map<string, number>();
  readonly #steps: Step[] = [];
  readonly #forced = new Set<number>();
  readonly #tops = new Map<number, Top>();
  /** The last one of each name. */
  readonly #named: ReadonlyMap<string, Stage>;
  /** Names of images → the changing arguments that are in them. */
  readonly #changingImages = new Map<string, readonly string[]>();
  #assignments = 0;

  constructor(stages: readonly Stage[], call: BuildCall, args: ReadonlyMap<string, string>) {
    this.#stages = stages;
    this.#call = call;
    this.#args = args;
    this.#named = new Map(stages.flatMap((stage) => (stage.name === null ? [] : [[stage.name, stage] as const])));
  }

  plan(): Plan | null {
    const { target: name } = this.#call;
    const target = name === undefined ? this.#stages.at(-1) : this.#stageOf(name, true);
    if (!target) return null;
    // A stage takes only from those above it.
    for (const index of [...this.#needed(target)].sort((a, b) => a - b)) {
      const stage = this.#stages[index];
      if (stage) this.#tops.set(index, this.#stage(stage));
      if (this.#assignments > MOST_ASSIGNMENTS) return null;
    }
    const result = this.#tops.get(target.index)?.origin ?? { kind: 'scratch' };
    return { nodes: this.#nodes, steps: this.#steps, result, forced: this.#forced };
  }

  /** By name; else by position, which only `COPY --from` and the target may use. */
  #stageOf(word: string, byIndex: boolean): Stage | undefined {
    const named = this.#named.get(word.toLowerCase());
    return named ?? (byIndex && /^\d+$/.test(word) ? this.#stages[Number(word)] : undefined);
  }

  /** A context of that name stands in front of it. */
  #stageNamed(word: string, byIndex: boolean): Stage | undefined {
    return this.#call.contexts?.has(word) ? undefined : this.#stageOf(word, byIndex);
  }

  #needed(target: Stage): ReadonlySet<number> {
    const needed = new Set<number>();
    const open = [target];
    for (let stage = open.pop(); stage; stage = open.pop()) {
      if (needed.has(stage.index)) continue;
      needed.add(stage.index);
      const base = stage.base.kind === 'stage' ? this.#stages[stage.base.stage] : undefined;
      if (base) open.push(base);
      for (const instruction of instructionsOf(stage)) open.push(...this.#takenFrom(instruction));
    }
    return needed;
  }

  #takenFrom(instruction: Instruction): readonly Stage[] {
    const names =
      instruction.keyword === 'COPY'
        ? [instruction.from?.value]
        : instruction.keyword === 'RUN'
          ? instruction.mounts.map(({ from }) => from?.value)
          : [];
    return names
      .map((name) => (name ? this.#stageNamed(name, instruction.keyword === 'COPY') : undefined))
      .filter((stage) => stage !== undefined);
  }

  #stage(stage: Stage): Top {
    let top = this.#start(stage);
    for (const instruction of instructionsOf(stage)) {
      if (this.#assignments > MOST_ASSIGNMENTS) return top;
      const { keyword } = instruction;
      if (keyword === 'WORKDIR') top = this.#workdir(stage, instruction, top);
      else if (keyword === 'RUN') top = this.#run(stage, instruction, top);
      else if (keyword === 'COPY' || keyword === 'ADD') top = this.#copy(stage, instruction, top);
    }
    return top;
  }

  #start({ base, from }: Stage): Top {
    const below = base.kind === 'stage' ? this.#tops.get(base.stage) : undefined;
    if (below) return below;
    const own = platformOf(this.#call);
    if (base.kind === 'scratch') {
      return { origin: { kind: 'scratch' }, directory: '/', platform: own, isOnScratch: true };
    }
    const platform = from.platform ? known(from.platform) : own;
    const changing = changingIn(from.image.value ?? '', this.#call);
    const image: Image =
      base.kind === 'image' && changing.length === 0
        ? { name: base.name, tag: base.tag ?? 'latest', digest: base.digest, platform }
        : { name: `\0${from.image.raw}`, tag: '', digest: null, platform };
    if (changing.length > 0) this.#changingImages.set(image.name, changing);
    return { origin: { kind: 'image', image }, directory: '\0', platform, isOnScratch: false };
  }

  #workdir(stage: Stage, workdir: Workdir, top: Top): Top {
    const next = { ...top, directory: workingDirectory(top.directory, known(workdir.path)) };
    if (next.directory === '/') return next;
    const node = this.#node({
      definition: workdirDefinition(workdir.scope, next.directory, this.#args),
      base: top.origin,
      inputs: [],
      copy: null,
    });
    return this.#step(stage, workdir, [node], next);
  }

  #run(stage: Stage, run: Run, top: Top): Top {
    const { text, inputs } = mountsOf(run, {
      directory: top.directory,
      cacheNamespace: this.#args.get('BUILDKIT_CACHE_MOUNT_NS') ?? '',
      root: top.origin,
      named: (name) => this.#originOf(name, false, top),
    });
    const isRootMounted = inputs.some((input) => input.kind === 'stage' && isSame(input.origin, top.origin));
    const definition = runDefinition(run, text, { call: this.#call, args: this.#args, ...top });
    this.#assignments += definition.environment?.length ?? 0;
    const node = this.#node({
      definition,
      base: isRootMounted ? { kind: 'scratch' } : top.origin,
      inputs,
      copy: null,
    });
    return this.#step(stage, run, [node], top);
  }

  #copy(stage: Stage, copy: CopyLike, top: Top): Top {
    const isLinked = copy.link && !copy.chmod;
    const base: Origin = isLinked ? { kind: 'scratch' } : top.origin;
    const origin = copy.from?.value ? this.#originOf(copy.from.value, true, top) : null;
    const copied = copiedBy(copy, origin, origin !== null && isSame(origin, base), top.isOnScratch);
    const definition = copyDefinition(copy, copied.sources, top.directory);
    const node = this.#node({ definition, base, inputs: copied.inputs, copy: copied.details });
    if (!isLinked || top.origin.kind === 'scratch') return this.#step(stage, copy, [node], top);
    const merge = this.#node({
      definition: { operation: 'merge', parts: {}, environment: null },
      base: top.origin,
      inputs: [{ kind: 'layer', origin: { kind: 'node', node } }],
      copy: null,
    });
    return this.#step(stage, copy, [node, merge], top);
  }

  /** A stage, or an image of that name. */
  #originOf(name: string, byIndex: boolean, top: Top): Origin {
    const stage = this.#stageNamed(name, byIndex);
    const found = stage && this.#tops.get(stage.index);
    if (found) return found.origin;
    const image = readReference(name);
    const { tag, digest } = image ?? { tag: null, digest: null };
    return {
      kind: 'image',
      image: { name: image?.name ?? name, tag: tag ?? 'latest', digest, platform: top.platform },
    };
  }

  /** Equal operations on equal inputs are one. */
  #node({ inputs: taken, ...node }: Omit<Node, 'text'>): number {
    const definition = digestText(node.definition);
    const text = hash(definition);
    const inputs = [...taken, ...this.#outside(`${definition}${JSON.stringify(taken)}`, node.base, taken)];
    const whole = JSON.stringify([text, node.base, inputs]);
    const twin = this.#twins.get(whole);
    if (twin !== undefined) return twin;
    this.#twins.set(whole, this.#nodes.length);
    return this.#nodes.push({ ...node, inputs, text }) - 1;
  }

  /** `text`: all that is written in it. */
  #outside(text: string, base: Origin, taken: readonly Input[]): readonly Input[] {
    const { changingArgs, contexts, absent } = this.#call;
    const images = [base, ...taken.flatMap(originsIn)].flatMap((origin) =>
      origin.kind === 'image' ? [origin.image.name] : [],
    );
    const args = [...changingIn(text, this.#call), ...images.flatMap((name) => this.#changingImages.get(name) ?? [])];
    const named = images.filter((name) => contexts?.has(name));
    const paths = taken.flatMap((input) => (input.kind === 'context' ? input.selectors.map(({ path }) => path) : []));
    const missing = paths.filter((path) => absent?.has(path));
    return Array.from(new Set([...args, ...named, ...missing]), (name) => ({
      kind: 'outside',
      name,
      changes: changingArgs?.get(name) ?? 'perhaps',
    }));
  }

  #step(stage: Stage, instruction: Run | CopyLike | Workdir, nodes: readonly number[], top: Top): Top {
    const { keyword, range, normalized: text, scope } = instruction;
    const place = { line: range.startLine, stage: stage.index, stageName: stage.name };
    this.#steps.push({ keyword, ...place, text, scope, nodes });
    const { noCache } = this.#call;
    const isForced = noCache === 'all' || noCache?.has(stage.name ?? String(stage.index)) === true;
    if (isForced && keyword !== 'WORKDIR') for (const node of nodes) this.#forced.add(node);
    const node = nodes.at(-1);
    return node === undefined ? top : { ...top, origin: { kind: 'node', node } };
  }
}

/** ONBUILD of what the stage stands on comes first. */
function instructionsOf({ triggered, instructions }: Stage): readonly Instruction[] {
  return [...triggered, ...instructions];
}

/** An absolute one stays as it is written, a relative one is joined and cleaned (`system.NormalizeWorkdir`). */
function workingDirectory(before: string, path: string): string {
  if (path.startsWith('/')) return path;
  if (before.startsWith('\0') || path.startsWith('\0')) return `${before}/${path}`;
  return `/${clean(`${before}/${path}`)}`;
}
