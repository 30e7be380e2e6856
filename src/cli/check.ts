import type { Settings } from '../findings/settings.ts';
import type { Messages } from '../messages/messages.ts';
import type { Source } from '../sources/source.ts';
import type { Checking, Command } from './command.ts';
import { witnessOn } from './history.ts';
import { report, statusOf, type Outcome } from './report.ts';
import { settingsOfFile, settingsOfFolder } from './settings.ts';
import type { ExitStatus, Surroundings } from './surroundings.ts';
import { contextDirectory, select, shownFrom, workspaceFor, type Workspace } from './workspace.ts';

/** `kasane check`. */
export async function check(around: Surroundings, command: Extract<Command, { name: 'check' }>): Promise<ExitStatus> {
  const checked = await checkFolder(around, command);
  report(around, command, checked);
  return statusOf(checked.result, command.failOn ?? checked.settings.failOn ?? 'error');
}

export interface Checked extends Outcome {
  readonly source: Source;
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly messages: Messages;
}

/** Checks what the paths name in the working tree. */
export async function checkFolder(
  around: Surroundings,
  command: Checking & { readonly paths: readonly string[] },
): Promise<Checked> {
  const { directory, engine } = around;
  const rules = engine.rules.map(({ id }) => id);
  const workspace = await workspaceFor(directory, command.paths);
  const { source, dockerfiles, incomplete } = await select(workspace, directory, command.paths, around.stdin);
  const settings =
    command.config === null
      ? await settingsOfFolder(workspace.root, source, rules)
      : settingsOfFile(directory, command.config, rules);
  const context = command.context === null ? null : contextDirectory(workspace, directory, command.context);
  const { root } = workspace;
  const history = witnessOn({ root, head: source, tip: 'HEAD', commits: command.history, context, settings });
  const result = await engine.check({
    head: source,
    base: null,
    changes: null,
    scope: 'all',
    settings,
    dockerfiles,
    paths: null,
    context,
    only: command.only,
    witness: history.witness,
  });
  return {
    result: { ...result, incomplete: [...incomplete, ...result.incomplete] },
    source,
    tree: source.tree,
    messages: engine.messagesIn(command.language ?? settings.language ?? 'en'),
    show: shownFrom(workspace),
    workspace,
    settings,
    history: history.problems,
  };
}
