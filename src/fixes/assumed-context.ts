import type { BuildContext } from '../context/model.ts';
import type { Doubt } from '../findings/doubt.ts';
import { contextPath } from '../ecosystems/placement.ts';
import { memoryTree } from '../repository/memory.ts';

/**
 * A context of which only some files are taken for granted, by their usual names: enough to draw a suggestion for a reader, never to call it safe
 * (`doubt` says why the real one is not known).
 */
export function assumedContext(paths: readonly string[], doubt: Doubt): BuildContext {
  const tree = memoryTree(new Map(paths.map((path) => [path, ''])));
  return {
    directory: '',
    kind: 'local',
    origin: { kind: 'root', at: null },
    doubt,
    ignoreFile: null,
    entries: tree.under(''),
    get: (path) => tree.get(path),
    isDirectory: (path) => tree.isDirectory(path),
    under: (path) => tree.under(path),
    ignores: () => false,
    ignoresAllIn: () => false,
    inRepository: () => false,
    read: (path) => tree.read(path),
    toRepository: (path) => path,
    select: (source) => {
      const path = contextPath(source);
      const entry = tree.get(path);
      return entry ? [entry] : tree.under(path);
    },
  };
}
