import type { Content } from '../../repository/tree.ts';

/** What an install asks of a package.json. */
export interface Manifest {
  readonly name: string | null;
  readonly dependencies: ReadonlyMap<string, string>;
  readonly devDependencies: ReadonlyMap<string, string>;
  readonly optionalDependencies: ReadonlyMap<string, string>;
  readonly peerDependencies: ReadonlyMap<string, string>;
  readonly scripts: ReadonlyMap<string, string>;
  /** Globs of `workspaces`, as an array or under `packages`. */
  readonly workspaces: readonly string[];
  /** `bin` or `directories.bin`: programs that are linked when this is a member. */
  readonly hasPrograms: boolean;
  /** `prisma.schema`. */
  readonly prismaSchema: string | null;
}

/** Null: not there, not loaded or no JSON object. */
export function readManifest(content: Content): Manifest | null {
  const json = readJson(content);
  if (json === null) return null;
  const workspaces = Array.isArray(json['workspaces']) ? json['workspaces'] : objectAt(json, 'workspaces')['packages'];
  const schema = objectAt(json, 'prisma')['schema'];
  return {
    name: typeof json['name'] === 'string' ? json['name'] : null,
    dependencies: strings(json['dependencies']),
    devDependencies: strings(json['devDependencies']),
    optionalDependencies: strings(json['optionalDependencies']),
    peerDependencies: strings(json['peerDependencies']),
    scripts: strings(json['scripts']),
    workspaces: Array.isArray(workspaces) ? workspaces.filter((glob): glob is string => typeof glob === 'string') : [],
    hasPrograms: json['bin'] !== undefined || objectAt(json, 'directories')['bin'] !== undefined,
    prismaSchema: typeof schema === 'string' ? schema : null,
  };
}

/** A lock file of megabytes is asked for many times in one check; a tree answers with the same content each time. */
const parsed = new WeakMap<Content, Readonly<Record<string, unknown>> | null>();

export function readJson(content: Content): Readonly<Record<string, unknown>> | null {
  const known = parsed.get(content);
  if (known !== undefined) return known;
  const json = content.kind === 'text' ? parse(content.text) : null;
  parsed.set(content, json);
  return json;
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function strings(value: unknown): ReadonlyMap<string, string> {
  if (!isObject(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : [])),
  );
}

function objectAt(json: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = json[key];
  return isObject(value) ? value : {};
}

export function allDependencies(manifest: Manifest): readonly { readonly name: string; readonly range: string }[] {
  return [
    manifest.dependencies,
    manifest.devDependencies,
    manifest.optionalDependencies,
    manifest.peerDependencies,
  ].flatMap((ranges) => [...ranges].map(([name, range]) => ({ name, range })));
}

/** A range that names a path instead of a version: `file:…`, `link:…`, `./…`, `../…`, `/…`, `~/…`. */
export function isLocal(range: string): boolean {
  return /^(?:file:|link:|portal:|\.{1,2}(?:\/|$)|\/|~\/)/.test(range);
}
