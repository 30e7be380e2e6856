import type { Values } from '../../../rules/filesystem/copied-twice-by-chown.ts';
import { list, say, type Phrase } from '../../phrase.ts';
import { ruleText } from '../../text.ts';
import { and } from '../terms.ts';

export default ruleText<Values>({
  title: 'Files stored twice by a recursive chown or chmod',
  sentence: ({ command, program, paths, from, bytes }) =>
    say`${command} stores ${list(paths, and)}${size(bytes)} a second time: a new ${program === 'chmod' ? say`mode` : say`owner`} copies each file that ${source(from)} brought into the layer of this step.`,
  why: 'Each instruction makes a layer, and layers never change. To change the owner or mode of a file in an earlier layer, the builder copies the whole file into the new one; the image then holds both, and every push and pull carries both. `COPY --chown` and `COPY --chmod` set them when the file is written.',
  fine: 'When the files are few and small, or the stage is thrown away. When the tree also holds files of other steps that need the same owner: then it is often enough to change just the directories that the program writes to.',
  suggestion: ({ program }) =>
    say`Set the ${program === 'chmod' ? say`mode` : say`owner`} when the files are copied, and change only the directories afterwards`,
});

const size = (bytes: number | null): Phrase => (bytes === null ? [] : say` (${mebibytes(bytes)})`);

function mebibytes(bytes: number): Phrase {
  const value = bytes / (1024 * 1024);
  return [`${value < 10 ? value.toFixed(1) : Math.round(value)} MiB`];
}

function source(from: Values['from']): Phrase {
  const [first] = from;
  if (!first) return [];
  const more = from.length - 1;
  const rest: Phrase = more === 0 ? [] : [` and ${more} more ${more === 1 ? 'step' : 'steps'}`];
  return say`${first.instruction} on line ${first.line}${rest}`;
}
