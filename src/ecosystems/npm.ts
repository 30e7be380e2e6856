import type { Doubt } from '../findings/doubt.ts';
import { basename } from '../repository/paths.ts';
import { defineEcosystem, type Command, type Inspection, type Install, type Read, type Site } from './ecosystem.ts';
import { fromDirectory, parentOf, resolve } from './image-path.ts';
import { disagreement, lockedLocally, lockVersion, readLock, type Lock } from './npm/lock.ts';
import { allDependencies, isLocal, readManifest, type Manifest } from './npm/manifest.ts';
import { buildsFromCode, localFilesIn, runScripts } from './npm/scripts.ts';
import { membersOf } from './npm/workspaces.ts';
import { takeApart, type OptionTable } from './options.ts';

export type NpmDoubt =
  /** The root's own script runs on install, and may read what is not copied yet. */
  | { readonly kind: 'npm/lifecycle-script'; readonly path: string; readonly script: string; readonly command: string }
  /** `file:` or `link:`. */
  | { readonly kind: 'npm/local-dependency'; readonly name: string; readonly target: string }
  /** `binding.gyp` is an install script of its own. */
  | { readonly kind: 'npm/native-build'; readonly path: string }
  /** `@prisma/client` generates its code while it is installed, from the schema. */
  | { readonly kind: 'npm/prisma-schema'; readonly path: string }
  | { readonly kind: 'npm/lock-missing'; readonly path: string }
  | { readonly kind: 'npm/lock-out-of-step'; readonly path: string; readonly name: string }
  /** This npm writes the lock file anew in its own format, and a later copy takes that back. */
  | { readonly kind: 'npm/lock-rewritten'; readonly path: string }
  /** A member's programs are linked on install, and are not there yet. */
  | { readonly kind: 'npm/member-programs'; readonly path: string }
  | { readonly kind: 'npm/member-unreadable'; readonly path: string }
  /** npm installs for the workspace root that lists this directory. */
  | { readonly kind: 'npm/inside-workspace'; readonly path: string }
  /** A setting names a file (`cafile=./ca.pem`). */
  | { readonly kind: 'npm/setting-names-file'; readonly path: string; readonly setting: string };

/** docs.npmjs.com/cli: npm-ci and npm-install, with all their aliases. */
const verbs = new Map<string, 'ci' | 'install'>([
  ...['ci', 'clean-install', 'ic', 'install-clean', 'isntall-clean'].map((verb) => [verb, 'ci'] as const),
  ...['install', 'add', 'i', 'in', 'ins', 'inst', 'insta', 'instal', 'isnt', 'isnta', 'isntal', 'isntall'].map(
    (verb) => [verb, 'install'] as const,
  ),
]);

/** docs.npmjs.com/cli/using-npm/config: settings whose type is not a boolean. */
const table: OptionTable = {
  gluedShort: false,
  valued: new Set(
    (
      'C w prefix workspace registry cache userconfig globalconfig loglevel omit include only also tag before cpu os libc ' +
      'install-strategy fetch-retries fetch-retry-factor fetch-retry-mintimeout fetch-retry-maxtimeout fetch-timeout ' +
      'maxsockets proxy https-proxy noproxy cafile ca cert key otp scope script-shell save-prefix node-options ' +
      'logs-dir logs-max network-timeout jobs python local-address location auth-type allow-scripts'
    ).split(' '),
  ),
};

interface Options {
  readonly verb: 'ci' | 'install';
  /** The words as written. */
  readonly call: string;
  /** `--userconfig`. */
  readonly userconfig: string | null;
  readonly ignoreScripts: boolean;
  readonly workspaces: boolean;
}

