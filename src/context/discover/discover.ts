import { basename } from '../../repository/paths.ts';
import type { Tree } from '../../repository/tree.ts';
import type { DeclaredBuild } from '../model.ts';
import { type ExportOverride, exportOverrides, overridden } from './bake-overrides.ts';
import { bakeHclBuilds, bakeJsonBuilds, isBakeFile } from './bake.ts';
import { isPipeline, pipelineBuilds } from './ci.ts';
import { composeBuilds, isComposeFile } from './compose.ts';
import { devcontainerBuilds, isDevcontainer, withoutComments } from './devcontainer.ts';
import { isMakefile, makefileBuilds } from './makefile.ts';
import { packageScriptBuilds } from './package-scripts.ts';
import { isJenkinsfile, isScript, jenkinsBuilds, scriptBuilds } from './script.ts';
import { mentionsBuild } from './shell-builds.ts';
import { isWorkflow, workflowBuilds } from './workflow.ts';
import { readYaml, type Yaml } from './yaml.ts';

export interface BrokenFile {
  readonly path: string;
  /** The parser's own words: text of a library, with text of the file in it. */
  readonly detail: string;
  readonly line: number;
}

export interface DeclaredBuilds {
  /** Compose first, then bake, workflows, Makefiles, scripts; in the order of paths. */
  readonly builds: readonly DeclaredBuild[];
  readonly broken: readonly BrokenFile[];
}

/** What one kind of file says. `structure` is there for YAML and JSON. */
interface Kind {
  /** At most so many files of the kind are read; those with the shortest paths first. */
  readonly most: number;
  is(path: string): boolean;
  /** Can this file say anything? Cheap: most files are left after it. */
  mentions(text: string): boolean;
  read(tree: Tree, path: string, text: string, siblings: Siblings): readonly DeclaredBuild[] | BrokenFile;
}

/** Services that the other Compose files of the directory have. */
type Siblings = (path: string, service: string) => Yaml | undefined;

const compose: Kind = {
  most: 60,
  is: isComposeFile,
  mentions: (text) => /\bbuild\b/.test(text),
  read: structured((tree, path, root, siblings) => composeBuilds(tree, path, root, siblings)),
};

const kinds: readonly Kind[] = [
  compose,
  {
    most: 20,
    is: isBakeFile,
    mentions: () => true,
    read: (tree, path, text, siblings) =>
      path.endsWith('.hcl') ? bakeHclBuilds(tree, path, text) : structured(bakeJsonBuilds)(tree, path, text, siblings),
  },
  {
    most: 100,
    is: isWorkflow,
    mentions: (text) => /build-push-action@/.test(text) || mentionsBuild(text.replaceAll('\\\n', ' ')),
    read: structured(workflowBuilds),
  },
  { most: 30, is: isMakefile, mentions: (text) => mentionsBuild(text.replaceAll('\\\n', ' ')), read: makefileBuilds },
  {
    most: 20,
    is: isPipeline,
    mentions: (text) => /docker|podman|buildah|kaniko/.test(text),
    read: structured(pipelineBuilds),
  },
  { most: 5, is: isJenkinsfile, mentions: (text) => /docker|podman|buildah/.test(text), read: jenkinsBuilds },
  {
    most: 5,
    is: (path) => path === 'package.json',
    mentions: mentionsBuild,
    read: structured(packageScriptBuilds),
  },
  { most: 40, is: isScript, mentions: (text) => mentionsBuild(text.replaceAll('\\\n', ' ')), read: scriptBuilds },
  {
    most: 10,
    is: isDevcontainer,
    mentions: (text) => /docker[fF]ile/.test(text),
    read: (tree, path, text, siblings) => structured(devcontainerBuilds)(tree, path, withoutComments(text), siblings),
  },
];

/** Not read: what belongs to other repositories or to tests of tools. */
const foreign = /(?:^|\/)(?:node_modules|vendor|third_party|testdata|fixtures|__fixtures__)\//;

/** Files that may say how an image is built: worth loading in one batch before the first round. */
export function candidates(tree: Tree): readonly string[] {
  return kinds.flatMap((kind) => filesOf(tree, kind));
}

function depth(path: string): number {
  return path.split('/').length;
}

function filesOf(tree: Tree, kind: Kind): readonly string[] {
  const found = tree.paths.filter((path) => kind.is(path) && !foreign.test(path));
  if (found.length <= kind.most) return found;
  return found
    .toSorted((a, b) => depth(a) - depth(b))
    .slice(0, kind.most)
    .sort();
}

/** Everything that the files of the repository say about its builds. Files that are not loaded yet say nothing in this round. */
export function declaredBuilds(tree: Tree): DeclaredBuilds {
  const builds: DeclaredBuild[] = [];
  const broken: BrokenFile[] = [];
  const overrides: ExportOverride[] = [];
  const siblings = composeSiblings(tree);
  for (const kind of kinds) {
    for (const path of filesOf(tree, kind)) {
      const content = tree.read(path);
      if (content.kind !== 'text') continue;
      overrides.push(...exportOverrides(path, content.text));
      if (!kind.mentions(content.text)) continue;
      const result = kind.read(tree, path, content.text, siblings);
      if (!('detail' in result)) builds.push(...result);
      // A template of a file is not broken: something else makes it.
      else if (isWorkflow(path) || !/\{\{|\{%|<%/.test(content.text)) broken.push(result);
    }
  }
  return { builds: overridden(builds, overrides), broken };
}

function structured(
  read: (tree: Tree, path: string, root: Yaml, siblings: Siblings) => readonly DeclaredBuild[],
): Kind['read'] {
  return (tree, path, text, siblings) => {
    const file = readYaml(text);
    return file.kind === 'broken'
      ? { path, detail: file.detail, line: file.line }
      : read(tree, path, file.root, siblings);
  };
}

/** `docker-compose.override.yml` and `docker-compose.prod.yml` complete the file without a suffix beside them. */
function composeSiblings(tree: Tree): Siblings {
  const roots = new Map<string, Yaml | undefined>();
  return (path, service) => {
    const directory = path.slice(0, path.length - basename(path).length);
    if (!roots.has(directory)) roots.set(directory, baseOf(tree, directory));
    const names = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
    if (names.includes(basename(path))) return undefined;
    return roots.get(directory)?.get('services')?.get(service);
  };
}

function baseOf(tree: Tree, directory: string): Yaml | undefined {
  for (const name of ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']) {
    const content = tree.read(`${directory}${name}`);
    if (content.kind === 'absent') continue;
    const file = content.kind === 'text' ? readYaml(content.text) : null;
    return file?.kind === 'read' ? file.root : undefined;
  }
  return undefined;
}
