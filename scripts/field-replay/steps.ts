import type { Dockerfile } from '../../src/dockerfile/model.ts';

/** What the builder printed of a step, by its stage and its number there: `build-client 3`. True: CACHED. */
export type Printed = ReadonlyMap<string, boolean>;

interface Vertex {
  readonly name: string;
  readonly cached?: boolean;
}

/** The steps of a log in the form `rawjson`; a step is printed again and again, until it is known what became of it. */
export function printedIn(log: string): Printed {
  const printed = new Map<string, boolean>();
  for (const line of log.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { vertexes = [] } = JSON.parse(line) as { readonly vertexes?: readonly Vertex[] };
    for (const { name, cached = false } of vertexes) {
      const [, stage = '', number, text] = /^\[ *(?:(?:\S+ )*?(\S+) +)?(\d+)\/\d+\] (\S+)/.exec(name) ?? [];
      if (number === undefined || text === 'FROM') continue;
      const place = `${stage.toLowerCase()} ${number}`;
      printed.set(place, cached || (printed.get(place) ?? false));
    }
  }
  return printed;
}

/** Line of an instruction that makes a step → how the builder calls the step. `replaced`: named contexts stand for the images. */
export function placesOf({ instructions, stages }: Dockerfile, replaced: boolean): ReadonlyMap<number, string> {
  const places = new Map<number, string>();
  const above = new Set(['scratch']);
  for (const { name, index, from } of stages) {
    const printed = stages.length === 1 ? '' : (name ?? `stage-${index}`);
    // FROM has a number where it brings an image, though not one that stands for another.
    let number = replaced || above.has(from.image.value?.toLowerCase() ?? '') ? 0 : 1;
    for (const instruction of instructions) {
      const { stage, onbuild, keyword, range } = instruction;
      if (stage !== index || onbuild || !/^(?:RUN|COPY|ADD|WORKDIR)$/.test(keyword)) continue;
      // The root is there: no step.
      if (instruction.keyword === 'WORKDIR' && instruction.path.value === '/') continue;
      number += 1;
      places.set(range.startLine, `${printed} ${number}`);
    }
    above.add(name ?? String(index));
  }
  return places;
}
