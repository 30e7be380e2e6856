import type { Base, CopyLike, From, Instruction, Problem, Run, Stage } from './model.ts';
import { readReference } from './reference.ts';
import type { Point } from './scope.ts';

/** A stage while the file is being read. */
export interface OpenStage {
  readonly index: number;
  readonly from: From;
  readonly base: Base;
  readonly triggered: readonly Instruction[];
  readonly instructions: Instruction[];
  readonly end: Point;
}

/** What FROM stands on. `names`: stages so far, the last one of a name. They are compared as written, and all are lower case. */
export function baseOf({ image }: From, names: ReadonlyMap<string, number>): Base | null {
  if (image.value === null) return { kind: 'unknown', raw: image.raw };
  const stage = names.get(image.value);
  if (stage !== undefined) return { kind: 'stage', stage };
  if (image.value === 'scratch') return { kind: 'scratch' };
  return readReference(image.value);
}

interface Use {
  /** The stage that it names, or null: an image or a context. */
  readonly stage: number | null;
  readonly instruction: Run | CopyLike;
  readonly word: string;
}

/** What the stages take from each other: `stage-not-found` and `stage-cycle`, and which of them the last one needs. */
export class StageGraph {
  readonly #stages: readonly Stage[];
  readonly #uses: readonly (readonly Use[])[];
  readonly #problems: Problem[] = [];

  constructor(stages: readonly Stage[]) {
    this.#stages = stages;
    const names = new Map(stages.flatMap(({ name, index }) => (name === null ? [] : [[name, index] as const])));
    // BuildKit numbers what it meets: also images and empty mounts are "stages" that an index can name.
    let others = 0;
    this.#uses = stages.map((stage) => {
      const uses: Use[] = [];
      for (const instruction of stage.instructions) {
        if (instruction.keyword === 'COPY' && instruction.from?.value) {
          const { raw, value } = instruction.from;
          if (/^[+-]?\d+$/.test(value)) {
            const index = Number(value);
            if (index < 0 || index >= stages.length + others) this.#report(instruction, 'stage-not-found', raw);
            else uses.push({ stage: index < stages.length ? index : null, instruction, word: raw });
            continue;
          }
          const named = names.get(value.toLowerCase()) ?? null;
          if (named === null) {
            others += 1;
            this.#checkImage(instruction, value, raw);
          }
          uses.push({ stage: named, instruction, word: raw });
        } else if (instruction.keyword === 'RUN') {
          for (const { from } of instruction.mounts) {
            const named = names.get((from?.value ?? '').toLowerCase()) ?? null;
            if (named === null) {
              others += 1;
              if (from?.value) this.#checkImage(instruction, from.value, from.raw);
            }
            uses.push({ stage: named, instruction, word: from?.raw ?? '' });
          }
        }
      }
      return uses;
    });
  }

  /** `isBuilt`: the stages that are built; what is wrong in others, nobody meets. */
  problems(isBuilt: ReadonlySet<number>): readonly Problem[] {
    const cycle = this.#cycle();
    if (cycle) this.#report(cycle.instruction, 'stage-cycle', cycle.word);
    this.#uses.forEach((uses, index) => {
      if (!isBuilt.has(index)) return;
      for (const use of uses) {
        if (use.stage === null || use.stage < index || use === cycle) continue;
        if (!cycle) this.#report(use.instruction, 'stage-not-found', use.word);
      }
    });
    return this.#problems;
  }

  /** The last stage and all that it stands on or takes from. */
  built(): ReadonlySet<number> {
    const found = new Set<number>();
    const open = this.#stages.length > 0 ? [this.#stages.length - 1] : [];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (found.has(index)) continue;
      found.add(index);
      const base = this.#stages[index]?.base;
      if (base?.kind === 'stage') open.push(base.stage);
      for (const { stage } of this.#uses[index] ?? []) if (stage !== null) open.push(stage);
    }
    return found;
  }

  /** The first use that closes a circle. FROM can't be in one. */
  #cycle(): Use | null {
    const state = this.#stages.map((): 'new' | 'open' | 'done' => 'new');
    for (const { index: root } of this.#stages) {
      const path: { readonly stage: number; next: number }[] = [];
      const enter = (stage: number): void => {
        state[stage] = 'open';
        path.push({ stage, next: 0 });
      };
      if (state[root] === 'new') enter(root);
      for (let top = path.at(-1); top; top = path.at(-1)) {
        const use = this.#uses[top.stage]?.[top.next];
        top.next += 1;
        if (!use) {
          state[top.stage] = 'done';
          path.pop();
        } else if (use.stage !== null) {
          if (state[use.stage] === 'open') return use;
          if (state[use.stage] === 'new') enter(use.stage);
        }
      }
    }
    return null;
  }

  /** What is no stage is an image, or a context that has to be named like one. */
  #checkImage(instruction: Instruction, value: string, raw: string): void {
    if (value !== 'scratch' && !readReference(value)) this.#report(instruction, 'invalid-image-name', raw);
  }

  #report({ range }: Instruction, reason: Problem['reason'], word: string): void {
    this.#problems.push({ line: range.startLine, endLine: range.endLine, reason, word });
  }
}
