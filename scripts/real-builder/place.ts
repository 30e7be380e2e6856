import { listingOf, type State } from './state.ts';

/** What an instruction at some place in a Dockerfile could take, so that most builds succeed. */
export interface Place {
  /** Of the context, after ignoring. */
  readonly paths: readonly string[];
  /** Names of the stages above, or their numbers. */
  readonly stages: readonly string[];
  /** Of each stage above: absolute paths that are probably there. */
  readonly made: readonly (readonly string[])[];
}

export function placeIn(state: State, stage: number): Place {
  const paths = Array.from(listingOf(state).entries(), ([path]) => path).filter((path) => !/busybox| /.test(path));
  const made: string[][] = [];
  for (const { from, lines } of state.stages.slice(0, stage)) {
    const below = state.stages.findIndex(({ name }) => name === from);
    made.push([...new Set([...(made[below] ?? []), ...lines.flatMap(madeBy)])]);
  }
  return { paths, stages: state.stages.slice(0, stage).map(({ name }, index) => name ?? String(index)), made };
}

function madeBy(line: string): readonly string[] {
  if (/^(?:COPY|ADD) /.test(line)) {
    const destination = /<<\w+ (\/\S*)/.exec(line)?.[1] ?? /^[^\n]* "?(\/[^\s"$]*[^\s"/$])\/?"?\]?$/.exec(line)?.[1];
    return destination ? [destination] : [];
  }
  const path = /> (\/out)\b/.exec(line)?.[1] ?? /^WORKDIR (\/\w+)/.exec(line)?.[1];
  return path ? [path] : [];
}

/** One of a list, by a number that may be too large. */
export function pick<T>(list: readonly T[], number: number): T | undefined {
  return list[number % list.length];
}
