import type { Start } from '../dockerfile/model.ts';
import { isKeepAlive } from './known/jobs.ts';
import type { ImageFacts, StartedProgram, StartLevel, StartText } from './model.ts';
import { fileOutputOf, isLog } from './output.ts';
import { passesSignalOn, standingInString, type Standing } from './stays.ts';

/** A shell of CMD or ENTRYPOINT in front of programs that run for long. */
export interface Front {
  readonly instruction: Start;
  /** `unknown`: only the kind of shell decides, and the base image does not say which it is. */
  readonly standing: Exclude<Standing, 'gives-way'>;
  /** The outermost level that does not give way. */
  readonly level: StartLevel;
  /** The last one is what the container lives on. */
  readonly programs: readonly StartedProgram[];
}

/** One for each instruction that has such a shell; a script that hands TERM on itself is none. */
export function frontsOf({ process, target }: ImageFacts): readonly Front[] {
  if (process.kind !== 'known') return [];
  const fronts = new Map<Start, Front>();
  for (const program of process.programs) {
    if (!program.longRunning || isKeepAlive(program.words) || !(program.final || isWaitedFor(program))) continue;
    const output = fileOutputOf(program, target, false);
    // A job: the file is its product.
    if (output && !isLog(output.file, program)) continue;
    const found = frontOf(program);
    if (!found) continue;
    const known = fronts.get(found.instruction);
    fronts.set(found.instruction, known ? { ...known, programs: [...known.programs, program] } : found);
  }
  return [...fronts.values()];
}

function frontOf(program: StartedProgram): Front | null {
  const levels = stringLevels(program.levels);
  if (levels.some(({ script }) => script.errors.length > 0 || passesSignalOn(script))) return null;
  for (const level of levels) {
    const standing = standingInString(level.script, level.command, level.shell);
    const instruction = instructionOf(level.text);
    // `CMD ['a', 'b']`: meant as JSON, and starts nothing.
    if (/^\s*\[\s*['"]/.test(level.script.text)) return null;
    if (standing === 'gives-way' || instruction === null || level.shell === 'windows' || level.shell === 'other')
      continue;
    return { instruction, standing: level.shell === 'unknown' ? 'unknown' : standing, level, programs: [program] };
  }
  return null;
}

/** Those that are written in CMD or ENTRYPOINT themselves; what a script does inside is another matter. */
export function stringLevels(levels: readonly StartLevel[]): readonly StartLevel[] {
  return levels.filter(({ text }) => instructionOf(text) !== null);
}

export function instructionOf(text: StartText): Start | null {
  if (text.kind === 'file') return null;
  return text.kind === 'inner' ? instructionOf(text.within) : text.instruction;
}

/** `app & wait`: the shell stays until the program ends. */
function isWaitedFor({ levels }: StartedProgram): boolean {
  return levels.some(
    ({ script, command }) =>
      command.nesting.includes('background') &&
      script.commands.some(
        ({ words, start, nesting }) =>
          start > command.end && words[0]?.value === 'wait' && !nesting.includes('background'),
      ),
  );
}
