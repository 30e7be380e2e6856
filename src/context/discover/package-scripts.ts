import { dirname } from '../../repository/paths.ts';
import type { Tree } from '../../repository/tree.ts';
import type { DeclaredBuild } from '../model.ts';
import { mentionsBuild, shellBuilds } from './shell-builds.ts';
import type { Yaml } from './yaml.ts';

/** `"docker:build": "docker build -f docker/Dockerfile ."` in `package.json`; npm runs scripts in its directory. */
export function packageScriptBuilds(tree: Tree, path: string, root: Yaml): readonly DeclaredBuild[] {
  return (root.get('scripts')?.entries() ?? []).flatMap(([, script]) => {
    const { text, line } = script;
    if (text === null || !mentionsBuild(text)) return [];
    return shellBuilds(tree, { kind: 'script', path, text, from: [dirname(path)], lineOf: () => line });
  });
}
