import type { Changing } from '../model.ts';

/** Of a workflow expression (`${{ … }}`): is it another text in every commit, or may it be? Null: it hardly ever is. */
export function changingExpression(expression: string): Changing | null {
  if (/\bgithub\.(?:sha|run_id|run_number|run_attempt|event\.(?:after|head_commit))\b/.test(expression))
    return 'always';
  // What other steps and jobs say: versions, dates, labels with the commit in them.
  return /\b(?:steps|needs)\./.test(expression) ? 'perhaps' : null;
}

/** Of a shell word as it is written. */
export function changingWord(word: string): Changing | null {
  if (/\$\{?(?:GITHUB_SHA|GITHUB_RUN_(?:ID|NUMBER)|CI_COMMIT_(?:SHORT_)?SHA|CI_PIPELINE_ID|CIRCLE_SHA1)\b/.test(word))
    return 'always';
  const [, command = ''] = /[$(`]\(?\s*(git\s[^)`]*|date\b[^)`]*)/.exec(word) ?? [];
  if (/^git\s+rev-parse\b/.test(command) && !/--abbrev-ref|--show-toplevel/.test(command)) return 'always';
  return command !== '' || word.includes(PERHAPS) ? 'perhaps' : null;
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
