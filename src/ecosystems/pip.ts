import type { Scope } from '../dockerfile/model.ts';
import type { Doubt } from '../findings/doubt.ts';
import { basename } from '../repository/paths.ts';
import { defineEcosystem, type CommandWord, type Inspection, type Install, type Read, type Site } from './ecosystem.ts';
import { fromDirectory, parentOf, resolve } from './image-path.ts';
import { takeApart, type OptionTable } from './options.ts';
import { isAddress, localPath, readRequirements } from './pip/requirements.ts';

export type PipDoubt =
  /** A local directory is built or linked: its sources are needed. */
  | { readonly kind: 'pip/local-project'; readonly path: string; readonly target: string }
  /** A path in a requirements file depends on a variable. */
  | { readonly kind: 'pip/variable-path'; readonly path: string; readonly text: string }
  /** `pyproject.toml` says that the dependencies are worked out from other files. */
  | { readonly kind: 'pip/dynamic-dependencies'; readonly path: string }
  /** A variable of the environment makes pip read a file. */
  | { readonly kind: 'pip/setting-names-file'; readonly variable: string; readonly value: string };

/** pip.pypa.io/en/stable/cli/pip_install, docs.astral.sh/uv/reference/cli: options with a value, those of uv pip too. */
const table: OptionTable = {
  gluedShort: true,
  valued: new Set(
    (
      'r c e f t d b i C w requirement requirements constraint constraints build-constraint editable find-links target download build ' +
      'index-url extra-index-url index default-index proxy retries timeout default-timeout exists-action trusted-host allow-insecure-host ' +
      'cert client-cert cache-dir log python python-version platform python-platform implementation abi only-binary no-binary prefer-binary-for ' +
      'global-option install-option build-option config-settings config-setting progress-bar root prefix src upgrade-strategy report ' +
      'use-feature use-deprecated root-user-action group override overrides upgrade-package P exclude-newer link-mode resolution prerelease ' +
      'index-strategy keyring-provider extra wheel-dir refresh-package reinstall-package directory project config-file'
    ).split(' '),
  ),
};

interface Options {
  readonly uv: boolean;
  readonly requirements: readonly string[];
  readonly constraints: readonly string[];
  readonly links: readonly string[];
  readonly locals: readonly { readonly path: string; readonly editable: boolean }[];
  readonly packages: number;
  readonly targets: readonly string[];
  /** The words up to `install`, and the options that say where packages come from and go to: how this file calls pip. */
  readonly call: string;
}

