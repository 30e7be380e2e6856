import type { BuildContext } from '../context/model.ts';
import type { CopyLike, Dockerfile } from '../dockerfile/model.ts';
import { parseDockerfile } from '../dockerfile/parse.ts';
import { contextPath } from '../ecosystems/placement.ts';
import type { Doubt } from '../findings/doubt.ts';
import { isStandardName } from '../repository/names.ts';
import { isWithin } from '../repository/paths.ts';
import type { Tree } from '../repository/tree.ts';
import type { Edit } from './edit.ts';
import { appendLines } from './ignore-lines.ts';

/** A repository with more Dockerfiles than this is not searched for those that share a context. */
const mostDockerfiles = 100;

/**
 * Lines for the ignore file that keep directories of a working copy (`node_modules`) out of the context. A doubt where that could take a file from
 * a build: from this one, or from another one that shares the ignore file.
 */
export function keepOut(
  directories: readonly string[],
  {
    tree,
    dockerfile,
    context,
  }: { readonly tree: Tree; readonly dockerfile: Dockerfile; readonly context: BuildContext },
): { readonly edits: readonly Edit[]; readonly doubts: readonly Doubt[] } {
  // The builder's own clone holds nothing that git does not, and no ignore file applies to it.
  if (context.kind === 'git') return { edits: [], doubts: [] };
  const open = [...new Set(directories)].filter(
    (directory) => !context.ignores(`${directory}/x`) || !context.ignores(`${directory}/x/y`),
  );
  if (open.length === 0) return { edits: [], doubts: [] };
  const ignoreFile = context.ignoreFile ?? context.toRepository('.dockerignore');
  const others = sharers(tree, dockerfile, ignoreFile);
  const taken = open.filter(
    (directory) =>
      directory === '' ||
      /[\s*?[\]\\!#]/.test(directory) ||
      context.isDirectory(directory) ||
      copiesByName(dockerfile, directory) ||
      isCopied(directory, tree, others),
  );
  const doubts = taken.map((directory): Doubt => ({
    kind: 'copy-may-overwrite',
    directory: directory === '' ? '.' : directory,
    ignoreFile,
  }));
  const lines = open.filter((directory) => !taken.includes(directory));
  const edit = lines.length === 0 ? null : appendLines(ignoreFile, shortest(lines, context), tree);
  if (lines.length > 0 && edit === null) doubts.push({ kind: 'unreadable-file', path: ignoreFile });
  return { edits: edit ? [edit] : [], doubts };
}

/** Several directories of one name are one pattern, when none of that name is kept in git. */
function shortest(directories: readonly string[], context: BuildContext): readonly string[] {
  const name = lastName(directories[0] ?? '');
  const isAlike = directories.length > 1 && directories.every((directory) => lastName(directory) === name);
  return isAlike && !context.entries.some(({ path }) => path.split('/').includes(name)) ? [`**/${name}`] : directories;
}

/** The other Dockerfiles whose builds this ignore file may rule; null: too many to look into. */
function sharers(tree: Tree, own: Dockerfile, ignoreFile: string): readonly string[] | null {
  if (!/(?:^|\/)\.dockerignore$/.test(ignoreFile)) return [];
  const others = tree.paths.filter((path) => path !== own.path && isStandardName(path));
  return others.length > mostDockerfiles ? null : others;
}

/** Does one of them copy the directory, or something in it, by name? */
function isCopied(directory: string, tree: Tree, others: readonly string[] | null): boolean {
  if (!others) return true;
  return others.some((path) => {
    const content = tree.read(path);
    if (content.kind !== 'text') return content.kind === 'pending';
    return content.text.includes(lastName(directory)) && copiesByName(parseDockerfile(path, content.text), directory);
  });
}

function lastName(directory: string): string {
  return directory.slice(directory.lastIndexOf('/') + 1);
}

function copiesByName(dockerfile: Dockerfile, directory: string): boolean {
  const copies = dockerfile.instructions.flatMap((instruction): CopyLike[] => {
    const inner = instruction.keyword === 'ONBUILD' ? instruction.trigger : instruction;
    return (inner.keyword === 'COPY' || inner.keyword === 'ADD') && inner.from === null ? [inner] : [];
  });
  return copies.some(({ sources }) =>
    sources.some(({ value, raw }) => {
      const path = contextPath(value ?? raw);
      // Only the last name counts: the other file may have a context of its own.
      return isWithin(path, directory) || path.split('/').includes(lastName(directory));
    }),
  );
}
