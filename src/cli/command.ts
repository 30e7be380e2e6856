import type { Language } from '../messages/text.ts';
import type { FailOn } from '../findings/settings.ts';

export const commandNames = ['check', 'review', 'fix', 'replay', 'why', 'explain', 'rules'] as const;
export type CommandName = (typeof commandNames)[number];

export const formats = ['text', 'json', 'sarif', 'rdjson'] as const;
export type Format = (typeof formats)[number];

/** What a builder finds: what it made of the parent alone, BuildKit's names of what an exported cache keeps, all that it ever made. */
export type CacheName = 'parent' | 'max' | 'min' | 'kept';

export type Color = 'auto' | 'always' | 'never';

/** What was asked on the command line, read and checked. Null: not said. Paths are as written. */
export type Command =
  | (Checking & Reporting & { readonly name: 'check'; readonly paths: readonly string[] })
  | (Checking & Reporting & { readonly name: 'review'; readonly base: string | null; readonly head: string | null })
  | (Checking & { readonly name: 'fix'; readonly paths: readonly string[]; readonly write: boolean })
  | (Checking & {
      readonly name: 'replay';
      readonly format: 'text' | 'json';
      readonly dockerfile: string | null;
      /** A commit, of which the causes are told. */
      readonly why: string | null;
      /** Null: what the files of the repository say. */
      readonly cache: CacheName | null;
      /** A build's log. */
      readonly timings: string | null;
    })
  | (Common & {
      readonly name: 'why';
      readonly format: 'text' | 'json';
      /** Two folders. */
      readonly before: string;
      readonly after: string;
      /** The Dockerfile, in each folder. */
      readonly file: string | null;
      readonly target: string | null;
      readonly buildArgs: ReadonlyMap<string, string>;
      /** For the first build, over `buildArgs`. */
      readonly beforeBuildArgs: ReadonlyMap<string, string>;
    })
  | (Common & { readonly name: 'explain'; readonly rule: string })
  | (Common & { readonly name: 'rules'; readonly format: 'text' | 'json' })
  | (Common & { readonly name: 'help'; readonly about: CommandName | null })
  | (Common & { readonly name: 'version' });

export interface Common {
  readonly language: Language | null;
  readonly color: Color;
  readonly output: string | null;
}

export interface Checking extends Common {
  readonly config: string | null;
  /** Ids of rules; null: all. */
  readonly only: readonly string[] | null;
  readonly context: string | null;
  /** How many commits to replay at most; 0: none. */
  readonly history: number;
}

export interface Reporting {
  readonly format: Format;
  readonly failOn: FailOn | null;
}
