/** Longer names are no misspelling of ours, and the distance costs their product. */
const longest = 80;

/** The candidate that somebody probably meant; null when none is near. `volume` means `state/volume`. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  if (name.length > longest) return null;
  const wanted = name.toLowerCase().replaceAll('_', '-');
  let best: string | null = null;
  let least = Infinity;
  for (const candidate of candidates) {
    const short = candidate.slice(candidate.lastIndexOf('/') + 1);
    const begins = wanted.length >= 3 && short.startsWith(wanted) ? 1 : Infinity;
    const cost = Math.min(begins, distance(wanted, candidate), distance(wanted, short) + 0.5);
    if (cost < least && cost <= Math.max(1.5, wanted.length / 3)) {
      best = candidate;
      least = cost;
    }
  }
  return best;
}

/** Insertions, deletions, replacements, and two neighbours that changed places (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const swapped = i > 0 && j > 0 && a.charAt(i) === b.charAt(j - 1) && a.charAt(i - 1) === b.charAt(j);
      next.push(
        Math.min(
          (row[j + 1] ?? 0) + 1,
          (next[j] ?? 0) + 1,
          (row[j] ?? 0) + (a.charAt(i) === b.charAt(j) ? 0 : 1),
          swapped ? (before[j - 1] ?? 0) + 1 : Infinity,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
