import type { Phrase } from '../messages/phrase.ts';
import type { Messages } from '../messages/messages.ts';
import { terminal } from '../reports/phrase-terminal.ts';
import { visible, withoutCommands } from '../reports/visible.ts';
import { SourceError } from '../sources/source.ts';
import { languageOf, parseCommand } from './arguments.ts';
import { check } from './check.ts';
import { painters } from './colors.ts';
import type { Command } from './command.ts';
import { explain } from './explain.ts';
import { fix } from './fix.ts';
import { commandHelp, mainHelp } from './help.ts';
import { deliver } from './output.ts';
import { replay } from './replay.ts';
import { review } from './review.ts';
import { rules } from './rules.ts';
import { ConfigurationRefusal } from './settings.ts';
import { exitStatus, Refusal, type ExitStatus, type Output, type Surroundings } from './surroundings.ts';
import { why } from './why.ts';

/** The command line from its arguments to its exit status. Throws nothing. */
export async function main(given: Surroundings): Promise<ExitStatus> {
  const around = { ...given, stderr: withoutCommandsOn(given.stderr) };
  const { args, engine } = around;
  const messages = engine.messagesIn(languageOf(args) ?? 'en');
  const parsed = parseCommand(
    args,
    engine.rules.map(({ id }) => id),
  );
  if (parsed.kind === 'problem') {
    const { problem } = parsed;
    complain(around, messages, messages.usage(problem));
    const command = 'command' in problem ? problem.command : null;
    complain(around, messages, messages.cli.seeHelp(command), '');
    return exitStatus.usage;
  }
  try {
    return await run(around, parsed.command, messages);
  } catch (error) {
    return refused(around, messages, error);
  }
}

/** What is told quotes names of the repository, and a step of a workflow may be what runs us. */
function withoutCommandsOn(output: Output): Output {
  return { isTTY: output.isTTY, write: (text) => output.write(withoutCommands(text)) };
}

function run(around: Surroundings, command: Command, messages: Messages): ExitStatus | Promise<ExitStatus> {
  if (command.name === 'check') return check(around, command);
  if (command.name === 'review') return review(around, command);
  if (command.name === 'fix') return fix(around, command);
  if (command.name === 'replay') return replay(around, command);
  if (command.name === 'why') return why(around, command);
  if (command.name === 'explain') return explain(around, command);
  if (command.name === 'rules') return rules(around, command);
  deliver(
    around,
    command.output,
    command.name === 'help' ? help(around, command, messages) : `kasane ${around.version}\n`,
  );
  return exitStatus.clean;
}

function help(around: Surroundings, command: Extract<Command, { name: 'help' }>, messages: Messages): string {
  const paint = painters(around, command).out;
  return command.about === null ? mainHelp(messages, paint) : commandHelp(command.about, messages, paint);
}

function refused(around: Surroundings, messages: Messages, error: unknown): ExitStatus {
  if (error instanceof ConfigurationRefusal) {
    for (const { place, phrase } of error.lines(messages)) complain(around, messages, phrase, `${visible(place)}: `);
    return error.status;
  }
  if (error instanceof Refusal) {
    complain(around, messages, error.say(messages));
    return error.status;
  }
  if (error instanceof SourceError) {
    complain(around, messages, messages.cli.failed(error.message));
    return exitStatus.unchecked;
  }
  // A defect of ours: whoever reports it needs the place.
  complain(around, messages, messages.incomplete({ kind: 'internal', detail: String(error) }));
  if (error instanceof Error) around.stderr.write(`${error.stack ?? ''}\n`);
  return exitStatus.unchecked;
}

function complain(around: Surroundings, messages: Messages, phrase: Phrase, lead = `${messages.cli.error}: `): void {
  const paint = painters(around, { color: 'auto', output: null }).err;
  around.stderr.write(`${paint('red', lead)}${terminal(phrase, paint)}\n`);
}