export default defineEcosystem({
  id: 'npm',

  isManifest: (path) => /^(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|\.npmrc)$/.test(basename(path)),

  install(command) {
    // `corepack npm ci` runs the npm that the manifest names.
    const words = command.words[0]?.value === 'corepack' ? command.words.slice(1) : command.words;
    const [program, ...rest] = words;
    if (program?.value === undefined || program.value === null || basename(program.value) !== 'npm') return null;
    const { operands, options } = takeApart(rest, table);
    const [verbWord, ...packages] = operands;
    const verb = verbWord?.value == null ? undefined : verbs.get(verbWord.value);
    if (verb === undefined || verbWord?.value == null) return null;
    // `--audit false` is no package; anything else that is named is installed instead of what the manifest lists.
    if (packages.some(({ value }) => value !== 'true' && value !== 'false')) return null;
    const has = (...names: readonly string[]): boolean =>
      options.some(({ name, value }) => names.includes(name) && value?.value !== 'false');
    if (
      has('g', 'global', 'dry-run', 'package-lock-only') ||
      options.some(({ name, value }) => name === 'location' && value?.value === 'global')
    ) {
      return null;
    }
    const prefix = options.findLast(({ name }) => name === 'prefix' || name === 'C');
    const directory = directoryOf(command, prefix ? (prefix.value?.value ?? null) : '.');
    if (directory === null) return null;
    return npmInstall(directory, `npm ${verbWord.value}`, {
      verb,
      call: words.map(({ raw }) => raw).join(' '),
      userconfig: options.findLast(({ name }) => name === 'userconfig')?.value?.value ?? null,
      ignoreScripts: has('ignore-scripts'),
      workspaces: !options.some(
        ({ name, value }) => name === 'no-workspaces' || (name === 'workspaces' && value?.value === 'false'),
      ),
    });
  },
});

function directoryOf(command: Command, path: string | null): string | null {
  if (path === null) return null;
  if (path.startsWith('/')) return resolve('/', path);
  return command.directory === null ? null : resolve(command.directory, path);
}

function npmInstall(directory: string, label: string, options: Options): Install {
  return {
    ecosystem: 'npm',
    label,
    directory,
    ...(options.verb === 'ci' ? { keeps: false } : {}),
    usual: ['package.json', 'package-lock.json'],
    inspect: (site) => inspect(directory, options, site),
  };
}

