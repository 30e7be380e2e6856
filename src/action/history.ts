import type { Witness } from '../engine.ts';
import type { Settings } from '../findings/settings.ts';
import type { HistoryProblem } from '../findings/history-problem.ts';
import type { OpenedHistory } from '../replay/witness.ts';
import type { Gathered } from './gather.ts';
import type { Inputs } from './inputs.ts';
import type { Engine, Surroundings } from './surroundings.ts';

/** Where the history of the repository can be: in the job's checkout, or on the server. */
export type HistoryPlaces = Pick<Surroundings, 'workspace' | 'temporary' | 'serverUrl' | 'repository'>;

/** Milliseconds and bytes that a history may cost, fetched and replayed: evidence is worth a little waiting, not more. */
const limits = { fetch: 60_000, bytes: 400 * 1024 * 1024, replay: 60_000 };

/** The history for a check, and what there was to say about it afterwards. `history` of the inputs 0: none. */
export function witnessOf(
  places: HistoryPlaces,
  { head, historyTip }: Gathered,
  { token, history: commits }: Inputs,
  engine: Engine,
  settings: Settings,
): { readonly witness: Witness | null; readonly problems: readonly HistoryProblem[] } {
  const problems: HistoryProblem[] = [];
  if (commits === 0) return { witness: null, problems };
  const tell = (problem: HistoryProblem): unknown => problems.push(problem);
  const witness: Witness = (findings) => {
    const signal = AbortSignal.timeout(limits.fetch + limits.replay);
    return engine.askHistory(findings, {
      head,
      contextOf: (dockerfile) => engine.contextSettings(dockerfile, { context: null, settings }),
      open: () => open(places, { engine, token, commits, tip: historyTip, signal }, tell),
      tell,
      signal,
    });
  };
  return { witness, problems };
}

interface Wanted {
  readonly engine: Engine;
  readonly token: string;
  readonly tip: string;
  readonly commits: number;
  readonly signal: AbortSignal;
}

/** The checkout when it has all of it, else what the server gives, else the part that the checkout has. */
async function open(
  { workspace, temporary, serverUrl, repository }: HistoryPlaces,
  { engine, token, tip, commits, signal }: Wanted,
  tell: (problem: HistoryProblem) => void,
): Promise<OpenedHistory | null> {
  const own = await engine.openHistory(workspace, { tip, commits, signal });
  const inCheckout = own.kind === 'history' ? { history: own, root: workspace, close: () => {} } : null;
  if (inCheckout && !inCheckout.history.cut) return inCheckout;

  if (own.kind === 'none' && own.reason === 'one-commit') {
    tell({ kind: 'none', reason: 'one-commit' });
    return null;
  }

  const clone = await engine.clonePartially({
    url: `${serverUrl}/${repository}`,
    commit: tip,
    // The oldest commit needs its parent.
    depth: commits + 1,
    token,
    temporary,
    timeLimit: limits.fetch,
    sizeLimit: limits.bytes,
  });
  if (clone.kind === 'clone') {
    const history = await engine.openHistory(clone.root, { tip, commits, signal });
    if (history.kind === 'history' && !history.cut) return { history, root: clone.root, close: () => clone.remove() };
    clone.remove();
    if (!inCheckout) {
      tell({ kind: 'none', reason: history.kind === 'none' ? history.reason : 'shallow' });
      return null;
    }
  } else if (!inCheckout) {
    tell({ kind: 'no-clone', reason: clone.reason, detail: clone.detail });
    return null;
  }
  const { cut, count } = inCheckout.history;
  if (cut) tell({ kind: 'fewer', why: cut, there: count, asked: commits });
  return inCheckout;
}
