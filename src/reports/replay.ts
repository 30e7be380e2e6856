import type { CacheKind } from '../cache/builder.ts';
import type { StepAnswer } from '../cache/compare.ts';
import type { Strip } from '../cache/strip.ts';
import type { Messages } from '../messages/messages.ts';
import { phraseOf } from '../messages/by-kind.ts';
import { type Phrase, words } from '../messages/phrase.ts';
import type { MadeStep, ReplayRow } from '../replay/table.ts';
import type { StepTime } from '../timings/step-times.ts';
import type { Paint } from './paint.ts';
import { plainText } from './phrase-plain.ts';
import { Minutes } from './replay-minutes.ts';
import { terminal } from './phrase-terminal.ts';
import { commitsPerSquare, isSameStrip, squares, stripCounts } from './replay-strip.ts';
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

/** Every step with its counts, its strips and what caused it, for a person at a terminal. `lead`: what was replayed, and with which cache. */
export function replayText(
  { commits, rows, hasSuggestions, cache, times }: ReplayTable,
  messages: Messages,
  paint: Paint,
  lead: readonly Phrase[],
): string {
  const { replay } = messages;
  const minutes = times && new Minutes({ hasSuggestions, times }, replay.time);
  const width = widest(rows);
  const indent = ' '.repeat(width + 2);
  const lines = ({ strip }: Pick<ReplayRow, 'strip'>, text = (counts: string): string => counts): readonly string[] =>
    [text(stripCounts(strip, messages)), squares(strip, paint)].map((line) => `${indent}${line}`);
  const answers = (row: ReplayRow): readonly string[] => {
    const { suggested, made } = row;
    if (!suggested) return lines(row, made.length > 0 ? replay.today : undefined);
    if (isSameStrip(row.strip, suggested.strip)) return lines(row, replay.both);
    return [...lines(row, replay.today), ...lines(suggested, replay.suggested)];
  };
  const madeBlock = ({ suggested, made }: ReplayRow): readonly string[] =>
    made.length === 0
      ? []
      : [
          `${indent}${suggested ? replay.added : replay.split(made.length)}`,
          ...made.flatMap((step: MadeStep) => [
            heading({ line: '+', instruction: step.instruction }, width, paint),
            ...lines(step, replay.suggested),
          ]),
        ];
  const blocks = rows.map((row) => {
    const { causes } = row;
    const spent = minutes?.ofStep(row) ?? null;
    // No file made it run.
    const isNotKept = cache === 'exported-min' && row.rebuilt > 0 && causes.length === 0;
    const because = isNotKept ? replay.notKept : causes.length === 0 ? null : replay.causes(causes);
    return [
      heading(row, width, paint),
      ...answers(row),
      ...(spent === null ? [] : [`${indent}${spent}`]),
      ...(because === null ? [] : [`${indent}${paint('dim', because)}`]),
      ...madeBlock(row),
    ];
  });
  return [
    ...lead.map((phrase) => terminal(phrase, paint)),
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
  const steps = rows.map(({ line, instruction, stage, rebuilt, unknown, strip, suggested: other, made, causes }) => {
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
      stepsAfterFix: made.map((step) => ({
        instruction: step.instruction,
        rebuilt: step.rebuilt,
        unknown: step.unknown,
        strip: letters(step.strip),
      })),
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
export function whyText(
  steps: readonly StepAnswer[],
  { replay }: Messages,
  paint: Paint,
  lead: readonly Phrase[] = [],
): string {
  const width = widest(steps);
  const indent = ' '.repeat(width + 2);
  const blocks = steps.map((step) => {
    const word =
      step.cached === null
        ? paint('cyan', replay.notKnown)
        : step.cached
          ? paint('dim', replay.cached)
          : paint('yellow', replay.builtAgain);
    const why = causeOf(step, replay);
    const answer = why ? replay.answer(word, terminal(why, paint)) : word;
    return `${heading(step, width, paint)}\n${indent}${answer}\n`;
  });
  return [...lead.map((phrase) => `${terminal(phrase, paint)}\n`), ...blocks].join('');
}

/** `why --format json` (contract, section 3). */
export function whyJson(steps: readonly StepAnswer[], { replay }: Messages): string {
  const said = steps.map((step) => {
    const { line, stage, instruction, cached } = step;
    const why = causeOf(step, replay);
    return { line, stage, instruction, cached, cause: why && plainText(why) };
  });
  return `${JSON.stringify({ version: 1, steps: said }, null, 2)}\n`;
}

function causeOf({ cached, cause }: StepAnswer, { cause: texts, dependsOn }: Messages['replay']): Phrase | null {
  if (!cause) return null;
  // Whether the line below it is built again is not known either.
  return cached === null && cause.kind === 'earlier-step' ? dependsOn(cause.line) : phraseOf(texts, cause);
}

interface Heading {
  readonly line: number | '+';
  readonly instruction: string;
}

function heading({ line, instruction }: Heading, width: number, paint: Paint): string {
  return `${paint('dim', String(line).padStart(width))}  ${paint('bold', visible(instruction, instructionLimit))}`;
}

function widest(rows: readonly { readonly line: number }[]): number {
  return Math.max(3, ...rows.map(({ line }) => String(line).length));
}
