import type { CopyLike, Run, Scope } from '../dockerfile/model.ts';
import { commandsOf, type PlacedCommand } from '../ecosystems/commands.ts';
import type { CommandWord } from '../ecosystems/ecosystem.ts';
import { resolve } from '../ecosystems/image-path.ts';
import { basename } from '../repository/paths.ts';

/** A `chown -R`, `chgrp -R` or `chmod -R` that surely runs. */
export interface RecursiveChange {
  readonly program: 'chown' | 'chgrp' | 'chmod';
  /** The owner or mode: as written, and its value where the file says it. */
  readonly what: { readonly raw: string; readonly value: string | null };
  readonly options: readonly CommandWord[];
  readonly operands: readonly Operand[];
  readonly command: PlacedCommand;
}

export interface Operand {
  readonly word: CommandWord;
  /** Absolute; null: not known. */
  readonly path: string | null;
  /** `/app/*`: what lies in the directory, not the directory itself. */
  readonly contents: boolean;
}

const programs = new Set(['chown', 'chgrp', 'chmod']);
/** Around a command that may not run, or not here. */
const uncertain = new Set(['or-right', 'if-branch', 'case-branch', 'loop-body', 'function', 'substitution']);

export function recursiveChanges(run: Run, workdir: string | null): readonly RecursiveChange[] {
  const { commands } = commandsOf(run, workdir);
  const shadowed = assignedIn(commands);
  return commands.flatMap((command): readonly RecursiveChange[] => {
    const [first, ...rest] = command.words;
    const program = basename(first?.value ?? '');
    if (!isProgram(program) || command.nesting.some((around) => uncertain.has(around))) return [];
    const options = rest.filter((word, index) => isOption(program, word, rest.slice(0, index)));
    const [what, ...paths] = rest.filter((word) => !options.includes(word));
    const isRecursive = options.some(({ raw }) => raw === '--recursive' || /^-[a-zA-Z]*R/u.test(raw));
    if (!what || paths.length === 0 || !isRecursive || options.some(({ raw }) => raw.startsWith('--reference')))
      return [];
    return [
      {
        program,
        what: { raw: what.raw, value: valueIn(what, run.scope, shadowed) },
        options,
        operands: paths.map((word) => operandOf(word, valueIn(word, run.scope, shadowed), command.directory)),
        command,
      },
    ];
  });
}

function isProgram(name: string): name is RecursiveChange['program'] {
  return programs.has(name);
}

/** `-x` may be a mode (`chmod -R -x dir`): only letters that are options of the program count. */
function isOption(program: RecursiveChange['program'], { raw }: CommandWord, before: readonly CommandWord[]): boolean {
  if (before.some((word) => word.raw === '--')) return false;
  if (raw === '--') return true;
  return program === 'chmod' ? /^-(?:[Rvcf]+|-.*)$/u.test(raw) : raw.startsWith('-');
}

function operandOf(word: CommandWord, value: string | null, directory: string | null): Operand {
  const contents = value?.endsWith('/*') ?? false;
  const text = contents ? value?.slice(0, -1) : value;
  const known = text !== undefined && text !== null && text !== '' && !/[*?[{~]/u.test(text);
  const path = !known
    ? null
    : text.startsWith('/')
      ? resolve('/', text)
      : directory === null
        ? null
        : resolve(directory, text);
  return { word, path, contents };
}

/** Variables that the script itself sets, in any of its commands. */
function assignedIn(commands: readonly PlacedCommand[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { shell, words } of commands) {
    for (const { name } of shell?.assignments ?? []) names.add(name);
    if (!/^(?:export|read|local|declare|for)$/u.test(words[0]?.raw ?? '')) continue;
    for (const { raw } of words.slice(1)) names.add(raw.replace(/=.*$/su, ''));
  }
  return names;
}

/** The word with ENV and ARG of the Dockerfile put in; a trailing `/*` stays. Null when only a running shell knows it. */
export function valueIn(
  { raw, value }: CommandWord,
  scope: Scope,
  shadowed: ReadonlySet<string> = new Set(),
): string | null {
  if (value !== null) return value;
  const bare = raw.replace(/^"(.*)"$/su, '$1');
  let known = true;
  const filled = bare.replace(/\$(?:\{(\w+)\}|(\w+))/gu, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? '';
    const found = shadowed.has(name) ? null : (scope.get(name)?.value ?? null);
    if (found === null || /\s/u.test(found)) known = false;
    return found ?? '';
  });
  return known && /^[\w./:@%+,=-]*(?:\/\*)?$/u.test(filled) ? filled : null;
}

/** Does this word, with its variables, mean the same in front of the copy? */
export function meansTheSameAt(raw: string, run: Run, copy: CopyLike): boolean {
  const names = [...raw.matchAll(/\$(?:\{(\w+)\}|(\w+))/gu)].map(([, braced, plain]) => braced ?? plain ?? '');
  return names.every((name) => {
    const here = run.scope.get(name);
    return here !== undefined && copy.scope.get(name)?.value === here.value;
  });
}

/** `user:group`, `user.group`. Group null: not written; '': the user's own (`user:`). */
export function ownerOf(text: string): { readonly user: string; readonly group: string | null } {
  const colon = text.indexOf(':');
  if (colon >= 0) return { user: text.slice(0, colon), group: text.slice(colon + 1) };
  const dotted = /^([a-z_][\w-]*)\.([a-z_][\w-]*)$/iu.exec(text);
  return { user: dotted?.[1] ?? text, group: dotted?.[2] ?? null };
}
