import type { Base, CopyLike } from '../dockerfile/model.ts';
import { commandsOf, type PlacedCommand } from '../ecosystems/commands.ts';
import type { Step } from '../ecosystems/steps.ts';
import type { Doubt } from '../findings/doubt.ts';
import { hasAccount } from '../image/known/accounts.ts';
import { basename } from '../repository/paths.ts';
import { ownerOf, valueIn, type RecursiveChange } from './owner-change.ts';

const makers = new Set(['useradd', 'adduser', 'groupadd', 'addgroup']);

/** Makes a user or a group. */
export function makesAccount(command: PlacedCommand): boolean {
  return makers.has(basename(command.words[0]?.value ?? ''));
}

/** `--chown=name` looks the name up in the image as it is at the copy. */
export function accountDoubts(
  { program, what }: RecursiveChange,
  first: CopyLike,
  before: readonly Step[],
  base: Base,
): readonly Doubt[] {
  const { user, group } = ownerOf(program === 'chgrp' ? `:${what.value ?? ''}` : (what.value ?? ''));
  const names = new Set([user, group ?? ''].filter((name) => name !== '' && name !== 'root' && !/^\d+$/u.test(name)));
  return [...names].flatMap((name): readonly Doubt[] =>
    hasAccount(base, name) || isMadeAbove(name, before, first)
      ? []
      : [{ kind: 'account-needed', name, line: first.range.startLine }],
  );
}

function isMadeAbove(name: string, steps: readonly Step[], copy: CopyLike): boolean {
  return steps.some(
    ({ instruction, workdir }) =>
      instruction.keyword === 'RUN' &&
      instruction.index < copy.index &&
      commandsOf(instruction, workdir).commands.some(
        (command) => makesAccount(command) && command.words.some((word) => valueIn(word, instruction.scope) === name),
      ),
  );
}
