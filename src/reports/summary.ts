import type { Finding } from '../findings/finding.ts';
import type { CheckedFile, IgnoreInForce, Incomplete, Result } from '../findings/result.ts';
import type { FailOn } from '../findings/settings.ts';
import type { Messages } from '../messages/messages.ts';
import type { Phrase } from '../messages/phrase.ts';
import { evidenceOf, strips, stripsOf } from './evidence.ts';
import { codeBlock, codeSpan, markdown } from './phrase-markdown.ts';
import { rulePageUrl } from './rule-page.ts';
import { conclusionOf, countBySeverity, presentSeverities } from './verdict.ts';
import { visible, visibleLines } from './visible.ts';

export interface SummaryInput {
  readonly result: Result;
  readonly messages: Messages;
  readonly failOn: FailOn;
  /** See `rulePageUrl`. */
  readonly docsUrl: string | null;
  /** Address of lines in the version that was checked; null: places are not links. */
  readonly fileUrl: ((path: string, startLine: number, endLine: number) => string) | null;
  /** What the JSON report is called, for those who look for what was cut. */
  readonly jsonFile: string;
  /** The change edits the configuration; `patch` is its diff, null when not known. */
  readonly configurationChange: { readonly path: string; readonly patch: string | null } | null;
  /** What the reader should know of this run (a token that may not write, a head that moved). */
  readonly notes: readonly Phrase[];
}

/** GitHub takes 1 MiB a step and shows nothing at all of a longer one. Bytes. */
const limit = 900_000;
/** The most that a table beside the findings may take of it. */
const sideLimit = 150_000;

/** The job summary: what was found, what was not checked, what is ignored, what to do. At most 900 KB. */
export function renderSummary(input: SummaryInput): string {
  const { result, messages } = input;
  const { summary } = messages;
  const before = [
    `## ${summary.title}`,
    verdict(input),
    ...input.notes.map((note) => `> [!NOTE]\n> ${markdown(note)}`),
    ...configuration(input),
    ...section(summary.incomplete, incompleteTable(result.incomplete, messages)),
  ];
  const after = [
    ...history(input),
    ...(result.outOfScope > 0 ? [summary.outOfScope(result.outOfScope)] : []),
    ...section(summary.ignores, ignoreTable(result.ignores, input)),
    ...section(summary.next, nextSteps(input)),
    ...(result.files.length > 0
      ? [folded(`${summary.checked} (${result.files.length})`, fileTable(result.files, messages))]
      : []),
  ];
  const budget = limit - bytes(before.join('\n\n')) - bytes(after.join('\n\n'));
  return `${[...before, ...findingSections(input, budget), ...after].join('\n\n')}\n`;
}

function verdict({ result, messages, failOn }: SummaryInput): string {
  const { summary, terms } = messages;
  const counts = countsInWords(result.findings, messages);
  const conclusion = conclusionOf(result, failOn);
  if (conclusion === 'neutral') return summary.verdict.neutral(counts);
  if (conclusion === 'success') return result.files.length === 0 ? summary.nothingToReview : summary.verdict.success;
  return result.incomplete.length > 0
    ? summary.verdict.failureByIncomplete(counts, result.incomplete.length)
    : summary.verdict.failureByFindings(counts, terms.failOn[failOn]);
}

function countsInWords(findings: readonly Finding[], { summary, terms }: Messages): string {
  const counts = countBySeverity(findings);
  const words = presentSeverities(counts).map((severity) => terms.counts[severity](counts[severity]));
  return words.length > 0 ? words.join(terms.separator) : summary.noFindings;
}

function configuration({ configurationChange, messages }: SummaryInput): readonly string[] {
  if (!configurationChange) return [];
  const { path, patch } = configurationChange;
  const { summary } = messages;
  const said = `> [!IMPORTANT]\n> ${markdown(summary.configurationChange(path))}`;
  const short = patch !== null && patch !== '' && bytes(patch) < sideLimit;
  return short ? [said, folded(summary.showConfiguration, codeBlock('diff', visibleLines(patch)))] : [said];
}

/** Findings by file, in the order in which files first appear, so the most severe first; the least severe are left out when it gets long. */
function findingSections(input: SummaryInput, budget: number): readonly string[] {
  const { result, messages } = input;
  const { summary } = messages;
  if (result.findings.length === 0) return [];
  const files = new Map(result.files.map((file) => [file.path, file]));
  const sections = new Map<string, string[]>();
  let used = 1000;
  let shown = 0;
  for (const finding of result.findings) {
    const lines = sections.get(finding.path) ?? heading(finding.path, files.get(finding.path), messages);
    const line = findingRow(finding, input);
    used += bytes(line) + 1 + (sections.has(finding.path) ? 0 : bytes(lines.join('\n')) + 2);
    if (used > budget) break;
    lines.push(line);
    sections.set(finding.path, lines);
    shown += 1;
  }
  const left = result.findings.slice(shown);
  return [
    `### ${summary.findings}`,
    ...[...sections.values()].map((lines) => lines.join('\n')),
    ...(left.length > 0 ? [markdown(summary.cut(countsInWords(left, messages), input.jsonFile))] : []),
  ];
}

function heading(path: string, file: CheckedFile | undefined, messages: Messages): string[] {
  const { summary } = messages;
  const facts = file ? contextOf(file, messages) : '';
  return [`#### ${codeSpan(path)}`, '', facts, '', ...head(summary.findingColumns)];
}

