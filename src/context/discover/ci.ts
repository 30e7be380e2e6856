import { basename, dirname } from '../../repository/paths.ts';
import type { Tree } from '../../repository/tree.ts';
import type { DeclaredBuild } from '../model.ts';
import { readBuildCommand, unknown } from './build-command.ts';
import { cacheExport } from './cache-export.ts';
import { declare } from './declare.ts';
import { linesFrom, mentionsBuild, shellBuilds } from './shell-builds.ts';
import type { Yaml } from './yaml.ts';

/** YAML files of other services whose commands start in the root of the repository. */
export function isPipeline(path: string): boolean {
  return (
    /^(?:\.gitlab-ci|\.travis|\.drone|appveyor|bitbucket-pipelines|azure-pipelines[^/]*|buildspec[^/]*|cloudbuild[^/]*)\.ya?ml$/.test(
      path,
    ) ||
    /^(?:\.circleci\/config|\.buildkite\/[^/]+|\.woodpecker(?:\/[^/]+)?|\.gitlab\/ci\/[^/]+|\.azure[^/]*\/[^/]+)\.ya?ml$/.test(
      path,
    ) ||
    /^(?:[^/]+\/){0,2}(?:cloudbuild[^/]*|buildspec[^/]*|[tT]askfile)\.ya?ml$/.test(path)
  );
}

const deepest = 12;
/** Values looked at in one file: aliases can make few lines into very many. */
const mostValues = 20_000;

/** Every text in the file that runs a build, and every list of words that is one (Cloud Build). */
export function pipelineBuilds(tree: Tree, path: string, root: Yaml): readonly DeclaredBuild[] {
  const from = /^taskfile\./i.test(basename(path)) ? [dirname(path), ''] : ['', dirname(path)];
  let left = mostValues;
  return [...walk(root, 0)];

  function* walk(node: Yaml, depth: number): Generator<DeclaredBuild> {
    left -= 1;
    if (depth > deepest || left < 0) return;
    const items = node.items();
    if (node.text !== null) {
      yield* commands(node.text, node.line + (node.text.includes('\n') ? 1 : 0));
    } else if (items.length > 0) {
      // The lines of one `script:` are one shell: a `cd` holds for the next ones.
      if (items.every(({ text }) => text !== null)) {
        yield* commands(items.map(({ text }) => text ?? '').join('\n'), node.line, items);
      } else for (const item of items) yield* walk(item, depth + 1);
    } else {
      yield* cloudBuild(node);
      for (const [, value] of node.entries()) yield* walk(value, depth + 1);
    }
  }

  function commands(text: string, line: number, items?: readonly Yaml[]): readonly DeclaredBuild[] {
    if (!mentionsBuild(text)) return [];
    const place = linesFrom(text, 0);
    const oneEach = items?.every((item) => !item.text?.includes('\n')) ?? false;
    return shellBuilds(tree, {
      kind: 'script',
      path,
      text,
      from,
      lineOf: (offset) => (oneEach ? (items?.[place(offset)]?.line ?? line) : items ? line : line + place(offset)),
    });
  }

  /** `name: gcr.io/cloud-builders/docker`, `args: [build, …]`, `dir:`. */
  function cloudBuild(step: Yaml): readonly DeclaredBuild[] {
    const args = step.get('args');
    if (!args || !/\/(?:docker|buildx|kaniko-project\/executor[^/]*)(?::|$)/.test(step.get('name')?.text ?? ''))
      return [];
    const program = step.get('name')?.text?.includes('kaniko') ? 'executor' : 'docker';
    const words = args.items().map(({ text }) => text?.replace(/\$[^]*/, unknown) ?? unknown);
    const said = readBuildCommand([program, ...words]);
    const directory = step.get('dir')?.text ?? '';
    if (!said) return [];
    return declare(tree, {
      ...said,
      kind: 'script',
      path,
      line: args.line,
      from: [directory],
      fileFrom: 'directory',
      cacheExport: cacheExport(said.cacheTo, { path, line: args.line }),
    });
  }
}
