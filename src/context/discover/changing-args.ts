import type { Changing } from '../model.ts';

/** Of a workflow expression (`${{ … }}`): is it another text in every commit, or may it be? Null: it hardly ever is. */
export function changingExpression(expression: string): Changing | null {
  if (
    /\bgithub\.(?:sha|run_id|run_number|run_attempt|event\.(?:after|head_commit|pull_request\.head\.sha))\b/.test(
      expression,
    )
  )
    return 'always';
  // What other steps and jobs say: versions, dates, labels with the commit in them; and variables that are no constants.
  return /\b(?:steps|needs|env)\./.test(expression) ? 'perhaps' : null;
}

/** Of a shell word as it is written. */
export function changingWord(word: string): Changing | null {
  if (/\$\{?(?:GITHUB_SHA|GITHUB_RUN_(?:ID|NUMBER)|CI_COMMIT_(?:SHORT_)?SHA|CI_PIPELINE_ID|CIRCLE_SHA1)\b/.test(word))
    return 'always';
  const [, command = ''] = /[$(`]\(?\s*(?:shell\s+)?(git\s[^)`]*|date\b[^)`]*)/.exec(word) ?? [];
  // The branch.
  if (/--abbrev-ref|--show-toplevel/.test(command)) return null;
  if (/^git\s+rev-parse\b/.test(command)) return 'always';
  return command !== '' || word.includes(PERHAPS) ? 'perhaps' : null;
}

/** The words behind `--build-arg`, with a variable that the text sets from a command by that command. `raws`: as they are written. */
export function buildArgWords(raws: readonly string[], text: string): readonly string[] {
  const words = raws.flatMap((raw, at) => {
    if (raw.startsWith('--build-arg=')) return [raw.slice('--build-arg='.length)];
    return raws[at - 1] === '--build-arg' ? [raw] : [];
  });
  return words.map((word) =>
    word.replace(/\$(?:\{(\w+)\}|\((\w+)\)|(\w+))/g, (written, braced?: string, made?: string, bare?: string) => {
      const name = braced ?? made ?? bare ?? '';
      const set = new RegExp(`(?:^|[\\s;])${name}\\s*:?=\\s*"?(\\$\\([^)\\n]*\\)|\`[^\`\\n]*\`)`, 'm').exec(text);
      return set?.[1] ?? written;
    }),
  );
}

/** Stand for expressions in a shell text. */
export const ALWAYS = '$GITHUB_SHA';
export const PERHAPS = '$KASANE_PERHAPS';

/** Names of `NAME=value`, as they are written. */
export function changingArgs(
  assignments: readonly string[],
  changing: (value: string) => Changing | null,
): ReadonlyMap<string, Changing> {
  const found = new Map<string, Changing>();
  for (const assignment of assignments) {
    const [, name, value = ''] = /^\s*["']?(\w+)=([^]*)$/.exec(assignment) ?? [];
    const how = name === undefined ? null : changing(value);
    if (name !== undefined && how !== null) found.set(name, how);
  }
  return found;
}
