import type { BuildContext, BuildFacts, DeclaredBuild } from './context/model.ts';
import type { Dockerfile } from './dockerfile/model.ts';
import { imageFacts } from './image/facts.ts';
import type { ImageFacts, Target } from './image/model.ts';
import { neededStages, targetsOf } from './image/targets.ts';
import type { Tree } from './repository/tree.ts';

/** What a rule sees: one Dockerfile, how it is built, and what that makes. All of it pure; facts are worked out on first use. */
export interface Build {
  readonly tree: Tree;
  readonly dockerfile: Dockerfile;
  readonly facts: BuildFacts;
  /** `facts.context`. */
  readonly context: BuildContext | null;
  readonly declared: readonly DeclaredBuild[];
  /** The stages that are built and shipped; at least one for a valid file. */
  readonly targets: readonly Target[];
  /** Stages that some target needs, by index, ascending. */
  readonly needed: readonly number[];
  image(target: Target): ImageFacts;
}

export function createBuild(tree: Tree, dockerfile: Dockerfile, facts: BuildFacts): Build {
  const targets = targetsOf(dockerfile, facts);
  const images = new Map<Target, ImageFacts>();
  const build: Build = {
    tree,
    dockerfile,
    facts,
    context: facts.context,
    declared: facts.declared,
    targets,
    needed: neededStages(targets),
    image(target) {
      const known = images.get(target) ?? imageFacts(build, target);
      images.set(target, known);
      return known;
    },
  };
  return build;
}
