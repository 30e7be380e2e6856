import type { PlacedCommand } from '../ecosystems/commands.ts';
import type { CommandWord } from '../ecosystems/ecosystem.ts';
import { isBelow, parentOf, resolve } from '../ecosystems/image-path.ts';
import { basename } from '../repository/paths.ts';
import { noEffect, together, unknownEffect, type Effect } from './effect.ts';

export type { Effect } from './effect.ts';

/** A home directory that we do not know by name. */
const home = '/~';

/** Changes packages, accounts or settings outside of any project. */
const systemEffect: Effect = { kind: 'known', reads: [], writes: [], system: 'changes' };

/** Their operands are names, not files of the project (a `.deb` among them is looked for). */
const systemTools = words(
  'apt-get apt aptitude apk dnf yum microdnf zypper pacman add-apt-repository apt-key apt-mark dpkg-reconfigure locale-gen localedef update-locale ' +
    'update-ca-certificates update-alternatives ldconfig useradd adduser groupadd addgroup usermod groupmod deluser userdel passwd chpasswd corepack n rustup ' +
    'rpm debconf-set-selections fc-cache setcap gpg pecl docker-php-ext-install docker-php-ext-configure docker-php-ext-enable',
);
/** Neither take nor leave a file. */
const talk = words(
  'true false : exit break continue return cd pushd popd set export unset umask ulimit shopt alias command type hash which date printenv env whoami id ' +
    'uname pwd ls sleep arch nproc getconf apt-cache echo printf read dirname basename fc-list',
);
/** All their operands are written, or removed. */
const writers = words('mkdir touch rm rmdir install mktemp truncate virtualenv tee');
/** The first operand is a mode or an owner. */
const owners = words('chmod chown chgrp');
const readers = words('cat head tail sha256sum sha512sum md5sum wc stat dpkg . source');

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/** What one command of a RUN does; nothing is known of programs that are in no table. */
export function effectOf(command: PlacedCommand): Effect {
  const files = new Files(command.directory);
  const redirected = command.redirects.map(({ operator, target }): Effect => {
    if (target === null || /^<<|&$/.test(operator) || target.value === '/dev/null') return noEffect;
    return operator.startsWith('<') ? files.effect([target], []) : files.effect([], [target]);
  });
  return together([ofProgram(command, files), ...redirected]);
}

/** Words as places in the image, seen from the directory of the command. */
class Files {
  readonly directory: string | null;

  constructor(directory: string | null) {
    this.directory = directory;
  }

