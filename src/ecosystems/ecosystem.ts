import type { Scope } from '../dockerfile/model.ts';
import type { Doubt } from '../findings/doubt.ts';
import type { Content, Entry } from '../repository/tree.ts';

/**
 * What a package manager's install is, said once: `src/ecosystems/<id>.ts` each. Rules and fixes know no manager by name, and an
 * ecosystem knows no rule. The index is generated from the folder (`npm run generate`).
 */
export interface Ecosystem {
  readonly id: string;
  /** Is a file of this name one that installs of this ecosystem read? Path in the context; only a guess by the name. */
  isManifest(path: string): boolean;
  /** The install in one simple command; null: the command installs nothing from manifests (packages named in it count as nothing). */
  install(command: Command): Install | null;
}

export function defineEcosystem(ecosystem: Ecosystem): Ecosystem {
  return ecosystem;
}

/** A simple command without its wrappers (`sudo`, `env X=1`, `sh -c`): the program's own words. */
export interface Command {
  readonly words: readonly CommandWord[];
  /** Absolute directory in the image that it runs in; null: not known. */
  readonly directory: string | null;
}

export interface CommandWord {
  readonly raw: string;
  /** Null when only a running shell knows it. */
  readonly value: string | null;
}

export interface Install {
  readonly ecosystem: string;
  /** How the command is named in a sentence: `npm ci`, `pip install -r requirements.txt`. */
  readonly label: string;
  /** Absolute directory in the image that it installs for. */
  readonly directory: string;
  /** False: it throws away what an earlier one installed there (`npm ci`). */
  readonly keeps?: false;
  /** File names that such an install usually reads, below `directory`: what is shown where the context can't be read. */
  readonly usual: readonly string[];
  inspect(site: Site): Inspection;
}

/** Where an install runs: the files of the context at their places in the image, just before it. */
export interface Site {
  readonly files: ImageFiles;
  /** The directory that the RUN starts in; null: not known. */
  readonly workdir: string | null;
  readonly scope: Scope;
  /** Tag of the image that the stage is built on, and its name without tag; null: not known. */
  readonly base: { readonly name: string; readonly tag: string | null } | null;
  /** Commands that run after the install in the same stage, in order. */
  readonly later: readonly Command[];
}

/** The files that copies brought from the context, seen at their absolute paths in the image. */
export interface ImageFiles {
  /** The context's path of the file here; null: none from the context. */
  find(imagePath: string): string | null;
  read(imagePath: string): Content;
  /** At least one file of the context lies below. */
  isDirectory(imagePath: string): boolean;
  /** All files below, by their absolute path in the image, in no order. */
  under(imagePath: string): readonly { readonly imagePath: string; readonly entry: Entry }[];
}

export type Inspection =
  /** Installs nothing that a cache could keep: no dependencies at all, committed ones, or only what is built from the code itself. */
  | { readonly kind: 'nothing' }
  /** What it reads does not come from the context, or can't be read: nothing can be said. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'known';
      /** In the order in which people write them. */
      readonly reads: readonly Read[];
      /** Absolute directories that it fills, whether or not they lie in a copied tree. */
      readonly writes: readonly string[];
      /** Why it may not work before the code is there. */
      readonly hazards: readonly Doubt[];
      /** For an install that needs the code itself: the command that installs its dependencies alone, from `reads`, ahead of it. */
      readonly dependencyStep?: string;
      /** What is left to do for it where the code is there, instead of the install itself; absent: the install. */
      readonly finishStep?: string;
    };

/** A file, or a directory with all below it, that has to be there. */
export interface Read {
  readonly imagePath: string;
  readonly kind: 'file' | 'directory';
}
