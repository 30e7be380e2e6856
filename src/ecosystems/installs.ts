import type { Build } from '../build.ts';
import type { BuildContext } from '../context/model.ts';
import type { Dockerfile, Run } from '../dockerfile/model.ts';
import { commandsOf, type PlacedCommand } from './commands.ts';
import type { Inspection, Install, Site } from './ecosystem.ts';
import { ecosystems } from './index.generated.ts';
import { isOtherManifest } from './other-manifests.ts';
import { placementAfter } from './placement.ts';
import { stepsOf } from './steps.ts';

/** An install of a RUN, with the command that it is. */
export interface FoundInstall {
  readonly run: Run;
  readonly command: PlacedCommand;
  readonly install: Install;
}

/** The installs from manifests in one RUN, in order. */
export function installsIn(run: Run, workdir: string | null): readonly FoundInstall[] {
  return commandsOf(run, workdir).commands.flatMap((command) => {
    const install = installOf(command);
    return install ? [{ run, command, install }] : [];
  });
}

function installOf(command: PlacedCommand): Install | null {
  for (const ecosystem of ecosystems) {
    const install = ecosystem.install(command);
    if (install) return install;
  }
  return null;
}

/** What the install reads and writes, seen from where it stands in its stage. */
export function inspect(found: FoundInstall, dockerfile: Dockerfile, context: BuildContext): Inspection {
  return found.install.inspect(siteOf(found, dockerfile, context));
}

function siteOf({ run, command }: FoundInstall, dockerfile: Dockerfile, context: BuildContext): Site {
  const stage = run.stage ?? 0;
  const steps = stepsOf(dockerfile, stage);
  const at = steps.findIndex(({ instruction }) => instruction === run);
  const base = rootBase(dockerfile, stage);
  return {
    files: placementAfter(at < 0 ? steps : steps.slice(0, at), context, run),
    workdir: steps[at]?.workdir ?? null,
    scope: run.scope,
    base,
    get later() {
      return steps.slice(at).flatMap(({ instruction, workdir }) => {
        if (instruction.keyword !== 'RUN') return [];
        const { commands } = commandsOf(instruction, workdir);
        return instruction === run
          ? commands.slice(commands.findIndex(({ shell }) => shell === command.shell) + 1)
          : commands;
      });
    },
  };
}

function rootBase(dockerfile: Dockerfile, stage: number): Site['base'] {
  for (let at = stage; ;) {
    const base = dockerfile.stages[at]?.base;
    if (base?.kind === 'image') return { name: base.name, tag: base.tag };
    if (base?.kind !== 'stage' || base.stage >= at) return null;
    at = base.stage;
  }
}

/** By its name alone: a file that an install of some ecosystem reads. */
export function isManifest(path: string): boolean {
  return ecosystems.some((ecosystem) => ecosystem.isManifest(path)) || isOtherManifest(path);
}

/** Ids of the ecosystems whose installs stand in stages that are built. */
export function ecosystemsOf(build: Build): readonly string[] {
  const found = new Set<string>();
  for (const stage of build.needed) {
    for (const { instruction, workdir } of stepsOf(build.dockerfile, stage)) {
      if (instruction.keyword !== 'RUN' || instruction.stage !== stage) continue;
      for (const { install } of installsIn(instruction, workdir)) found.add(install.ecosystem);
    }
  }
  return [...found].toSorted();
}
