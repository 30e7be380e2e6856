import type { Question } from '../engine.ts';
import type { Configuration } from '../findings/configuration.ts';
import type { contextSettings } from '../findings/settings.ts';
import type { Severity } from '../findings/finding.ts';
import type { Result } from '../findings/result.ts';
import type { Messages } from '../messages/messages.ts';
import type { Language } from '../messages/text.ts';
import type { askHistory } from '../replay/witness.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleFacts } from '../reports/sarif.ts';
import type { openHistory } from '../sources/history.ts';
import type { clonePartially } from '../sources/partial-clone.ts';
import type { Addresses } from '../sources/github-api.ts';
import type { WorkflowEvent } from './subject.ts';

/** What the action stands in: given by `action.ts`. */
export interface Surroundings {
  /** Trimmed; `''` when not set. */
  input(name: string): string;
  readonly event: WorkflowEvent;
  /** `owner/name` */
  readonly repository: string;
  readonly serverUrl: string;
  readonly addresses: Addresses;
  /** Absolute paths. */
  readonly workspace: string;
  readonly temporary: string;
  readonly runUrl: string | null;
  /** Workflow and job. */
  readonly job: string;
  readonly version: string;
  /** See `rulePageUrl`. */
  readonly docsUrl: string | null;
  readonly runner: Runner;
  /** Loaded when the first request is on its way. */
  engine(): Promise<Engine>;
}

/** How the runner is told something; each call escapes what it gets. */
export interface Runner {
  annotate(level: Severity, message: string, title: string | null, place: FilePlace | null): void;
  /** One line of the log, on which nothing is taken for a command. */
  log(line: string): void;
  output(name: string, value: string): void;
  summary(markdown: string): Promise<void>;
}

interface FilePlace {
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
}

export interface Engine {
  readonly rules: readonly (RuleFacts & Pick<Rule, 'needsHistory'>)[];
  check(question: Question): Promise<Result>;
  parseConfiguration(text: string, rules: readonly string[]): Configuration;
  messagesIn(language: Language): Messages;
  readonly askHistory: typeof askHistory;
  readonly contextSettings: typeof contextSettings;
  readonly openHistory: typeof openHistory;
  readonly clonePartially: typeof clonePartially;
}
