import type { BuildContext } from '../context/model.ts';
import type { Dockerfile } from '../dockerfile/model.ts';
import { stageNamed } from '../image/stages.ts';
import { viewStage, type KnownInstall, type StageView } from './code.ts';
import { overlap, resolve } from './image-path.ts';
import { placementAfter } from './placement.ts';

/** Where installs for the whole system, or for one user, leave their packages. */
const packages =
  /^\/usr(?:\/local|\/lib\w*)?(?:\/|$)|\/\.local(?:\/|$)|\/(?:site|dist)-packages(?:\/|$)|^\/install\/?$/;

/** Did another stage install from the same files already, and does a copy above bring what it installed? Then little is left to install. */
export function isHandedOn(
  dockerfile: Dockerfile,
  context: BuildContext,
  { steps }: StageView,
  one: KnownInstall,
): boolean {
  const wanted = readBy(one, steps, context);
  return steps.slice(0, one.index).some(({ instruction }) => {
    if (instruction.keyword !== 'COPY' || instruction.from === null) return false;
    const stage = stageNamed(dockerfile, instruction.from);
    const other = stage && viewStage(dockerfile, context, stage.index);
    if (!other) return false;
    const taken = instruction.sources.flatMap(({ value }) => (value === null ? [] : (resolve('/', value) ?? [])));
    return other.installs.some((earlier) => {
      if (earlier.found.install.ecosystem !== one.found.install.ecosystem) return false;
      const { writes } = earlier.inspection;
      if (
        !taken.some((path) => (writes.length > 0 ? writes.some((place) => overlap(place, path)) : packages.test(path)))
      )
        return false;
      const read = readBy(earlier, other.steps, context);
      return [...wanted].every((path) => read.has(path));
    });
  });
}

/** Paths in the context. */
function readBy(
  { found, inspection, index }: KnownInstall,
  steps: StageView['steps'],
  context: BuildContext,
): ReadonlySet<string> {
  const files = placementAfter(steps.slice(0, index), context, found.run);
  return new Set(inspection.reads.map(({ imagePath }) => files.find(imagePath) ?? imagePath));
}
