import type { Incomplete } from '../findings/result.ts';
import { defaultSettings, type Settings } from '../findings/settings.ts';
import type { Messages } from '../messages/messages.ts';
import { plainText } from '../reports/phrase-plain.ts';
import type { Content } from '../repository/tree.ts';
import type { Engine } from './surroundings.ts';

export interface Configured {
  readonly settings: Settings;
  /** What is wrong in the file: then nothing can be checked by it. */
  readonly problems: readonly Incomplete[];
}

/** The settings of a configuration file that may not be there. */
export function configured(path: string, content: Content, engine: Engine, messages: Messages): Configured {
  if (content.kind === 'absent') return defaults([]);
  if (content.kind !== 'text') {
    const reason = content.kind === 'unreadable' ? content.reason : 'failed';
    return defaults([{ path, reason: { kind: 'unreadable', reason } }]);
  }
  const known = engine.rules.map(({ id }) => id);
  const read = engine.parseConfiguration(content.text, known);
  if (read.kind === 'settings') return { settings: read.settings, problems: [] };
  return defaults(
    read.errors.map(({ line, problem }) => {
      const detail = plainText(messages.configuration(problem));
      return { path, reason: { kind: 'broken-file', detail, line } };
    }),
  );
}

function defaults(problems: readonly Incomplete[]): Configured {
  return { settings: defaultSettings, problems };
}
