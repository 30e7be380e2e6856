/** A step of a Dockerfile as a log names it: `[api linux/amd64 builder 3/7] RUN npm ci`. */
export interface StepName {
  /** What stands in the brackets before the numbers: of a bake target, a platform and a stage those that there are. */
  readonly words: readonly string[];
  /** 1-based, in its stage. */
  readonly position: number;
  /** How many steps the stage has. */
  readonly total: number;
  /** The instruction with its variables filled in. */
  readonly text: string;
}

/** What one build of a log says of one step. */
export interface LoggedStep extends StepName {
  /** 0-based: which build, of a log that holds several. */
  readonly build: number;
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly kind: 'done'; readonly seconds: number }
  | { readonly kind: 'cached' }
  /** It failed, was given up, or the log ends before it does. */
  | { readonly kind: 'unfinished' };

/** Longer names are cut. */
const longestName = 2000;

/** Null: another name, `[internal] load .dockerignore` or `exporting to image`. (BuildKit's dockerfile2llb `prefixCommand`, buildx's `addPrefix`.) */
export function readStepName(name: string): StepName | null {
  if (!name.startsWith('[')) return null;
  const folded = foldedName(name);
  const end = folded.indexOf('] ');
  if (end < 0) return null;
  const words = folded.slice(1, end).split(' ');
  const [, position, total] = /^(\d{1,6})\/(\d{1,6})$/.exec(words.pop() ?? '') ?? [];
  if (position === undefined || total === undefined) return null;
  const text = folded.slice(end + 2);
  return { words, position: Number(position), total: Number(total), text };
}

/** White space of continuation lines folded; cut with `...`, as BuildKit cuts where it does. A string of its own: it stays when the log is gone. */
export function foldedName(name: string): string {
  const text = name.length > longestName ? `${name.slice(0, longestName)}...` : name;
  return text.replace(/\s+/g, ' ').replace('[ ', '[').trim();
}
