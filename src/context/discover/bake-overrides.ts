import type { CacheExport, DeclaredBuild } from '../model.ts';
import { cacheExport } from './cache-export.ts';

/** `--set *.cache-to=type=gha`, or a line of docker/bake-action's `set:`. */
export interface ExportOverride {
  /** `*` stands for any text (docs.docker.com/reference/cli/docker/buildx/bake, `--set`). */
  readonly target: string;
  readonly cacheExport: CacheExport;
}

/** What a workflow or a script sets for targets of bake. */
export function exportOverrides(path: string, text: string): readonly ExportOverride[] {
  if (!text.includes('.cache-to')) return [];
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*#/.test(line) || !line.includes('.cache-to')) return [];
    return line.split(/\s(?=--)/).flatMap((option) => {
      const [, target, value] = /(?:^|[\s"'=])([\w*-]{1,200})\.cache-to\+?=([^]*)$/.exec(option) ?? [];
      const said = value === undefined ? null : cacheExport([value], { path, line: index + 1 });
      return target !== undefined && said ? [{ target, cacheExport: said }] : [];
    });
  });
}

/** The builds, those of bake with what is set for them. What is set for the target by its name counts more than `*`. */
export function overridden(
  builds: readonly DeclaredBuild[],
  overrides: readonly ExportOverride[],
): readonly DeclaredBuild[] {
  if (overrides.length === 0) return builds;
  return builds.map((build) => {
    const { origin, service } = build;
    if (origin.kind !== 'bake' || service === null) return build;
    const fitting = overrides.filter(({ target }) => matches(target, service));
    const own = fitting.filter(({ target }) => target === service);
    const said = (own.length > 0 ? own : fitting).map((override) => override.cacheExport);
    const chosen = said.find(({ mode }) => mode === 'max') ?? said[0];
    return chosen ? { ...build, cacheExport: chosen } : build;
  });
}

function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === name;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return name.endsWith(last) && name.length - last.length >= at;
}
