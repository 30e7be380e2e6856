import type { Judged } from './judge.ts';
import type { Played } from './play.ts';

type Verdict = 'agreed' | 'unknown' | 'disagreed';

function verdictOf({ agrees, model }: Judged): Verdict {
  if (!agrees) return 'disagreed';
  return model === null ? 'unknown' : 'agreed';
}

/** Of the builds after the first one, in which nothing can be cached; of that one, only what is wrong. */
function countedSteps({ builds: [first = [], ...others] }: Played): readonly Judged[] {
  return [...first.filter(({ agrees }) => !agrees), ...others.flat()];
}

export function caseLine(seed: number, played: Played): string {
  const steps = countedSteps(played);
  const count = (verdict: Verdict): number => steps.filter((step) => verdictOf(step) === verdict).length;
  const cached = steps.filter(({ builder }) => builder === true).length;
  return `seed ${seed}: ${played.builds.length} builds, ${steps.length} steps, ${cached} CACHED; ${count('agreed')} agreed, ${count('unknown')} unknown, ${count('disagreed')} disagreed`;
}

/** All figures of a run. */
export class Tally {
  disagreed = 0;
  #cases = 0;
  #builds = 0;
  #steps = 0;
  #cached = 0;
  #agreed = 0;
  #casesDisagreed = 0;
  readonly #unknown = new Map<string, { steps: number; cached: number }>();
  readonly #skipped = new Map<string, number>();

  add(played: Played): void {
    this.#cases += 1;
    this.#builds += played.builds.length;
    let isWrong = false;
    for (const step of countedSteps(played)) {
      this.#steps += 1;
      if (step.builder === true) this.#cached += 1;
      switch (verdictOf(step)) {
        case 'agreed':
          this.#agreed += 1;
          break;
        case 'disagreed':
          this.disagreed += 1;
          isWrong = true;
          break;
        case 'unknown': {
          const reason = step.doubt ?? '';
          const count = this.#unknown.get(reason) ?? { steps: 0, cached: 0 };
          count.steps += 1;
          if (step.builder === true) count.cached += 1;
          this.#unknown.set(reason, count);
        }
      }
    }
    if (isWrong) this.#casesDisagreed += 1;
  }

  /** The builder can't build it. */
  skip(error: string): void {
    const reason =
      /"[^"]*" not found|: not found|not a directory|non-directory|is a directory|permission denied/
        .exec(error)?.[0]
        .replace(/"[^"]*"/, 'a path') ?? error.slice(0, 200);
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }

  lines(milliseconds: number): readonly string[] {
    const unknown = [...this.#unknown].map(
      ([reason, { steps, cached }]) => `${reason} ${steps} (${cached} of them CACHED)`,
    );
    const unknownSteps = [...this.#unknown.values()].reduce((sum, { steps }) => sum + steps, 0);
    const skipped = [...this.#skipped.values()].reduce((sum, count) => sum + count, 0);
    const reasons = [...this.#skipped].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `${count} ${reason}`);
    return [
      `# ${this.#cases} cases, ${this.#builds} builds in ${Math.round(milliseconds / 1000)} s; ${skipped} more that the builder refuses`,
      ...(skipped > 0 ? [`# refused: ${reasons.slice(0, 6).join('; ')}`] : []),
      `# ${this.#steps} steps after a change, ${this.#cached} of them CACHED: ${this.#agreed} agreed, ${unknownSteps} unknown, ${this.disagreed} disagreed (in ${this.#casesDisagreed} cases)`,
      `# unknown: ${unknown.join(', ') || 'none'}`,
    ];
  }
}