export default defineEcosystem({
  id: 'pip',

  isManifest: (path) =>
    /(?:^|[/_.-])(?:requirements?|constraints?)[^/]*\.(?:txt|in|pip)$/i.test(path) ||
    /(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/i.test(path) ||
    path.endsWith('.whl'),

  install(command) {
    const call = pipCall(command.words);
    if (call === null) return null;
    const { operands, options } = takeApart(call.words, table);
    const [verb, ...packages] = operands;
    if (
      verb?.value !== 'install' &&
      verb?.value !== 'wheel' &&
      verb?.value !== 'download' &&
      !(call.uv && verb?.value === 'sync')
    )
      return null;
    const values = (...names: readonly string[]): readonly CommandWord[] =>
      options.flatMap(({ name, value }) => (names.includes(name) && value ? [value] : []));
    const requirements = [...values('r', 'requirement', 'requirements'), ...(verb.value === 'sync' ? packages : [])];
    const named = (verb.value === 'sync' ? [] : packages).map(bare);
    const editable = values('e', 'editable').map(bare);
    const isProject = editable.length > 0 || named.some(({ raw }) => localPath(raw) !== null);
    if (requirements.length === 0 && !isProject) return null;
    // A version may be a variable (`gunicorn==$VERSION`), a path may not.
    const paths = [...requirements, ...editable, ...named.filter(({ raw }) => localPath(raw) !== null)];
    const limits = values('c', 'constraint', 'constraints');
    if (command.directory === null || [...paths, ...limits].some(({ value }) => value === null)) return null;
    const locals = [
      ...editable.map(({ raw }) => ({ path: localPath(raw), editable: true })),
      ...named.map(({ raw }) => ({ path: localPath(raw), editable: false })),
    ];
    const files = known(requirements).filter((path) => !isAddress(path));
    const opts: Options = {
      uv: call.uv,
      requirements: files,
      constraints: known(values('c', 'constraint', 'constraints', 'override', 'overrides', 'build-constraint')).filter(
        (path) => !isAddress(path),
      ),
      links: known(values('f', 'find-links')).filter((path) => !isAddress(path)),
      locals: locals.flatMap(({ path, editable: isEditable }) =>
        path === null ? [] : [{ path, editable: isEditable }],
      ),
      packages: locals.filter(({ path }) => path === null).length,
      call: callOf(command.words, options),
      targets: [
        ...known(values('t', 'target', 'prefix', 'root', 'wheel-dir', 'w', 'd', 'download')),
        ...(call.environment === null ? [] : [call.environment]),
      ],
    };
    const lists = requirements.flatMap(({ raw, value }) => {
      if (value === null || isAddress(value)) return [];
      // What a build argument decides is not said as if it were fixed.
      return raw.includes('$') ? raw.replaceAll(/["']/g, '') : value;
    });
    const shown = [
      ...lists.map((path) => `-r ${path}`),
      ...editable.map(({ raw }) => `-e ${raw}`),
      ...named.map(({ raw }) => raw),
    ];
    const label = `${call.uv ? 'uv pip' : 'pip'} ${verb.value} ${verb.value === 'sync' ? lists.join(' ') : shown.join(' ')}`;
    return pipInstall(
      command.directory,
      label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label,
      opts,
    );
  },
});

const longestLabel = 80;

/** Options that say where packages come from and go to. */
const carried = new Set(
  'user target prefix system break-system-packages no-cache-dir no-cache index-url extra-index-url i trusted-host pre prefer-binary'.split(
    ' ',
  ),
);

function callOf(
  words: readonly CommandWord[],
  options: readonly { readonly name: string; readonly value: CommandWord | null }[],
): string {
  const verb = words.findIndex(({ value }) => value === 'install');
  const call = words.slice(0, verb + 1).map(({ raw }) => raw);
  const kept = options.flatMap(({ name, value }) => {
    const option = name.length === 1 ? `-${name}` : `--${name}`;
    return carried.has(name) ? [value === null ? option : `${option} ${value.raw}`] : [];
  });
  return [...call, ...new Set(kept)].join(' ');
}

/** Without quotes; `.[dev]` is no glob, as no file has such a name. */
function bare({ raw, value }: CommandWord): CommandWord {
  const text = value ?? raw.replace(/^(["'])(.*)\1$/, '$2');
  return { raw: text, value: value ?? (/[$`*?~\\]/.test(text) ? null : text) };
}

function known(words: readonly CommandWord[]): string[] {
  return words.flatMap(({ value }) => (value === null ? [] : [value]));
}

interface PipCall {
  readonly words: readonly CommandWord[];
  readonly uv: boolean;
  /** The virtual environment whose pip is called by its path. */
  readonly environment: string | null;
}

/** `pip3.12 …`, `/venv/bin/pip …`, `python -m pip …`, `uv pip …` → the words behind it. */
function pipCall(words: readonly CommandWord[]): PipCall | null {
  const [program, ...rest] = words;
  const path = program?.value ?? program?.raw ?? '';
  const name = basename(path.replace(/["']/g, ''));
  const folder = /^(.*)\/bin\/[^/]+$/.exec(program?.value ?? '')?.[1] ?? null;
  if (/^pip(?:\d(?:\.\d+)?)?$/.test(name)) return { words: rest, uv: false, environment: folder };
  if (/^(?:python|pypy)(?:\d(?:\.\d+)?)?$/.test(name)) {
    const module = rest.findIndex(({ value }) => value === '-m');
    // Before `-m` only options of the interpreter (`-u`, `-I`, `-Wignore`).
    if (module < 0 || !rest.slice(0, module).every(({ value }) => value !== null && /^-[A-Za-z]+$/.test(value)))
      return null;
    return rest[module + 1]?.value === 'pip' ? { words: rest.slice(module + 2), uv: false, environment: folder } : null;
  }
  if (name === 'uv') {
    const sub = rest.findIndex(({ value }) => value === 'pip');
    if (sub < 0 || !rest.slice(0, sub).every(({ value }) => value?.startsWith('-') === true)) return null;
    return { words: rest.slice(sub + 1), uv: true, environment: null };
  }
  return null;
}

function pipInstall(directory: string, label: string, options: Options): Install {
  return {
    ecosystem: 'pip',
    label,
    directory,
    usual: options.requirements,
    inspect: (site) => inspect(directory, options, site),
  };
}

function inspect(directory: string, options: Options, site: Site): Inspection {
  const { files } = site;
  // Only the project itself: what it needs is the code. Its dependencies may stand in a file that it reads them from.
  if (options.requirements.length === 0) {
    const list = requirementsOfProject(directory, options, site);
    if (list === null) return { kind: 'nothing' };
    const shown = fromDirectory(list, site.workdir ?? '/') ?? list;
    // It becomes a word of a shell command.
    if (!/^[\w./-]+$/.test(shown) || shown.startsWith('-')) return { kind: 'nothing' };
    const alone = inspect(directory, { ...options, requirements: [list], locals: [], call: '' }, site);
    const hazards = options.locals.map(({ path }): Doubt => ({ kind: 'pip/local-project', path: '', target: path }));
    return alone.kind === 'known'
      ? { ...alone, hazards: [...hazards, ...alone.hazards], dependencyStep: `${options.call} -r ${shown}` }
      : { kind: 'nothing' };
  }
  const reads: Read[] = [];
  const hazards: Doubt[] = [];
  let packages = options.packages;
  const seen = new Set<string>();

  const need = (imagePath: string): boolean => {
    if (reads.some((read) => read.imagePath === imagePath)) return true;
    if (files.find(imagePath) !== null) reads.push({ imagePath, kind: 'file' });
    else if (files.isDirectory(imagePath)) reads.push({ imagePath, kind: 'directory' });
    else return false;
    return true;
  };
  const addLocal = (path: string, from: string): void => {
    const place = resolve(directory, path);
    const isArchive = place !== null && files.find(place) !== null;
    if (!isArchive) hazards.push({ kind: 'pip/local-project', path: from, target: path });
    if (place !== null && place !== directory && !need(place)) hazards.push({ kind: 'not-in-context', path });
  };
  const addLinks = (path: string, from: string): void => {
    const place = resolve(from, path) ?? from;
    const beside = resolve(directory, path) ?? directory;
    if (!need(place) && !need(beside) && isBelowCopied(place, files)) hazards.push({ kind: 'not-in-context', path });
  };

  /** False: it is not there, or not yet known. */
  const read = (imagePath: string): boolean => {
    if (seen.has(imagePath)) return true;
    seen.add(imagePath);
    const path = files.find(imagePath);
    if (path === null) return false;
    need(imagePath);
    const content = files.read(imagePath);
    if (content.kind === 'pending') return false;
    // pip goes by the byte order mark (pip/_internal/utils/encoding.py), uv reads UTF-8 alone.
    const list =
      content.kind === 'text' ? content.text : content.kind === 'unreadable' && !options.uv ? content.utf16 : undefined;
    if (list === undefined) {
      hazards.push({ kind: 'unreadable-file', path });
      packages += 1;
      return true;
    }
    if (/^(?:pyproject\.toml|setup\.py|setup\.cfg)$/.test(basename(imagePath))) {
      packages += 1;
      if (
        !basename(imagePath).endsWith('.toml') ||
        /^\s*dynamic\s*=\s*\[[^\]]*["'](?:optional-)?dependencies["']/m.test(list)
      ) {
        hazards.push({ kind: 'pip/dynamic-dependencies', path });
      }
      return true;
    }
    const requirements = readRequirements(list);
    packages += requirements.packages;
    const folder = parentOf(imagePath);
    for (const text of requirements.variables) hazards.push({ kind: 'pip/variable-path', path, text });
    const fixed = (text: string): boolean => !requirements.variables.includes(text);
    for (const include of [...requirements.includes, ...requirements.constraints].filter(fixed)) {
      const place = resolve(folder, include);
      if (place === null || !read(place)) hazards.push({ kind: 'not-in-context', path: include });
    }
    for (const local of requirements.locals) if (fixed(local.path)) addLocal(local.path, path);
    for (const link of requirements.links.filter(fixed)) addLinks(link, folder);
    return true;
  };

  for (const path of options.requirements) {
    const place = resolve(directory, path);
    if (place === null || !read(place)) return { kind: 'unknown' };
  }
  for (const path of options.constraints) {
    const place = resolve(directory, path);
    if (place === null || !read(place)) return { kind: 'unknown' };
  }
  for (const local of options.locals)
    addLocal(local.path, files.find(resolve(directory, options.requirements[0] ?? '') ?? '') ?? '');
  for (const link of options.links) addLinks(link, directory);
  if (packages === 0 && hazards.length === 0 && reads.length <= options.requirements.length) return { kind: 'nothing' };
  if (options.uv) {
    for (const name of ['pyproject.toml', 'uv.toml'])
      if (files.find(`${directory}/${name}`) !== null) need(`${directory}/${name}`);
  }
  hazards.push(...settingHazards(site.scope));
  return { kind: 'known', reads, writes: writesOf(directory, options, site.scope), hazards };
}

/** The requirements file that the project itself says its dependencies are read from; null: none. Absolute path in the image. */
function requirementsOfProject(directory: string, { locals }: Options, { files }: Site): string | null {
  const [local] = locals;
  const project = local && locals.length === 1 ? resolve(directory, local.path) : null;
  if (project === null) return null;
  const at = (name: string): string => resolve(project, name) ?? name;
  for (const name of ['setup.py', 'pyproject.toml', 'setup.cfg']) {
    const content = files.read(at(name));
    const mentioned =
      content.kind === 'text' ? /["'/\s=[](requirements[\w.-]*\.txt)\b/.exec(content.text)?.[1] : undefined;
    if (mentioned !== undefined && files.find(at(mentioned)) !== null) return at(mentioned);
  }
  return null;
}

/** Wheels may be made by an earlier step; only a place that copies fill can lack them. */
function isBelowCopied(imagePath: string, files: Site['files']): boolean {
  return files.isDirectory(parentOf(imagePath));
}

function settingHazards(scope: Scope): readonly Doubt[] {
  return [
    'PIP_REQUIREMENT',
    'PIP_CONSTRAINT',
    'PIP_FIND_LINKS',
    'PIP_CONFIG_FILE',
    'UV_CONSTRAINT',
    'UV_OVERRIDE',
    'UV_FIND_LINKS',
    'UV_CONFIG_FILE',
    'PIP_EDITABLE',
  ].flatMap((variable) => {
    const value = scope.get(variable)?.value;
    return value == null || value === '' || isAddress(value)
      ? []
      : [{ kind: 'pip/setting-names-file' as const, variable, value }];
  });
}

/** `--target` and the like, and the virtual environment in force; the system's own packages lie in no copied tree. */
function writesOf(directory: string, options: Options, scope: Scope): readonly string[] {
  const environment = scope.get('VIRTUAL_ENV')?.value ?? scope.get('UV_PROJECT_ENVIRONMENT')?.value;
  const onPath = /(?:^|:)([^:]*\/(?:\.?venv|\.?env|virtualenv)[^/:]*)\/bin(?=:|$)/.exec(
    scope.get('PATH')?.value ?? '',
  )?.[1];
  return [
    ...options.targets,
    ...[environment, onPath].filter((path): path is string => typeof path === 'string'),
  ].flatMap((path) => {
    const place = resolve(directory, path);
    return place === null ? [] : [place];
  });
}
