import { dirname } from '../../repository/paths.ts';
import type { Tree } from '../../repository/tree.ts';
import type { DeclaredBuild } from '../model.ts';
import { declare } from './declare.ts';
import type { Yaml } from './yaml.ts';

export function isDevcontainer(path: string): boolean {
  return /(?:^|\/)\.devcontainer(?:\/[^/]+)?\/devcontainer\.json$|(?:^|\/)\.devcontainer\.json$/.test(path);
}

/** containers.dev/implementors/json_reference: both paths are relative to this file, the context is its directory. */
export function devcontainerBuilds(tree: Tree, path: string, root: Yaml): readonly DeclaredBuild[] {
  const build = root.get('build');
  // `dockerFile` and `context` on the top level are the old spelling.
  const file = build?.get('dockerfile') ?? root.get('dockerFile');
  const context = build?.get('context') ?? root.get('context');
  if (!file?.text || file.text.includes('${') || context?.text?.includes('${')) return [];
  return declare(tree, {
    kind: 'script',
    path,
    line: file.line,
    from: [dirname(path)],
    context: { kind: 'local', directory: context?.text ?? '.' },
    file: file.text,
    fileFrom: 'directory',
    target: build?.get('target')?.text ?? null,
    args: new Map(
      (build?.get('args')?.entries() ?? []).map(([name, { text }]) => [name, text?.includes('${') ? null : text]),
    ),
  });
}

/** Comments and trailing commas are allowed in this file; what is left is YAML. Lines stay where they are. */
export function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\[^])*"|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g, (found) =>
    found.startsWith('"') ? found : found.replace(/[^\n]/g, ''),
  );
}