function inspect(directory: string, options: Options, site: Site): Inspection {
  const { files } = site;
  const manifestPath = files.find(at(directory, 'package.json'));
  if (manifestPath === null) return { kind: 'unknown' };
  if (files.isDirectory(at(directory, 'node_modules'))) return { kind: 'nothing' };
  const manifest = readManifest(files.read(at(directory, 'package.json')));
  if (manifest === null) return { kind: 'unknown' };

  const hazards: Doubt[] = [];
  const reads: Read[] = [];
  const addFile = (imagePath: string): boolean => {
    if (files.find(imagePath) === null) return false;
    if (!reads.some((read) => read.imagePath === imagePath)) reads.push({ imagePath, kind: 'file' });
    return true;
  };
  const addDirectory = (imagePath: string): void => {
    if (reads.some((read) => read.imagePath === imagePath) || !files.isDirectory(imagePath)) return;
    reads.push({ imagePath, kind: 'directory' });
  };
  addFile(at(directory, 'package.json'));

  const settings = npmrc(files, at(directory, '.npmrc'));
  const ignoreScripts = options.ignoreScripts || settings.get('ignore-scripts') === 'true';
  hazards.push(...lockHazards(directory, manifest, options, settings, site));
  for (const name of ['package-lock.json', 'npm-shrinkwrap.json']) addFile(at(directory, name));
  if (reads.length === 1) addFile(at(directory, 'yarn.lock'));
  if (addFile(at(directory, '.npmrc'))) hazards.push(...settingHazards(files, at(directory, '.npmrc')));

  const userconfig =
    options.userconfig ??
    site.scope.get('NPM_CONFIG_USERCONFIG')?.value ??
    site.scope.get('npm_config_userconfig')?.value;
  const userFile = typeof userconfig === 'string' ? resolve(directory, userconfig) : null;
  if (userFile !== null && addFile(userFile)) hazards.push(...settingHazards(files, userFile));

  const outer = workspaceAround(directory, site);
  if (outer !== null) hazards.push({ kind: 'npm/inside-workspace', path: outer });

  const members = options.workspaces ? membersOf(manifest, directory, files) : { members: [], unreadable: [] };
  for (const path of members.unreadable) hazards.push({ kind: 'npm/member-unreadable', path });
  const packages = [{ directory, manifest, path: manifestPath }, ...members.members];
  if (!packages.some((one) => allDependencies(one.manifest).length > 0)) return { kind: 'nothing' };

  const own = new Set(packages.map((one) => one.directory));
  hazards.push(...lockedHazards(directory, own, files));
  for (const one of packages) {
    addFile(at(one.directory, 'package.json'));
    if (one.directory !== directory && one.manifest.hasPrograms)
      hazards.push({ kind: 'npm/member-programs', path: one.path });
    for (const { name, range } of allDependencies(one.manifest)) {
      if (!isLocal(range)) continue;
      const target = range.replace(/^(?:file|link):(?:\/\/)?/, '');
      const place = resolve(one.directory, target);
      if (place !== null && own.has(place)) continue;
      hazards.push({ kind: 'npm/local-dependency', name, target });
      if (place !== null && !addFile(place)) addDirectory(place);
    }
    if (ignoreScripts) continue;
    if (
      files.find(at(one.directory, 'binding.gyp')) !== null &&
      !one.manifest.scripts.has('install') &&
      !one.manifest.scripts.has('preinstall')
    ) {
      hazards.push({ kind: 'npm/native-build', path: files.find(at(one.directory, 'binding.gyp')) ?? 'binding.gyp' });
      addFile(at(one.directory, 'binding.gyp'));
    }
    for (const { script, command } of runScripts(one.manifest)) {
      hazards.push({ kind: 'npm/lifecycle-script', path: one.path, script, command });
      for (const name of localFilesIn(command)) {
        // What a script requires lies beside it.
        const place = resolve(one.directory, name);
        if (place === null || files.find(place) === null) continue;
        if (parentOf(place) === one.directory) addFile(place);
        else addDirectory(parentOf(place));
      }
      if (command.includes('patch-package')) addDirectory(at(one.directory, 'patches'));
    }
    const schema = ignoreScripts ? null : prismaSchema(one.manifest, one.directory, site);
    if (schema !== null) {
      hazards.push({ kind: 'npm/prisma-schema', path: files.find(schema) ?? basename(schema) });
      const folder = parentOf(schema);
      if (folder === one.directory) addFile(schema);
      else addDirectory(folder);
      for (const name of ['ts', 'mts', 'js', 'mjs', 'cjs']) addFile(at(one.directory, `prisma.config.${name}`));
    }
  }
  const built =
    ignoreScripts || hasOldNpm(site.base)
      ? []
      : runScripts(manifest).filter(({ command }) => buildsFromCode(manifest, command));
  return {
    kind: 'known',
    reads,
    writes: packages.map((one) => at(one.directory, 'node_modules')),
    hazards,
    ...(built.length > 0 ? inTwoSteps(options, manifest) : {}),
  };
}

/** `npm rebuild` runs the install scripts of all packages, those of the root too, but not `prepare` (measured: npm 10). */
function inTwoSteps({ call }: Options, manifest: Manifest): { dependencyStep: string; finishStep: string } {
  const finish = ['npm rebuild', ...(manifest.scripts.has('prepare') ? ['npm run prepare'] : [])];
  return { dependencyStep: `${call} --ignore-scripts`, finishStep: finish.join(' && ') };
}

