/**
 * A Dockerfile as rules like to read it. Made by `parse.ts`; says what BuildKit says
 * (frontend/dockerfile at v0.32), also where the parsing library does not.
 */

/** 1-based, inclusive: the whole lines of an instruction, heredoc bodies and comments inside it included. */
export interface Range {
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * A word after expansion. `value` is null when it can't be known (an ARG without a value, a base image's ENV,
 * `${X#y}` that we do not compute, an environment of the builder); `raw` is always what is written, quotes included.
 */
export interface Word {
  readonly raw: string;
  readonly value: string | null;
  /** The line the word starts on. */
  readonly line: number;
}

export interface Comment {
  readonly line: number;
  /** Without `#` and outer white space. */
  readonly text: string;
}

export interface Heredoc {
  /** The delimiter without quotes and dash. */
  readonly name: string;
  /** `<<"EOF"`: variables in it are not expanded. */
  readonly quoted: boolean;
  /** `<<-EOF`: leading tabs are dropped. */
  readonly chomp: boolean;
  readonly fileDescriptor: number;
  /** Body without the terminator line, line ends `\n`, as written. */
  readonly body: string;
  /** First line of the body (the terminator's line when it is empty). */
  readonly startLine: number;
  /** The line of the terminator. */
  readonly endLine: number;
}

interface Common {
  readonly range: Range;
  /** Comment lines directly above, without a blank line or an instruction between, that belong to this instruction. */
  readonly comments: readonly Comment[];
  /** Comment lines inside (between continuation lines). */
  readonly innerComments: readonly Comment[];
  /** The stage it stands in; null for ARG before the first FROM. */
  readonly stage: number | null;
  /** Position in `dockerfile.instructions`. */
  readonly index: number;
  /** What holds just before it. */
  readonly scope: Scope;
  /** The instruction's own source text without its comments: continuation lines joined, white space folded; heredocs included. */
  readonly normalized: string;
  /** Stands behind ONBUILD: runs in the build that uses this image, not in this one. */
  readonly onbuild: boolean;
}

export interface Variable {
  readonly name: string;
  /** null: declared without a value, or one that can't be known. */
  readonly value: string | null;
  readonly from: 'env' | 'arg' | 'global-arg' | 'predefined';
}

/** Everything in force in front of an instruction. Lookups are cheap; `variables()` walks all. */
export interface Scope {
  get(name: string): Variable | undefined;
  variables(): readonly Variable[];
  /** Absolute and clean; null when unknown (base image's own WORKDIR counts as unknown until one is set absolutely; `/` for scratch). */
  readonly workdir: string | null;
  /** The words after USER; null: the base image's. */
  readonly user: Word | null;
  /** The words of SHELL; null: the default, `/bin/sh -c`. On an image that looks like Windows the default is here: `cmd /S /C`. */
  readonly shell: readonly string[] | null;
}

export interface Flag {
  readonly name: string;
  /** null: written without `=`. */
  readonly value: Word | null;
}

export interface From extends Common {
  readonly keyword: 'FROM';
  readonly image: Word;
  readonly platform: Word | null;
  /** Lower case, as BuildKit compares it; null: unnamed. */
  readonly name: string | null;
}

export interface Mount {
  readonly type: 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh' | 'unknown';
  /** Absolute target, clean; null when unknown or none. */
  readonly target: string | null;
  readonly source: Word | null;
  /** A stage's name or index, a named context or an image; null: the build context (bind), or nothing. */
  readonly from: Word | null;
  readonly readOnly: boolean;
  readonly options: ReadonlyMap<string, string>;
}

/** How RUN, CMD, ENTRYPOINT and HEALTHCHECK say their command. */
export type Invocation =
  | {
      readonly form: 'exec';
      readonly words: readonly string[];
    }
  | {
      readonly form: 'shell';
      /** The text that the shell gets: comment lines gone, continuation lines joined as BuildKit does, heredocs in place. */
      readonly text: string;
      /** Offset in `text` → line of the Dockerfile. */
      lineOf(offset: number): number;
    };

export interface Run extends Common {
  readonly keyword: 'RUN';
  readonly flags: readonly Flag[];
  readonly mounts: readonly Mount[];
  readonly command: Invocation;
  readonly heredocs: readonly Heredoc[];
  /**
   * `RUN <<EOF` alone: the body is the script. With `#!` its first line names the interpreter (then it is no shell
   * script unless that is a shell); null: an ordinary command.
   */
  readonly heredocScript: { readonly interpreter: string | null } | null;
}

export interface CopyLike extends Common {
  readonly keyword: 'COPY' | 'ADD';
  readonly flags: readonly Flag[];
  /** Paths, wildcards and, for ADD, addresses. Heredocs are not among them. */
  readonly sources: readonly Word[];
  readonly destination: Word;
  /** Absolute, clean, with its trailing `/` kept when written (or `/.`); null when unknown. */
  readonly destinationPath: string | null;
  readonly heredocs: readonly Heredoc[];
  /** A stage's name or index, a named context or an image; null: the build context. */
  readonly from: Word | null;
  readonly chown: Word | null;
  readonly chmod: Word | null;
  readonly link: boolean;
  readonly parents: boolean;
  readonly exclude: readonly Word[];
  readonly json: boolean;
}

export interface Pair {
  readonly name: string;
  readonly value: Word;
  readonly line: number;
}

