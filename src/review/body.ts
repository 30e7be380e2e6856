import { severities, type Finding } from '../findings/finding.ts';
import type { Messages } from '../messages/messages.ts';
import { codeSpan, markdown } from '../reports/phrase-markdown.ts';
import { countBySeverity } from '../reports/verdict.ts';
import type { CommentMarker } from './marker.ts';
import type { Wanted } from './plan.ts';

export interface BodyInput {
  readonly messages: Messages;
  /** All in scope. */
  readonly findings: readonly Finding[];
  /** Address of the run, whose summary lists everything; null: not known. */
  readonly runUrl: string | null;
  readonly inline: readonly Wanted[];
  readonly others: readonly Wanted[];
}

/** GitHub refuses more than 65,536 characters; the marker needs some. */
const limit = 50_000;

/** The text of a review: how much there is, and what stands on no line. */
export function reviewText({ messages, findings, runUrl, inline, others }: BodyInput): string {
  const { action, terms } = messages;
  const counts = countBySeverity(findings);
  const words = severities.flatMap((severity) =>
    counts[severity] > 0 ? [terms.counts[severity](counts[severity])] : [],
  );
  const found = action.found(words.join(terms.separator), inline.length);
  const parts = [`${found}${terms.gap}${action.allInSummary(runUrl)}`];
  if (others.length > 0) {
    const title = action.withoutLine(others.length);
    parts.push(`<details>\n<summary>${title}</summary>\n\n${table(messages, findings, others)}\n\n</details>`);
  }
  return `${parts.join('\n\n')}\n`;
}

function table(messages: Messages, findings: readonly Finding[], others: readonly Wanted[]): string {
  const { action, summary, terms } = messages;
  const byFingerprint = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  const { level, what } = summary.findingColumns;
  const rows = [`| ${level} | ${action.place} | ${what} |`, '| --- | --- | --- |'];
  let characters = 0;
  let left = others.length;
  for (const { fingerprint } of others) {
    const finding = byFingerprint.get(fingerprint);
    if (!finding) continue;
    const { severity, path, startLine, values } = finding;
    const place = codeSpan(`${path}:${startLine}`).replaceAll('|', '\\|');
    const row = `| ${terms.severity[severity]} | ${place} | ${markdown(messages.rule(finding.rule).sentence(values), 'table')} |`;
    characters += row.length + 1;
    if (characters > limit) break;
    rows.push(row);
    left -= 1;
  }
  return [...rows, ...(left > 0 ? ['', summary.moreRows(left)] : [])].join('\n');
}

/** What a comment says when its finding is gone and somebody answered it. */
export function fixedText(messages: Messages, { rule, fixed }: CommentMarker): string {
  return `${markdown(messages.action.fixed(rule, fixed ?? ''))}\n`;
}