function at(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`;
}

function lockHazards(
  directory: string,
  manifest: Manifest,
  { verb }: Options,
  settings: ReadonlyMap<string, string>,
  { files, base }: Site,
): readonly Doubt[] {
  const name = files.find(at(directory, 'npm-shrinkwrap.json')) === null ? 'package-lock.json' : 'npm-shrinkwrap.json';
  const path = files.find(at(directory, name));
  if (path === null || settings.get('package-lock') === 'false') {
    return [
      {
        kind: 'npm/lock-missing',
        path: files.find(at(directory, 'package.json'))?.replace(/package\.json$/, name) ?? name,
      },
    ];
  }
  const lock: Lock | null = readLock(files.read(at(directory, name)));
  if (lock === null) return [{ kind: 'unreadable-file', path }];
  const different = disagreement(lock, manifest);
  if (different !== null) return [{ kind: 'npm/lock-out-of-step', path, name: different }];
  const version = lockVersion(lock);
  if (verb === 'install' && version === 1 && !hasOldNpm(base)) return [{ kind: 'npm/lock-rewritten', path }];
  return [];
}

function lockedHazards(directory: string, own: ReadonlySet<string>, files: Site['files']): readonly Doubt[] {
  const lock = readLock(files.read(at(directory, 'package-lock.json')));
  if (lock === null) return [];
  const members = new Set([...own].map((member) => fromDirectory(member, directory) ?? member));
  return lockedLocally(lock, members).map(({ name, target }) => ({ kind: 'npm/local-dependency', name, target }));
}

/** npm 6, which keeps the first lock file format, came with Node until 14. */
function hasOldNpm(base: Site['base']): boolean {
  const major = base?.name === 'node' ? /^(\d+)/.exec(base.tag ?? '')?.[1] : undefined;
  return major !== undefined && Number(major) < 15;
}

/** `key=value` lines. */
function npmrc(files: Site['files'], imagePath: string): ReadonlyMap<string, string> {
  const content = files.read(imagePath);
  const settings = new Map<string, string>();
  if (content.kind !== 'text') return settings;
  for (const line of content.text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const pair = /^\s*([^=;#\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (pair?.[1] !== undefined) settings.set(pair[1], (pair[2] ?? '').replace(/^(["'])(.*)\1$/, '$2'));
  }
  return settings;
}

function settingHazards(files: Site['files'], imagePath: string): readonly Doubt[] {
  const settings = npmrc(files, imagePath);
  const path = files.find(imagePath) ?? basename(imagePath);
  return ['cafile', 'certfile', 'keyfile', 'script-shell', 'userconfig', 'globalconfig', 'prefix', 'cache']
    .filter((setting) => {
      const value = settings.get(setting) ?? '';
      // An absolute path is one of the image, unless a copy fills it.
      return value.startsWith('/') ? files.find(value) !== null : !value.startsWith('~') && value !== '';
    })
    .map((setting) => ({ kind: 'npm/setting-names-file', path, setting }));
}

/** npm 8 and newer climb to a workspace root that lists the directory. */
function workspaceAround(directory: string, { files }: Site): string | null {
  for (let outer = directory; outer !== '/';) {
    outer = parentOf(outer);
    const path = files.find(at(outer, 'package.json'));
    if (path === null) continue;
    const manifest = readManifest(files.read(at(outer, 'package.json')));
    if (manifest && membersOf(manifest, outer, files).members.some((member) => member.directory === directory))
      return path;
  }
  return null;
}

/** Where the schema is that the client's own install script finds; null: none, or it is generated again later anyway. */
function prismaSchema(manifest: Manifest, directory: string, { files, later }: Site): string | null {
  const names = new Set(allDependencies(manifest).map(({ name }) => name));
  if (!names.has('@prisma/client')) return null;
  const schema = [manifest.prismaSchema, 'prisma/schema.prisma', 'schema.prisma', 'prisma/schema/schema.prisma']
    .flatMap((name) => (name === null ? [] : [resolve(directory, name) ?? '']))
    .find((place) => files.find(place) !== null);
  if (schema === undefined) return null;
  return later.some((command) => command.directory === directory && generatesPrisma(command, manifest)) ? null : schema;
}

function generatesPrisma(command: Command, manifest: Manifest): boolean {
  const words = command.words.map(({ value }) => value ?? '');
  if (/\bprisma generate\b/.test(words.join(' '))) return true;
  if (basename(words[0] ?? '') !== 'npm') return false;
  const name = words[1] === 'run' || words[1] === 'run-script' ? words[2] : undefined;
  if (name === undefined) return false;
  return [`pre${name}`, name].some((script) => /\bprisma generate\b/.test(manifest.scripts.get(script) ?? ''));
}
