import type { Build } from '../../build.ts';
import type { Start } from '../../dockerfile/model.ts';
import type { Doubt } from '../../findings/doubt.ts';
import type { Proposal, Sighting } from '../../findings/finding.ts';
import { giveWay } from '../../fixes/give-way.ts';
import { type Front, frontsOf, stringLevels } from '../../image/front.ts';
import { endsByItself } from '../../image/known/jobs.ts';
import { isRuntime, serverKind } from '../../image/known/servers.ts';
import type { ImageFacts, ShellKind, StartedProgram } from '../../image/model.ts';
import { programName, unwrapped } from '../../image/process.ts';
import { execWords } from '../../shell/program.ts';
import { defineRule } from '../rule.ts';

export type Values =
  /** A shell is in front of the program. `shell` `unknown`: unless the shell of `base` gives way. */
  | {
      readonly kind: 'in-front';
      readonly instruction: 'CMD' | 'ENTRYPOINT';
      readonly program: string;
      readonly shell: ShellKind;
      readonly base: string;
    }
  /** `command`: the words that never reach the program. */
  | { readonly kind: 'ignores-cmd'; readonly command: string; readonly line: number }
  | { readonly kind: 'arguments'; readonly program: string };

export default defineRule<Values>({
  id: 'process/shell-form',
  severity: 'warning',
  claims: ['P3'],
  factors: ['IX'],
  fix: 'safe',
  *check(build) {
    const seen = new Set<Start>();
    for (const target of build.targets) {
      if (target.development) continue;
      const image = build.image(target);
      for (const { instruction, ...sighting } of [
        ...ignoredCmd(build, image),
        ...passedAsArguments(image),
        ...fronts(build, image),
      ]) {
        if (seen.has(instruction)) continue;
        seen.add(instruction);
        yield sighting;
      }
    }
  },
});

/**
 * They start the program below a shell of their own, and end before it has heard of the signal (measured, see the catalogue): exec form cures nothing,
 * and the words are those of `process/package-manager-as-process`.
 */
const packageManagers: ReadonlySet<string> = new Set(['npm', 'npx', 'yarn', 'pnpm']);

type Found = Sighting<Values> & { readonly instruction: Start };

function found(instruction: Start, values: Values, rest: Partial<Sighting<Values>> = {}): Found {
  const { startLine, endLine } = instruction.range;
  return { instruction, startLine, endLine, values, anchor: [instruction.normalized], ...rest };
}

function fronts(build: Build, image: ImageFacts): readonly Found[] {
  // `FROM base`, where a build of the repository says which other build that is: the owner knows its shell, and we do not look there.
  const isOwn = build.declared.some(({ contexts }) => contexts.has(baseOf(image)));
  const sure = frontsOf(image).filter(
    (front) => (front.standing === 'stays' || !isOwn) && !packageManagers.has(programBehind(front)),
  );
  return sure.map((front) => {
    const { instruction, standing, level } = front;
    const program = programBehind(front);
    const isSure = standing === 'stays';
    return found(
      instruction,
      { kind: 'in-front', instruction: instruction.keyword, program, shell: level.shell, base: baseOf(image) },
      { subjects: [program], ...(isSure ? {} : { severity: 'notice' as const }), ...fixOf(build, image, front) },
    );
  });
}

function fixOf(build: Build, image: ImageFacts, { programs, standing }: Front): { readonly fix?: Proposal } {
  const edits = giveWay(build.dockerfile, image, programs.map(withoutFiles));
  if (!edits || edits.length === 0) return {};
  const doubts: Doubt[] = standing === 'unknown' ? [{ kind: 'base-unknown', image: baseOf(image) }] : [];
  return { fix: { edits, doubts } };
}

/** What a script in front of the program does itself is said by `process/entrypoint-without-exec`. */
function withoutFiles(program: StartedProgram): StartedProgram {
  return { ...program, levels: stringLevels(program.levels) };
}

/** The script that the shell starts, or else the program. */
function programBehind({ level, programs }: Front): string {
  const last = programs.at(-1);
  const at = last?.levels.findIndex(({ script }) => script === level.script) ?? -1;
  const inner = last?.levels[at + 1];
  if (last && inner?.text.kind !== 'file') return last.name;
  return programName(unwrapped(level.command.words).map(({ value, raw }) => value ?? raw));
}

function baseOf({ target }: ImageFacts): string {
  const base = target.chain[0]?.base;
  if (base?.kind === 'image') return base.reference;
  return base?.kind === 'unknown' ? base.raw : 'scratch';
}

/** A shell-form ENTRYPOINT never sees CMD. */
function ignoredCmd(build: Build, image: ImageFacts): readonly Found[] {
  const { entrypoint, cmd } = image;
  if (entrypoint?.command.form !== 'shell' || !cmd) return [];
  const words = cmd.command.form === 'exec' ? cmd.command.words : [cmd.command.text];
  if (words.join('').trim() === '' || image.shellAt(entrypoint) === 'windows') return [];
  // `app "$0" "$@"` reads it.
  if (/\$\{?[\d@*#]/.test(entrypoint.command.text)) return [];
  const { range } = cmd;
  const values: Values = { kind: 'ignores-cmd', command: words.join(' '), line: range.startLine };
  const program = image.process.kind === 'known' ? image.process.programs.at(-1) : undefined;
  const edits =
    program && program.levels.length === 1 && cmd.command.form === 'exec'
      ? giveWay(build.dockerfile, { ...image, cmd: null }, [program])
      : null;
  const isExecForm = edits?.every(({ newText }) => /^\s*ENTRYPOINT\s+\[/i.test(newText)) === true && edits.length > 0;
  return [
    found(entrypoint, values, {
      ranges: [entrypoint.range, range],
      ...(edits && isExecForm ? { fix: { edits, doubts: [{ kind: 'arguments-change', line: range.startLine }] } } : {}),
    }),
  ];
}

/** A shell-form CMD behind an ENTRYPOINT that is a program: it gets `/bin/sh -c …` as its arguments. */
function passedAsArguments(image: ImageFacts): readonly Found[] {
  const { entrypoint, cmd } = image;
  if (entrypoint?.command.form !== 'exec' || cmd?.command.form !== 'shell' || image.shellAt(cmd) === 'windows')
    return [];
  const words = unwrapped(execWords(entrypoint.command.words)).map(({ value }) => value ?? '');
  const [program] = words;
  if (program === undefined || endsByItself(words)) return [];
  const name = programName(words);
  const isProgram = isRuntime(name) || serverKind(name) !== null;
  return isProgram || cmd.command.text.startsWith('-')
    ? [found(cmd, { kind: 'arguments', program: name }, { ranges: [cmd.range] })]
    : [];
}
