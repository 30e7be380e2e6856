import type { EcosystemDoubt } from '../ecosystems/doubts.generated.ts';

/**
 * Why something is not known, or why a suggestion needs a person. A value with its evidence, never a sentence: the words are
 * in `messages/<language>/doubts.ts` (general ones) and `messages/<language>/ecosystems/<id>.ts`.
 */
export type Doubt = GeneralDoubt | EcosystemDoubt;

export type GeneralDoubt =
  /** Two directories fit equally. */
  | { readonly kind: 'context-ambiguous'; readonly candidates: readonly string[] }
  | { readonly kind: 'context-not-found' }
  | { readonly kind: 'context-outside-repository'; readonly at: string }
  /** Nothing says it; the directory was inferred. */
  | { readonly kind: 'context-guessed'; readonly directory: string }
  /** Builds of this file disagree (compose says one, a workflow another). */
  | { readonly kind: 'contexts-differ'; readonly first: string; readonly second: string }
  /** A word of the Dockerfile has a value that only the build knows. */
  | { readonly kind: 'unknown-value'; readonly word: string; readonly line: number }
  /** The command could not be read. */
  | { readonly kind: 'unreadable-command'; readonly line: number }
  /** A file that the fix needs is not in the repository, or is ignored. */
  | { readonly kind: 'not-in-context'; readonly path: string }
  | { readonly kind: 'ignored-by-context'; readonly path: string; readonly ignoreFile: string }
  | { readonly kind: 'unreadable-file'; readonly path: string }
  /** The install writes here, the later copy may bring the same directory of a working copy, and no ignore line keeps it out. */
  | { readonly kind: 'copy-may-overwrite'; readonly directory: string; readonly ignoreFile: string }
  /** A step between the two places writes or reads what the move touches. */
  | { readonly kind: 'step-between'; readonly line: number; readonly instruction: string }
  /** The environment of the step would change by the move (USER, WORKDIR, ENV, ARG, SHELL). */
  | { readonly kind: 'setting-between'; readonly line: number; readonly instruction: string }
  /** The file needs a change in another file too. */
  | { readonly kind: 'needs-other-file'; readonly path: string }
  /** In a review: safe, but a comment can only offer lines that one part of the diff shows. */
  | { readonly kind: 'outside-diff' }
  /** In a review: GitHub may commit other line ends than the `\r\n` of this file. */
  | { readonly kind: 'windows-line-ends' }
  /** The step does more than the install, and can't be split without a person. */
  | { readonly kind: 'mixed-step'; readonly line: number }
  /** `|| true` behind the step hides that it may not work. */
  | { readonly kind: 'failure-swallowed'; readonly line: number }
  /** Another build takes this stage or file too. */
  | { readonly kind: 'shared-with-other-build'; readonly path: string }
  /** The engine applied the suggestion, and the result has another finding or does not parse. */
  | { readonly kind: 'not-proved'; readonly rule: string }
  /** Another suggestion of this file changes the same lines; once it is committed, this one is offered. */
  | { readonly kind: 'after-other-suggestion'; readonly rule: string; readonly line: number }
  /** A person has to decide by the nature of the finding (VOLUME, environment files). */
  | { readonly kind: 'data-may-depend'; readonly path: string }
  /** Owner or mode of some files would not be the same. */
  | { readonly kind: 'owner-or-mode-changes'; readonly path: string }
  /** `--chown=name` needs the user or group to be there at the copy on this line. */
  | { readonly kind: 'account-needed'; readonly name: string; readonly line: number }
  /** The program would get the words of the CMD on this line, which it does not get today. */
  | { readonly kind: 'arguments-change'; readonly line: number }
  | { readonly kind: 'program-reads-file'; readonly path: string }
  /** An ignore line keeps them out of the image too, where a program or a script that was not read may want them. */
  | { readonly kind: 'gone-from-image'; readonly paths: readonly string[] }
  /** The history shows that the builder would run this step in more commits. */
  | {
      readonly kind: 'built-more-often';
      readonly line: number;
      readonly step: string;
      readonly rebuilt: number;
      readonly rebuiltAfterFix: number;
    }
  | { readonly kind: 'base-unknown'; readonly image: string }
  /** The suggestion is right with the defaults of the arguments, but not with these values (a name alone: with any other one). */
  | {
      readonly kind: 'argument-decides';
      readonly passed: readonly string[];
      /** The file whose build passes them; null: anybody may. */
      readonly by: string | null;
      readonly reason: 'other-lines' | 'not-known';
    }
  /** The moved step may read it, as a variable or the command names it, and it would not be there yet. */
  | { readonly kind: 'named-file'; readonly path: string; readonly variable: string | null };
