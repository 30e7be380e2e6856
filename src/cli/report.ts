import type { Result } from '../findings/result.ts';
import type { FailOn } from '../findings/settings.ts';
import { phraseOf } from '../messages/by-kind.ts';
import type { HistoryProblem } from '../findings/history-problem.ts';
import type { Messages } from '../messages/messages.ts';
import { json } from '../reports/json.ts';
import type { Paint } from '../reports/paint.ts';
import { terminal } from '../reports/phrase-terminal.ts';
import { rdjson } from '../reports/rdjson.ts';
import { sarif } from '../reports/sarif.ts';
import { text, textIncomplete, textTotals } from '../reports/text.ts';
import { reaches } from '../reports/verdict.ts';
import type { NoHistoryReason } from '../repository/history.ts';
import type { Tree } from '../repository/tree.ts';
import { painters } from './colors.ts';
import type { Common, Format } from './command.ts';
import { deliver } from './output.ts';
import { exitStatus, type ExitStatus, type Surroundings } from './surroundings.ts';

export interface Outcome {
  readonly result: Result;
  readonly tree: Tree;
  readonly messages: Messages;
  readonly show: (path: string) => string;
  /** See `TextInput`. */
  readonly ofChange?: boolean;
  /** What there is to say about the evidence. */
  readonly history: readonly HistoryProblem[];
}

/** Findings in the format that was asked for; what was not checked, and how many there are, on standard error. */
export function report(
  around: Surroundings,
  command: Common & { readonly format: Format },
  { result, tree, messages, show, ofChange = false, history }: Outcome,
): void {
  const { version, docsUrl, engine } = around;
  const paint = painters(around, command);
  const read = readerOf(tree);
  const forText = { result, messages, read, show, ofChange };
  switch (command.format) {
    case 'text':
      deliver(around, command.output, text({ ...forText, paint: paint.out }));
      break;
    case 'json':
      deliver(around, command.output, json(result, messages, version));
      break;
    case 'sarif': {
      const category = 'kasane';
      deliver(
        around,
        command.output,
        sarif({ result, messages, version, rules: engine.rules, read, docsUrl, category }),
      );
      break;
    }
    case 'rdjson':
      deliver(around, command.output, rdjson({ result, messages, read, docsUrl }));
      break;
  }
  around.stderr.write(textIncomplete({ ...forText, paint: paint.err }));
  tellHistory(around, messages, history, paint.err);
  if (command.format === 'text') around.stderr.write(textTotals({ ...forText, paint: paint.err }));
}

const ordinary: ReadonlySet<NoHistoryReason> = new Set(['no-repository', 'no-commit', 'one-commit']);

/** A folder outside git, or one without a second commit, is nothing to wonder about. */
export function tellHistory(
  { stderr }: Surroundings,
  { history: texts }: Messages,
  problems: readonly HistoryProblem[],
  paint: Paint,
): void {
  for (const problem of problems) {
    if (problem.kind === 'none' && ordinary.has(problem.reason)) continue;
    stderr.write(`${terminal(phraseOf(texts, problem), paint)}\n`);
  }
}

/** What could not be checked weighs more than a finding: nobody knows how many there are. */
export function statusOf({ incomplete, findings }: Result, failOn: FailOn): ExitStatus {
  if (incomplete.length > 0) return exitStatus.unchecked;
  return reaches(findings, failOn) ? exitStatus.findings : exitStatus.clean;
}

/** Text of a file, null when it can't be had. */
export function readerOf(tree: Tree): (path: string) => string | null {
  return (path) => {
    const content = tree.read(path);
    return content.kind === 'text' ? content.text : null;
  };
}
