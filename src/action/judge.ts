import type { Question } from '../engine.ts';
import type { Incomplete, Result } from '../findings/result.ts';
import type { FailOn } from '../findings/settings.ts';
import type { Messages } from '../messages/messages.ts';
import type { RunNote } from '../messages/run-note.ts';
import { join } from '../repository/paths.ts';
import { explain, type GitHub } from '../sources/github-api.ts';
import type { Contents } from '../sources/github-contents.ts';
import { firstRequest } from './first-request.ts';
import { gather, type Gathered } from './gather.ts';
import { witnessOf, type HistoryPlaces } from './history.ts';
import type { Inputs } from './inputs.ts';
import { configured } from './settings.ts';
import type { Subject } from './subject.ts';
import type { Engine, Surroundings } from './surroundings.ts';

const defaultConfiguration = '.github/kasane.yml';

/** The verdict, and what it was made from. */
export interface Judgement {
  readonly result: Result;
  readonly failOn: FailOn;
  readonly messages: Messages;
  readonly engine: Engine;
  /** Null: the API could not be reached, which `result` says. */
  readonly gathered: Gathered | null;
  readonly configurationPath: string;
  readonly notes: readonly RunNote[];
}

/** Reads what the subject needs, and checks it. What could not be had is in the result, never an error. */
export async function judge(
  places: { readonly github: GitHub; readonly contents: Contents },
  subject: Subject,
  inputs: Inputs,
  around: HistoryPlaces & Pick<Surroundings, 'engine'>,
): Promise<Judgement> {
  const named = inputs.config ?? defaultConfiguration;
  // Git knows no `./x`.
  const configurationPath = join(named) ?? named;
  const sent = firstRequest();
  const gathering = gather(places.github, places.contents, subject, configurationPath).catch(unreachable);
  // The engine is loaded while the first answer is on its way, and not before it was asked for.
  await Promise.race([sent, gathering]);
  const engine = await around.engine();
  const gathered = await gathering;
  if ('reason' in gathered) {
    const messages = engine.messagesIn(inputs.language ?? 'en');
    const failOn = inputs.failOn ?? 'error';
    return { result: unchecked([gathered]), failOn, messages, engine, gathered: null, configurationPath, notes: [] };
  }

  const { configuration } = gathered;
  const inEnglish = engine.messagesIn(inputs.language ?? 'en');
  const { settings, problems } = configured(configurationPath, configuration, engine, inEnglish);
  const history = witnessOf(around, gathered, inputs, engine, settings);
  const question = { scope: inputs.scope, paths: inputs.paths, settings, witness: history.witness };
  const result = problems.length > 0 ? unchecked(problems) : await ask(gathered, subject, engine, question);
  return {
    result,
    failOn: inputs.failOn ?? settings.failOn ?? 'error',
    messages: engine.messagesIn(inputs.language ?? settings.language ?? 'en'),
    engine,
    gathered,
    configurationPath,
    notes: [
      ...(inputs.config !== null && configuration.kind === 'absent'
        ? [{ kind: 'no-configuration' as const, path: configurationPath }]
        : []),
      ...history.problems.map((problem) => ({ kind: 'history' as const, problem })),
    ],
  };
}

async function ask(
  gathered: Gathered,
  subject: Subject,
  engine: Engine,
  { scope, ...question }: Pick<Question, 'paths' | 'settings' | 'witness'> & Pick<Inputs, 'scope'>,
): Promise<Result> {
  const { head, base, changes, failed } = gathered;
  try {
    const result = await engine.check({
      head,
      base,
      changes,
      scope: subject.kind === 'commit' ? 'all' : (scope ?? 'introduced'),
      ...question,
      dockerfiles: null,
      context: null,
      only: null,
    });
    const told = new Set(result.incomplete.map(({ path }) => path));
    const missed = [...failed].filter((path) => !told.has(path)).sort();
    const more = missed.map((path): Incomplete => ({ path, reason: { kind: 'unreadable', reason: 'failed' } }));
    return { ...result, incomplete: [...result.incomplete, ...more] };
  } catch (error) {
    return unchecked([unreachable(error)]);
  }
}

function unreachable(error: unknown): Incomplete {
  const isOurs = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  return { path: '', reason: { kind: isOurs ? 'internal' : 'api', detail: explain(error) } };
}

function unchecked(incomplete: readonly Incomplete[]): Result {
  return { files: [], findings: [], incomplete, outOfScope: 0, ignores: [] };
}
