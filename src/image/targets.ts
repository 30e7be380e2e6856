import type { BuildFacts, DeclaredBuild } from '../context/model.ts';
import type { Dockerfile, Stage } from '../dockerfile/model.ts';
import { developmentOfBuild, developmentOfFile, developmentOfProcess, developmentOfStage } from './development.ts';
import type { DevelopmentReason, Target } from './model.ts';
import { chainOf, stageNamed, stagesNeededBy } from './stages.ts';

/**
 * The stages that are built by themselves, each once, in the order of the file: those that compose, bake or a workflow name. The last stage,
 * when a build names none, or when everything that names one is for development (then somebody else builds the product).
 */
export function targetsOf(dockerfile: Dockerfile, facts: BuildFacts): readonly Target[] {
  const last = dockerfile.stages.at(-1);
  if (!last) return [];
  const builds = new Map<Stage, DeclaredBuild[]>();
  for (const declared of facts.declared) {
    const stage = declared.target === null ? last : stageOf(dockerfile, declared.target);
    if (stage) builds.set(stage, [...(builds.get(stage) ?? []), declared]);
  }
  const targets = [...builds].map(([stage, declared]) => targetOf(dockerfile, stage, declared));
  if (!builds.has(last) && targets.every((target) => target.development)) targets.push(targetOf(dockerfile, last, []));
  return targets.toSorted((a, b) => a.stage.index - b.stage.index);
}

/** Indexes of all stages that some target needs, ascending. */
export function neededStages(targets: readonly Target[]): readonly number[] {
  return [...new Set(targets.flatMap((target) => target.needs))].sort((a, b) => a - b);
}

function stageOf(dockerfile: Dockerfile, target: string): Stage | null {
  return stageNamed(dockerfile, { raw: target, value: target, line: 1 });
}

function targetOf(dockerfile: Dockerfile, stage: Stage, declared: readonly DeclaredBuild[]): Target {
  const chain = chainOf(dockerfile, stage);
  return {
    stage,
    chain,
    needs: stagesNeededBy(dockerfile, stage),
    development:
      developmentOfFile(dockerfile.path) ??
      developmentOfStage(stage) ??
      developmentOfAll(chain, declared) ??
      developmentOfProcess(chain),
  };
}

/** One build that is not for development is enough to ship the stage. */
function developmentOfAll(chain: readonly Stage[], declared: readonly DeclaredBuild[]): DevelopmentReason | null {
  const reasons = declared.map((build) => developmentOfBuild(chain, build));
  return reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
}
