import type { Instruction, Invocation, Stage, Start } from '../dockerfile/model.ts';
import type { Place } from '../context/model.ts';
import type { ShellCommand, ShellScript } from '../shell/model.ts';

/** A stage that is built by itself, and why. */
export interface Target {
  readonly stage: Stage;
  /** The target and the stages it is built FROM, outermost base first, the target last. */
  readonly chain: readonly Stage[];
  /** Indexes of all stages that it needs (chain, COPY --from, mounts), ascending. */
  readonly needs: readonly number[];
  /** Null: not a development stage; else what says so ("stage `dev`", "service `web` mounts its source"). */
  readonly development: DevelopmentReason | null;
}

export type DevelopmentReason =
  | { readonly kind: 'stage-name' | 'file-name' | 'service-name' | 'directory'; readonly name: string }
  | { readonly kind: 'mounts-source'; readonly name: string }
  | { readonly kind: 'test-runner'; readonly name: string };

/** Which program `/bin/sh` is in an image, or the SHELL in force ("Which shell stays in front", rules.md). */
export type ShellKind = 'dash' | 'bash' | 'busybox' | 'windows' | 'other' | 'unknown';

/** What a container of the image runs as PID 1, followed as far as the files say. */
export type Process =
  /** No CMD or ENTRYPOINT in this file, or a script that can't be read: the base image's or unknown. */
  | { readonly kind: 'inherited' }
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'known';
      /** The instructions that decide, ENTRYPOINT first. */
      readonly entrypoint: Start | null;
      readonly cmd: Start | null;
      /** What the kernel starts first: the shell's words for a shell form, the script for an entrypoint script. */
      readonly argv: readonly string[] | null;
      readonly programs: readonly StartedProgram[];
    };

export interface StartedProgram {
  /** The program's name (`gunicorn`, not its path) and its words. */
  readonly name: string;
  readonly words: readonly string[];
  /** A server, worker or scheduler of the tables, or the last one started. */
  readonly longRunning: boolean;
  /** Started with `&`, or as a service: the shell goes on. */
  readonly background: boolean;
  /** Foreground, and nothing that runs for long is started after it on its way through the script. */
  readonly final: boolean;
  /** The shells that stand between PID 1 and the program unless they give way, outermost first; none for an exec form. */
  readonly levels: readonly StartLevel[];
  /** Where it is started: the Dockerfile's instruction or a line of a script in the repository. */
  readonly at: Place;
}

/** A command of a shell text that leads to a program. */
export interface StartLevel {
  readonly text: StartText;
  /** Which shell reads the text. */
  readonly shell: ShellKind;
  readonly script: ShellScript;
  readonly command: ShellCommand;
}

/** Where a shell text of the start stands. */
export type StartText =
  /** Shell form of CMD or ENTRYPOINT. */
  | { readonly kind: 'shell-form'; readonly instruction: Start }
  /** A word of an exec form: `["sh", "-c", "…"]`. */
  | { readonly kind: 'word'; readonly instruction: Start; readonly word: number }
  | { readonly kind: 'file'; readonly script: ImageScript }
  /** `sh -c '…'` in another text. `start`: the offset there at which it begins; null when it is no quoted word, or quotes make the two differ. */
  | { readonly kind: 'inner'; readonly within: StartText; readonly start: number | null };

export type Responsibility =
  | { readonly kind: 'application'; readonly program: string | null }
  /** Its one job: database, broker, proxy, shipper, cron, ssh, desktop … */
  | {
      readonly kind:
        | 'data-store'
        | 'broker'
        | 'proxy'
        | 'shipper'
        | 'cron'
        | 'ssh'
        | 'desktop'
        | 'development-tool'
        | 'log-viewer';
      readonly program: string;
    }
  | { readonly kind: 'unknown' };

/** A script of the context that lies in the image. */
export interface ImageScript {
  /** Absolute path in the image. */
  readonly imagePath: string;
  /** Path in the repository. */
  readonly path: string;
  readonly text: string;
  /** The line of `path` that `text` begins on: 1, or where the heredoc of a COPY stands in the Dockerfile. */
  readonly firstLine: number;
  /** `#!` line's program name and words, e.g. `sh`, `bash -e`, `python3`; null: none. */
  readonly interpreter: string | null;
}

export interface ImageFacts {
  readonly target: Target;
  readonly entrypoint: Start | null;
  readonly cmd: Start | null;
  readonly process: Process;
  readonly responsibility: Responsibility;
  /** Of a shell form at this instruction: SHELL if set, else `/bin/sh` of the base. */
  shellAt(instruction: Instruction): ShellKind;
  /** Of `["sh", "-c", …]` and `["bash", "-c", …]`. */
  shellNamed(name: string): ShellKind;
  /** The script of the context that lies at this absolute path of the image; null: not from the context, or not readable. */
  scriptAt(imagePath: string): ImageScript | null;
  /** The file of the repository that a copy put there; null: none or unknown. */
  sourceOf(imagePath: string): string | null;
  /** Shell text or words → what runs, through inits, gosu, env, `exec`. */
  programsOf(invocation: Invocation): readonly StartedProgram[];
}
