import type { Doubt } from '../findings/doubt.ts';
import { orderDoubts } from './proof/order.ts';
import { settingDoubts } from './proof/settings.ts';
import { sidesOf, type Change, type Sides } from './proof/sides.ts';
import { stepDoubt } from './proof/step-doubt.ts';

export type { Change } from './proof/sides.ts';

/**
 * Points 1, 2, 3 and 5 of the contract's section 5, as far as they do not belong to an ecosystem: the new file parses; each step that was there
 * before still runs, under the same settings; no two steps that changed places touch the same files; every stage ends in the same configuration.
 * Empty: proved.
 */
export function prove(change: Change): readonly Doubt[] {
  const { before, after } = change;
  const broken: Doubt = { kind: 'not-proved', rule: 'kasane/invalid-dockerfile' };
  if (after.nature !== 'dockerfile' || after.problems.length > 0) return [broken];
  if (after.stages.length !== before.stages.length) return [broken];
  const doubts = before.stages.flatMap(({ from }, stage): readonly Doubt[] => {
    if (from.normalized !== after.stages[stage]?.from.normalized) return [broken];
    const sides = sidesOf(change, stage);
    return lost(change, sides).concat(settingDoubts(sides), orderDoubts(change, sides));
  });
  return [...new Map(doubts.map((doubt) => [JSON.stringify(doubt), doubt])).values()];
}

function lost({ about }: Change, sides: Sides): readonly Doubt[] {
  return sides.lost
    .filter(
      ({ instruction: { range } }) =>
        !about.some(({ startLine, endLine }) => startLine <= range.startLine && range.endLine <= endLine),
    )
    .map(({ instruction }) => stepDoubt(instruction));
}
