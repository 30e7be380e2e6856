import type { CacheKind } from '../cache/builder.ts';
import type { StepAnswer } from '../cache/compare.ts';
import type { Strip } from '../cache/strip.ts';
import type { Messages } from '../messages/messages.ts';
import { phraseOf } from '../messages/by-kind.ts';
import { words } from '../messages/phrase.ts';
import type { ReplayRow } from '../replay/table.ts';
import type { StepTime } from '../timings/step-times.ts';
import type { Paint } from './paint.ts';
import { plainText } from './phrase-plain.ts';
import { Minutes } from './replay-minutes.ts';
import { terminal } from './phrase-terminal.ts';
import { commitsPerSquare, squares } from './replay-strip.ts';
import { visible } from './visible.ts';

export interface ReplayTable {
  readonly commits: number;
  readonly rows: readonly ReplayRow[];
  readonly hasSuggestions: boolean;
  readonly cache: CacheKind;
  /** By line; null: no log was given. */
  readonly times: ReadonlyMap<number, StepTime> | null;
}

const instructionLimit = 70;

/** Every step with its counts, its strips and what caused it, for a person at a terminal. */
export function replayText(
  { commits, rows, hasSuggestions, cache, times }: ReplayTable,
  { replay, terms }: Messages,
  paint: Paint,
): string {
  const minutes = times && new Minutes({ commits, hasSuggestions, times }, replay.time);
  const width = widest(rows);
  const indent = ' '.repeat(width + 2);
  const counts = (row: Pick<ReplayRow, 'rebuilt' | 'unknown'>): string =>
    [replay.rebuilt(row.rebuilt, commits), ...(row.unknown > 0 ? [replay.maybe(row.unknown)] : [])].join(
      terms.separator,
    );
  const blocks = rows.map((row) => {
    const { suggested, causes } = row;
    const answers = suggested
      ? [
          `${squares(row.strip, paint)}  ${replay.today}${terms.colon} ${counts(row)}`,
          `${squares(suggested.strip, paint)}  ${replay.suggested}${terms.colon} ${counts(suggested)}`,
        ]
      : [`${squares(row.strip, paint)}  ${counts(row)}`];
    const groups = causes
      .map(({ group, commits: count }) => `${replay.groups[group]} (${count})`)
      .join(terms.separator);
    const spent = minutes?.ofStep(row) ?? null;
    // No file made it run.
    const isNotKept = cache === 'exported-min' && row.rebuilt > 0 && groups === '';
    const because = isNotKept ? replay.notKept : groups === '' ? null : `${replay.causes} ${groups}`;
    return [
      heading(row, width, paint),
      ...answers.map((answer) => `${indent}${answer}`),
      ...(spent === null ? [] : [`${indent}${spent}`]),
      ...(because === null ? [] : [`${indent}${paint('dim', because)}`]),
    ];
  });
  return [
    ...blocks.flat(),
    '',
    ...(minutes?.totals() ?? []).map((line) => terminal(words(line), paint)),
    ...(hasSuggestions ? [] : [terminal(replay.noSuggestions, paint)]),
    paint('dim', replay.legend(commitsPerSquare(commits))),
    '',
  ].join('\n');
}

/** `replay --format json` (contract, section 3). */
export function replayJson(
  { commits, rows, hasSuggestions, times }: ReplayTable,
  { dockerfile, context, cache }: { readonly dockerfile: string; readonly context: string; readonly cache: string },
): string {
  const steps = rows.map(({ line, instruction, stage, rebuilt, unknown, strip, suggested: other, causes }) => {
    const suggested = hasSuggestions ? other : null;
    const time = times?.get(line);
    return {
      line,
      instruction,
      stage,
      rebuilt,
      rebuiltAfterFix: suggested?.rebuilt ?? null,
      unknown,
      unknownAfterFix: suggested?.unknown ?? null,
      strip: letters(strip),
      stripAfterFix: suggested && letters(suggested.strip),
      seconds: time?.kind === 'measured' ? Math.round(time.seconds * 1000) / 1000 : null,
      causes: causes.map(({ group, commits: count }) => ({ group, commits: count })),
    };
  });
  return `${JSON.stringify({ version: 1, dockerfile, context, cache, commits, steps }, null, 2)}\n`;
}

/** A letter a commit, oldest first: `r` built again, `c` cached, `?` not known. */
function letters(strip: Strip): string {
  return Array.from(strip, (value) => ({ rebuilt: 'r', cached: 'c', unknown: '?' })[value]).join('');
}

/** Every step with whether it is taken from the cache, and else why not. */
export function whyText(steps: readonly StepAnswer[], { replay, terms }: Messages, paint: Paint): string {
  const width = widest(steps);
  const indent = ' '.repeat(width + 2);
  const blocks = steps.map((step) => {
    const word =
      step.cached === null
        ? paint('cyan', replay.notKnown)
        : step.cached
          ? paint('dim', replay.cached)
          : paint('yellow', replay.builtAgain);
    const why = step.cause ? `${terms.colon} ${terminal(phraseOf(replay.cause, step.cause), paint)}` : '';
    return `${heading(step, width, paint)}\n${indent}${word}${why}\n`;
  });
  return blocks.join('');
}

/** `why --format json` (contract, section 3). */
export function whyJson(steps: readonly StepAnswer[], { replay }: Messages): string {
  const said = steps.map(({ line, stage, instruction, cached, cause }) => ({
    line,
    stage,
    instruction,
    cached,
    cause: cause && plainText(phraseOf(replay.cause, cause)),
  }));
  return `${JSON.stringify({ version: 1, steps: said }, null, 2)}\n`;
}

function heading({ line, instruction }: Pick<ReplayRow, 'line' | 'instruction'>, width: number, paint: Paint): string {
  return `${paint('dim', String(line).padStart(width))}  ${paint('bold', visible(instruction, instructionLimit))}`;
}

function widest(rows: readonly { readonly line: number }[]): number {
  return Math.max(3, ...rows.map(({ line }) => String(line).length));
}
