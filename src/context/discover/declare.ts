import type { Tree } from '../../repository/tree.ts';
import type { CacheExport, DeclaredBuild, OriginKind } from '../model.ts';
import { inlineExport } from './cache-export.ts';

/** A build as a file says it, before it is looked up in the repository. Null: nothing is said, unless told otherwise. */
export interface Said {
  readonly kind: OriginKind;
  readonly path: string;
  readonly line: number;
  /** Where relative paths start; the first one in which the Dockerfile exists counts (scripts run from the root, or from their own directory). */
  readonly from: readonly string[];
  /** `git`: the directory is one of the clone. */
  readonly context: { readonly kind: 'local' | 'git'; readonly directory: string };
  readonly file: string | null;
  /** Compose and bake look for the Dockerfile from the context, `docker build -f` from where it runs. */
  readonly fileFrom: 'context' | 'directory';
  readonly target?: string | null;
  readonly args?: ReadonlyMap<string, string | null>;
  readonly changingArgs?: DeclaredBuild['changingArgs'];
  readonly contexts?: ReadonlyMap<string, string>;
  readonly cacheExport?: CacheExport | null;
  readonly service?: string | null;
  readonly mounts?: DeclaredBuild['mounts'];
  readonly init?: boolean;
  readonly tty?: boolean;
  readonly replacesProcess?: boolean;
}

/** The builds of Dockerfiles that are here; at most one. */
export function declare(tree: Tree, said: Said): readonly DeclaredBuild[] {
  for (const from of new Set(said.from)) {
    const place = locate(tree, from, said);
    if (!place) continue;
    const at = { path: said.path, line: said.line };
    const args = said.args ?? new Map<string, string | null>();
    return [
      {
        origin: { kind: said.kind, at },
        dockerfile: place.dockerfile,
        kind: said.context.kind,
        directory: place.directory,
        target: said.target || null,
        args,
        changingArgs: said.changingArgs ?? new Map(),
        contexts: said.contexts ?? new Map(),
        cacheExport: said.cacheExport ?? inlineExport(args, at),
        service: said.service ?? null,
        mounts: said.mounts ?? [],
        init: said.init ?? false,
        tty: said.tty ?? false,
        replacesProcess: said.replacesProcess ?? false,
      },
    ];
  }
  return [];
}

function locate(
  tree: Tree,
  from: string,
  said: Said,
): { readonly dockerfile: string; readonly directory: string } | null {
  const directory = joined(from, said.context.directory);
  if (directory === null) return null;
  const start = said.fileFrom === 'context' || said.context.kind === 'git' || said.file === null ? directory : from;
  for (const file of said.file === null ? ['Dockerfile', 'dockerfile'] : [said.file]) {
    const asked = joined(start, file);
    const dockerfile = asked === null ? null : inside(tree, asked);
    if (dockerfile !== null) return { dockerfile, directory };
  }
  return null;
}

/** Joined and clean, with the `..` kept that lead out of the repository; null for what is not a relative path. */
function joined(from: string, to: string): string | null {
  if (to.startsWith('/') || to.startsWith('~') || /^[a-z][a-z0-9+.-]*:\/\/|^git@|^[A-Za-z]:[\\/]/i.test(to))
    return null;
  const names: string[] = [];
  for (const name of `${from}/${to.replaceAll('\\', '/')}`.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..' && names.length > 0 && names.at(-1) !== '..') names.pop();
    else names.push(name);
  }
  return names.join('/');
}

/** A file of the repository; `../NAME/x` is `x` when the parent directory of the repository is the context and NAME its own. */
function inside(tree: Tree, asked: string): string | null {
  const known = asked.startsWith('../') ? asked.split('/').slice(2).join('/') : asked;
  return known !== '' && tree.get(known) ? known : null;
}

/** `..` and what is below it. */
export function isOutside(directory: string): boolean {
  return directory === '..' || directory.startsWith('../');
}
