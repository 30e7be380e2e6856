import { groupOf } from '../cache/path-group.ts';
import type { BuildContext } from '../context/model.ts';
import { treeOf } from '../repository/memory.ts';
import { basename, dirname, isWithin } from '../repository/paths.ts';
import { isSource } from './code.ts';

/** A file or folder of the context that serves the hosting, an editor or the container tools, and hardly ever a build. */
export interface Bystander {
  /** In the context; of a folder without a slash at its end. */
  readonly path: string;
  readonly kind: 'ci' | 'editor' | 'docker';
  readonly isFolder: boolean;
}

const folders: ReadonlyMap<string, 'ci' | 'editor'> = new Map([
  ...'.github .gitlab .gitea .forgejo .circleci .buildkite .teamcity .azuredevops .azure-pipelines .semaphore .woodpecker .tekton .renovate .mergify'
    .split(' ')
    .map((name) => [name, 'ci'] as const),
  ...'.vscode .idea .devcontainer .fleet .vs .zed .cursor .nova'.split(' ').map((name) => [name, 'editor'] as const),
]);
/** Read by services only, beside those that `path-group.ts` knows. */
const ciFile =
  /^(?:\.mergify\.ya?ml|\.?codecov\.ya?ml|\.coderabbit\.ya?ml|\.pre-commit-config\.ya?ml|\.gitpod\.ya?ml|\.sonarcloud\.properties|\.lgtm\.ya?ml|\.codeclimate\.ya?ml|\.deepsource\.toml|\.hound\.ya?ml|\.pullapprove\.ya?ml|\.kodiak\.toml|\.bettercodehub\.ya?ml)$/;
/** Something else makes a Dockerfile of it, or it is about Dockerfiles. */
const template = /\.(?:j2|jinja2?|tmpl|tpl|template|erb|ejs|hbs|mustache|in|m4|md|txt|rst|json|toml|sh|py|lock)$/i;
/** What can stand in an ignore file as it is. */
const plain = /^[\w./@+-]+$/;

/**
 * At the root of the context, and beside the Dockerfile. Deeper down a Dockerfile may be a template or a test's input. Neither this Dockerfile nor the
 * ignore file that applies: most changes of theirs change the build itself.
 */
export function bystandersIn(context: BuildContext, dockerfile: string): readonly Bystander[] {
  const own = new Set([dockerfile, context.ignoreFile]);
  const places = new Set(['', ...insideOf(context, dirname(dockerfile))]);
  const found = new Map<string, Bystander>();
  for (const { path, mode } of context.entries) {
    const slash = path.indexOf('/');
    const top = slash < 0 ? path : path.slice(0, slash);
    const kind = slash < 0 ? undefined : folders.get(top);
    if (kind) found.set(top, { path: top, kind, isFolder: true });
    else if (mode !== 'submodule' && places.has(dirname(path)) && plain.test(path)) {
      const group = kindOf(path);
      if (group && !own.has(context.toRepository(path))) found.set(path, { path, kind: group, isFolder: false });
    }
  }
  return [...found.values()];
}

function insideOf({ directory }: BuildContext, path: string): readonly string[] {
  if (!isWithin(path, directory)) return [];
  return [directory === '' ? path : path.slice(directory.length + 1)];
}

function kindOf(path: string): 'ci' | 'docker' | null {
  const name = basename(path);
  if (name === '.dockerignore') return null;
  const group = groupOf(name, () => false);
  if (group === 'docker')
    return isSource(path) || (template.test(name) && !name.startsWith('docker-bake.')) ? null : 'docker';
  if (group === 'ci' || ciFile.test(name)) return path === name ? 'ci' : null;
  return null;
}

/** The same context with nothing else in it: to ask what copies bring of them, whatever else there is. */
export function onlyThese(context: BuildContext, ones: readonly Bystander[]): BuildContext {
  const paths = new Set(ones.map(({ path }) => path));
  const isOne = (path: string): boolean => paths.has(path) || paths.has(path.slice(0, Math.max(0, path.indexOf('/'))));
  const entries = context.entries.filter(({ path }) => isOne(path));
  const given = treeOf(entries, ({ path }) => context.read(path));
  return {
    ...context,
    entries,
    get: (path) => given.get(path),
    isDirectory: (path) => given.isDirectory(path),
    under: (directory) => given.under(directory),
    select: (source) => context.select(source)?.filter(({ path }) => isOne(path)) ?? null,
  };
}