  effect(reads: readonly CommandWord[], writes: readonly CommandWord[]): Effect {
    const read = reads.map((word) => this.place(word));
    const written = writes.map((word) => this.place(word));
    if (read.includes(null) || written.includes(null)) return unknownEffect;
    const paths = written.filter((path) => path !== null);
    return {
      kind: 'known',
      reads: read.filter((path) => path !== null),
      writes: paths,
      ...(paths.some((path) => this.#isOfSystem(path)) ? { system: 'changes' } : {}),
    };
  }

  /** Where only its beginning is known, the directory above the unknown part. Null: nothing is known of it. */
  place({ raw, value }: CommandWord): string | null {
    if (value !== null) {
      if (value.startsWith('/')) return resolve('/', value);
      return this.directory === null ? null : resolve(this.directory, value);
    }
    const bare = raw.replace(/^["']/, '');
    if (/^(?:~|\$HOME|\$\{HOME\})(?:\/|$)/.test(bare)) return home;
    const fixed = bare.slice(0, bare.search(/[$`*?[{"'\\]/));
    if (fixed.startsWith('/') && fixed !== '/') return parentOf(`${fixed}x`);
    // `*.pyc` stands for what is in the directory.
    if (this.directory === null || /[$`]/.test(bare)) return null;
    return resolve(this.directory, fixed.slice(0, fixed.lastIndexOf('/') + 1));
  }

  #isOfSystem(path: string): boolean {
    if (this.directory !== null && this.directory !== '/' && isBelow(path, this.directory)) return false;
    return /^\/(?:etc|usr(?!\/src)|bin|sbin|lib\w*|opt|root|var\/lib|~)(?:\/|$)/.test(path);
  }
}

function ofProgram({ words: [program, ...rest], nesting }: PlacedCommand, files: Files): Effect {
  if (program === undefined) return noEffect;
  if (program.value === null) return unknownEffect;
  const name = basename(program.value);
  const operands = rest.filter(({ raw }) => !raw.startsWith('-'));

  if (talk.has(name)) return noEffect;
  if (systemTools.has(name)) {
    const local = operands.filter(({ raw }) => /\.(?:deb|rpm|apk)["']?$|^\.{1,2}\//.test(raw));
    return together([systemEffect, files.effect(local, [])]);
  }
  if (name === 'test' || name === '[' || name === '[[') return files.effect(tested(rest), []);
  if (writers.has(name)) return files.effect([], operands);
  if (owners.has(name)) return files.effect([], operands.slice(1));
  if (name === 'cp' || name === 'ln') return files.effect(operands.slice(0, -1), operands.slice(-1));
  if (name === 'mv') return files.effect([], operands);
  if (readers.has(name))
    return files.effect(name === 'dpkg' ? operands.filter(({ raw }) => raw.includes('/')) : operands, []);
  if (name === 'grep') return files.effect(operands.slice(1), []);
  if (name === 'sed') {
    const edited = operands.slice(rest.some(({ raw }) => raw === '-e' || raw === '-f') ? 0 : 1);
    return rest.some(({ raw }) => /^-[a-zE]*i|^--in-place/.test(raw))
      ? files.effect([], edited)
      : files.effect(edited, []);
  }
  if (name === 'curl' || name === 'wget') return download(name, rest, files);
  if (name === 'unzip') {
    const into = optionOf(rest, '-d');
    return files.effect(operands.filter((word) => word !== into).slice(0, 1), [into ?? here]);
  }
  if (name === 'tar') {
    const archives = rest.filter(({ raw }) => /\.(?:tar|tgz|gz|xz|bz2)["']?$/.test(raw));
    return files.effect(archives, [optionOf(rest, '-C', '--directory') ?? here]);
  }
  if (name === 'git') return ofGit(operands, files);
  // `curl … | bash -`: the script is not the project's.
  if (/^(?:ba|da|a)?sh$/.test(name))
    return nesting.includes('pipe') && operands.length === 0 ? systemEffect : unknownEffect;
  return ofManager(name, rest, operands, files);
}

const here: CommandWord = { raw: '.', value: '.' };

/** `[ -f x ]`, not `[ -n "$x" ]`. */
function tested(rest: readonly CommandWord[]): readonly CommandWord[] {
  return rest.filter((_, index) => /^-[a-mp-yA-Z]$/.test(rest[index - 1]?.raw ?? ''));
}

function ofGit([verb, address, into]: readonly CommandWord[], files: Files): Effect {
  if (verb?.value === 'config') return systemEffect;
  if (verb?.value !== 'clone' || !address) return unknownEffect;
  const name = basename(address.value ?? '').replace(/\.git$/, '');
  return files.effect([], [into ?? { raw: name, value: name === '' ? null : name }]);
}

/** Package managers of languages, where they are given names and not files. */
function ofManager(name: string, rest: readonly CommandWord[], operands: readonly CommandWord[], files: Files): Effect {
  if (rest.length === 1 && /^(?:--?version|-[vV])$/.test(rest[0]?.raw ?? '')) return noEffect;
  const verb = operands[0]?.value ?? '';
  const isNamed = operands.slice(1).every(({ raw }) => !/^["']?(?:\.|\/|file:)/.test(raw));
  if (name === 'npm' || name === 'yarn' || name === 'pnpm') return ofNode(name, rest, operands, isNamed, files);
  if (name === 'gem' && verb === 'install' && isNamed) return systemEffect;
  if (name === 'uv' && verb === 'venv') {
    const [target = { raw: '.venv', value: '.venv' }] = operands.slice(1);
    return files.effect([], [target]);
  }
  const module = /^(?:python|pypy)\d?(?:\.\d+)?$/.test(name) && rest[0]?.value === '-m' ? rest[1]?.value : undefined;
  if (module === 'venv' || module === 'virtualenv') {
    return files.effect(
      [],
      rest.slice(2).filter(({ raw }) => !raw.startsWith('-')),
    );
  }
  if (module === 'ensurepip') return systemEffect;
  if (module === 'pip') return ofPip(rest.slice(2), isNamed);
  if (name === 'uv' && verb === 'pip') return ofPip(rest.slice(1), isNamed);
  return /^pip\d?(?:\.\d+)?$/.test(name) ? ofPip(rest, isNamed) : unknownEffect;
}

function ofNode(
  name: string,
  rest: readonly CommandWord[],
  operands: readonly CommandWord[],
  isNamed: boolean,
  files: Files,
): Effect {
  const verb = operands[0]?.value ?? '';
  if (/^(?:config|set|cache|help|version)$/.test(verb)) return systemEffect;
  const adds = /^(?:i|install|add|uninstall|update|un|rm)$/.test(verb) && isNamed && operands.length > 1;
  const isGlobal = rest.some(({ raw }) => /^(?:-g|--global|--location=global)$/.test(raw));
  if (isGlobal && adds) return systemEffect;
  if (name === 'yarn') return verb === 'global' && operands[1]?.value === 'add' ? systemEffect : unknownEffect;
  if (name !== 'npm' || !adds) return unknownEffect;
  const own = ['package.json', 'package-lock.json', 'node_modules'].map((file) => ({ raw: file, value: file }));
  return files.effect(own, own);
}

function ofPip(rest: readonly CommandWord[], isNamed: boolean): Effect {
  const action = rest.find(({ raw }) => !raw.startsWith('-'))?.value ?? '';
  if (/^(?:config|cache|uninstall|freeze|list|show|check)$/.test(action)) return systemEffect;
  const takesFiles = rest.some(({ raw }) =>
    /^(?:-[rcefte]|--(?:requirement|constraint|editable|find-links|target))(?:=|$)|^-[rce].|^-[UqvI]+[rcet]/.test(raw),
  );
  return action === 'install' && !takesFiles && isNamed ? systemEffect : unknownEffect;
}

function download(name: string, rest: readonly CommandWord[], files: Files): Effect {
  const clustered = name === 'curl' ? rest.findIndex(({ raw }) => /^-[a-zA-Z]+o$/.test(raw)) : -1;
  const target =
    name === 'curl'
      ? (optionOf(rest, '-o', '--output') ?? (clustered < 0 ? null : (rest[clustered + 1] ?? null)))
      : optionOf(rest, '-O', '--output-document');
  if (target) return target.value === '-' ? noEffect : files.effect([], [target]);
  const keepsName = rest.some(({ raw }) => /^-[a-zA-Z]*O$|^--remote-name$/.test(raw));
  if (name === 'curl' ? !keepsName : rest.some(({ raw }) => /^-[a-zA-Z]*O-$/.test(raw))) return noEffect;
  // Where the name comes from the address, it lands somewhere in the directory.
  const names = rest.flatMap(({ value }) =>
    value !== null && /^\w+:\/\//.test(value) ? [basename(value.replace(/[?#].*$/, ''))] : [],
  );
  return names.length === 0
    ? unknownEffect
    : files.effect(
        [],
        names.map((file) => ({ raw: file, value: file })),
      );
}

function optionOf(rest: readonly CommandWord[], ...names: readonly string[]): CommandWord | null {
  const at = rest.findIndex(({ raw }) => names.includes(raw));
  if (at >= 0) return rest[at + 1] ?? null;
  const joined = rest.find(({ raw }) => names.some((name) => name.startsWith('--') && raw.startsWith(`${name}=`)));
  const text = joined?.value?.slice(joined.value.indexOf('=') + 1);
  return text === undefined ? null : { raw: text, value: text };
}

const caches = [
  home,
  '/root/.npm',
  '/root/.cache',
  '/root/.node-gyp',
  '/tmp',
  '/var/tmp',
  '/var/lib/apt/lists',
  '/var/cache',
  '/usr/local/share/.cache',
];

/** Only throws away what a download left behind, and may be done again at any time. */
export function isCacheClean(command: PlacedCommand): boolean {
  const [program, ...rest] = command.words;
  const name = basename(program?.value ?? '');
  const line = [name, ...rest.map(({ value, raw }) => value ?? raw)].join(' ');
  if (/^(?:npm|yarn|pnpm|pip\d?|uv) cache (?:clean|purge|rm|verify)\b/.test(line)) return true;
  if (/^(?:apt-get|apt|yum|dnf|microdnf) (?:-\S+ )*(?:clean|autoclean)\b/.test(line)) return true;
  if (name !== 'rm' || !rest.some(({ raw }) => /^-[a-zA-Z]*f|^--force$/.test(raw))) return false;
  const files = new Files(command.directory);
  return rest
    .filter(({ raw }) => !raw.startsWith('-'))
    .every((word) => {
      const path = files.place(word);
      return path !== null && caches.some((cache) => isBelow(path, cache));
    });
}
