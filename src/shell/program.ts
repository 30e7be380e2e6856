import type { ShellWord } from './model.ts';
import { shellWord } from './word.ts';

/** What a command runs in the end: `sudo -u app env CI=1 npm ci` is `npm ci`. */
export interface Program {
  /** Wrappers around it, outermost first, as plain names: `sudo`, `env`. */
  readonly wrappers: readonly string[];
  /** The program and its arguments. Empty when a wrapper runs nothing, or is used in a way that we do not follow. */
  readonly words: readonly ShellWord[];
  /** `NAME=value` that `env` and `sudo` set for it. */
  readonly assignments: readonly string[];
  /** `env -C directory`; null when no wrapper changes it. */
  readonly directory: string | null;
}

interface Wrapper {
  /** Short and long options that take the next word as their value. */
  readonly values?: readonly string[];
  /** Options that take none. Anything else that begins with a dash is not followed. */
  readonly flags?: readonly string[];
  /** Words in front of the program: a duration, a user, a directory. */
  readonly operands?: number;
  readonly assigns?: boolean;
  /** Option of `values` that names the directory to run in. */
  readonly directory?: readonly string[];
}

/** Their manuals: coreutils 9, sudo 1.9, dash and bash, util-linux 2.40; tini, gosu, su-exec and dumb-init from their own pages. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: {
    values: [
      '-u',
      '--user',
      '-g',
      '--group',
      '-h',
      '--host',
      '-p',
      '--prompt',
      '-C',
      '-D',
      '--chdir',
      '-R',
      '-T',
      '-r',
      '-t',
    ],
    flags: [
      '-E',
      '--preserve-env',
      '-H',
      '--set-home',
      '-n',
      '--non-interactive',
      '-S',
      '--stdin',
      '-A',
      '-P',
      '-b',
      '-k',
      '-i',
      '--login',
    ],
    assigns: true,
    directory: ['-D', '--chdir'],
  },
  doas: { values: ['-u', '-C'], flags: ['-n'] },
  env: {
    values: ['-u', '--unset', '-C', '--chdir'],
    flags: ['-', '-i', '--ignore-environment', '-v', '--debug', '-0', '--null'],
    assigns: true,
    directory: ['-C', '--chdir'],
  },
  time: {
    values: ['-f', '--format', '-o', '--output'],
    flags: ['-p', '--portability', '-v', '--verbose', '-a', '--append'],
  },
  nice: { values: ['-n', '--adjustment'] },
  ionice: { values: ['-c', '--class', '-n', '--classdata'], flags: ['-t', '--ignore'] },
  command: { flags: ['-p'] },
  builtin: {},
  exec: { values: ['-a'], flags: ['-c', '-l'] },
  nohup: {},
  setsid: { flags: ['-c', '--ctty', '-f', '--fork', '-w', '--wait'] },
  stdbuf: { values: ['-i', '--input', '-o', '--output', '-e', '--error'] },
  timeout: {
    values: ['-k', '--kill-after', '-s', '--signal'],
    flags: ['--preserve-status', '--foreground', '-v', '--verbose'],
    operands: 1,
  },
  chroot: { operands: 1 },
  gosu: { operands: 1 },
  'su-exec': { operands: 1 },
  tini: { values: ['-p', '-e'], flags: ['-s', '-g', '-v', '-vv', '-vvv', '-w'] },
  'dumb-init': { values: ['-r', '--rewrite'], flags: ['-c', '--single-child', '-v', '--verbose'] },
  eatmydata: {},
};

/** Wrappers around wrappers, to any depth that makes sense. */
const DEEPEST = 16;

/** Unwraps `sudo`, `env`, `timeout` and their like. Works on the words of a shell command and of an exec form (`execWords`). */
export function programOf(words: readonly ShellWord[]): Program {
  const wrappers: string[] = [];
  const assignments: string[] = [];
  let directory: string | null = null;
  let rest = words;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const name = programName(rest[0]);
    const wrapper = name !== null && Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
    if (name === null || !wrapper) break;
    const inner = unwrapped(rest.slice(1), wrapper);
    // `exec > log` and `command -v x` run nothing.
    wrappers.push(name);
    rest = inner?.words ?? [];
    for (const assignment of inner?.assignments ?? []) assignments.push(assignment);
    directory = inner?.directory ?? directory;
  }
  return { wrappers, words: rest, assignments, directory };
}

/** `/usr/bin/npm` is npm; null when the word is not known. */
export function programName(word: ShellWord | undefined): string | null {
  const name = word?.value?.split('/').at(-1);
  return name === undefined || name === '' ? null : name;
}

/** Words of an exec form, as if a shell had read them. They have no offsets. */
export function execWords(words: readonly string[]): readonly ShellWord[] {
  return words.map((word) => shellWord(word, word, 0, 0));
}

function unwrapped(
  words: readonly ShellWord[],
  wrapper: Wrapper,
): { words: readonly ShellWord[]; assignments: string[]; directory: string | null } | null {
  const assignments: string[] = [];
  let directory: string | null = null;
  let at = 0;
  for (; at < words.length; at += 1) {
    const value = words[at]?.value ?? null;
    if (value === null || !value.startsWith('-')) break;
    if (value === '--') {
      at += 1;
      break;
    }
    const option = readOption(value, wrapper);
    if (!option) return null;
    const given = option.value ?? (option.takesNext ? (words[at + 1]?.value ?? null) : null);
    if (option.takesNext) at += 1;
    if (wrapper.directory?.includes(option.name)) directory = given;
  }
  for (; wrapper.assigns && at < words.length; at += 1) {
    const word = words[at];
    const match = /^[a-z_]\w*(?==)/i.exec(word?.value ?? word?.raw ?? '');
    if (!match) break;
    assignments.push(match[0]);
  }
  return { words: words.slice(at + (wrapper.operands ?? 0)), assignments, directory };
}

function readOption(
  option: string,
  { values = [], flags = [] }: Wrapper,
): { name: string; value: string | null; takesNext: boolean } | null {
  if (flags.includes(option)) return { name: option, value: null, takesNext: false };
  if (values.includes(option)) return { name: option, value: null, takesNext: true };
  if (option.startsWith('--')) {
    const [name = '', value = ''] = option.split(/=(.*)/s);
    const isKnown = option.includes('=') && (values.includes(name) || flags.includes(name));
    return isKnown ? { name, value, takesNext: false } : null;
  }
  // `-n10`, `-EH`, `nice -10`.
  const short = option.slice(0, 2);
  if (values.includes(short)) return { name: short, value: option.slice(2), takesNext: false };
  if (values.includes('-n') && /^-\d+$/.test(option)) return { name: '-n', value: option.slice(1), takesNext: false };
  const isCluster = option.length > 2 && Array.from(option.slice(1)).every((letter) => flags.includes(`-${letter}`));
  return isCluster ? { name: short, value: null, takesNext: false } : null;
}
