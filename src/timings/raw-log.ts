import { type LoggedStep, type Outcome, readStepName, type StepName } from './logged-step.ts';

/** What is kept of one log at most; a real one has hundreds of steps, with a few intervals each. */
const most = { vertices: 20_000, intervals: 200_000 };

interface Vertex {
  readonly step: StepName;
  /** Milliseconds since 1970 at the start → at the end; NaN while it has none. */
  readonly intervals: Map<number, number>;
  /** `COPY --link` is a copy and a merge under one name; only as a whole are they cached. */
  readonly parts: Map<string, boolean>;
  isFailed: boolean;
}

/** What `--progress=rawjson` prints: a `SolveStatus` a line (BuildKit's client/graph.go; read as util/progress/progressui/display.go does). */
export class RawLog {
  readonly #vertices = new Map<string, Vertex>();
  #intervals = 0;

  take(line: string): void {
    if (!line.includes('"vertexes"')) return;
    const vertexes = fieldOf(parsed(line), 'vertexes');
    if (!Array.isArray(vertexes)) return;
    for (const vertex of vertexes as readonly unknown[]) this.#vertex(vertex);
  }

  steps(): readonly LoggedStep[] {
    return [...this.#vertices.values()].map((vertex) => ({ ...vertex.step, build: 0, outcome: outcomeOf(vertex) }));
  }

  #vertex(vertex: unknown): void {
    const digest = textOf(vertex, 'digest');
    if (digest === '') return;
    const group = fieldOf(vertex, 'progressGroup');
    const id = textOf(group, 'id') || digest;
    const known = this.#vertices.get(id);
    const step = known?.step ?? readStepName(textOf(group, 'name') || textOf(vertex, 'name'));
    if (!step || (!known && this.#vertices.size >= most.vertices)) return;
    const own: Vertex = known ?? { step, intervals: new Map(), parts: new Map(), isFailed: false };
    this.#vertices.set(id, own);
    own.parts.set(digest, fieldOf(vertex, 'cached') === true);
    own.isFailed ||= textOf(vertex, 'error') !== '';
    const started = Date.parse(textOf(vertex, 'started'));
    if (Number.isNaN(started) || this.#intervals >= most.intervals) return;
    if (!own.intervals.has(started)) this.#intervals += 1;
    own.intervals.set(started, Date.parse(textOf(vertex, 'completed')));
  }
}

function outcomeOf({ intervals, parts, isFailed }: Vertex): Outcome {
  if (isFailed || intervals.size === 0) return { kind: 'unfinished' };
  if ([...parts.values()].every(Boolean)) return { kind: 'cached' };
  let milliseconds = 0;
  let reached = -Infinity;
  for (const [start, end] of [...intervals].sort(([a], [b]) => a - b)) {
    if (Number.isNaN(end)) return { kind: 'unfinished' };
    milliseconds += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return { kind: 'done', seconds: milliseconds / 1000 };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown, name: string): string {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : '';
}
