import type { Answer } from './answer.ts';
import { originsOf } from './node.ts';
import type { Plan } from './plan.ts';

/** The operations that are layers of the final image. */
export function layersOf({ nodes, result }: Plan): ReadonlySet<number> {
  const layers = new Set<number>();
  const open = [result];
  for (let origin = open.pop(); origin; origin = open.pop()) {
    if (origin.kind !== 'node' || layers.has(origin.node)) continue;
    layers.add(origin.node);
    const node = nodes[origin.node];
    if (!node) continue;
    open.push(node.base);
    for (const input of node.inputs) if (input.kind === 'layer') open.push(input.origin);
  }
  return layers;
}

/**
 * What becomes of operations whose key the cache has, but not their result: one is as good as cached until something that is made takes from it. Then it
 * is made too, with all below it that has no result either.
 *
 * An exported cache of `mode=min` has results for the final image's layers alone (cache-semantics 6.5). A builder that is kept has one for everything but a
 * COPY --link whose files nothing ever needed: to merge is put off, and a further merge takes the layers instead (`cache/manager.go:Merge`).
 * `hasResult`: null where that can't be known. `isTaker`: does this operation, when it is made, need the results of what it stands on?
 */
export function withResults(
  { nodes }: Plan,
  found: readonly Answer[],
  hasResult: (node: number, key: string) => boolean | null,
  isTaker: (node: number) => boolean,
): readonly Answer[] {
  const answers = [...found];
  const takers = new Map<number, Answer>();
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const node = nodes[index];
    const own = found[index];
    if (!node || !own) continue;
    const taker = own.cached === false ? undefined : takers.get(index);
    const result = taker ? hasResult(index, own.key) : true;
    const answer = taker && result !== true ? taken(own, taker, result) : own;
    answers[index] = answer;
    if (answer.cached === true || !isTaker(index)) continue;
    for (const origin of originsOf(node)) {
      if (origin.kind === 'node' && takers.get(origin.node)?.cached !== false) takers.set(origin.node, answer);
    }
  }
  return answers;
}

/** It perhaps has no result, and what takes from it is made, or may be. */
function taken(own: Answer, taker: Answer, result: boolean | null): Answer {
  if (taker.cached === false && result === false) return { ...own, cached: false, doubt: null, again: 'no-result' };
  return { ...own, cached: null, doubt: own.doubt ?? taker.doubt ?? { kind: 'history' }, again: null };
}
