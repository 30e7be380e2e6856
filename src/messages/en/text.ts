import { say, type Phrase } from '../phrase.ts';

/** The report in a terminal. */
export const text = {
  safe: (what: Phrase): Phrase => say`${what} (proved safe; ${'kasane fix'} prints it as a patch)`,
  personDecides: 'A person has to decide:',
  linesCut: (count: number): string => (count === 1 ? '1 more line' : `${count} more lines`),
  notChecked: 'not checked',
  /** `counts`: "2 errors, 1 warning"; `files`: "3 Dockerfiles". */
  found: (counts: string, files: string): string => `${counts} in ${files}`,
  nothing: (files: string): string => `No findings in ${files}`,
  noDockerfiles: 'No Dockerfile found.',
  incomplete: (count: number): string => (count === 1 ? '1 file not checked' : `${count} files not checked`),
  outOfScope: (count: number): string => `${count} outside the scope`,
  ignored: (count: number): string => `${count} ignored`,
  explain: (rule: string): Phrase => say`${`kasane explain ${rule}`} tells more.`,
};
export type Text = typeof text;
