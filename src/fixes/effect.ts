import { overlap } from '../ecosystems/image-path.ts';

/** What a step does to files, as absolute paths in the image; a directory stands for all below it. */
export type Effect =
  | {
      readonly kind: 'known';
      readonly reads: readonly string[];
      readonly writes: readonly string[];
      /** It changes the rest of the system too: packages, accounts, tools and their settings. */
      readonly system?: 'changes';
    }
  /** It may read and write anything. */
  | { readonly kind: 'unknown' };

export const noEffect: Effect = { kind: 'known', reads: [], writes: [] };
export const unknownEffect: Effect = { kind: 'unknown' };

export function together(effects: Iterable<Effect>): Effect {
  const reads: string[] = [];
  const writes: string[] = [];
  let changesSystem = false;
  for (const effect of effects) {
    if (effect.kind === 'unknown') return effect;
    reads.push(...effect.reads);
    writes.push(...effect.writes);
    changesSystem ||= effect.system === 'changes';
  }
  return { kind: 'known', reads, writes, ...(changesSystem ? { system: 'changes' } : {}) };
}

/** Is the result the same in either order? */
export function commute(a: Effect, b: Effect): boolean {
  if (isNothing(a) || isNothing(b)) return true;
  if (a.kind === 'unknown' || b.kind === 'unknown') return false;
  if (a.system === 'changes' && b.system === 'changes') return false;
  return !meet(a.writes, b.reads) && !meet(a.writes, b.writes) && !meet(a.reads, b.writes);
}

/** May it read or write something at these places? */
export function touches(effect: Effect, places: readonly string[]): boolean {
  return effect.kind === 'unknown' || meet(effect.reads, places) || meet(effect.writes, places);
}

function isNothing(effect: Effect): boolean {
  return (
    effect.kind === 'known' && effect.reads.length === 0 && effect.writes.length === 0 && effect.system === undefined
  );
}

function meet(a: readonly string[], b: readonly string[]): boolean {
  return a.some((one) => b.some((other) => overlap(one, other)));
}
