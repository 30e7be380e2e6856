/**
 * Edits replace whole lines. `newText` is the new lines with their endings, `''` deletes; `endLine = startLine - 1` inserts before
 * `startLine`; a file that is not there yet is line 1 to 0. (contract, section 4)
 */
export interface Edit {
  /** From the root of the repository. */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly newText: string;
}
