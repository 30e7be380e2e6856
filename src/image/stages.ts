import type { Dockerfile, Stage, Word } from '../dockerfile/model.ts';

/** The stage and the stages it is built FROM, outermost base first, the stage itself last. */
export function chainOf(dockerfile: Dockerfile, stage: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  const seen = new Set<number>();
  for (let current: Stage | undefined = stage; current && !seen.has(current.index);) {
    seen.add(current.index);
    chain.push(current);
    current = current.base.kind === 'stage' ? dockerfile.stages[current.base.stage] : undefined;
  }
  return chain.toReversed();
}

/** The stage that `COPY --from` or a mount's `from` names (by name, else by position); null: an image, a named context, or not known. */
export function stageNamed(dockerfile: Dockerfile, word: Word): Stage | null {
  if (word.value === null) return null;
  const name = word.value.toLowerCase();
  return (
    dockerfile.stages.findLast((stage) => stage.name === name) ??
    (/^\d+$/.test(name) ? dockerfile.stages[Number(name)] : undefined) ??
    null
  );
}

/** Indexes of all stages that building `stage` needs: its chain, and what `COPY --from` and mounts name, ascending. */
export function stagesNeededBy(dockerfile: Dockerfile, stage: Stage): readonly number[] {
  const needed = new Set<number>();
  const waiting = [stage];
  for (let current = waiting.pop(); current; current = waiting.pop()) {
    if (needed.has(current.index)) continue;
    needed.add(current.index);
    const base = current.base.kind === 'stage' ? dockerfile.stages[current.base.stage] : undefined;
    if (base) waiting.push(base);
    for (const word of namedSources(current)) {
      const named = stageNamed(dockerfile, word);
      if (named) waiting.push(named);
    }
  }
  return [...needed].sort((a, b) => a - b);
}

function namedSources(stage: Stage): readonly Word[] {
  return stage.instructions.flatMap((instruction) => {
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD')
      return instruction.from ? [instruction.from] : [];
    if (instruction.keyword === 'RUN') return instruction.mounts.flatMap((mount) => (mount.from ? [mount.from] : []));
    return [];
  });
}
