import type { Build } from '../../build.ts';
import type { Doubt } from '../../findings/doubt.ts';
import type { Proposal, Sighting } from '../../findings/finding.ts';
import { type Cut, giveWay } from '../../fixes/give-way.ts';
import { instructionOf } from '../../image/front.ts';
import type { ImageFacts, StartedProgram, StartLevel, StartText } from '../../image/model.ts';
import { type FileOutput, fileOutputOf, isLog } from '../../image/output.ts';
import { lineCounter } from '../../image/process.ts';
import { isWithin } from '../../repository/paths.ts';
import { defineRule } from '../rule.ts';

export interface Values {
  readonly program: string;
  /** As far as known, else as written. */
  readonly file: string;
  readonly how: FileOutput['how'];
}

export default defineRule<Values>({
  id: 'logs/redirected-to-file',
  severity: 'warning',
  claims: ['L1'],
  factors: ['XI'],
  fix: 'safe',
  *check(build) {
    const seen = new Set<string>();
    for (const target of build.targets) {
      if (target.development) continue;
      for (const group of outputsOf(build, build.image(target))) {
        const sighting = sightingOf(build, build.image(target), group);
        const key = `${sighting.path ?? ''}:${sighting.startLine}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield sighting;
      }
    }
  },
});

interface Output extends FileOutput {
  readonly program: StartedProgram;
}

/** Grouped by where they stand: an instruction, or a command of a script. */
function outputsOf(build: Build, image: ImageFacts): readonly (readonly [Output, ...Output[]])[] {
  const { process, target } = image;
  if (process.kind !== 'known') return [];
  const tty = build.declared.some((declared) => declared.tty && !declared.replacesProcess);
  const groups = new Map<unknown, [Output, ...Output[]]>();
  for (const program of process.programs) {
    if (!program.longRunning) continue;
    const output = fileOutputOf(program, target, tty);
    if (!output || !isLog(output.file, program) || isStream(output, image)) continue;
    const key = instructionOf(output.level.text) ?? `${JSON.stringify(rootPath(output.level.text))}:${output.start}`;
    const group = groups.get(key);
    if (group) group.push({ ...output, program });
    else groups.set(key, [{ ...output, program }]);
  }
  return [...groups.values()];
}

/** A FIFO that something reads, or a link to standard output. */
function isStream({ file, level }: FileOutput, { target }: ImageFacts): boolean {
  const texts = [
    ...target.chain.flatMap(({ instructions }) =>
      instructions.filter(({ keyword }) => keyword === 'RUN').map(({ normalized }) => normalized),
    ),
    level.script.text,
  ];
  const makesStream = /\bmkfifo\b|\bmknod\b|\bln\b/;
  return texts.some((text) =>
    text
      .split(/[\n;&|]/)
      .some(
        (step) =>
          step.includes(file) && makesStream.test(step) && (!/\bln\b/.test(step) || /\/(?:dev|proc)\//.test(step)),
      ),
  );
}

function sightingOf(build: Build, image: ImageFacts, group: readonly [Output, ...Output[]]): Sighting<Values> {
  const [first] = group;
  const { program, file, how, level, start, end } = first;
  const instruction = instructionOf(level.text);
  const script = scriptOf(level.text);
  const line = script ? lineCounter(script.text) : null;
  const place =
    script && line && level.text.kind === 'file'
      ? {
          path: script.path,
          startLine: script.firstLine - 1 + line(start),
          endLine: script.firstLine - 1 + line(end - 1),
        }
      : {
          startLine: instruction?.range.startLine ?? program.at.line,
          endLine: instruction?.range.endLine ?? program.at.line,
        };
  return {
    ...place,
    values: { program: program.name, file, how },
    anchor: [level.script.text.slice(start, end).replaceAll(/\s+/g, ' ')],
    subjects: [...new Set(group.flatMap((output) => [output.program.name, output.file]))],
    ...fixOf(build, image, group),
  };
}

function scriptOf(text: StartText): Extract<StartText, { kind: 'file' }>['script'] | null {
  if (text.kind === 'file') return text.script;
  return text.kind === 'inner' ? scriptOf(text.within) : null;
}

function rootPath(text: StartText): string | null {
  return scriptOf(text)?.path ?? null;
}

function fixOf(build: Build, image: ImageFacts, group: readonly [Output, ...Output[]]): { readonly fix?: Proposal } {
  const cuts: Cut[] = [];
  for (const { cuts: own, level } of group) {
    if (!own) return {};
    cuts.push(...own.map(({ start, end }) => ({ level, start, end })));
  }
  const [{ level }] = group;
  const root = rootPath(level.text);
  // Only what stands in the same file: a suggestion is one place.
  const programs = group
    .filter(({ program }) => program.final)
    .map(({ program }) =>
      withLevels(
        program,
        program.levels.filter(({ text }) => rootPath(text) === root),
      ),
    );
  const edits = giveWay(build.dockerfile, image, programs, cuts) ?? giveWay(build.dockerfile, image, [], cuts);
  if (!edits || edits.length === 0) return {};
  return { fix: { edits, doubts: doubtsOf(build, image, group, root) } };
}

function withLevels(program: StartedProgram, levels: readonly StartLevel[]): StartedProgram {
  return { ...program, levels };
}

function doubtsOf(build: Build, image: ImageFacts, group: readonly Output[], root: string | null): readonly Doubt[] {
  const doubts: Doubt[] = [];
  for (const file of new Set(group.map((output) => output.file))) {
    if (isRead(image, group, file)) doubts.push({ kind: 'program-reads-file', path: file });
    if (isKept(build, image, file)) doubts.push({ kind: 'data-may-depend', path: file });
  }
  if (root !== null && build.context?.doubt) doubts.push(build.context.doubt);
  return doubts;
}

/** Does anything else of the start, or a health check, name the file? */
function isRead({ process, target }: ImageFacts, group: readonly Output[], file: string): boolean {
  const quiet = new Set(['mkdir', 'touch', 'chown', 'chmod', 'rm', 'install', 'truncate', 'echo', 'tee', ':']);
  const programs = process.kind === 'known' ? process.programs : [];
  const own = new Set(group.map(({ level }) => level.command));
  return (
    programs.some(
      ({ words, levels }) =>
        !levels.some(({ command }) => own.has(command)) &&
        words.some((word) => word.includes(file)) &&
        !quiet.has(words[0] ?? ''),
    ) ||
    target.chain.some(({ instructions }) =>
      instructions.some(({ keyword, normalized }) => keyword === 'HEALTHCHECK' && normalized.includes(file)),
    )
  );
}

/** On a VOLUME, or a mount of the compose service: somebody may collect it there. */
function isKept(build: Build, { target }: ImageFacts, file: string): boolean {
  const workdir = target.stage.end.workdir ?? '';
  const path = file.startsWith('/') ? file : `${workdir}/${file}`;
  const covers = (directory: string): boolean => directory !== '/' && isWithin(path, directory.replace(/\/+$/, ''));
  return (
    target.chain.some(({ instructions }) =>
      instructions.some(
        (instruction) =>
          instruction.keyword === 'VOLUME' && instruction.paths.some(({ value }) => value !== null && covers(value)),
      ),
    ) || build.declared.some(({ mounts }) => mounts.some((mount) => covers(mount.target)))
  );
}