export interface Env extends Common {
  readonly keyword: 'ENV';
  readonly pairs: readonly Pair[];
}
export interface Label extends Common {
  readonly keyword: 'LABEL';
  readonly pairs: readonly Pair[];
}
export interface Arg extends Common {
  readonly keyword: 'ARG';
  /** `value` null: declared without a default. */
  readonly args: readonly { readonly name: string; readonly value: Word | null; readonly line: number }[];
}
export interface Workdir extends Common {
  readonly keyword: 'WORKDIR';
  readonly path: Word;
}
export interface User extends Common {
  readonly keyword: 'USER';
  readonly user: Word;
}
export interface Shell extends Common {
  readonly keyword: 'SHELL';
  readonly words: readonly string[];
}
export interface Volume extends Common {
  readonly keyword: 'VOLUME';
  readonly paths: readonly Word[];
  readonly json: boolean;
}
export interface Expose extends Common {
  readonly keyword: 'EXPOSE';
  readonly ports: readonly Word[];
}
export interface Start extends Common {
  readonly keyword: 'CMD' | 'ENTRYPOINT';
  readonly command: Invocation;
}
export interface Healthcheck extends Common {
  readonly keyword: 'HEALTHCHECK';
  /** null: HEALTHCHECK NONE. */
  readonly command: Invocation | null;
  readonly flags: readonly Flag[];
}
export interface Stopsignal extends Common {
  readonly keyword: 'STOPSIGNAL';
  readonly signal: Word;
}
export interface Maintainer extends Common {
  readonly keyword: 'MAINTAINER';
  readonly name: string;
}
export interface Onbuild extends Common {
  readonly keyword: 'ONBUILD';
  readonly trigger: Instruction;
}

export type Instruction =
  | From
  | Run
  | CopyLike
  | Env
  | Label
  | Arg
  | Workdir
  | User
  | Shell
  | Volume
  | Expose
  | Start
  | Healthcheck
  | Stopsignal
  | Maintainer
  | Onbuild;

/** What a stage is built on. */
export type Base =
  | { readonly kind: 'stage'; readonly stage: number }
  | { readonly kind: 'scratch' }
  /** `name` without tag and digest, `docker.io/library/` cut; tag null when not written. */
  | {
      readonly kind: 'image';
      readonly name: string;
      readonly tag: string | null;
      readonly digest: string | null;
      readonly reference: string;
    }
  /** A variable decides, and its value can't be known. */
  | { readonly kind: 'unknown'; readonly raw: string };

export interface Stage {
  readonly index: number;
  /** Lower case; null when unnamed. */
  readonly name: string | null;
  readonly from: From;
  readonly base: Base;
  /** What ONBUILD of the stage that it stands on runs here first, read with what holds here. Their lines are those of the ONBUILD. */
  readonly triggered: readonly Instruction[];
  /** Without FROM, in order. */
  readonly instructions: readonly Instruction[];
  /** FROM to the last line of its last instruction. */
  readonly range: Range;
  /** What holds after the last instruction. */
  readonly end: Scope;
}

/** Why BuildKit would refuse the file; `line` is where it says so. The words are in messages (`kasane/invalid-dockerfile`). */
export interface Problem {
  readonly line: number;
  readonly endLine: number;
  readonly reason: ProblemReason;
  /** The word that the reason is about, as written (hostile text). */
  readonly word: string;
}

export type ProblemReason =
  | 'unknown-instruction'
  | 'missing-arguments'
  | 'instruction-before-from'
  | 'unterminated-heredoc'
  | 'unknown-flag'
  | 'duplicate-flag'
  | 'flag-needs-value'
  | 'invalid-flag-value'
  | 'copy-needs-destination'
  | 'destination-needs-slash'
  | 'onbuild-not-allowed'
  | 'from-arguments'
  | 'invalid-stage-name'
  | 'stage-not-found'
  | 'stage-cycle'
  | 'bad-key-value'
  | 'shell-needs-json'
  | 'one-argument-only'
  | 'bad-variable'
  | 'empty-image-name'
  | 'healthcheck-arguments'
  | 'invalid-mount'
  | 'add-flags'
  | 'invalid-directive'
  /** A JSON list with something in it that is no string: `CMD ["a", 1]`. */
  | 'json-needs-strings'
  /** FROM with a name that no image can have: `FROM Ubuntu`. */
  | 'invalid-image-name'
  /** COPY of `https://…`: only ADD takes it. */
  | 'copy-from-address'
  /** EXPOSE with something that is no port, range or protocol. */
  | 'invalid-port'
  | 'invalid-signal';

/** What a file named like a Dockerfile turns out to be. Everything but `dockerfile` is "incomplete", not a finding. */
export type Nature = 'dockerfile' | 'empty' | 'only-comments' | 'no-from' | 'template' | 'from-dockerfile';

export interface Dockerfile {
  readonly path: string;
  /** As read, BOM and line endings included. */
  readonly text: string;
  /** Line by line, each with its own ending; joined they give `text` (a BOM stays in front of the first). */
  readonly lines: readonly string[];
  readonly bom: boolean;
  /** What most lines end with. */
  readonly eol: '\n' | '\r\n';
  /** `\` or a backtick. */
  readonly escape: '\\' | '`';
  readonly directives: {
    readonly syntax: string | null;
    readonly check: string | null;
    readonly escape: string | null;
  };
  readonly nature: Nature;
  /** All, also ARG before the first FROM. An ONBUILD counts as one. */
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly globalArgs: readonly Arg[];
  /** All comment lines of the file but directives, in order. */
  readonly comments: readonly Comment[];
  readonly problems: readonly Problem[];
}
