import type { Messages } from '../messages/messages.ts';
import type { ReplayRow } from '../replay/table.ts';
import { type Cost, costOf, sumOf } from '../timings/step-cost.ts';
import type { StepTime } from '../timings/step-times.ts';

/** Less is printed as nothing. */
const leastSeconds = 0.05;

interface Timed {
  readonly commits: number;
  readonly hasSuggestions: boolean;
  readonly times: ReadonlyMap<number, StepTime>;
}

/** What steps cost over a history, step by step and then together. */
export class Minutes {
  readonly #timed: Timed;
  readonly #texts: Messages['replay']['time'];
  readonly #costs: Cost[] = [];
  #left = 0;

  constructor(timed: Timed, texts: Messages['replay']['time']) {
    this.#timed = timed;
    this.#texts = texts;
  }

  /** Null: it costs nothing to speak of. */
  ofStep(row: ReplayRow): string | null {
    const { commits, hasSuggestions, times } = this.#timed;
    const time = times.get(row.line);
    if (time?.kind === 'measured') {
      const cost = costOf(row, time.seconds, hasSuggestions);
      this.#costs.push(cost);
      return Math.max(cost.today, cost.suggested ?? 0) >= leastSeconds
        ? this.#texts.step(time.seconds, commits, cost)
        : null;
    }
    if (row.rebuilt === 0 && (row.suggested?.rebuilt ?? 0) === 0) return null;
    this.#left += 1;
    return this.#texts[time?.kind ?? 'absent'];
  }

  totals(): readonly string[] {
    const { commits, hasSuggestions } = this.#timed;
    return [
      this.#texts.total(commits, sumOf(this.#costs, hasSuggestions)),
      ...(this.#left > 0 ? [this.#texts.left(this.#left)] : []),
    ];
  }
}
