import type { PlacedCommand } from '../ecosystems/commands.ts';
import type { CommandWord } from '../ecosystems/ecosystem.ts';
import { isBelow, overlap, parentOf, resolve } from '../ecosystems/image-path.ts';
import { basename } from '../repository/paths.ts';

/** What a step does to files, as absolute paths in the image; a directory stands for all below it. */
export type Effect =
  | { readonly kind: 'known'; readonly reads: readonly string[]; readonly writes: readonly string[] }
  /** It may read and write anything. */
  | { readonly kind: 'unknown' };

export const noEffect: Effect = { kind: 'known', reads: [], writes: [] };

export function together(effects: Iterable<Effect>): Effect {
  const reads: string[] = [];
  const writes: string[] = [];
  for (const effect of effects) {
    if (effect.kind === 'unknown') return effect;
    reads.push(...effect.reads);
    writes.push(...effect.writes);
  }
  return { kind: 'known', reads, writes };
}

/** Is the result the same in either order? */
export function commute(a: Effect, b: Effect): boolean {
  if (isNothing(a) || isNothing(b)) return true;
  if (a.kind === 'unknown' || b.kind === 'unknown') return false;
  return !meet(a.writes, b.reads) && !meet(a.writes, b.writes) && !meet(a.reads, b.writes);
}

export function touches(effect: Effect, paths: readonly string[]): boolean {
  return effect.kind === 'unknown' || meet(effect.reads, paths) || meet(effect.writes, paths);
}

function isNothing(effect: Effect): boolean {
  return effect.kind === 'known' && effect.reads.length === 0 && effect.writes.length === 0;
}

function meet(a: readonly string[], b: readonly string[]): boolean {
  return a.some((one) => b.some((other) => overlap(one, other)));
}

/** A home directory that we do not know by name. */
const home = '/~';

/**
 * Programs that take nothing from the copied tree and leave nothing in it: the system's package managers, accounts, the shell's own words,
 * questions about versions. Their operands are names, not files (a `.deb` among them is looked for).
 */
const apart = new Set(
  (
    'apt-get apt aptitude apk dnf yum microdnf zypper pacman add-apt-repository apt-key apt-mark apt-cache dpkg-reconfigure locale-gen localedef ' +
    'update-locale update-ca-certificates update-alternatives ldconfig useradd adduser groupadd addgroup usermod groupmod deluser userdel passwd chpasswd ' +
    'true false : exit break continue return cd pushd popd set export unset umask ulimit shopt alias command type hash which date printenv whoami id uname pwd ls ' +
    'sleep arch nproc getconf corepack n rustup rpm debconf-set-selections fc-cache setcap echo printf gpg read ' +
    'dirname basename env fc-list'
  ).split(' '),
);

/** All their operands are written (or removed). */
const writers = new Set(['mkdir', 'touch', 'rm', 'rmdir', 'install', 'mktemp', 'truncate', 'virtualenv']);
/** The first operand is a mode or an owner. */
const owners = new Set(['chmod', 'chown', 'chgrp']);
/** The last operand is written, the others are read. */
const copiers = new Set(['cp', 'ln', 'mv']);
const readers = new Set(['cat', 'head', 'tail', 'grep', 'sha256sum', 'sha512sum', 'md5sum', 'wc', 'stat', 'dpkg']);

export function effectOf(command: PlacedCommand): Effect {
  const own = ofProgram(command);
  const redirected = command.redirects.map(({ operator, target }): Effect => {
    if (target === null || /^<<|&$/.test(operator) || target.value === '/dev/null') return noEffect;
    const path = placeOf(target, command.directory);
    if (path === null) return { kind: 'unknown' };
    return operator.startsWith('<')
      ? { kind: 'known', reads: [path], writes: [] }
      : { kind: 'known', reads: [], writes: [path] };
  });
  return together([own, ...redirected]);
}

