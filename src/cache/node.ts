import type { Changing } from '../context/model.ts';
import type { Definition } from './definition.ts';
import type { Selector } from './selector.ts';

/** What an operation is built on, or takes from. `node`: index in the plan. */
export type Origin =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'image'; readonly image: Image }
  | { readonly kind: 'node'; readonly node: number };

export interface Image {
  /** `docker.io/library/` cut; as written, where a variable decides that nobody knows. */
  readonly name: string;
  readonly tag: string;
  readonly digest: string | null;
  readonly platform: string;
}

export type Input =
  /** By content alone. */
  | { readonly kind: 'context'; readonly selectors: readonly Selector[] }
  /** By the key of where it is from, or by content. */
  | { readonly kind: 'stage'; readonly origin: Origin; readonly selectors: readonly Selector[] }
  /** By the key alone. */
  | { readonly kind: 'layer'; readonly origin: Origin }
  /** `fixed`: what its content is by a checksum or commit that is written in the Dockerfile; null: asked for in each build. */
  | { readonly kind: 'address'; readonly address: string; readonly fixed: string | null }
  /** What comes from neither: a build argument or a named context. `always`: another one in each build; else it may be. */
  | { readonly kind: 'outside'; readonly name: string; readonly changes: Changing }
  /** A word that only the build knows says what is taken. `from`: what it is surely in. */
  | { readonly kind: 'word'; readonly word: string; readonly from: 'context' | Origin };

/** One operation of the builder. */
export interface Node {
  readonly definition: Definition;
  /** Equal for equal definitions. */
  readonly text: string;
  readonly base: Origin;
  readonly inputs: readonly Input[];
  /** What COPY and ADD put where; null: another operation, or nobody can say. */
  readonly copy: CopyDetails | null;
}

export interface CopyDetails {
  /** Absolute and clean, but for the `/` at the end that says "a directory". */
  readonly destination: string;
  readonly owner: string | null;
  readonly mode: string | null;
  /** A file that turns out to be an archive is unpacked. */
  readonly unpacks: boolean;
  readonly sources: readonly CopySource[];
}

export type CopySource =
  | { readonly kind: 'path'; readonly from: 'context' | Origin; readonly selector: Selector }
  | { readonly kind: 'text'; readonly name: string; readonly text: string };

/** All that an operation is made from, but for what comes from outside. */
export function originsOf(node: Node): readonly Origin[] {
  const known = origins.get(node);
  if (known) return known;
  const all = [node.base, ...node.inputs.flatMap(originsIn)];
  origins.set(node, all);
  return all;
}

export function originsIn(input: Input): readonly Origin[] {
  if (input.kind === 'word') return input.from === 'context' ? [] : [input.from];
  return 'origin' in input ? [input.origin] : [];
}

const origins = new WeakMap<Node, readonly Origin[]>();

export function isSame(a: Origin, b: Origin): boolean {
  switch (a.kind) {
    case 'scratch':
      return b.kind === 'scratch';
    case 'node':
      return b.kind === 'node' && a.node === b.node;
    case 'image':
      return b.kind === 'image' && imageKey(a.image) === imageKey(b.image);
  }
}

export function imageKey({ name, tag, digest, platform }: Image): string {
  return JSON.stringify([name, tag, digest, platform]);
}
