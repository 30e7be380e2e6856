import type { CopyLike, Dockerfile, Run } from '../dockerfile/model.ts';
import { commandsOf, type PlacedCommand } from '../ecosystems/commands.ts';
import { isBelow } from '../ecosystems/image-path.ts';
import { installsIn } from '../ecosystems/installs.ts';
import type { Step } from '../ecosystems/steps.ts';
import type { Doubt } from '../findings/doubt.ts';
import { basename } from '../repository/paths.ts';
import { makesAccount } from './account.ts';
import type { Edit } from './edit.ts';
import { effectOf } from './effects.ts';
import { meansTheSameAt, valueIn } from './owner-change.ts';
import type { Cut } from './shallow-run.ts';

/** The commands that make users and groups, moved above a copy that needs them. */
export interface Lift {
  /** Lines with their endings, to stand above the copy. */
  readonly text: string;
  /** Out of the script of the RUN itself. */
  readonly cuts: readonly Cut[];
  /** An earlier RUN that goes with them. */
  readonly edits: readonly Edit[];
  readonly doubts: readonly Doubt[];
}

/** Commands that need no package, make no account, and find the same when the account is made earlier. */
const simple = new Set('set mkdir chmod chown chgrp touch ln cp mv rm sed echo printf true :'.split(' '));

/** Null: the commands can't be moved as they stand. */
export function liftAccounts(
  dockerfile: Dockerfile,
  names: readonly string[],
  { steps, run, copy }: { readonly steps: readonly Step[]; readonly run: Run; readonly copy: CopyLike },
): Lift | null {
  const runs = steps.flatMap(({ instruction, workdir }) =>
    instruction.keyword === 'RUN' && instruction.stage === run.stage ? [{ step: instruction, workdir }] : [],
  );
  const between = runs.filter(({ step }) => step.index > copy.index && step.index <= run.index);
  const makers = between.filter(({ step, workdir }) => commandsOf(step, workdir).commands.some(makesAccount));
  const [maker] = makers;
  const home = steps.some(
    ({ instruction, workdir }) => instruction.index <= run.index && workdir !== null && isBelow(workdir, '/home'),
  );
  if (!maker || makers.length > 1 || home || isBelow(copy.destinationPath ?? '/home', '/home')) return null;
  const own = maker.step;
  const { commands, script } = commandsOf(own, maker.workdir);
  const accounts = commands.filter(makesAccount);
  const isNamed = (name: string): boolean =>
    accounts.some(({ words }) => words.some((word) => valueIn(word, own.scope) === name));
  if (!names.every(isNamed)) return null;
  const first = commands.indexOf(accounts[0] ?? commands[0] ?? nothing);
  const block = commands.slice(first, first + accounts.length);
  const isPlain =
    script !== null &&
    block.every((command) => makesAccount(command) && isSimple(command)) &&
    commands.slice(0, first).every((command) => isSimple(command) && simple.has(nameOf(command)));
  if (!isPlain || own.scope.user?.raw !== copy.scope.user?.raw || own.scope.shell !== copy.scope.shell) return null;
  const texts = block.map(({ shell }) => script.slice(shell?.start ?? 0, shell?.end ?? 0));
  if (texts.some((text) => /["'][^"']*\s\s/u.test(text) || !meansTheSameAt(text, own, copy))) return null;

  const doubts = between.flatMap(({ step, workdir }): readonly Doubt[] => {
    if (step === own || step.index > own.index) return [];
    const installs = new Set(installsIn(step, workdir).map(({ command }) => command));
    const isApart = commandsOf(step, workdir).commands.every(
      (command) => installs.has(command) || simple.has(nameOf(command)) || isOfLanguage(command),
    );
    // A package may make a user too, and take the number.
    return isApart ? [] : [{ kind: 'step-between', line: step.range.startLine, instruction: 'RUN' }];
  });
  const { eol, path } = dockerfile;
  const text = `RUN ${texts.map((one) => one.replace(/\s+/gu, ' ')).join(' && ')}${eol}`;
  if (own !== run) {
    if (block.length < commands.length || own.comments.length > 0) return null;
    return { text, cuts: [], edits: [{ path, ...own.range, newText: '' }], doubts };
  }
  const next = commands[first + block.length]?.shell;
  const start = block[0]?.shell?.start;
  if (!next || start === undefined) return null;
  return { text, cuts: [{ start, end: next.start, text: '' }], edits: [], doubts };
}

const nothing: PlacedCommand = { words: [], directory: null, shell: null, nesting: [], redirects: [] };

function nameOf(command: PlacedCommand): string {
  return basename(command.words[0]?.value ?? '');
}

/** Packages of a language make no accounts. */
function isOfLanguage(command: PlacedCommand): boolean {
  return (
    /^(?:pip|python|npm|yarn|pnpm|corepack|gem|uv)[\d.]*$/u.test(nameOf(command)) && effectOf(command).kind === 'known'
  );
}

/** At the top of the script, without redirections. */
function isSimple({ shell, nesting, redirects }: PlacedCommand): boolean {
  return shell !== null && redirects.length === 0 && nesting.every((around) => around === 'and-right');
}
