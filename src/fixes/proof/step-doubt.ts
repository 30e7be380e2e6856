import type { Instruction } from '../../dockerfile/model.ts';
import type { Doubt } from '../../findings/doubt.ts';

export function stepDoubt({ range, normalized }: Instruction): Doubt {
  return { kind: 'step-between', line: range.startLine, instruction: shortText(normalized) };
}

/** One line of an instruction, as much of it as a sentence can hold. */
export function shortText(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
