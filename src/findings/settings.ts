import type { ContextSettings } from '../context/resolve.ts';
import type { Language } from '../messages/text.ts';
import type { Severity } from './finding.ts';

export type FailOn = Severity | 'never';

/** `rules:` of the configuration: `cache/*` is a pattern over ids; later entries win. */
export interface RuleSetting {
  readonly pattern: string;
  /** Null: not changed by this entry. */
  readonly severity: Severity | 'off' | null;
  /** What the rule may leave alone (paths for `state/volume`). */
  readonly allow: readonly string[];
}

/** `.github/kasane.yml`, read and checked. Null: not said there. */
export interface Settings {
  readonly language: Language | null;
  readonly failOn: FailOn | null;
  readonly inlineIgnores: boolean;
  readonly rules: readonly RuleSetting[];
  /** `files:`, in order; `paths` are globs of Dockerfiles. */
  readonly files: readonly { readonly paths: readonly string[]; readonly rules: readonly RuleSetting[] }[];
  /** Dockerfile → build context, both from the root of the repository. */
  readonly contexts: ReadonlyMap<string, string>;
}

export const defaultSettings: Settings = {
  language: null,
  failOn: null,
  inlineIgnores: true,
  rules: [],
  files: [],
  contexts: new Map(),
};

/** What a person said about the folder that a Dockerfile is built from: for this run (`context`), or in the configuration. */
export function contextSettings(
  dockerfile: string,
  said: { readonly context: string | null; readonly settings: Settings },
): ContextSettings {
  if (said.context !== null) return { context: said.context, contextOrigin: 'command-line' };
  const configured = said.settings.contexts.get(dockerfile);
  return configured === undefined ? {} : { context: configured, contextOrigin: 'configuration' };
}
