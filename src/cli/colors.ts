import { painter, type Paint } from '../reports/paint.ts';
import type { Color } from './command.ts';
import type { Output, Surroundings } from './surroundings.ts';

/** The option speaks first, then NO_COLOR, then FORCE_COLOR, then whether a person looks at the output. */
export function colorsOn(choice: Color, environment: Surroundings['environment'], output: Output | null): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (environment['NO_COLOR']) return false;
  const force = environment['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return output !== null && output.isTTY && environment['TERM'] !== 'dumb';
}

/** For the findings (`output`: the file that they go to instead), and for everything else. */
export function painters(
  { environment, stdout, stderr }: Surroundings,
  { color, output }: { readonly color: Color; readonly output: string | null },
): { readonly out: Paint; readonly err: Paint } {
  return {
    out: painter(colorsOn(color, environment, output === null ? stdout : null)),
    err: painter(colorsOn(color, environment, stderr)),
  };
}
