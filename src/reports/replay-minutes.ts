import type { Messages } from '../messages/messages.ts';
import type { ReplayRow } from '../replay/table.ts';
import { type Cost, costOf, sumOf } from '../timings/step-cost.ts';
import type { StepTime } from '../timings/step-times.ts';

/** Less is printed as nothing. */
const leastSeconds = 0.05;

interface Timed {
  readonly hasSuggestions: boolean;
  readonly times: ReadonlyMap<number, StepTime>;
}

/** What steps cost over a history, step by step and then together. */
export class Minutes {
  readonly #timed: Timed;
  readonly #texts: Messages['replay']['time'];
  readonly #costs: Cost[] = [];
  #left = 0;
  #notApart = 0;

  constructor(timed: Timed, texts: Messages['replay']['time']) {
    this.#timed = timed;
    this.#texts = texts;
  }

  /** Null: it costs nothing to speak of. */
  ofStep(row: ReplayRow): string | null {
    const { hasSuggestions, times } = this.#timed;
    const time = times.get(row.line);
    if (time?.kind === 'measured') {
      const cost = costOf(row, time.seconds, hasSuggestions);
      if (row.made.length > 0) {
        this.#notApart += 1;
        return this.#texts.apart(time.seconds, cost);
      }
      this.#costs.push(cost);
      return Math.max(cost.today, cost.suggested ?? 0) >= leastSeconds ? this.#texts.step(time.seconds, cost) : null;
    }
    if ([row, row.suggested, ...row.made].every((one) => !one || one.rebuilt === 0)) return null;
    this.#left += 1;
    return this.#texts[time?.kind ?? 'absent'];
  }

  totals(): readonly string[] {
    const sum = sumOf(this.#costs, this.#timed.hasSuggestions);
    return [
      this.#texts.total(sum),
      ...(sum.leavesOut ? [this.#texts.unknown] : []),
      ...(this.#notApart > 0 ? [this.#texts.notApart(this.#notApart)] : []),
      ...(this.#left > 0 ? [this.#texts.left(this.#left)] : []),
    ];
  }
}
