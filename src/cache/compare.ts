import { type Answer, stepAnswer } from './answer.ts';
import { Builder } from './builder.ts';
import type { BuildCall } from './call.ts';
import type { Cause, ChangedFile } from './cause.ts';
import type { ContentDoubt } from './content.ts';
import type { Assignment, Definition } from './definition.ts';
import type { Item } from './item.ts';
import { Listing } from './listing.ts';
import type { Image, Input, Node, Origin } from './node.ts';
import { imageKey } from './node.ts';
import { type Plan, planBuild, type Step } from './plan.ts';
import type { Selector } from './selector.ts';

/** All that one build depends on. */
export interface BuildState {
  readonly dockerfile: { readonly path: string; readonly text: string };
  readonly call: BuildCall;
  /** The build context before ignoring: files, links, submodules; directories only as far as they are empty or have an unusual mode. */
  readonly items: ReadonlyMap<string, Item>;
  readonly isIgnored: (path: string) => boolean;
}

export interface StepAnswer {
  readonly line: number;
  /** Its name, else its number. */
  readonly stage: string;
  /** As it is written, on one line. */
  readonly instruction: string;
  /** Null: can't be known without running it. */
  readonly cached: boolean | null;
  /** Null: it is cached. */
  readonly cause: Cause | null;
}

/**
 * Which steps of a build of `after` are taken from the cache that a build of `before` left, and the first cause of each that isn't: steps of `after`, in
 * order of its file. Null: one of the two can't be built at all.
 */
export function whyRebuilt(before: BuildState, after: BuildState): readonly StepAnswer[] | null {
  const builder = new Builder({ kind: 'kept', isNetworkFixed: false, mostEntries: Infinity });
  const first = buildWith(builder, before);
  const second = first && buildWith(builder, after);
  if (!second) return null;
  const comparison = new Comparison(first, second);
  return second.plan.steps.map((step) => ({
    line: step.line,
    stage: step.stageName ?? String(step.stage),
    instruction: step.text.split('\n', 1)[0] ?? '',
    cached: stepAnswer(step, second.answers).cached,
    cause: comparison.cause(step),
  }));
}

interface Built {
  readonly plan: Plan;
  readonly answers: readonly Answer[];
  readonly context: Listing;
}

function buildWith(builder: Builder, { dockerfile, call, items, isIgnored }: BuildState): Built | null {
  const plan = planBuild(dockerfile, call);
  if (!plan) return null;
  const context = new Listing(isIgnored);
  context.apply([...items].map(([path, item]) => ({ path, item })));
  return { plan, answers: builder.build(plan, context), context };
}

/** A node of one of the two builds. */
interface Made {
  readonly index: number;
  readonly node: Node;
  readonly answer: Answer;
  readonly step: Step | undefined;
}

class Comparison {
  readonly #before: readonly Made[];
  readonly #after: readonly Made[];
  readonly #contexts: readonly [before: Listing, after: Listing];
  readonly #textsAfter: ReadonlySet<string>;

  constructor(before: Built, after: Built) {
    this.#before = madeBy(before);
    this.#after = madeBy(after);
    this.#contexts = [before.context, after.context];
    this.#textsAfter = new Set(after.plan.nodes.map(({ text }) => text));
  }

  cause(step: Step): Cause | null {
    const made = step.nodes.map((node) => this.#after[node]).filter((node) => node !== undefined);
    const rebuilt = made.find(({ answer }) => answer.cached === false);
    if (rebuilt) return this.#rebuilt(rebuilt);
    const unknown = made.find(({ answer }) => answer.cached === null);
    return unknown ? this.#unknown(unknown) : null;
  }

  #unknown({ node, answer }: Made): Cause {
    const below = this.#below(node.base);
    if (below?.answer.cached === null && below.step) return { kind: 'earlier-step', line: below.step.line };
    return this.#doubt(answer.doubt);
  }

