import type { BuildContext } from '../context/model.ts';
import type { Dockerfile, Run } from '../dockerfile/model.ts';
import { commandsOf } from '../ecosystems/commands.ts';
import { inspect, installsIn } from '../ecosystems/installs.ts';
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
  return together(
    commands.map((command): Effect => {
      const found = installs.find(
        (one) => one.command.directory === command.directory && sameWords(one.command.words, command.words),
      );
      if (!found) return effectOf(command);
      const inspection = inspect(found, dockerfile, context);
      if (inspection.kind !== 'known') return unknownEffect;
      const reads = inspection.reads.map(({ imagePath }) => imagePath);
      const own: Effect = { kind: 'known', reads, writes: inspection.writes, system: 'changes' };
      return together([own, effectOf({ ...command, words: [] })]);
    }),
  );
}

function sameWords(a: readonly { readonly raw: string }[], b: readonly { readonly raw: string }[]): boolean {
  return a.length === b.length && a.every(({ raw }, index) => raw === b[index]?.raw);
}
