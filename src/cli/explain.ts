import { readFileSync } from 'node:fs';
import type { Messages } from '../messages/messages.ts';
import { rulePage } from '../reports/rule-page.ts';
import { painters } from './colors.ts';
import type { Command } from './command.ts';
import { deliver } from './output.ts';
import { page } from './page.ts';
import { exitStatus, type ExitStatus, type Surroundings } from './surroundings.ts';

/** `kasane explain`. */
export function explain(around: Surroundings, command: Extract<Command, { name: 'explain' }>): ExitStatus {
  const messages = around.engine.messagesIn(command.language ?? 'en');
  const file = new URL(rulePage(command.rule, messages.language), around.home);
  deliver(
    around,
    command.output,
    page(pageText(file) ?? fromTexts(command.rule, messages), painters(around, command).out),
  );
  return exitStatus.clean;
}

/** Null where the program lies without its documentation. */
function pageText(file: URL): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function fromTexts(rule: string, messages: Messages): string {
  const { title, why, fine } = messages.rule(rule);
  return [`# ${rule}`, title, `## ${messages.review.why}`, why, `## ${messages.review.fine}`, fine].join('\n\n');
}