  #doubt(doubt: ContentDoubt | null): Cause {
    switch (doubt?.kind) {
      case 'output':
        return { kind: 'output', line: this.#after[doubt.node]?.step?.line ?? 1 };
      case 'link':
        return { kind: 'link', path: doubt.path };
      case 'image':
      case 'outside':
      case 'address':
      case 'submodule':
      case 'word':
        return doubt;
      // A cache of one build has no history.
      case 'history':
      case undefined:
        return { kind: 'instruction' };
    }
  }

  #rebuilt(made: Made): Cause {
    const { node, answer } = made;
    if (answer.again !== null) return { kind: answer.again };
    const below = this.#below(node.base);
    // To make again what is known changes nothing for what stands on it.
    const isOnOther = below?.answer.cached === false && below.answer.again !== 'no-result';
    if (isOnOther && below.step) return { kind: 'earlier-step', line: below.step.line };
    const same = this.#before.find((other) => other.answer.family === answer.family);
    if (same) return this.#otherContent(made, same);
    const image = this.#otherImage(made);
    if (image) return image;
    if (this.#before.some((other) => other.node.text === node.text)) return { kind: 'moved-step' };
    const sibling = this.#sibling(made, this.#baseKey(this.#after, node.base));
    return sibling ? otherDefinition(sibling, made) : { kind: 'new-step' };
  }

  /** On the same base there stood something else, which is gone now. */
  #sibling({ node, step }: Made, baseKey: string): Made | undefined {
    const siblings = this.#before.filter(
      (other) =>
        other.node.definition.operation === node.definition.operation &&
        this.#baseKey(this.#before, other.node.base) === baseKey &&
        !this.#textsAfter.has(other.node.text),
    );
    return siblings.find((other) => other.step?.text === step?.text) ?? siblings[0];
  }

  #baseKey(made: readonly Made[], base: Origin): string {
    switch (base.kind) {
      case 'scratch':
        return 'scratch';
      case 'image':
        return imageKey(base.image);
      case 'node':
        return made[base.node]?.answer.key ?? '';
    }
  }

  #below(origin: Origin): Made | undefined {
    return origin.kind === 'node' ? this.#after[origin.node] : undefined;
  }

  #otherImage({ node, step }: Made): Cause | null {
    const bases = this.#before.map((other) => other.node.base);
    if (node.base.kind === 'node') return null;
    const key = this.#baseKey(this.#after, node.base);
    if (bases.some((base) => this.#baseKey(this.#before, base) === key)) return null;
    // The stage of the same name or place stood on another one.
    const twin =
      this.#before.find((other) => other.node.base.kind !== 'node' && other.step?.stageName === step?.stageName) ??
      this.#before.find((other) => other.node.base.kind !== 'node');
    if (!twin) return null;
    return { kind: 'base-image', before: nameOf(twin.node.base), after: nameOf(node.base) ?? 'scratch' };
  }

  #otherContent(made: Made, before: Made): Cause {
    const at = made.answer.contents.findIndex(({ digest }, index) => before.answer.contents[index]?.digest !== digest);
    const input = made.node.inputs[at];
    const other = before.node.inputs[at];
    if (input?.kind === 'context' && other?.kind === 'context') {
      const files = changedFiles(
        rowsOf(this.#contexts[0], other.selectors),
        rowsOf(this.#contexts[1], input.selectors),
      );
      if (files.length > 0) return { kind: 'files', files };
    }
    const line = input && 'origin' in input ? this.#firstRebuilt(input) : null;
    return line === null ? { kind: 'instruction' } : { kind: 'stage', line };
  }

  /** The first line that was made again in the stage that an input comes from. */
  #firstRebuilt(input: Extract<Input, { readonly origin: Origin }>): number | null {
    let line: number | null = null;
    for (
      let made = this.#below(input.origin);
      made && made.answer.cached !== true;
      made = this.#below(made.node.base)
    ) {
      line = made.step?.line ?? line;
    }
    return line;
  }
}

function madeBy({ plan, answers }: Built): readonly Made[] {
  const steps = new Map(plan.steps.toReversed().flatMap((step) => step.nodes.map((node) => [node, step] as const)));
  return plan.nodes.flatMap((node, index) => {
    const answer = answers[index];
    return answer ? [{ index, node, answer, step: steps.get(index) }] : [];
  });
}

