import type { Question } from '../engine.ts';
import type { Result } from '../findings/result.ts';
import type { Messages } from '../messages/messages.ts';
import type { Phrase } from '../messages/phrase.ts';
import type { Language } from '../messages/text.ts';
import type { RuleFacts } from '../reports/sarif.ts';

/** What the command line stands in: given by `cli.ts`, and by tests. */
export interface Surroundings {
  /** Without the names of Node and the script. */
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => Promise<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The folder that holds this program's `docs/`. */
  readonly home: URL;
  readonly version: string;
  /** See `rulePageUrl`. */
  readonly docsUrl: string | null;
  readonly engine: Engine;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY: boolean;
}

export interface Engine {
  readonly rules: readonly RuleFacts[];
  check(question: Question): Promise<Result>;
  messagesIn(language: Language): Messages;
}

export const exitStatus = { clean: 0, findings: 1, usage: 2, unchecked: 3 } as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Ends the run with a sentence for the person: something that they can repair, not a defect. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: ExitStatus;
  readonly say: (messages: Messages) => Phrase;
  constructor(status: ExitStatus, say: (messages: Messages) => Phrase) {
    super('refused');
    this.status = status;
    this.say = say;
  }
}
