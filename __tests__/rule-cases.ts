/** The cases of fixtures/rules/<section>/<rule>/: a folder each (CONTRIBUTING.md says what is in one). */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memoryTree, treeOf, type MemoryFile } from '../src/repository/memory.ts';
import type { Tree } from '../src/repository/tree.ts';

export interface Expected {
  /** Path → content, for files that need not lie beside the Dockerfile. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Path → bytes, where only the size matters. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Paths that git holds as executable. */
  readonly executable?: readonly string[];
  /** The Dockerfile's own path; default `Dockerfile`. */
  readonly dockerfile?: string;
  readonly findings: readonly ExpectedFinding[];
}

export interface ExpectedFinding {
  readonly path?: string;
  readonly lines: readonly [number, number];
  readonly severity?: string;
  /** Absent: not compared. `null`: no suggestion at all. */
  readonly safe?: boolean | null;
  readonly doubts?: readonly string[];
  readonly says?: string;
}

export const fixtures = fileURLToPath(new URL('fixtures/rules/', import.meta.url));
const own = new Set(['expected.yaml', 'fixed.Dockerfile']);
export function folders(path: string): readonly string[] {
  return existsSync(path) ? readdirSync(path).filter((name) => statSync(join(path, name)).isDirectory()) : [];
}

export function repositoryOf(folder: string, expected: Expected): Tree {
  const files: Record<string, MemoryFile> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    const executable = expected.executable?.includes(name) ?? false;
    if (!own.has(name) && statSync(file).isFile())
      files[name] = { text: readFileSync(file, 'utf8'), mode: executable ? 'executable' : 'file' };
  }
  for (const [path, text] of Object.entries(expected.files ?? {}))
    files[path] = { text: text ?? '', mode: expected.executable?.includes(path) ? 'executable' : 'file' };
  if (expected.dockerfile && expected.dockerfile !== 'Dockerfile') {
    const file = files['Dockerfile'];
    if (file !== undefined) files[expected.dockerfile] = file;
    delete files['Dockerfile'];
  }
  const tree = memoryTree(files);
  const sizes = new Map(Object.entries(expected.sizes ?? {}));
  if (sizes.size === 0) return tree;
  const listed = [...new Set([...tree.paths, ...sizes.keys()])].map((path) => ({
    ...(tree.get(path) ?? { path, mode: 'file' as const, blob: null, size: 0 }),
    ...(sizes.has(path) ? { size: sizes.get(path) ?? 0 } : {}),
  }));
  return treeOf(listed, ({ path }) => (tree.get(path) ? tree.read(path) : { kind: 'unreadable', reason: 'too-large' }));
}
