import type { Strip, StripValue } from '../cache/strip.ts';

/** What building a step again cost over a history, in seconds. */
export interface Cost {
  readonly today: number;
  /** Null: there are no suggestions. */
  readonly suggested: number | null;
  /** There are commits in which it may have been built again; they are in neither sum. */
  readonly leavesOut: boolean;
}

/** What became of a step, commit by commit; `suggested`: with the suggestions. */
interface Replayed {
  readonly strip: Strip;
  readonly suggested: { readonly strip: Strip } | null;
}

/**
 * Counts commits of which it is certain today. With the suggestions, of these also those where it may be built again: never more is promised than is
 * proven. A commit that is not known today is no new cost where it is known later. A step that the suggestions replace is taken to cost what it does.
 */
export function costOf({ strip, suggested }: Replayed, seconds: number, hasSuggestions: boolean): Cost {
  const today = [...strip];
  const later = suggested ? [...suggested.strip] : today;
  const rebuilt = today.filter((value) => value === 'rebuilt').length;
  const again = later.filter((value, commit) => counts(value, today[commit])).length;
  return {
    today: rebuilt * seconds,
    suggested: hasSuggestions ? again * seconds : null,
    leavesOut: today.includes('unknown'),
  };
}

function counts(later: StripValue, today: StripValue | undefined): boolean {
  return later !== 'cached' && today !== 'unknown';
}

export function sumOf(costs: readonly Cost[], hasSuggestions: boolean): Cost {
  let today = 0;
  let suggested = 0;
  for (const cost of costs) {
    today += cost.today;
    suggested += cost.suggested ?? cost.today;
  }
  return {
    today,
    suggested: hasSuggestions ? suggested : null,
    leavesOut: costs.some(({ leavesOut }) => leavesOut),
  };
}
