import { commandsOf, type PlacedCommand } from '../ecosystems/commands.ts';
import type { Dockerfile, Run } from '../dockerfile/model.ts';
import type { Doubt } from '../findings/doubt.ts';
import { basename } from '../repository/paths.ts';
import { effectOf, isCacheClean } from './effects.ts';
import { together, touches, type Effect } from './effect.ts';
import { runSource, type RunSource } from './run-source.ts';
import { unitsOf, type Unit } from './units.ts';

/** A RUN cut behind its install. Lines are without endings. */
export interface SplitRun {
  readonly head: readonly string[];
  /** Null: the whole step is the install and what belongs to it. */
  readonly tail: { readonly comments: readonly string[]; readonly lines: readonly string[] } | null;
  readonly doubts: readonly Doubt[];
  /** Places that the first half fills besides the install's own (a virtual environment). */
  readonly made: readonly string[];
}

export interface SplitQuestion {
  readonly run: Run;
  readonly workdir: string | null;
  readonly isInstall: (command: PlacedCommand) => boolean;
  /** May this touch what a later copy brings? Then it stays behind the copy. */
  readonly needsCode: (effect: Effect) => boolean;
  /** Is this file of the image one of the context? */
  readonly isCopied: (imagePath: string) => boolean;
  /** Directories that the install fills. */
  readonly fills: readonly string[];
}

type Role = 'install' | 'setting' | 'apart' | 'clean' | 'code';

/** Null: the install can't be told from the rest, and no edit can be shown. */
export function splitRun(dockerfile: Dockerfile, question: SplitQuestion): SplitRun | null {
  const { run } = question;
  const { startLine, endLine } = run.range;
  const whole = dockerfile.lines.slice(startLine - 1, endLine).map(withoutEnding);
  if (run.command.form === 'exec') {
    const others = commandsOf(run, question.workdir).commands.filter((command) => !question.isInstall(command));
    return others.every((command) => !question.needsCode(effectOf(command)))
      ? { head: whole, tail: null, doubts: [], made: [] }
      : null;
  }
  const parsed = unitsOf(run, question.workdir);
  if (parsed === null) return null;

  const { units, script } = parsed;
  const doubts: Doubt[] = [];
  const roles = units.map((unit) => roleOf(unit, question));
  const last = roles.lastIndexOf('install');
  if (last < 0) return null;
  for (const [index, unit] of units.entries()) {
    if (roles[index] !== 'install') continue;
    if (worksOnCode(unit, question)) return null;
    doubts.push(...doubtsIn(unit, question));
  }

  let cut = last;
  while (roles[cut + 1] === 'apart' || roles[cut + 1] === 'clean') cut += 1;
  if (roles.slice(cut + 1).every((role) => role !== 'code')) cut = units.length - 1;
  const early = units.filter((_, index) => index < last && roles[index] === 'code');
  if (early.length > 0) doubts.push({ kind: 'mixed-step', line: startLine });
  const late = units.slice(cut + 1);
  if (early.length === 0 && late.length === 0) return { head: whole, tail: null, doubts, made: madeBy(units, roles) };

  const source = runSource(dockerfile, run);
  if (source === null) return null;
  const head = units.slice(0, cut + 1).filter((unit) => !early.includes(unit));
  const after = [...early, ...late].map(({ start, end }) => script.slice(start, end)).join('\n');
  const carried = head.filter((unit) => namesSetBy(unit).some((name) => mentions(after, name)));
  const settings = units.filter(
    (unit, index) =>
      index < last && (roles[index] === 'setting' || carried.includes(unit)) && roles[index] !== 'install',
  );
  // Worked out again, such a value could be another one.
  const isPlain = (unit: Unit): boolean => unit.commands.length === 1 && roles[units.indexOf(unit)] === 'setting';
  if (
    !carried.every(isPlain) ||
    head.some(({ commands }) => commands.some(({ nesting }) => nesting.includes('function')))
  ) {
    doubts.push({ kind: 'mixed-step', line: startLine });
  }
  if (late.length > 0 && units[cut]?.joint !== '&&' && !stopsOnError(run, settings))
    doubts.push({ kind: 'mixed-step', line: startLine });

  const cutting: Cutting = { dockerfile, run, script, source, settings };
  const cleaning = late.filter((unit) => roleOf(unit, question) === 'clean');
  const moved = [...early, ...late];
  // Removed in a layer of its own, it would stay in the image.
  if (moved.some((unit) => removes(unit, question.fills))) doubts.push({ kind: 'mixed-step', line: startLine });
  return {
    head:
      early.length === 0
        ? headUpTo(cutting, units[cut] ?? units[0], cleaning)
        : assembled(cutting, [...head, ...cleaning]),
    tail:
      early.length === 0 && late[0]
        ? { comments: commentsBetween(cutting, units[cut], late[0]), lines: tailFrom(cutting, late[0]) }
        : {
            comments: [],
            lines: assembled(cutting, [...settings, ...moved.filter((unit) => !settings.includes(unit))]),
          },
    doubts,
    made: madeBy(units.slice(0, cut + 1), roles),
  };
}

