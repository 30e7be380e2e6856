import fc from 'fast-check';
import type { Item } from '../../src/cache/item.ts';
import { IGNORE_LINES } from './texts.ts';

export type Files = ReadonlyMap<string, Item>;

/** Names that are prefixes of each other, a dot file, another case, a space. */
const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('a', 'b', 'ab', 'a.b', '.c', 'x.md') },
  { weight: 1, arbitrary: fc.constantFrom('A', 'a b') },
);

export const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));

export const content = fc.constantFrom('', '1@\n', '22@\n', '333@\n', '4444@\n');

export const target = fc.constantFrom('a', 'b', '../a', 'ab/a', '/b', 'nowhere', 'ab', 'x.md', '.');

export const item: fc.Arbitrary<Item> = fc.oneof(
  {
    weight: 16,
    arbitrary: fc.record({
      kind: fc.constant('file' as const),
      mode: fc.constantFrom('644', '644', '644', '755'),
      content,
    }),
  },
  { weight: 2, arbitrary: target.map((text) => link(text)) },
  { weight: 1, arbitrary: fc.constantFrom('755', '700').map((mode) => ({ kind: 'directory' as const, mode })) },
);

export function link(text: string): Item {
  return { kind: 'symlink', content: text, target: text };
}

/** A tree as there can be one: nothing stands below a file. */
export const tree: fc.Arbitrary<Files> = fc
  .array(fc.tuple(path, item), { minLength: 1, maxLength: 12 })
  .map((entries) => {
    const files = new Map<string, Item>();
    for (const [at, value] of entries) if (fits(files, at, value)) files.set(at, value);
    return files;
  });

/** May this stand there? */
export function fits(files: Files, at: string, { kind }: Item): boolean {
  return [...files].every(
    ([other, { kind: otherKind }]) =>
      !(otherKind !== 'directory' && at.startsWith(`${other}/`)) &&
      !(kind !== 'directory' && other.startsWith(`${at}/`)) &&
      !(other === at && (kind === 'directory') !== (otherKind === 'directory')),
  );
}

export const ignoreLine = fc.constantFrom(...IGNORE_LINES);
