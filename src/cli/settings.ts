import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseConfiguration } from '../findings/configuration.ts';
import { defaultSettings, type Settings } from '../findings/settings.ts';
import type { Messages } from '../messages/messages.ts';
import { words, type Phrase } from '../messages/phrase.ts';
import type { UnreadableReason } from '../repository/tree.ts';
import { contentOf } from '../sources/content.ts';
import { loadPending, type Source } from '../sources/source.ts';
import { exitStatus, Refusal } from './surroundings.ts';

export const configurationPath = '.github/kasane.yml';

/** What is wrong in a configuration, each with its line. Exit status 2. */
export class ConfigurationRefusal extends Refusal {
  readonly lines: (messages: Messages) => readonly { readonly place: string; readonly phrase: Phrase }[];
  constructor(lines: ConfigurationRefusal['lines']) {
    super(exitStatus.usage, () => words(''));
    this.lines = lines;
  }
}

/** The file that `--config` names; it has to be there. */
export function settingsOfFile(directory: string, written: string, rules: readonly string[]): Settings {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(resolve(directory, written));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new Refusal(exitStatus.usage, ({ cli }) => cli.noConfiguration(written));
    throw new Refusal(exitStatus.usage, ({ cli }) => cli.notRead(written, codeOf(error)));
  }
  const content = contentOf(bytes);
  return content.kind === 'text'
    ? parsed(content.text, written, rules)
    : refuseUnreadable(written, content.kind === 'unreadable' ? content.reason : 'failed');
}

/** The configuration of a folder at its usual place, also where git ignores it: what lies there and can't be read is never passed over. */
export async function settingsOfFolder(root: string, source: Source, rules: readonly string[]): Promise<Settings> {
  if (source.tree.get(configurationPath)) return settingsOfSource(source, rules);
  const status = statSync(join(root, configurationPath), { throwIfNoEntry: false });
  if (status?.isFile()) return settingsOfFile(root, configurationPath, rules);
  return status ? refuseUnreadable(configurationPath, status.isDirectory() ? 'directory' : 'special') : defaultSettings;
}

/** The configuration of a repository at its usual place; without one, the defaults. */
export async function settingsOfSource(source: Source, rules: readonly string[]): Promise<Settings> {
  let content = source.tree.read(configurationPath);
  while (content.kind === 'pending' && (await loadPending(source))) content = source.tree.read(configurationPath);
  if (content.kind === 'text') return parsed(content.text, configurationPath, rules);
  if (content.kind === 'absent') return defaultSettings;
  return refuseUnreadable(configurationPath, content.kind === 'unreadable' ? content.reason : 'failed');
}

function refuseUnreadable(path: string, reason: UnreadableReason): never {
  throw new ConfigurationRefusal((messages) => [
    { place: path, phrase: messages.incomplete({ kind: 'unreadable', reason }) },
  ]);
}

function parsed(text: string, path: string, rules: readonly string[]): Settings {
  const configuration = parseConfiguration(text, rules);
  if (configuration.kind === 'settings') return configuration.settings;
  throw new ConfigurationRefusal((messages) =>
    configuration.errors.map(({ line, problem }) => ({
      place: `${path}:${line}`,
      phrase: messages.configuration(problem),
    })),
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
