import type { Instruction, Scope } from '../../dockerfile/model.ts';
import type { Step } from '../../ecosystems/steps.ts';
import type { Doubt } from '../../findings/doubt.ts';
import { shortText } from './step-doubt.ts';
import { identityOf, type Part, type Sides } from './sides.ts';

/** USER, WORKDIR, SHELL, variables and mounts of every RUN, what every copy brings and where, and the order of all that only sets something. */
export function settingDoubts({ parts }: Sides): readonly Doubt[] {
  const doubts: Doubt[] = [];
  let latest = -1;
  for (const part of parts.toSorted((a, b) => a.oldIndex - b.oldIndex)) {
    const { keyword } = part.old.instruction;
    if (keyword === 'RUN') {
      if (!sameSettings(part.old, part.new)) doubts.push(blame(parts, part));
    } else if (keyword === 'COPY' || keyword === 'ADD') {
      if (identityOf(part.old) !== identityOf(part.new)) doubts.push(blame(parts, part));
    } else {
      if (part.newIndex < latest) doubts.push(blame(parts, part));
      latest = Math.max(latest, part.newIndex);
    }
  }
  return doubts;
}

function sameSettings(a: Step, b: Step): boolean {
  return (
    a.workdir === b.workdir &&
    settingsText(a.instruction.scope) === settingsText(b.instruction.scope) &&
    flagsText(a.instruction) === flagsText(b.instruction)
  );
}

function settingsText(scope: Scope): string {
  const variables = scope
    .variables()
    .map(({ name, value, from }) => [name, value, value === null ? from : ''].join('='));
  return JSON.stringify([scope.user?.value ?? scope.user?.raw ?? null, scope.shell, variables.toSorted()]);
}

/** Mounts, network and security of a RUN. */
function flagsText(instruction: Instruction): string {
  if (instruction.keyword !== 'RUN') return '';
  return JSON.stringify(instruction.flags.map(({ name, value }) => [name, value?.value ?? value?.raw ?? '']));
}

/** Names the setting that the step has newly below or above it. */
function blame(parts: readonly Part[], part: Part): Doubt {
  const passed = parts.find(
    (other) =>
      ['USER', 'WORKDIR', 'ENV', 'ARG', 'SHELL'].includes(other.old.instruction.keyword) &&
      other.oldIndex < part.oldIndex !== other.newIndex < part.newIndex,
  );
  const { range, normalized } = (passed ?? part).old.instruction;
  return { kind: 'setting-between', line: range.startLine, instruction: shortText(normalized) };
}
