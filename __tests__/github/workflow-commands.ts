/** Reads a log as the runner does: which lines are commands, and what becomes of them. */

export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

export interface Annotation {
  readonly level: Level;
  /** Cut at 4,096 characters, as the runner does. */
  readonly message: string;
  /** `file`, `line`, `endLine`, `col`, `endColumn`, `title`: as written. */
  readonly properties: Readonly<Record<string, string>>;
  /** The runner keeps the first ten of a level and step. */
  readonly shown: boolean;
}

const levels = ['error', 'warning', 'notice'] as const;
type Level = (typeof levels)[number];

const most = { annotations: 10, message: 4096 };

/** Names that the runner knows. `stop-commands` is treated apart. */
const known = new Set(
  'add-mask add-matcher add-path debug echo endgroup error group notice remove-matcher save-state set-env set-output warning'.split(
    ' ',
  ),
);

/** All commands in order, those that hostile text smuggled in as well. */
export function commandsIn(log: string): Command[] {
  const commands: Command[] = [];
  let resume: string | undefined;
  // .NET ends a line at a lone carriage return, too.
  for (const line of log.split(/\r\n|\r|\n/)) {
    const command = commandOf(line, resume);
    if (command === undefined) continue;
    if (resume !== undefined) resume = command.name === resume ? undefined : resume;
    else if (command.name === 'stop-commands') resume = command.data;
    else commands.push(command);
  }
  return commands;
}

function commandOf(line: string, resume: string | undefined): Command | undefined {
  const isKnown = (name: string): boolean =>
    resume === undefined ? known.has(name) || name === 'stop-commands' : name === resume;
  const text = line.trimStart();
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
  if (end >= 0) {
    const command = split(text.slice(2, end), text.slice(end + 2), ',', unescapeProperty, unescapeData);
    if (isKnown(command.name)) return command;
  }
  // The old form counts anywhere in a line.
  const start = line.indexOf('##[');
  const bracket = start < 0 ? -1 : line.indexOf(']', start);
  if (bracket < 0) return undefined;
  const command = split(line.slice(start + 3, bracket), line.slice(bracket + 1), ';', unescapeOld, unescapeOld);
  return isKnown(command.name) ? command : undefined;
}

function split(
  head: string,
  data: string,
  separator: string,
  property: (text: string) => string,
  message: (text: string) => string,
): Command {
  const blank = head.indexOf(' ');
  const name = blank < 0 ? head : head.slice(0, blank);
  const pairs = (blank < 0 ? '' : head.slice(blank + 1).trim()).split(separator).filter((pair) => pair.includes('='));
  const properties = pairs.map((pair) => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), property(pair.slice(equals + 1))];
  });
  return { name, properties: Object.fromEntries(properties), data: message(data) };
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}

function unescapeOld(text: string): string {
  return text.replaceAll('%3B', ';').replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%5D', ']');
}

export function annotationsOf(commands: readonly Command[]): Annotation[] {
  const seen: Record<Level, number> = { error: 0, warning: 0, notice: 0 };
  return commands.flatMap(({ name, properties, data }) => {
    const level = levels.find((one) => one === name);
    if (level === undefined) return [];
    seen[level] += 1;
    return [{ level, message: data.slice(0, most.message), properties, shown: seen[level] <= most.annotations }];
  });
}

/** The file behind GITHUB_OUTPUT: `name=value` and heredocs. @throws Error as the runner fails the step */
export function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      outputs[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}'`);
    const end = lines.indexOf(line.slice(heredoc + 2), index + 1);
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${line.slice(heredoc + 2)}'`);
    outputs[line.slice(0, heredoc)] = lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return outputs;
}
