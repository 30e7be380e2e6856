import type { BuildCall } from '../../src/cache/call.ts';
import type { BuildState } from '../../src/cache/compare.ts';
import type { Item } from '../../src/cache/item.ts';
import { readIgnoreFile } from '../../src/context/ignore.ts';

/** `text`, or `-> target` for a link, or an item. */
export type Files = Readonly<Record<string, string | Item>>;

export function itemOf(file: string | Item): Item {
  if (typeof file !== 'string') return file;
  const target = /^-> (.*)$/.exec(file)?.[1];
  if (target !== undefined) return { kind: 'symlink', content: target, target };
  return { kind: 'file', mode: '644', content: file };
}

/** A build of a Dockerfile that is not in its own context. */
export function state(
  dockerfile: string | readonly string[],
  files: Files = {},
  { ignore = [], ...call }: BuildCall & { readonly ignore?: readonly string[] } = {},
): BuildState {
  const ignoreFile = readIgnoreFile(ignore.join('\n'));
  return {
    dockerfile: { path: 'Dockerfile', text: typeof dockerfile === 'string' ? dockerfile : dockerfile.join('\n') },
    call,
    items: new Map(Object.entries(files).map(([path, file]) => [path, itemOf(file)])),
    isIgnored: (path) => ignoreFile.ignores(path),
  };
}