/** Variables of the shell that a unit sets. */
function namesSetBy({ commands }: Unit): readonly string[] {
  return commands.flatMap(({ shell, words: [program, ...rest] }) => {
    if (program === undefined) return shell?.assignments.map(({ name }) => name) ?? [];
    if (!/^(?:export|read|declare|typeset|readonly|local)$/.test(program.value ?? '')) return [];
    return rest.flatMap(({ raw }) => /^(\w+)(?:=|$)/.exec(raw)?.[1] ?? []);
  });
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\$\\{?${name}\\b`).test(text);
}

/** What commands beside the install leave behind; an empty directory lies as well below a copy as above. */
function madeBy(units: readonly Unit[], roles: readonly Role[]): readonly string[] {
  const commands = units.flatMap((unit, index) => (roles[index] === 'apart' ? unit.commands : []));
  const effect = together(commands.filter(({ words }) => words[0]?.value !== 'mkdir').map(effectOf));
  return effect.kind === 'known' ? effect.writes : [];
}

function removes({ commands }: Unit, fills: readonly string[]): boolean {
  return commands.some((command) => {
    const [program, verb] = command.words;
    if (program?.value === 'rm') return touches(effectOf(command), fills);
    return basename(program?.value ?? '') === 'npm' && verb?.value === 'prune';
  });
}

function roleOf(unit: Unit, { isInstall, needsCode, isCopied }: SplitQuestion): Role {
  if (unit.commands.some(isInstall)) return 'install';
  const [first] = unit.commands;
  const name = basename(first?.words[0]?.value ?? '');
  if (first && isSetting(first) && unit.commands.length === 1) {
    const path = first.words[1]?.value;
    const sourced = (name === '.' || name === 'source') && (path == null || isCopied(absolute(path, first.directory)));
    return sourced ? 'code' : 'setting';
  }
  if (unit.commands.every(isCacheClean)) return 'clean';
  return needsCode(together(unit.commands.map(effectOf))) ? 'code' : 'apart';
}

/** What later commands of the same shell run under. */
function isSetting(command: PlacedCommand): boolean {
  const name = command.words[0]?.value;
  if (command.words.length === 0) return true;
  return /^(?:cd|pushd|popd|set|export|unset|umask|ulimit|shopt|alias|\.|source)$/.test(name ?? '');
}

function absolute(path: string, directory: string | null): string {
  return path.startsWith('/') ? path : `${directory ?? ''}/${path}`.replace(/\/\.\//g, '/');
}

/** Something in the same construct needs the code: there is no place to cut. */
function worksOnCode(unit: Unit, question: SplitQuestion): boolean {
  return unit.commands.some(
    (command) => !question.isInstall(command) && !isSetting(command) && question.needsCode(effectOf(command)),
  );
}

/** `|| true` behind the install, or a loop around it. */
function doubtsIn(unit: Unit, question: SplitQuestion): readonly Doubt[] {
  const doubts: Doubt[] = [];
  const line = question.run.range.startLine;
  const others = unit.commands.filter((command) => !question.isInstall(command));
  const swallows = others.some(
    (command) =>
      command.nesting.includes('or-right') &&
      /^(?::|true|exit|echo|printf)$/.test(command.words[0]?.value ?? '') &&
      !failsAgain(others),
  );
  if (swallows) doubts.push({ kind: 'failure-swallowed', line });
  if (unit.commands.some(({ nesting }) => nesting.includes('loop-body') || nesting.includes('background'))) {
    doubts.push({ kind: 'mixed-step', line });
  }
  return doubts;
}

/** `npm ci || { echo failed; exit 1; }` hides nothing. */
function failsAgain(commands: readonly PlacedCommand[]): boolean {
  return commands.some(
    ({ words }) =>
      (words[0]?.value === 'exit' && words[1]?.value !== undefined && words[1].value !== '0') ||
      words[0]?.value === 'false',
  );
}

/** `set -e`, or a SHELL with `-e`. */
function stopsOnError(run: Run, settings: readonly Unit[]): boolean {
  if (run.scope.shell?.some((word) => /^-[a-z]*e/.test(word))) return true;
  return settings.some(
    ({ commands: [command] }) =>
      command?.words[0]?.value === 'set' && command.words.slice(1).some(({ value }) => /^-[a-z]*e/.test(value ?? '')),
  );
}

interface Cutting {
  readonly dockerfile: Dockerfile;
  readonly run: Run;
  readonly script: string;
  readonly source: RunSource;
  readonly settings: readonly Unit[];
}

function lineAt({ dockerfile }: Cutting, line: number): string {
  return withoutEnding(dockerfile.lines[line] ?? '');
}

function linesBetween(cutting: Cutting, from: number, to: number): readonly string[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => lineAt(cutting, from + index));
}

/** From `RUN` to the end of a unit, as written; the cache is cleaned on this half too. */
function headUpTo(cutting: Cutting, unit: Unit | undefined, cleaning: readonly Unit[]): readonly string[] {
  const { run, source, script } = cutting;
  const end = source.at(unit?.end ?? 0);
  const cleans = cleaning.map(({ start, end: until }) => script.slice(start, until));
  const body = [
    ...linesBetween(cutting, run.range.startLine - 1, end.line),
    lineAt(cutting, end.line).slice(0, end.column).trimEnd(),
  ];
  if (run.heredocScript) return [...body, ...cleans, lineAt(cutting, run.range.endLine - 1)];
  return cleans.length === 0 ? body : [...body.slice(0, -1), [body.at(-1) ?? '', ...cleans].join(' && ')];
}

/** The flags again, the settings in force, then the rest as written. */
function tailFrom(cutting: Cutting, unit: Unit): readonly string[] {
  const { run, source } = cutting;
  const start = source.at(unit.start);
  const endLine = run.range.endLine;
  const first = lineAt(cutting, start.line).slice(start.column);
  const rest = linesBetween(cutting, start.line + 1, endLine);
  if (run.heredocScript) {
    const opening = linesBetween(cutting, run.range.startLine - 1, source.at(0).line);
    const indent = /^\s*/.exec(lineAt(cutting, start.line))?.[0] ?? '';
    return [...opening, ...settingTexts(cutting).map((text) => indent + text), indent + first, ...rest];
  }
  const prefix = prefixLines(cutting);
  return [...prefix.slice(0, -1), (prefix.at(-1) ?? '') + settingTexts(cutting).join('') + first, ...rest];
}

/** `RUN --mount=… \` and the indentation below it: all in front of the script. */
function prefixLines(cutting: Cutting): readonly string[] {
  const { run, source } = cutting;
  const start = source.at(0);
  return [
    ...linesBetween(cutting, run.range.startLine - 1, start.line),
    lineAt(cutting, start.line).slice(0, start.column),
  ];
}

/** Each with its own operator behind it; in a heredoc each is a line. */
function settingTexts({ settings, script, run }: Cutting): readonly string[] {
  return settings.map(({ start, end, joint }) => {
    const text = script.slice(start, end).trim();
    if (run.heredocScript) return text;
    return joint === ';' ? `${text}; ` : `${text} && `;
  });
}

/** Units in a new order: one a line where the step has several lines, else on its one line. */
function assembled(cutting: Cutting, units: readonly Unit[]): readonly string[] {
  const { dockerfile, script, run, source } = cutting;
  const texts = units.map(({ start, end }) => script.slice(start, end).trim());
  if (run.heredocScript) {
    return [
      ...linesBetween(cutting, run.range.startLine - 1, source.at(0).line),
      ...texts,
      lineAt(cutting, run.range.endLine - 1),
    ];
  }
  const prefix = prefixLines(cutting);
  if (run.range.endLine > run.range.startLine) {
    const indent = /^\s+/.exec(lineAt(cutting, run.range.endLine - 1))?.[0] ?? '    ';
    const lines = texts.map((text, index) => {
      const operator = units[index - 1]?.joint === ';' ? '' : '&& ';
      const ends = units[index]?.joint === ';' && index < texts.length - 1 ? ';' : '';
      const start = index === 0 ? (prefix.at(-1) ?? '') : indent + operator;
      return `${start}${text}${ends}${index < texts.length - 1 ? ` ${dockerfile.escape}` : ''}`;
    });
    return [...prefix.slice(0, -1), ...lines];
  }
  const joined = texts.map((text, index) =>
    index === texts.length - 1 ? text : `${text}${units[index]?.joint === ';' ? ';' : ' &&'} `,
  );
  return [...prefix.slice(0, -1), (prefix.at(-1) ?? '') + joined.join('')];
}

/** Comment lines between the two halves go above the second. */
function commentsBetween(cutting: Cutting, before: Unit | undefined, after: Unit): readonly string[] {
  const { run, source } = cutting;
  if (run.heredocScript) return [];
  const indent = /^\s*/.exec(lineAt(cutting, run.range.startLine - 1))?.[0] ?? '';
  return linesBetween(cutting, source.at(before?.end ?? 0).line + 1, source.at(after.start).line)
    .filter((line) => /^\s*#/.test(line))
    .map((line) => indent + line.trim());
}

function withoutEnding(line: string): string {
  return line.replace(/\r?\n$/, '');
}