function ofProgram({ words, directory, nesting }: PlacedCommand): Effect {
  const [program, ...rest] = words;
  if (program === undefined) return noEffect;
  if (program.value === null) return { kind: 'unknown' };
  const name = basename(program.value);
  const operands = rest.filter(({ raw }) => !raw.startsWith('-'));
  const known = (reads: readonly CommandWord[], writes: readonly CommandWord[]): Effect => {
    const [read, written] = [reads, writes].map((list) => list.map((word) => placeOf(word, directory)));
    if (!read || !written) return { kind: 'unknown' };
    if (read.includes(null) || written.includes(null)) return { kind: 'unknown' };
    return {
      kind: 'known',
      reads: read.filter((path) => path !== null),
      writes: written.filter((path) => path !== null),
    };
  };

  if (name === '.' || name === 'source') return known(operands.slice(0, 1), []);
  if (name === 'test' || name === '[' || name === '[[')
    return known(
      rest.filter(
        (_, index) => /^-[a-zA-Z]$/.test(rest[index - 1]?.raw ?? '') && !/^-[nzo]$/.test(rest[index - 1]?.raw ?? ''),
      ),
      [],
    );
  if (apart.has(name))
    return known(
      operands.filter(({ raw }) => /\.(?:deb|rpm|apk)["']?$|^\.{1,2}\//.test(raw)),
      [],
    );
  if (writers.has(name)) return known([], operands);
  if (owners.has(name)) return known([], operands.slice(1));
  if (copiers.has(name))
    return known(name === 'mv' ? [] : operands.slice(0, -1), name === 'mv' ? operands : operands.slice(-1));
  if (readers.has(name)) return known(name === 'grep' ? operands.slice(1) : operands, []);
  if (name === 'sed') {
    const files = operands.slice(rest.some(({ raw }) => raw === '-e' || raw === '-f') ? 0 : 1);
    return rest.some(({ raw }) => /^-[a-zE]*i|^--in-place/.test(raw)) ? known([], files) : known(files, []);
  }
  if (name === 'curl' || name === 'wget') return download(name, rest, directory);
  if (name === 'unzip') return known(operands.slice(0, 1).filter(({ raw }) => raw !== after(rest, '-d')?.raw), [after(rest, '-d') ?? here]);
  if (name === 'tar') {
    const into = after(rest, '-C', '--directory');
    return known(
      rest.filter(({ raw }) => /\.(?:tar|tgz|gz|xz|bz2)["']?$/.test(raw)),
      [into ?? here],
    );
  }
  if (name === 'git')
    return operands[0]?.value === 'clone'
      ? clone(operands, directory)
      : operands[0]?.value === 'config'
        ? noEffect
        : { kind: 'unknown' };
  if (/^(?:ba|da|a)?sh$/.test(name)) {
    // `curl … | bash -`: the script is not the project's.
    return nesting.includes('pipe') && operands.length === 0 ? noEffect : { kind: 'unknown' };
  }
  if (name === 'tee') return known([], operands);
  return tool(name, rest, operands, directory);
}

const here: CommandWord = { raw: '.', value: '.' };

/** Package managers of languages, where they are given names and not files. */
function tool(
  name: string,
  rest: readonly CommandWord[],
  operands: readonly CommandWord[],
  directory: string | null,
): Effect {
  const verb = operands[0]?.value ?? '';
  if (rest.length === 1 && /^(?:--?version|-[vV])$/.test(rest[0]?.raw ?? '')) return noEffect;
  const isGlobal = rest.some(({ raw }) => raw === '-g' || raw === '--global' || raw === '--location=global');
  const named = operands.slice(1).every(({ raw }) => !/^(?:["']?(?:\.|\/|file:))/.test(raw));
  if (name === 'npm') {
    if (['config', 'set', 'cache', 'help', 'version'].includes(verb)) return noEffect;
    if (/^(?:i|install|add|uninstall|update|un|rm)$/.test(verb) && isGlobal && named && operands.length > 1)
      return noEffect;
    if (/^(?:i|install|add)$/.test(verb) && named && operands.length > 1 && directory !== null) {
      const at = (file: string): string => resolve(directory, file) ?? directory;
      const own = ['package.json', 'package-lock.json', 'node_modules'].map(at);
      return { kind: 'known', reads: own, writes: own };
    }
    return { kind: 'unknown' };
  }
  if (name === 'yarn' || name === 'pnpm') {
    return verb === 'config' ||
      (verb === 'global' && operands[1]?.value === 'add') ||
      (verb === 'add' && isGlobal && named)
      ? noEffect
      : { kind: 'unknown' };
  }
  const python = /^(?:python|pypy)\d?(?:\.\d+)?$/.test(name);
  const module = python && rest[0]?.value === '-m' ? (rest[1]?.value ?? '') : '';
  if (module === 'venv' || module === 'virtualenv')
    return { kind: 'known', reads: [], writes: places(rest.slice(2), directory) };
  if (module === 'ensurepip') return noEffect;
  const uv = name === 'uv';
  if (uv && verb === 'venv')
    return {
      kind: 'known',
      reads: [],
      writes: places(operands.length > 1 ? operands.slice(1) : [{ raw: '.venv', value: '.venv' }], directory),
    };
  if (/^pip\d?(?:\.\d+)?$/.test(name) || module === 'pip' || (uv && verb === 'pip')) {
    const words = module === 'pip' ? rest.slice(2) : uv ? rest.slice(1) : rest;
    const action = words.find(({ raw }) => !raw.startsWith('-'))?.value ?? '';
    if (['config', 'cache', 'uninstall', 'freeze', 'list', 'show', 'check'].includes(action)) return noEffect;
    const files = words.some(({ raw }) =>
      /^(?:-[rcefte]|--(?:requirement|constraint|editable|find-links|target))(?:=|$)|^-[rce]./.test(raw),
    );
    return action === 'install' && !files && named ? noEffect : { kind: 'unknown' };
  }
  if (name === 'gem' && verb === 'install' && named) return noEffect;
  if (
    name === 'pecl' ||
    name === 'docker-php-ext-install' ||
    name === 'docker-php-ext-configure' ||
    name === 'docker-php-ext-enable'
  )
    return noEffect;
  return { kind: 'unknown' };
}

function places(words: readonly CommandWord[], directory: string | null): readonly string[] {
  return words.flatMap((word) => (word.raw.startsWith('-') ? [] : [placeOf(word, directory) ?? '/']));
}

function download(name: string, rest: readonly CommandWord[], directory: string | null): Effect {
  const target = name === 'curl' ? after(rest, '-o', '--output') : after(rest, '-O', '--output-document');
  if (target) {
    if (target.value === '-') return noEffect;
    const path = placeOf(target, directory);
    return path === null ? { kind: 'unknown' } : { kind: 'known', reads: [], writes: [path] };
  }
  const toStandardOutput =
    name === 'curl'
      ? !rest.some(({ raw }) => /^-[a-zA-Z]*O/.test(raw))
      : rest.some(({ raw }) => /^-[a-zA-Z]*O-$/.test(raw));
  if (name === 'curl' && rest.some(({ raw }) => /^-[a-zA-Z]+o$/.test(raw))) {
    const at = rest.findIndex(({ raw }) => /^-[a-zA-Z]+o$/.test(raw));
    const path = rest[at + 1] ? placeOf(rest[at + 1] ?? here, directory) : null;
    return path === null ? { kind: 'unknown' } : { kind: 'known', reads: [], writes: [path] };
  }
  if (toStandardOutput) return noEffect;
  // Where the name comes from the address, it lands somewhere in the directory.
  const names = rest.flatMap(({ value }) =>
    value !== null && /^\w+:\/\//.test(value) ? [basename(value.replace(/[?#].*$/, ''))] : [],
  );
  if (directory === null || names.length === 0) return { kind: 'unknown' };
  return { kind: 'known', reads: [], writes: names.map((file) => resolve(directory, file) ?? directory) };
}

function clone(operands: readonly CommandWord[], directory: string | null): Effect {
  const [, address, into] = operands;
  const path = into
    ? placeOf(into, directory)
    : directory === null
      ? null
      : resolve(directory, basename(address?.value ?? '').replace(/\.git$/, ''));
  return path === null ? { kind: 'unknown' } : { kind: 'known', reads: [], writes: [path] };
}

function after(words: readonly CommandWord[], ...names: readonly string[]): CommandWord | null {
  const at = words.findIndex(({ raw }) => names.includes(raw));
  if (at >= 0) return words[at + 1] ?? null;
  const joined = words.find(({ raw }) => names.some((name) => name.startsWith('--') && raw.startsWith(`${name}=`)));
  const text = joined?.value?.slice(joined.value.indexOf('=') + 1);
  return text === undefined ? null : { raw: text, value: text };
}

/** The path of a word; where only its beginning is known, the directory above the unknown part. Null: nothing is known of it. */
function placeOf(word: CommandWord, directory: string | null): string | null {
  if (word.value !== null) {
    if (word.value.startsWith('/')) return resolve('/', word.value);
    return directory === null ? null : resolve(directory, word.value);
  }
  const raw = word.raw.replace(/^["']/, '');
  if (/^(?:~|\$HOME|\$\{HOME\})(?:\/|$)/.test(raw)) return home;
  const fixed = raw.slice(0, raw.search(/[$`*?[{"'\\]/));
  if (fixed.startsWith('/') && fixed !== '/') return parentOf(`${fixed}x`);
  // `*.pyc` stands for what is in the directory.
  if (directory !== null && !/[$`]/.test(raw)) return resolve(directory, fixed.slice(0, fixed.lastIndexOf('/') + 1));
  return null;
}

export function isCacheClean(command: PlacedCommand): boolean {
  const [program, ...rest] = command.words;
  const name = basename(program?.value ?? '');
  const line = [name, ...rest.map(({ value, raw }) => value ?? raw)].join(' ');
  if (
    /^(?:npm|yarn|pnpm|pip\d?|uv) cache (?:clean|purge|rm|verify)\b/.test(line) ||
    /^(?:apt-get|apt|yum|dnf|microdnf) (?:-\S+ )*(?:clean|autoclean)\b/.test(line)
  )
    return true;
  if (name !== 'rm' || !rest.some(({ raw }) => /^-[a-zA-Z]*f|^--force$/.test(raw))) return false;
  return rest
    .filter(({ raw }) => !raw.startsWith('-'))
    .every((word) => {
      const path = placeOf(word, command.directory);
      return path !== null && caches.some((cache) => isBelow(path, cache));
    });
}

const caches = [
  home,
  '/root/.npm',
  '/root/.cache',
  '/tmp',
  '/var/tmp',
  '/var/lib/apt/lists',
  '/var/cache',
  '/usr/local/share/.cache',
  '/root/.node-gyp',
];
