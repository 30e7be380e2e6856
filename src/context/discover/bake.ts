import { dirname } from '../../repository/paths.ts';
import type { Tree } from '../../repository/tree.ts';
import type { DeclaredBuild } from '../model.ts';
import { isAddress, unknown } from './build-command.ts';
import { cacheExport } from './cache-export.ts';
import { declare } from './declare.ts';
import { readHcl, type HclValue } from './hcl.ts';
import { interpolate } from './variables.ts';
import type { Yaml } from './yaml.ts';

export function isBakeFile(path: string): boolean {
  return /(?:^|\/)(?:docker-bake[^/]*|bake|[^/]+[.-]bake)\.(?:hcl|json)$/.test(path);
}

/** A target as it is written; null: a value that is not known. */
interface Target {
  readonly line: number;
  readonly inherits: readonly string[];
  readonly texts: ReadonlyMap<string, string | null>;
  readonly maps: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
  /** `cache-to`, each as one text; variables that are not known are left in. */
  readonly cacheTo: readonly string[] | undefined;
}

/** Targets of `docker-bake.hcl` (docs.docker.com/build/bake/reference). */
export function bakeHclBuilds(tree: Tree, path: string, text: string): readonly DeclaredBuild[] {
  const blocks = readHcl(text);
  const variables = new Map<string, string>();
  for (const { type, labels, attributes } of blocks) {
    const standard = attributes.get('default');
    if (type === 'variable' && standard?.kind === 'text') variables.set(labels[0] ?? '', standard.text);
  }
  const exportOf = (value: HclValue): string => {
    if (value.kind === 'map') return assignments(value.entries.map(([key, own]) => [key, textOf(own)]));
    return textOf(value) ?? (value.kind === 'text' ? value.text : '');
  };
  const textOf = (value: HclValue): string | null => {
    if (value.kind === 'text') return interpolate(value.text, variables);
    return value.kind === 'name' ? (variables.get(value.name) ?? null) : null;
  };
  const targets = new Map<string, Target>();
  for (const { type, labels, line, attributes } of blocks) {
    const [name] = labels;
    if (type !== 'target' || name === undefined) continue;
    const texts = new Map<string, string | null>();
    const maps = new Map<string, ReadonlyMap<string, string | null>>();
    let inherits: readonly string[] = [];
    let cacheTo: readonly string[] | undefined;
    for (const [key, value] of attributes) {
      if (key === 'cache-to' && value.kind === 'list') cacheTo = value.items.map(exportOf);
      else if (key === 'inherits' && value.kind === 'list')
        inherits = value.items.flatMap((item) => textOf(item) ?? []);
      else if (value.kind === 'map') maps.set(key, new Map(value.entries.map(([entry, own]) => [entry, textOf(own)])));
      else texts.set(key, textOf(value));
    }
    targets.set(name, { line, inherits, texts, maps, cacheTo });
  }
  return builds(tree, path, targets);
}

/** The same of `docker-bake.json`. */
export function bakeJsonBuilds(tree: Tree, path: string, root: Yaml): readonly DeclaredBuild[] {
  const variables = new Map<string, string>();
  for (const [name, variable] of root.get('variable')?.entries() ?? []) {
    const standard = variable.get('default')?.text;
    if (standard !== null && standard !== undefined) variables.set(name, standard);
  }
  const targets = new Map<string, Target>();
  for (const [name, target] of root.get('target')?.entries() ?? []) {
    const texts = new Map<string, string | null>();
    const maps = new Map<string, ReadonlyMap<string, string | null>>();
    const textOf = (node: Yaml): string | null => (node.text === null ? null : interpolate(node.text, variables));
    for (const [key, value] of target.entries()) {
      if (value.text !== null) texts.set(key, textOf(value));
      else maps.set(key, new Map(value.entries().map(([entry, own]) => [entry, textOf(own)])));
    }
    const inherits =
      target
        .get('inherits')
        ?.items()
        .flatMap(({ text }) => text ?? []) ?? [];
    const exports = target.get('cache-to')?.items();
    const cacheTo = exports?.map(
      (item) => item.text ?? assignments(item.entries().map(([key, own]) => [key, own.text])),
    );
    targets.set(name, { line: target.line, inherits, texts, maps, cacheTo });
  }
  return builds(tree, path, targets);
}

/** `{ type = "gha", mode = "max" }` as the other way to write it. */
function assignments(entries: readonly (readonly [string, string | null])[]): string {
  return entries.map(([key, value]) => `${key}=${value ?? unknown}`).join(',');
}

function builds(tree: Tree, path: string, targets: ReadonlyMap<string, Target>): readonly DeclaredBuild[] {
  return [...targets].flatMap(([name, target]) => {
    const chain = lineage(name, targets);
    const text = (key: string): string | null | undefined =>
      chain.map(({ texts }) => texts.get(key)).find((value) => value !== undefined);
    const map = (key: string): ReadonlyMap<string, string | null> =>
      new Map(chain.toReversed().flatMap(({ maps }) => Array.from(maps.get(key) ?? [])));
    const context = text('context');
    const file = text('dockerfile');
    if (text('dockerfile-inline') !== undefined || context === null || file === null) return [];
    if (context !== undefined && isAddress(context)) return [];
    return declare(tree, {
      kind: 'bake',
      path,
      line: target.line,
      from: [dirname(path), ''],
      context: { kind: 'local', directory: context ?? '.' },
      file: file ?? null,
      fileFrom: 'context',
      target: text('target') ?? null,
      args: map('args'),
      cacheExport: cacheExport(chain.find(({ cacheTo }) => cacheTo)?.cacheTo ?? [], { path, line: target.line }),
      contexts: new Map([...map('contexts')].flatMap(([key, value]) => (value === null ? [] : [[key, value]]))),
      service: name,
    });
  });
}

/** The target and those it inherits from; what stands first wins (bake: the last of `inherits` overrides the ones before it). */
function lineage(name: string, targets: ReadonlyMap<string, Target>): readonly Target[] {
  const seen = new Set<string>();
  const found: Target[] = [];
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const target = targets.get(next);
    if (!target || seen.has(next)) continue;
    seen.add(next);
    found.push(target);
    waiting.push(...target.inherits);
  }
  return found;
}
