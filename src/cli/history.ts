import type { Witness } from '../engine.ts';
import { contextSettings, type Settings } from '../findings/settings.ts';
import type { HistoryProblem } from '../findings/history-problem.ts';
import { askHistory } from '../replay/witness.ts';
import { openHistory } from '../sources/history.ts';
import type { Source } from '../sources/source.ts';

export interface HistoryQuestion {
  readonly root: string;
  readonly head: Source;
  /** The newest commit. */
  readonly tip: string;
  /** 0: none. */
  readonly commits: number;
  readonly context: string | null;
  readonly settings: Settings;
}

/** The history of a repository on this disk, for a check, and what there was to say about it afterwards. */
export function witnessOn({ root, head, tip, commits, context, settings }: HistoryQuestion): {
  readonly witness: Witness | null;
  readonly problems: readonly HistoryProblem[];
} {
  const problems: HistoryProblem[] = [];
  if (commits === 0) return { witness: null, problems };
  const open = async () => {
    const history = await openHistory(root, { tip, commits });
    if (history.kind === 'none') {
      problems.push({ kind: 'none', reason: history.reason });
      return null;
    }
    if (history.cut) problems.push({ kind: 'fewer', why: history.cut, there: history.count, asked: commits });
    return { history, root, close: () => {} };
  };
  const contextOf = (dockerfile: string) => contextSettings(dockerfile, { context, settings });
  const tell = (problem: HistoryProblem): unknown => problems.push(problem);
  return { witness: (findings) => askHistory(findings, { head, contextOf, open, tell }), problems };
}
