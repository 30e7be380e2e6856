import { foldedName, type LoggedStep, type Outcome, readStepName, type StepName } from './logged-step.ts';

/** Steps of all builds; a real log has hundreds at most. */
const mostSteps = 5000;

interface Told {
  readonly name: string;
  readonly step: StepName;
  outcome: Outcome;
  /** Its name was printed, and no end of it since. */
  isOpen: boolean;
}

/** What `--progress=plain` prints (BuildKit's util/progress/progressui/printer.go), line by line without what a CI puts in front. */
export class PlainLog {
  readonly #done: LoggedStep[] = [];
  #told = new Map<string, Told>();
  #build = 0;

  take(line: string): void {
    const [, id, said] = /^#(\d{1,9}) ([^]*)$/.exec(line) ?? [];
    if (id === undefined || said === undefined) return;
    // `#0 building with "default" instance using docker driver`
    if (id === '0') return this.#next();
    if (said.startsWith('[')) return this.#name(id, foldedName(said));
    const told = this.#told.get(id);
    const outcome = told?.isOpen ? outcomeOf(said) : null;
    if (!told || !outcome) return;
    told.isOpen = false;
    // What is found after it was made is the same vertex, told again.
    if (told.outcome.kind !== 'done' || outcome.kind === 'done') told.outcome = outcome;
  }

  steps(): readonly LoggedStep[] {
    this.#next();
    return this.#done;
  }

  #name(id: string, name: string): void {
    const told = this.#told.get(id);
    if (told?.name === name) {
      told.isOpen = true;
      return;
    }
    // The numbers begin again with each build.
    if (told) this.#next();
    const step = readStepName(name);
    if (!step || this.#done.length + this.#told.size >= mostSteps) return;
    this.#told.set(id, { name, step, outcome: { kind: 'unfinished' }, isOpen: true });
  }

  #next(): void {
    if (this.#told.size === 0) return;
    for (const { step, outcome } of this.#told.values()) this.#done.push({ ...step, outcome, build: this.#build });
    this.#told = new Map();
    this.#build += 1;
  }
}

function outcomeOf(said: string): Outcome | null {
  if (said === 'CACHED') return { kind: 'cached' };
  if (said === 'CANCELED' || said.startsWith('ERROR: ')) return { kind: 'unfinished' };
  const [, seconds] = /^DONE (\d{1,9}(?:\.\d{1,9})?)s$/.exec(said) ?? [];
  return seconds === undefined ? null : { kind: 'done', seconds: Number(seconds) };
}
