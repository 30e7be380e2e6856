import { columns } from './columns.ts';
import { painters } from './colors.ts';
import type { Command } from './command.ts';
import { deliver } from './output.ts';
import { exitStatus, type ExitStatus, type Surroundings } from './surroundings.ts';

const styles = { error: 'red', warning: 'yellow', notice: 'blue' } as const;

/** `kasane rules`. */
export function rules(around: Surroundings, command: Extract<Command, { name: 'rules' }>): ExitStatus {
  const messages = around.engine.messagesIn(command.language ?? 'en');
  const all = around.engine.rules.map(({ id, severity, claims, factors }) => ({
    id,
    severity,
    claims,
    factors,
    title: messages.rule(id).title,
  }));
  if (command.format === 'json') {
    deliver(around, command.output, `${JSON.stringify(all, null, 2)}\n`);
    return exitStatus.clean;
  }
  const paint = painters(around, command).out;
  const { severity: levels } = messages.terms;
  const idWidth = Math.max(0, ...all.map(({ id }) => id.length));
  const levelWidth = Math.max(...Object.values(levels).map(columns));
  const rows = all.map(({ id, severity, title }) => {
    const level = levels[severity];
    return `${id.padEnd(idWidth)}  ${paint(styles[severity], level)}${' '.repeat(levelWidth - columns(level))}  ${title}\n`;
  });
  deliver(around, command.output, rows.join(''));
  return exitStatus.clean;
}
