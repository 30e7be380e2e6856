import type { Values } from '../../../rules/cache/order-by-change-rate.ts';
import { list, say, type Phrase } from '../../phrase.ts';
import { ruleText } from '../../text.ts';
import { and } from '../terms.ts';

export default ruleText<Values>({
  title: 'A copy that changes often above a step that needs nothing of it',
  sentence: (values) =>
    say`${above(values)}; each change of what ${values.copies.length > 1 ? say`they bring` : say`it brings`} ${again(values)}.`,
  why: 'The builder reuses a layer until something that it is built from changes; then it builds that layer and all below it again. What changes rarely belongs at the top, what changes often at the bottom. How often each of the two changes is counted in the history of this repository.',
  fine: 'When the next commits will be other ones than the last: a part that was moved in, or is finished now. When the step needs the copied files after all, in a way that its command does not say.',
  suggestion: ({ steps, passed }) =>
    passed.length > 0
      ? say`Run ${labels(steps)} first, then the part that changes more often`
      : say`Run ${labels(steps)} first, then copy what ${steps.length > 1 ? say`they don't need` : say`it does not need`}`,
});

function above({ copies, steps, reads }: Values): Phrase {
  const [first] = copies;
  const [step] = steps;
  const copy = say`${first?.text ?? 'COPY'} on line ${first?.line ?? 0}`;
  const more = say`${copies.length - 1} more ${copies.length === 2 ? say`copy` : say`copies`} below it`;
  const subject = copies.length > 1 ? say`${copy} and ${more} stand` : say`${copy} stands`;
  const where = steps.length === 1 ? say` on line ${step?.line ?? 0}` : say` (from line ${step?.line ?? 0} on)`;
  const read = steps.length === 1 ? say`reads` : say`read`;
  return say`${subject} above ${labels(steps)}${where}, which ${read} only ${list(reads, and)}`;
}

function again({ steps }: Values): Phrase {
  return steps.length === 1 ? say`runs it again` : say`runs them again`;
}

function labels(steps: Values['steps']): Phrase {
  return list(
    steps.map(({ label }) => label),
    and,
    3,
  );
}
