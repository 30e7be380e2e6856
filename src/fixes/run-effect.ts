import type { BuildContext } from '../context/model.ts';
import type { Dockerfile, Run } from '../dockerfile/model.ts';
import { commandsOf, type PlacedCommand } from '../ecosystems/commands.ts';
import { inspect, installsIn } from '../ecosystems/installs.ts';
import { placementAfter, type Placement } from '../ecosystems/placement.ts';
import { stepsOf } from '../ecosystems/steps.ts';
import { together, unknownEffect, type Effect } from './effect.ts';
import { effectOf } from './effects.ts';

export interface PlacedRun {
  readonly run: Run;
  readonly workdir: string | null;
}

/**
 * Of all commands of a RUN; of an install what its ecosystem says of it where it stood, with all files there. `origin`: the RUN of `dockerfile` that
 * it is, or is a half of.
 */
export function effectOfRun(
  { run, workdir }: PlacedRun,
  origin: PlacedRun,
  dockerfile: Dockerfile,
  context: BuildContext,
): Effect {
  const { commands, unreadable } = commandsOf(run, workdir);
  if (unreadable) return unknownEffect;
  const installs = installsIn(origin.run, origin.workdir);
  const isOfContext = filesAt(origin.run, dockerfile, context);
  return together(
    commands.map((command): Effect => {
      const found = installs.find(
        (one) => one.command.directory === command.directory && sameWords(one.command.words, command.words),
      );
      if (!found) return ofOther(command, isOfContext);
      const inspection = inspect(found, dockerfile, context);
      if (inspection.kind !== 'known') return unknownEffect;
      const reads = inspection.reads.map(({ imagePath }) => imagePath);
      const own: Effect = { kind: 'known', reads, writes: inspection.writes, system: 'changes' };
      return together([own, effectOf({ ...command, words: [] })]);
    }),
  );
}

/** Whoever changes nothing but files of the project (`chmod +x /usr/local/bin/entrypoint.sh`) changes nothing of the system. */
function ofOther(command: PlacedCommand, isOfContext: (path: string) => boolean): Effect {
  const effect = effectOf(command);
  if (effect.kind === 'unknown' || effect.system === undefined || effect.writes.length === 0) return effect;
  if (!effect.writes.every(isOfContext)) return effect;
  return { kind: 'known', reads: effect.reads, writes: effect.writes };
}

/** Does a file of the context lie here where the RUN stands? Only few ask. */
function filesAt(run: Run, dockerfile: Dockerfile, context: BuildContext): (path: string) => boolean {
  let files: Placement | null = null;
  return (path) => {
    if (!files) {
      const steps = stepsOf(dockerfile, run.stage ?? 0);
      const at = steps.findIndex(({ instruction }) => instruction === run);
      files = placementAfter(steps.slice(0, Math.max(0, at)), context);
    }
    return files.find(path) !== null;
  };
}

function sameWords(a: readonly { readonly raw: string }[], b: readonly { readonly raw: string }[]): boolean {
  return a.length === b.length && a.every(({ raw }, index) => raw === b[index]?.raw);
}
