import { dirname, join } from '../../repository/paths.ts';
import type { Tree } from '../../repository/tree.ts';
import type { DeclaredBuild } from '../model.ts';
import { readArgs, isAddress } from './build-command.ts';
import { cacheExport } from './cache-export.ts';
import { declare } from './declare.ts';
import { interpolate } from './variables.ts';
import type { Yaml } from './yaml.ts';

/** `compose.yaml`, `docker-compose.prod.yml`, …: the names that Compose takes by itself, and those that people give with `-f`. */
export function isComposeFile(path: string): boolean {
  return /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$|(?:^|\/)[^/]+[.-](?:docker-)?compose\.ya?ml$/i.test(path);
}

/** Services of the other Compose files of a directory, by name: an override file completes them. */
export type ServicesBeside = (path: string, service: string) => Yaml | undefined;

/** The builds of a Compose file (compose-spec `build.md`, `05-services.md`). */
export function composeBuilds(tree: Tree, path: string, root: Yaml, beside: ServicesBeside): readonly DeclaredBuild[] {
  const directory = dirname(path);
  const known = new Map([['PWD', '.']]);
  const text = (node: Yaml | undefined): string | null => (node?.text ? interpolate(node.text, known) : null);

  return (root.get('services')?.entries() ?? []).flatMap(([name, service]) => {
    const build = service.get('build');
    const base = baseOf(root, service, () => beside(path, name));
    const said = build ?? base?.get('build');
    if (!said || said.get('dockerfile_inline')) return [];
    // An override file may say only a part: the rest is what the base says.
    const part = (key: string): Yaml | undefined =>
      build?.get(key) ?? (build?.text ? undefined : base?.get('build')?.get(key));
    const short = build?.text ?? (build ? null : (base?.get('build')?.text ?? null));
    const baseShort = base?.get('build')?.text ?? null;
    const context = short === null ? (part('context') ?? null) : null;
    const place =
      short !== null
        ? interpolate(short, known)
        : context === null
          ? baseShort === null
            ? '.'
            : interpolate(baseShort, known)
          : text(context);
    const file = part('dockerfile');
    const fileName = file ? text(file) : null;
    if (place === null || isAddress(place) || (file && fileName === null)) return [];
    const cacheTo = part('cache_to');
    const own = (key: string): Yaml | undefined => service.get(key) ?? base?.get(key);
    return declare(tree, {
      kind: 'compose',
      path,
      line: (build ?? service).line,
      // `--project-directory`, and a file that is only ever given after the root's: then the root is where paths start.
      from: [directory, ''],
      context: { kind: 'local', directory: place === '' ? '.' : place },
      file: fileName,
      fileFrom: 'context',
      target: text(part('target')),
      args: argsOf(part('args'), known),
      contexts: contextsOf(part('additional_contexts'), known),
      cacheExport: cacheExport(cacheTo?.items().flatMap((item) => item.text ?? []) ?? [], {
        path,
        line: (cacheTo ?? service).line,
      }),
      service: name,
      mounts: mountsOf(own('volumes'), directory, known),
      init: own('init')?.text === 'true',
      tty: own('tty')?.text === 'true',
      replacesProcess: own('command') !== undefined || own('entrypoint') !== undefined,
    });
  });
}

/** What `extends` names in the same file, else the service of the same name in a file that this one overrides. */
function baseOf(root: Yaml, service: Yaml, beside: () => Yaml | undefined): Yaml | undefined {
  const said = service.get('extends');
  const name = said?.text ?? said?.get('service')?.text;
  if (!name || said?.get('file')) return beside();
  return root.get('services')?.get(name);
}

function argsOf(node: Yaml | undefined, known: ReadonlyMap<string, string>): ReadonlyMap<string, string | null> {
  if (!node) return new Map();
  const args = new Map<string, string | null>();
  for (const [name, value] of node.entries()) args.set(name, value.text ? interpolate(value.text, known) : null);
  for (const [name, value] of readArgs(node.items().flatMap(({ text }) => text ?? []))) {
    args.set(name, value === null ? null : interpolate(value, known));
  }
  return args;
}

function contextsOf(node: Yaml | undefined, known: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const contexts = new Map<string, string>();
  for (const [name, value] of argsOf(node, known)) if (value !== null) contexts.set(name, value);
  return contexts;
}

/** Bind mounts whose source lies in the repository; `.:/app:ro` and the long form. */
function mountsOf(
  node: Yaml | undefined,
  directory: string,
  known: ReadonlyMap<string, string>,
): { readonly source: string; readonly target: string }[] {
  return (node?.items() ?? []).flatMap((item) => {
    const [source, target] =
      item.text === null
        ? item.get('type')?.text === 'bind'
          ? [item.get('source')?.text ?? null, item.get('target')?.text ?? null]
          : []
        : (interpolate(item.text, known) ?? '').split(':');
    if (!source || !target?.startsWith('/') || !/^\.{1,2}(?:\/|$)/.test(source)) return [];
    const place = join(directory, source);
    return place === null ? [] : [{ source: place, target: target.replace(/(?<=.)\/+$/, '') }];
  });
}
