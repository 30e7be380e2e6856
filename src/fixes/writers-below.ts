import type { Build } from '../build.ts';
import type { Run } from '../dockerfile/model.ts';
import { commandsOf, type PlacedCommand } from '../ecosystems/commands.ts';
import { isBelow, overlap, parentOf } from '../ecosystems/image-path.ts';
import { inspect, installsIn, type FoundInstall } from '../ecosystems/installs.ts';
import type { Step } from '../ecosystems/steps.ts';
import type { Doubt } from '../findings/doubt.ts';
import { basename } from '../repository/paths.ts';
import { makesAccount } from './account.ts';
import type { Effect } from './effect.ts';
import { effectOf } from './effects.ts';
import { valueIn, type RecursiveChange } from './owner-change.ts';

interface Writers {
  /** Directories below the paths that WORKDIR or `mkdir` made, each below those above it. */
  readonly directories: readonly string[];
  /** Where others may have put files there, or what can't be read. */
  readonly doubts: readonly Doubt[];
}

/** What else than copies lies below these paths when the change runs. */
export function writersBelow(
  build: Build,
  { run, steps, index }: { readonly run: Run; readonly steps: readonly Step[]; readonly index: number },
  change: RecursiveChange,
  paths: readonly string[],
): Writers {
  const directories = new Set<string>();
  const doubts: Doubt[] = [];
  const isInside = (place: string): boolean => paths.some((path) => isBelow(place, path));
  const addDirectory = (place: string): void => {
    for (let at = place; isInside(at) && !paths.includes(at); at = parentOf(at)) directories.add(at);
  };
  for (const { instruction, workdir } of steps.slice(0, index + 1)) {
    if (workdir !== null) addDirectory(workdir);
    if (instruction.keyword !== 'RUN' || instruction.onbuild) continue;
    const line = instruction.range.startLine;
    const { commands, unreadable } = commandsOf(instruction, workdir);
    if (unreadable) doubts.push({ kind: 'unreadable-command', line });
    const at =
      instruction === run ? commands.findIndex((command) => command.shell === change.command.shell) : commands.length;
    const installs = new Map(installsIn(instruction, workdir).map((found) => [found.command, found]));
    for (const command of commands.slice(0, at)) {
      if (isOtherKind(command, change)) continue;
      const made = madeDirectories(command, instruction);
      if (made !== null) {
        for (const place of made) addDirectory(place);
        continue;
      }
      const effect = effects.get(command) ?? effectIn(command, instruction, installs.get(command), build);
      effects.set(command, effect);
      if (effect.kind === 'unknown') doubts.push({ kind: 'step-between', line, instruction: 'RUN' });
      else if (effect.writes.some((place) => paths.some((path) => overlap(place, path)))) {
        doubts.push({ kind: 'owner-or-mode-changes', path: paths[0] ?? '' });
      }
    }
  }
  return { directories: [...directories].toSorted(), doubts };
}

/** Owner and mode have nothing to do with each other. */
function isOtherKind(command: PlacedCommand, change: RecursiveChange): boolean {
  const program = basename(command.words[0]?.value ?? '');
  return change.program === 'chmod' ? program === 'chown' || program === 'chgrp' : program === 'chmod';
}

/** Worked out once, however many changes ask. */
const effects = new WeakMap<PlacedCommand, Effect>();

/** As `effectOf`; homes of new users, and words with variables of the Dockerfile, are read too. */
function effectIn(
  command: PlacedCommand,
  run: Run,
  install: FoundInstall | undefined,
  { dockerfile, context }: Build,
): Effect {
  const inspection = install && context ? inspect(install, dockerfile, context) : null;
  if (inspection?.kind === 'known') return { kind: 'known', reads: [], writes: inspection.writes };
  if (makesAccount(command)) {
    // A home directory gets files of its own.
    const places = command.words
      .flatMap((word) => valueIn(word, run.scope) ?? [])
      .filter((value) => value.startsWith('/'));
    return { kind: 'known', reads: [], writes: places };
  }
  return effectOf(filled(command, run));
}

/** `mkdir -p a b`: their absolute paths. Null: another command, or a path that can't be known. */
function madeDirectories(command: PlacedCommand, run: Run): readonly string[] | null {
  if (basename(command.words[0]?.value ?? '') !== 'mkdir') return null;
  if (command.words.some(({ raw }) => /^-(?:m|-mode)/u.test(raw))) return null;
  const effect = effectOf(filled(command, run));
  return effect.kind === 'known' ? effect.writes : null;
}

function filled(command: PlacedCommand, run: Run): PlacedCommand {
  return { ...command, words: command.words.map((word) => ({ raw: word.raw, value: valueIn(word, run.scope) })) };
}
