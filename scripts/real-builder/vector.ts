import type { Item } from '../../src/cache/item.ts';
import type { Judged } from './judge.ts';
import { dockerfileOf, ignoreFileOf, NETWORK, type State } from './state.ts';

type Value =
  | string
  | { readonly content: string; readonly mode: string }
  | { readonly symlink: string }
  | { readonly dir: true; readonly mode: string };

/** A case as an entry of `__tests__/fixtures/cache/vectors.json`, to be pasted there with a name that says what it shows. */
export function vectorOf(states: readonly State[], last: readonly Judged[], name: string): string {
  const [first, ...others] = states;
  if (!first) return '';
  const changes = others.map((state, index) => changeBetween(states[index] ?? first, state));
  const { set: files, ...call } = changeBetween(null, first);
  const vector = {
    name,
    about: 'TODO',
    ...call,
    files,
    flags: [`--network=${NETWORK}`],
    ...(changes.length > 1 ? { via: changes.slice(0, -1) } : {}),
    change: changes.at(-1),
    expected: {
      'buildkit-0.32': last
        .filter(({ builder }) => builder !== null)
        .map(({ text, stage, builder }) => ({ step: stage ? `[${stage}] ${text}` : text, cached: builder })),
    },
  };
  return JSON.stringify(vector, null, 1).replaceAll('@', 'salt');
}

/** What is not as before; all, if there was nothing. */
function changeBetween(
  before: State | null,
  after: State,
): Readonly<Record<string, unknown>> & { readonly set?: Readonly<Record<string, Value>> } {
  const had = before?.files ?? new Map<string, Item>();
  const set = new Map(
    [...after.files]
      .filter(([path, item]) => !isSame(had.get(path), item))
      .map(([path, item]) => [path, valueOf(item)]),
  );
  const gone = [...had.keys()].filter((path) => !after.files.has(path));
  const differs = (of: (state: State) => unknown): boolean => before === null || !isSame(of(before), of(after));
  const ignore = ignoreFileOf(after);
  const isOwn = after.ignoreName === 'Dockerfile.dockerignore';
  if (ignore !== null && isOwn && differs(ignoreFileOf)) set.set(after.ignoreName, ignore);
  return {
    ...(differs(dockerfileOf) ? { dockerfile: dockerfileOf(after) } : {}),
    ...(!isOwn && ignore !== null && differs(ignoreFileOf) ? { dockerignore: ignore } : {}),
    ...(differs(({ args }) => args) ? { buildArgs: after.args } : {}),
    ...(differs(({ target }) => target) && after.target !== null ? { target: after.target } : {}),
    ...(gone.length > 0 ? { delete: gone } : {}),
    ...(set.size > 0 ? { set: Object.fromEntries(set) } : {}),
    ...(after.touched.length > 0 ? { touch: after.touched } : {}),
  };
}

function valueOf(item: Item): Value {
  switch (item.kind) {
    case 'file':
      return item.mode === '644' ? item.content : { content: item.content, mode: item.mode };
    case 'symlink':
      return { symlink: item.content };
    case 'directory':
      return { dir: true, mode: item.mode };
    case 'submodule':
      throw new Error('The builder knows no submodules');
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
