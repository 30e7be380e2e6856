import type { BuildContext, BuildFacts, DeclaredBuild } from './context/model.ts';
import type { Dockerfile } from './dockerfile/model.ts';
import type { ImageFacts, Target } from './image/model.ts';
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
