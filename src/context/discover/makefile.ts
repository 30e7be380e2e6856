import { dirname } from '../../repository/paths.ts';
import type { Tree } from '../../repository/tree.ts';
import type { DeclaredBuild } from '../model.ts';
import { mentionsBuild, shellBuilds } from './shell-builds.ts';

export function isMakefile(path: string): boolean {
  return /(?:^|\/)(?:GNUm|m|M)akefile(?:\.[\w-]+)?$|\.mk$|(?:^|\/)\.?[jJ]ustfile$/.test(path);
}

/** Builds in the recipes of a Makefile. Each line is a shell of its own that starts in the Makefile's directory. */
export function makefileBuilds(tree: Tree, path: string, text: string): readonly DeclaredBuild[] {
  if (!mentionsBuild(text.replaceAll('\\\n', ' '))) return [];
  const lines = text.split(/\r?\n/);
  const variables = readVariables(lines);
  const builds: DeclaredBuild[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const first = index;
    const parts: string[] = [];
    for (; lines[index]?.endsWith('\\'); index += 1) parts.push(lines[index]?.slice(0, -1) ?? '');
    parts.push(lines[index] ?? '');
    const command = parts.map((part, at) => (at === 0 ? part : part.trimStart())).join(' ');
    if (!/^[\t ]/.test(command) || command.length > longest) continue;
    const script = shellText(command.trimStart().replace(/^[@+-]+/, ''), variables);
    if (!mentionsBuild(script)) continue;
    builds.push(
      ...shellBuilds(tree, {
        kind: 'makefile',
        path,
        text: script,
        from: [dirname(path), ''],
        lineOf: () => first + 1,
      }),
    );
  }
  return builds;
}

/** Variables that are set once, to a text; `?=` can be overridden, but is what the repository says. */
function readVariables(lines: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const again = new Set<string>();
  for (const line of lines) {
    const [, name, value] = /^(?:export\s+)?([\w.-]+)\s*(?::{0,3}|\?)=\s*([^#]*)/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (found.has(name)) again.add(name);
    found.set(name, value.trim());
  }
  for (const name of again) found.delete(name);
  return found;
}

/** A recipe that is longer is no command. */
const longest = 20_000;
const deepest = 8;
/** Variables replaced in one recipe: they can be made of each other. */
const mostReplaced = 500;

/** What the shell gets: make's variables replaced, `$$` for `$`. What make can't be read to know becomes a shell variable that nothing sets. */
function shellText(recipe: string, variables: ReadonlyMap<string, string>): string {
  let left = mostReplaced;
  return replace(recipe, 0);

  function replace(text: string, depth: number): string {
    return text.replace(
      /\$(?:\$|\(([^()]*)\)|\{([^{}]*)\}|(\w))|\{\{\s*(\w+)\s*\}\}/g,
      (written, ...groups: unknown[]) => {
        if (written === '$$') return '$';
        const name = groups.slice(0, 4).find((group) => typeof group === 'string');
        if (name === 'CURDIR' || name === 'PWD' || name === 'shell pwd') return '.';
        const value = typeof name === 'string' ? variables.get(name) : undefined;
        left -= 1;
        if (value === undefined || depth >= deepest || left < 0 || value.length > 1000) return '$KASANE_UNKNOWN';
        return replace(value, depth + 1).slice(0, 1000);
      },
    );
  }
}
