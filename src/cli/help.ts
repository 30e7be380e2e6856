import { words } from '../messages/phrase.ts';
import type { Messages } from '../messages/messages.ts';
import type { Paint } from '../reports/paint.ts';
import { terminal } from '../reports/phrase-terminal.ts';
import { optionsOf, type Option } from './arguments.ts';
import { columns } from './columns.ts';
import { commandNames, type CommandName } from './command.ts';

/** What `kasane --help` prints. */
export function mainHelp({ cli }: Messages, paint: Paint): string {
  const { headings, commands } = cli;
  return [
    cli.about,
    '',
    `${paint('bold', `${headings.usage}:`)} ${cli.usage}`,
    '',
    ...section(
      headings.commands,
      commandNames.map((name) => [`kasane ${name}`, commands[name].summary] as const),
      paint,
    ),
    ...section(
      headings.examples,
      commandNames.flatMap((name) => commands[name].examples.slice(0, 1)),
      paint,
    ),
    ...section(headings.exit, Object.entries(cli.exit), paint),
    terminal(words(cli.moreHelp), paint),
    '',
  ].join('\n');
}

/** What `kasane COMMAND --help` prints. */
export function commandHelp(name: CommandName, { cli }: Messages, paint: Paint): string {
  const { headings, commands } = cli;
  const { usage, text, examples } = commands[name];
  const options = [...optionsOf[name], 'help' as const].map(
    (option) => [spelling(option, cli), cli.ownOptions[name]?.[option] ?? cli.options[option].text] as const,
  );
  return [
    `${paint('bold', `${headings.usage}:`)} ${usage}`,
    '',
    terminal(words(text), paint),
    '',
    ...section(headings.examples, examples, paint),
    ...section(headings.options, options, paint),
  ].join('\n');
}

function spelling(option: Option, { options }: Messages['cli']): string {
  const { value } = options[option];
  return `--${option}${value === null ? '' : ` ${value}`}`;
}

/** Two columns; a long left one has its explanation on the next line. */
function section(title: string, rows: readonly (readonly [string, string])[], paint: Paint): string[] {
  const widths = rows.map(([left]) => columns(left)).filter((width) => width <= 44);
  const width = Math.max(...widths, 0) + 2;
  return [
    paint('bold', `${title}:`),
    ...rows.map(([left, right]) => {
      const gap = columns(left) + 2 > width ? `\n${' '.repeat(width + 2)}` : ' '.repeat(width - columns(left));
      return `  ${paint('cyan', left)}${right === '' ? '' : `${gap}${terminal(words(right), paint)}`}`;
    }),
    '',
  ];
}
