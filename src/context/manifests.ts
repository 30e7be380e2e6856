import type { CopyLike, Dockerfile, Run } from '../dockerfile/model.ts';
import { relativeTo } from '../repository/paths.ts';
import type { Tree } from '../repository/tree.ts';
import { programName, programOf } from '../shell/program.ts';
import { commandsOfRun } from '../shell/script.ts';
import { exists } from './sources.ts';

/**
 * A light look at what installs read, only to tell two directories apart: `npm ci` wants a `package.json` where it runs. The ecosystems know
 * much more about their files, but they need a context first.
 */
interface Wanted {
  /** One of these, from the directory where the command runs. */
  readonly anyOf: readonly string[];
  /** Absolute path in the image; null: not known. */
  readonly directory: string | null;
  readonly stage: number | null;
}

/** How many of the installs of the file would find their manifest with this directory as the context. */
export function manifestsFound(tree: Tree, dockerfile: Dockerfile, directory: string): number {
  let found = 0;
  for (const wanted of wantedBy(dockerfile)) {
    if (placesOf(dockerfile, wanted).some((place) => isThere(tree, directory, place, wanted.anyOf))) found += 1;
  }
  return found;
}

function isThere(tree: Tree, context: string, place: string, names: readonly string[]): boolean {
  return names.some((name) => exists(tree, [context, place, name].filter(Boolean).join('/')));
}

function wantedBy(dockerfile: Dockerfile): readonly Wanted[] {
  return dockerfile.instructions.flatMap((instruction) =>
    instruction.keyword === 'RUN' && !instruction.onbuild ? wantedByRun(instruction) : [],
  );
}

function wantedByRun(run: Run): readonly Wanted[] {
  return (commandsOfRun(run)?.commands ?? []).flatMap((command) => {
    const program = programOf(command.words);
    const [, ...words] = program.words.map(({ value }) => value);
    const anyOf = manifestsOf(programName(program.words[0]) ?? '', words);
    if (anyOf.length === 0) return [];
    return [{ anyOf, directory: absolute(run.scope.workdir, command.directory, program.directory), stage: run.stage }];
  });
}

function absolute(...parts: readonly (string | null)[]): string | null {
  let path: string | null = null;
  for (const part of parts) {
    if (part === null) continue;
    if (part.startsWith('/')) path = part;
    else if (path !== null) path = `${path}/${part}`;
  }
  return path === null
    ? null
    : `/${path
        .split('/')
        .filter((name) => name !== '' && name !== '.')
        .join('/')}`;
}

const gradle = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'];

function manifestsOf(program: string, words: readonly (string | null)[]): readonly string[] {
  const operands = words.filter((word): word is string => word !== null && !word.startsWith('-'));
  const [first] = operands;
  switch (program) {
    case 'npm':
    case 'pnpm':
    case 'yarn':
    case 'bun': {
      if (words.some((word) => /^(?:-g|--global|--prefix|-C|--cwd|--dir)/.test(word ?? ''))) return [];
      const isInstall = first === undefined ? program === 'yarn' : /^(?:ci|install|i)$/.test(first);
      return (isInstall && operands.length <= 1) || first === 'run' || first === 'build' ? ['package.json'] : [];
    }
    case 'pip':
    case 'pip3':
      return words.flatMap((word, index) =>
        (words[index - 1] === '-r' || words[index - 1] === '--requirement') && word && !word.startsWith('/')
          ? [word]
          : [],
      );
    case 'poetry':
    case 'pdm':
      return first === 'install' ? ['pyproject.toml'] : [];
    case 'uv':
      return first === 'sync' ? ['pyproject.toml'] : [];
    case 'pipenv':
      return ['Pipfile'];
    case 'bundle':
      return ['Gemfile'];
    case 'composer':
      return first === 'install' ? ['composer.json'] : [];
    case 'go':
      return first === 'build' || first === 'mod' || first === 'test' ? ['go.mod'] : [];
    case 'cargo':
      return first === 'build' || first === 'fetch' ? ['Cargo.toml'] : [];
    case 'mvn':
    case 'mvnw':
      return ['pom.xml'];
    case 'gradle':
    case 'gradlew':
      return gradle;
    case 'dotnet':
      return operands.filter((word) => /\.(?:[a-z]{2}proj|sln|slnx)$/.test(word) && !word.startsWith('/'));
    case 'mix':
      return ['mix.exs'];
    case 'make':
      return words.includes('-C') || words.includes('-f') ? [] : ['Makefile', 'makefile', 'GNUmakefile'];
    default:
      return [];
  }
}

/** Directories of the context that may stand where the command runs, by the copies of its stage and of the stages below it. */
function placesOf(dockerfile: Dockerfile, wanted: Wanted): readonly string[] {
  return copiesFor(dockerfile, wanted.stage).flatMap((copy) =>
    copy.sources.flatMap(({ value }) => {
      if (value === null || /[*?[]/.test(value)) return [];
      const source = value
        .split('/')
        .filter((name) => name !== '' && name !== '.' && name !== '..')
        .join('/');
      const destination = copy.destinationPath?.replace(/\/\.?$/, '') ?? null;
      if (destination === null || wanted.directory === null) return [source];
      const below = destination === '' ? wanted.directory.slice(1) : relativeTo(wanted.directory, destination);
      return below === null ? [] : [[source, below].filter(Boolean).join('/')];
    }),
  );
}

function copiesFor(dockerfile: Dockerfile, stage: number | null): readonly CopyLike[] {
  const copies: CopyLike[] = [];
  const seen = new Set<number>();
  for (let at = stage; at !== null && !seen.has(at);) {
    seen.add(at);
    const current = dockerfile.stages[at];
    for (const instruction of current?.instructions ?? []) {
      if ((instruction.keyword === 'COPY' || instruction.keyword === 'ADD') && instruction.from === null)
        copies.push(instruction);
    }
    at = current?.base.kind === 'stage' ? current.base.stage : null;
  }
  return copies;
}
