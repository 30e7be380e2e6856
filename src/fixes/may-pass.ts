import type { Run } from '../dockerfile/model.ts';
import type { KnownInstall } from '../ecosystems/code.ts';
import { commandsOf, type PlacedCommand } from '../ecosystems/commands.ts';
import { overlap } from '../ecosystems/image-path.ts';
import { installsIn } from '../ecosystems/installs.ts';
import type { Step } from '../ecosystems/steps.ts';
import { basename } from '../repository/paths.ts';
import { effectOf } from './effects.ts';

/** Managers whose programs only work on projects of their own language. */
const families: readonly (readonly [name: string, programs: RegExp])[] = [
  ['node', /^(?:npm|npx|yarn|yarnpkg|pnpm|pnpx|bunx?|tsc|vite|webpack|ng|next|nuxt|gulp|grunt|bower|lerna)$/],
  ['python', /^(?:pip\d?(?:\.\d+)?|poetry|pipenv|pdm|uvx?)$/],
  ['ruby', /^(?:bundler?|rake|rails)$/],
  ['php', /^composer(?:\.phar)?$/],
  ['go', /^go$/],
  ['rust', /^cargo$/],
  ['jvm', /^(?:mvnw?|gradlew?|sbt|lein)$/],
  ['dotnet', /^dotnet$/],
  ['elixir', /^mix$/],
  ['hugo', /^hugo$/],
];

function familyOf({ words }: PlacedCommand): string | null {
  const name = basename(words[0]?.value ?? '');
  if (/^python\d?(?:\.\d+)?$/.test(name) && words[1]?.value === '-m' && words[2]?.value === 'pip') return 'python';
  return families.find(([, programs]) => programs.test(name))?.[0] ?? null;
}

export interface PassingStep {
  readonly run: Run;
  readonly workdir: string | null;
  readonly installs: readonly KnownInstall[];
  /** Absolute paths in the image. */
  readonly reads: readonly string[];
}

/**
 * May a step that installs stand above one that ran before it, as far as a person can tell? That is an install or a build of another language, or of
 * the same one elsewhere: the step can't be in need of it. Anything else that is not known may prepare the system.
 */
export function mayPass({ instruction, workdir }: Step, one: PassingStep): boolean {
  if (instruction.keyword !== 'RUN') return false;
  const { commands, unreadable } = commandsOf(instruction, workdir);
  const own = new Set(commandsOf(one.run, one.workdir).commands.flatMap((command) => familyOf(command) ?? []));
  if (
    unreadable ||
    one.installs.length === 0 ||
    own.size === 0 ||
    !commands.some((command) => familyOf(command) !== null)
  )
    return false;
  const others = installsIn(instruction, workdir);
  return commands.every((command) => {
    const family = familyOf(command);
    // Of an install or a build only what its shell does.
    const effect = effectOf(family === null ? command : { ...command, words: [] });
    if (effect.kind === 'unknown' || effect.system === 'changes') return false;
    if (effect.writes.some((place) => one.reads.some((read) => overlap(place, read)))) return false;
    if (family === null) return true;
    const directory = others.find((found) => found.command === command)?.install.directory ?? command.directory;
    if (!own.has(family)) return true;
    return (
      family === 'node' &&
      !command.words.some(({ value }) => value === '-g' || value === '--global' || value === 'global') &&
      one.installs.every(({ found: { install } }) => directory !== null && !overlap(directory, install.directory))
    );
  });
}
