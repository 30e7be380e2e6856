import type { Answer } from '../../src/cache/answer.ts';
import type { ContentDoubt } from '../../src/cache/content.ts';
import type { Plan, Step } from '../../src/cache/plan.ts';
import type { Printed } from './docker.ts';

/** What the model and the builder say of one step. */
export interface Judged {
  /** As the builder prints it; as it is written, where it didn't. */
  readonly text: string;
  readonly stage: string;
  /** Was it CACHED? Null: the model doesn't know. */
  readonly model: boolean | null;
  /** Why it doesn't. */
  readonly doubt: ContentDoubt['kind'] | null;
  /** Null: it was not printed. */
  readonly builder: boolean | null;
  readonly agrees: boolean;
}

interface Compared {
  readonly answer: Answer;
  readonly line: Printed | null;
}

/**
 * Step by step, in order of the file; a step agrees if all its operations do. `isSingle`: the Dockerfile has one stage, whose steps are printed
 * without its name. What the builder printed and the model doesn't have, comes at the end.
 */
export function judge(
  plan: Plan,
  answers: readonly Answer[],
  printed: readonly Printed[],
  isSingle: boolean,
): readonly Judged[] {
  const lines = new Set(printed);
  const compared = new Map<number, Compared>();
  const places = placesOf(plan.steps, isSingle);
  // Operations that turn out to have one key are made once, and nobody can say which of them.
  for (const nodes of byKey(compareOrder(plan, answers), answers)) {
    const found = printed.filter((line) => lines.has(line) && nodes.some((node) => isPrintedAs(node, line)));
    found.sort((a, b) => Number(a.cached) - Number(b.cached));
    for (const [index, node] of nodes.entries()) {
      const answer = answers[node];
      const line = found[index] ?? null;
      if (line) lines.delete(line);
      if (answer) compared.set(node, { answer, line });
    }
  }
  const judged = plan.steps.map((step) =>
    judgeStep(
      step,
      step.nodes.map((node) => compared.get(node)).filter((one) => one !== undefined),
    ),
  );
  const unexpected = [...lines].map(({ text, stage, cached }): Judged => ({
    text,
    stage,
    model: null,
    doubt: null,
    builder: cached,
    agrees: false,
  }));
  return [...judged, ...unexpected];

  function isPrintedAs(node: number, { stage, number, isMerge }: Printed): boolean {
    if (isMerge !== (plan.nodes[node]?.definition.operation === 'merge')) return false;
    return plan.steps.some((step, index) => step.nodes.includes(node) && places[index] === `${stage} ${number}`);
  }
}

function byKey(nodes: readonly number[], answers: readonly Answer[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  for (const node of nodes) {
    const key = answers[node]?.key ?? '';
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  return [...groups.values()];
}

/** Those that are made come first. */
function compareOrder({ nodes }: Plan, answers: readonly Answer[]): readonly number[] {
  const rank = (node: number): number => [false, null, true].indexOf(answers[node]?.cached ?? null);
  return [...nodes.keys()].sort((a, b) => rank(a) - rank(b));
}

function placesOf(steps: readonly Step[], isSingle: boolean): readonly string[] {
  const counts = new Map<number, number>();
  return steps.map(({ stage, stageName }) => {
    const count = (counts.get(stage) ?? 0) + 1;
    counts.set(stage, count);
    return `${isSingle ? '' : (stageName ?? `stage-${stage}`).toLowerCase()} ${count}`;
  });
}

function judgeStep(step: Step, compared: readonly Compared[]): Judged {
  const { answer } =
    compared.find(({ answer: { cached } }) => cached === false) ??
    compared.find(({ answer: { cached } }) => cached === null) ??
    {};
  const lines = compared.map(({ line }) => line).filter((line) => line !== null);
  return {
    text: lines[0]?.text ?? step.text,
    stage: lines[0]?.stage ?? step.stageName ?? String(step.stage),
    model: answer ? answer.cached : true,
    doubt: answer?.cached === null ? (answer.doubt?.kind ?? 'history') : null,
    builder: lines.length < compared.length ? null : lines.every(({ cached }) => cached),
    agrees: compared.every(
      ({ answer: { cached }, line }) => line !== null && (cached === null || cached === line.cached),
    ),
  };
}