function contextOf({ context, contextFrom }: CheckedFile, { summary, directory }: Messages): string {
  if (context === null || contextFrom === null) return markdown(summary.contextUnknown);
  return markdown(summary.builtFrom(directory(context), howKnown(contextFrom, summary.contextFrom)));
}

/** `contextFrom` is a kind of reason, or a place. */
function howKnown(from: string, { said, ...reasons }: Messages['summary']['contextFrom']): Phrase {
  return new Map<string, Phrase>(Object.entries(reasons)).get(from) ?? said(from);
}

function findingRow(finding: Finding, { messages, docsUrl, fileUrl }: SummaryInput): string {
  const { rule, severity, path, startLine, endLine, values, fix } = finding;
  const { summary, terms, language } = messages;
  const lines = startLine === endLine ? String(startLine) : `${startLine}–${endLine}`;
  const url = rulePageUrl(docsUrl, rule, language);
  const sentences = [messages.rule(rule).sentence(values), ...evidenceOf(finding, messages)];
  return row([
    fileUrl ? `[${lines}](${fileUrl(path, startLine, endLine)})` : lines,
    terms.severity[severity],
    url === null ? codeSpan(rule) : `[${codeSpan(rule)}](${url})`,
    sentences.map((sentence) => markdown(sentence, 'table')).join(terms.gap),
    summary.fix[fix === null ? 'none' : fix.safe ? 'safe' : 'unsafe'],
  ]);
}

/** The strips of all findings that the history says something about; what goes over `sideLimit` is counted. */
function history({ result, messages }: SummaryInput): readonly string[] {
  const blocks: string[] = [];
  let used = 0;
  const known = result.findings.filter(({ evidence }) => evidence);
  for (const finding of known) {
    const { evidence, dockerfile, rule } = finding;
    const place = visible(`${dockerfile}:${evidence?.line ?? finding.startLine}`);
    const lines = [`${place} ${visible(stripsOf(finding))} (${rule})`, ...strips(finding, messages), ''];
    const block = lines.map((line) => `${line}\n`).join('');
    used += bytes(block);
    if (used > sideLimit) break;
    blocks.push(block);
  }
  if (blocks.length === 0) return [];
  const left = known.length - blocks.length;
  const text = [
    codeBlock('', blocks.join('').trimEnd() + '\n'),
    ...(left > 0 ? [messages.summary.moreRows(left)] : []),
  ];
  return [folded(`${messages.review.history} (${known.length})`, text.join('\n\n'))];
}

function incompleteTable(incomplete: readonly Incomplete[], messages: Messages): string {
  const { summary } = messages;
  const rows = incomplete.map(({ path, reason }) =>
    row([path === '' ? summary.wholeChange : cell(path), markdown(messages.incomplete(reason), 'table')]),
  );
  return table(summary.incompleteColumns, rows, messages);
}

function ignoreTable(ignores: readonly IgnoreInForce[], { messages, fileUrl }: SummaryInput): string {
  const { summary } = messages;
  const rows = ignores.map(({ at, rules, reason, findings }) => {
    const place = cell(`${at.path}:${at.line}`);
    return row([
      fileUrl ? `[${place}](${fileUrl(at.path, at.line, at.line)})` : place,
      rules.map(cell).join(messages.terms.separator),
      reason === null ? `**${summary.noReason}**` : cell(reason),
      String(findings),
    ]);
  });
  return table(summary.ignoreColumns, rows, messages);
}

function fileTable(files: readonly CheckedFile[], messages: Messages): string {
  const rows = files.map((file) =>
    row([
      cell(file.path),
      file.context === null ? '' : markdown(messages.directory(file.context), 'table'),
      file.ecosystems.map(cell).join(messages.terms.separator),
      String(file.stages),
    ]),
  );
  return table(messages.summary.fileColumns, rows, messages);
}

function nextSteps({ result, messages }: SummaryInput): string {
  const { summary } = messages;
  const safe = result.findings.filter(({ fix }) => fix?.safe).length;
  const unsafe = result.findings.filter(({ fix }) => fix && !fix.safe).length;
  const steps = [
    ...(safe > 0 ? [summary.nextCommit(safe)] : []),
    ...(unsafe > 0 ? [summary.nextDecide(unsafe)] : []),
    ...(result.findings.length > 0 ? [markdown(summary.nextIgnore)] : []),
    ...(result.incomplete.length > 0 ? [markdown(summary.nextIncomplete)] : []),
  ];
  return steps.map((step) => `- ${step}`).join('\n');
}

/** With its title, when there is something in it. */
function section(title: string, content: string): readonly string[] {
  return content === '' ? [] : [`### ${title}\n\n${content}`];
}

/** Empty without rows; what goes over `sideLimit` is counted. */
function table(columns: Readonly<Record<string, string>>, rows: readonly string[], { summary }: Messages): string {
  if (rows.length === 0) return '';
  const shown: string[] = [];
  let used = 0;
  for (const text of rows) {
    used += bytes(text) + 1;
    if (used > sideLimit) break;
    shown.push(text);
  }
  const left = rows.length - shown.length;
  return [...head(columns), ...shown, ...(left > 0 ? ['', summary.moreRows(left)] : [])].join('\n');
}

function head(columns: Readonly<Record<string, string>>): readonly string[] {
  const titles = Object.values(columns);
  return [row(titles), row(titles.map(() => '---'))];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text of a repository in a table. */
function cell(text: string): string {
  return codeSpan(text).replaceAll('|', '\\|');
}

function folded(title: string, content: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${content}\n\n</details>`;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
