import { severities, type Severity } from '../findings/finding.ts';
import type { Result } from '../findings/result.ts';
import type { FailOn } from '../findings/settings.ts';
import type { Messages } from '../messages/messages.ts';
import type { RunNote } from '../messages/run-note.ts';
import { phraseOf } from '../messages/by-kind.ts';
import { annotations } from '../reports/annotations.ts';
import { plainText } from '../reports/phrase-plain.ts';
import { conclusionOf, countBySeverity, presentSeverities, type Conclusion } from '../reports/verdict.ts';
import { visible } from '../reports/visible.ts';
import type { Runner } from './surroundings.ts';

export interface Told {
  readonly result: Result;
  readonly messages: Messages;
  readonly failOn: FailOn;
  /** Fingerprints of the findings that stand on their lines in the review. */
  readonly inline: ReadonlySet<string>;
  readonly notes: readonly RunNote[];
  readonly suggestions: number;
}

/** The runner shows no more of one level. */
const perLevel = 10;
/** Findings that the log names one by one. */
const mostLines = 500;

/** The log, the annotations and the outputs that count. */
export function report(runner: Runner, told: Told): Conclusion {
  const { result, messages, failOn } = told;
  logFindings(runner, result, messages);
  annotate(runner, told);

  const conclusion = conclusionOf(result, failOn);
  const counts = countBySeverity(result.findings);
  const words = presentSeverities(counts).map((severity) => messages.terms.counts[severity](counts[severity]));
  runner.log(
    `kasane: ${messages.action.conclusion[conclusion]}${words.length > 0 ? ` (${words.join(messages.terms.separator)})` : ''}`,
  );

  const outputs = {
    conclusion,
    findings: result.findings.length,
    errors: counts.error,
    warnings: counts.warning,
    notices: counts.notice,
    introduced: result.findings.filter(({ introduced }) => introduced).length,
    suggestions: told.suggestions,
  };
  for (const [name, value] of Object.entries(outputs)) runner.output(name, String(value));
  return conclusion;
}

/** Words of ours stand first on each line, so that no text of the repository is taken for a workflow command. */
function logFindings(runner: Runner, { findings }: Result, messages: Messages): void {
  for (const { severity, path, startLine, rule, values } of findings.slice(0, mostLines)) {
    const sentence = plainText(messages.rule(rule).sentence(values));
    runner.log(`${messages.terms.severity[severity]} ${visible(path)}:${startLine} ${rule}: ${sentence}`);
  }
}

function annotate(runner: Runner, { result, messages, inline, notes }: Told): void {
  // About the history only in the summary: it takes nothing from the verdict.
  const loud = notes.filter(({ kind }) => kind !== 'history');
  for (const note of loud) runner.annotate('notice', plainText(phraseOf(messages.action.note, note)), null, null);
  const others = result.findings.filter(({ fingerprint }) => !inline.has(fingerprint));
  const { shown, rest } = annotations(others, result.incomplete, messages);
  const left: Record<Severity, number> = { error: perLevel, warning: perLevel, notice: perLevel - loud.length };
  let dropped = 0;
  for (const { level, message, title, place } of shown) {
    left[level] -= 1;
    if (left[level] >= 0) runner.annotate(level, message, title, place);
    else dropped += 1;
  }
  const count = severities.reduce((sum, severity) => sum + rest[severity], dropped);
  if (count > 0) runner.log(`kasane: ${plainText(phraseOf(messages.action.note, { kind: 'annotated', count }))}`);
}
