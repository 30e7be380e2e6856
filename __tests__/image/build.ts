import { createBuild, type Build } from '../../src/build.ts';
import { buildContext } from '../../src/context/context.ts';
import type { DeclaredBuild } from '../../src/context/model.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { ImageFacts } from '../../src/image/model.ts';
import { memoryTree } from '../../src/repository/memory.ts';

/** A build of `text` with the root of these files as its context. */
export function buildOf(
  text: string,
  files: Readonly<Record<string, string>> = {},
  { path = 'Dockerfile', declared = [] }: { readonly path?: string; readonly declared?: readonly DeclaredBuild[] } = {},
): Build {
  const tree = memoryTree({ ...files, [path]: text });
  const context = buildContext(tree, {
    directory: '',
    kind: 'local',
    origin: { kind: 'root', at: null },
    doubt: null,
    dockerfile: path,
  });
  return createBuild(tree, parseDockerfile(path, text), { context, doubt: null, declared });
}

/** The facts of the only target. */
export function imageOf(text: string, files: Readonly<Record<string, string>> = {}): ImageFacts {
  const build = buildOf(text, files);
  const [target] = build.targets;
  if (!target || build.targets.length > 1) throw new Error(`${build.targets.length} targets`);
  return build.image(target);
}

export function declaredBuild(build: Partial<DeclaredBuild>): DeclaredBuild {
  return {
    origin: { kind: 'compose', at: { path: 'compose.yaml', line: 3 } },
    dockerfile: 'Dockerfile',
    kind: 'local',
    directory: '',
    target: null,
    args: new Map(),
    contexts: new Map(),
    service: null,
    mounts: [],
    init: false,
    tty: false,
    replacesProcess: false,
    cacheExport: null,
    changingArgs: new Map(),
    ...build,
  };
}
