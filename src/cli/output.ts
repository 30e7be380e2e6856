import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitStatus, Refusal, type Surroundings } from './surroundings.ts';

/** To standard output, or to the file that `--output` names. */
export function deliver({ directory, stdout }: Surroundings, output: string | null, text: string): void {
  if (output === null) {
    if (text !== '') stdout.write(text);
    return;
  }
  try {
    writeFileSync(resolve(directory, output), text);
  } catch (error) {
    const detail = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Refusal(exitStatus.usage, ({ cli }) => cli.notWritten(output, detail));
  }
}