function nameOf(origin: Origin): string | null {
  return origin.kind === 'image' ? written(origin.image) : null;
}

function written({ name, tag, digest }: Image): string {
  return `${name}${tag === '' ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`.replace(/^\0/, '');
}

/** The first part of two definitions that differs, in words of the Dockerfile. */
function otherDefinition(before: Made, after: Made): Cause {
  const a = before.node.definition;
  const b = after.node.definition;
  const isOther = (part: keyof Definition['parts']): boolean => a.parts[part] !== b.parts[part];
  const isWrittenAlike = before.step?.text === after.step?.text;
  if (!isWrittenAlike) return { kind: 'instruction' };
  if (isOther('command')) {
    const hasOtherShell = String(before.step?.scope.shell) !== String(after.step?.scope.shell);
    return hasOtherShell ? { kind: 'setting', keyword: 'SHELL' } : { kind: 'instruction' };
  }
  const variable = variableInWords(before.step, after.step);
  if (isOther('sources') || isOther('destination') || isOther('mounts') || isOther('owner') || isOther('mode')) {
    return variable ?? { kind: 'setting', keyword: 'WORKDIR' };
  }
  if (isOther('directory')) return { kind: 'setting', keyword: 'WORKDIR' };
  if (isOther('user')) return { kind: 'setting', keyword: 'USER' };
  if (isOther('epoch')) return { kind: 'variable', name: 'SOURCE_DATE_EPOCH', from: 'arg' };
  if (isOther('call') || isOther('platform')) return { kind: 'call' };
  return otherEnvironment(a.environment ?? [], b.environment ?? []);
}

/** A variable that a word of the instruction names, and whose value is another one. */
function variableInWords(before: Step | undefined, after: Step | undefined): Cause | null {
  for (const match of (after?.text ?? '').matchAll(/\$\{?(\w+)/g)) {
    const name = match[1] ?? '';
    const was = before?.scope.get(name);
    const is = after?.scope.get(name);
    const from = (is ?? was)?.from === 'env' ? 'env' : 'arg';
    if (was?.value !== is?.value) return { kind: 'variable', name, from };
  }
  return null;
}

function otherEnvironment(before: readonly Assignment[], after: readonly Assignment[]): Cause {
  const was = new Map(before.map((assignment) => [assignment.name, assignment]));
  const is = new Map(after.map((assignment) => [assignment.name, assignment]));
  const other =
    after.find(({ name, value }) => was.get(name)?.value !== value) ?? before.find(({ name }) => !is.has(name));
  return other ? { kind: 'variable', name: other.name, from: other.from } : { kind: 'variable-order' };
}

interface Row {
  readonly path: string;
  readonly stamp: string;
}
type Rows = ReadonlyMap<string, Row>;

/** All that the selectors take, by the place among them and the name under which it is digested. */
function rowsOf(context: Listing, selectors: readonly Selector[]): Rows {
  const rows = new Map<string, { path: string; stamp: string }>();
  for (const [index, selector] of selectors.entries()) {
    for (const [name, row] of context.selection(selector).rows()) rows.set(`${index} ${name}`, row);
  }
  return rows;
}

function changedFiles(before: Rows, after: Rows): readonly ChangedFile[] {
  const files = new Map<string, ChangedFile['status']>();
  const directories = new Map<string, ChangedFile['status']>();
  const note = ({ path, stamp }: Row, status: ChangedFile['status']): void => {
    (stamp.startsWith('directory ') ? directories : files).set(path, status);
  };
  for (const [name, row] of before) if (!after.has(name)) note(row, 'removed');
  for (const [name, row] of after) {
    const was = before.get(name);
    if (was?.stamp !== row.stamp) note(row, was ? 'changed' : 'added');
  }
  // A directory that comes with its first file is not what the change was about.
  return [...(files.size > 0 ? files : directories)]
    .map(([path, status]) => ({ path, status }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
