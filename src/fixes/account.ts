import type { Base, CopyLike } from '../dockerfile/model.ts';
import { commandsOf, type PlacedCommand } from '../ecosystems/commands.ts';
import type { Step } from '../ecosystems/steps.ts';
import { hasAccount } from '../image/known/accounts.ts';
import { basename } from '../repository/paths.ts';
import { ownerOf, valueIn, type RecursiveChange } from './owner-change.ts';

const makers = new Set(['useradd', 'adduser', 'groupadd', 'addgroup']);

/** Makes a user or a group. */
export function makesAccount(command: PlacedCommand): boolean {
  return makers.has(basename(command.words[0]?.value ?? ''));
}

/** Names that `--chown` would look up in the image as it is at the copy, and not find. */
export function missingAccounts(
  { program, what }: RecursiveChange,
  copy: CopyLike,
  before: readonly Step[],
  base: Base,
): readonly string[] {
  const { user, group } = ownerOf(program === 'chgrp' ? `:${what.value ?? ''}` : (what.value ?? ''));
  const names = new Set([user, group ?? ''].filter((name) => name !== '' && name !== 'root' && !/^\d+$/u.test(name)));
  return [...names].filter((name) => !hasAccount(base, name) && !isMadeAbove(name, before, copy));
}

/** `useradd app` makes the group `app` too, and `adduser -S app -G web` names one that is there. */
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
