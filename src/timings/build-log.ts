import type { LoggedStep } from './logged-step.ts';
import { LogLines } from './log-lines.ts';
import { PlainLog } from './plain-log.ts';
import { RawLog } from './raw-log.ts';

/**
 * A log of `docker build --progress=plain` or `rawjson`, as a file or a CI has it: of one build or several, with other programs' lines between. Any
 * bytes; linear, and holds no more than a line and the steps.
 */
export class BuildLog {
  readonly #lines = new LogLines();
  readonly #plain = new PlainLog();
  readonly #raw = new RawLog();

  take(bytes: Uint8Array): void {
    for (const line of this.#lines.take(bytes)) this.#line(line);
  }

  /** In the order of the log. */
  steps(): readonly LoggedStep[] {
    for (const line of this.#lines.end()) this.#line(line);
    return [...this.#plain.steps(), ...this.#raw.steps()];
  }

  #line(line: string): void {
    const start = prefix.exec(line.slice(0, longestPrefix))?.[0].length ?? 0;
    if (line[start] === '{') return this.#raw.take(start === 0 ? line : line.slice(start));
    const plain = line.slice(0, longestPlain).replace(colours, '');
    this.#plain.take(plain.slice(prefix.exec(plain.slice(0, longestPrefix))?.[0].length ?? 0));
  }
}

const longestPrefix = 600;
/** A name, or how a step ended; what a step says is longer. */
const longestPlain = 4000;

/** What a CI puts in front: `gh run view --log` its job and step, then the time (GitHub, Azure, GitLab, Jenkins in brackets), GitLab its stream. */
const prefix =
  /^\uFEFF?(?:(?!#)[^\t]{0,200}\t[^\t]{0,200}\t\uFEFF?)?(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]{0,12}(?:Z|[+-]\d\d:?\d\d)?\]?[ \t]{1,4})?(?:\d\d[EO][+ ] ?)?/;

const colours = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
