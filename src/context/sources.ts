import type { Dockerfile, Instruction, Run, Word } from '../dockerfile/model.ts';
import { dirname, join } from '../repository/paths.ts';
import type { Tree } from '../repository/tree.ts';
import { goMatcher, hasWildcard } from './go-match.ts';

/**
 * What COPY, ADD and bind mounts take from the build context: clean paths and wildcards, `''` is all of it. Of a word that only the build knows
 * (`dist/app-${ARCH}`) the directories in front, null without any. Addresses and ONBUILD are left out.
 */
export function contextSources(dockerfile: Dockerfile): readonly (string | null)[] {
  return dockerfile.instructions.flatMap((instruction) =>
    instruction.onbuild ? [] : wordsOf(instruction).flatMap(sourceOf),
  );
}

function wordsOf(instruction: Instruction): readonly Word[] {
  if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
    return instruction.from === null ? instruction.sources : [];
  }
  return instruction.keyword === 'RUN' ? mountsOf(instruction) : [];
}

function mountsOf(run: Run): readonly Word[] {
  return run.mounts.flatMap(({ type, from, source }) => (type === 'bind' && from === null && source ? [source] : []));
}

function sourceOf({ raw, value }: Word): (string | null)[] {
  if (value === null) {
    const [front = ''] = raw.split(/[$"']/, 1);
    return [clean(front.slice(0, front.lastIndexOf('/') + 1)) || null];
  }
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@/i.test(value) ? [] : [clean(value)];
}

function clean(value: string): string {
  const names: string[] = [];
  for (const name of value.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}

/** Does the directory hold it? What lies in a submodule or behind a link counts as held: nobody can say otherwise. */
export function holds(tree: Tree, directory: string, path: string): boolean {
  if (path === '') return true;
  if (!hasWildcard(path)) return exists(tree, join(directory, path) ?? '');
  const matches = goMatcher(path);
  if (!matches) return false;
  const fixed: string[] = [];
  for (const name of path.split('/')) {
    if (hasWildcard(name) || name.includes('\\')) break;
    fixed.push(name);
  }
  const start = directory === '' ? 0 : directory.length + 1;
  const depth = path.split('/').length;
  return tree
    .under(join(directory, ...fixed) ?? '')
    .some((entry) => matches(entry.path.slice(start).split('/').slice(0, depth).join('/')));
}

export function exists(tree: Tree, path: string): boolean {
  if (tree.get(path) || tree.isDirectory(path)) return true;
  for (let parent = dirname(path); parent !== ''; parent = dirname(parent)) {
    const mode = tree.get(parent)?.mode;
    if (mode === 'submodule' || mode === 'symlink') return true;
  }
  return false;
}
