import type { Finding, Fix } from '../findings/finding.ts';
import type { Result } from '../findings/result.ts';
import type { Messages } from '../messages/messages.ts';
import { evidenceOf } from './evidence.ts';
import type { Paint, Style } from './paint.ts';
import { patchToRead } from './patch.ts';
import { terminal } from './phrase-terminal.ts';
import { countBySeverity, presentSeverities } from './verdict.ts';
import { cut, visible, visibleLines, withoutCommands } from './visible.ts';

export interface TextInput {
  readonly result: Result;
  readonly messages: Messages;
  /** Text of a file of the repository; null when it can't be had. */
  readonly read: (path: string) => string | null;
  readonly paint: Paint;
  /** How to write a path for this reader: from where they stand. */
  readonly show: (path: string) => string;
  /** It looked only at what a branch changes: then no file means that nothing was touched. */
  readonly ofChange?: boolean;
}

/** Lines of the file that one finding shows, and of its change. */
const shownLines = 14;
const shownChange = 60;
const lineLimit = 160;
const severityStyles = { error: 'red', warning: 'yellow', notice: 'blue' } as const satisfies Record<string, Style>;

/** The findings for a person at a terminal: place, sentence, the lines with a mark, the change. Empty when there are none. */
export function text(input: TextInput): string {
  return withoutCommands(input.result.findings.map((finding) => block(finding, input)).join(''));
}

/** What could not be checked, a line each, for standard error. */
export function textIncomplete(input: TextInput): string {
  const { result, messages, paint, show } = input;
  const lines = result.incomplete.map(({ path, reason }) => {
    const name = path === '' ? messages.summary.wholeChange : visible(show(path));
    const said = terminal(messages.incomplete(reason), paint);
    return `${paint('bold', name)}: ${paint('red', messages.text.notChecked)}: ${said}\n`;
  });
  return lines.join('');
}

/** How many findings there are, and where more is said about the first, for standard error. */
export function textTotals({ result, messages, paint, ofChange = false }: TextInput): string {
  const [first] = result.findings;
  const more = first ? `${terminal(messages.text.explain(first.rule), paint)}\n` : '';
  const nothing = ofChange ? messages.summary.nothingToReview : messages.text.noDockerfiles;
  return `${totals(result, messages) ?? nothing}\n${more}`;
}

function block(finding: Finding, { messages, read, paint, show }: TextInput): string {
  const { rule, severity, path, startLine, values, fix } = finding;
  const { terms } = messages;
  const place = paint('bold', `${visible(show(path))}:${startLine}`);
  const sentences = [messages.rule(rule).sentence(values), ...evidenceOf(finding, messages)];
  const content = read(path);
  return [
    `${place}  ${paint(severityStyles[severity], terms.severity[severity])}  ${paint('dim', rule)}`,
    `  ${sentences.map((sentence) => terminal(sentence, paint)).join(terms.gap)}`,
    ...(content === null ? [] : ['', ...excerpt(finding, content, messages, paint)]),
    ...(fix ? ['', ...change(finding, fix, messages, read, paint)] : []),
    '',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The lines of the finding; those that it is about are marked, the others stand between them. */
function excerpt({ startLine, endLine, ranges }: Finding, content: string, messages: Messages, paint: Paint): string[] {
  const lines = visibleLines(content)
    .split('\n')
    .slice(startLine - 1, endLine);
  const about = (number: number): boolean =>
    ranges.some((range) => range.startLine <= number && number <= range.endLine);
  const width = String(endLine).length;
  // A long stretch shows what it is about, and from that the beginning.
  const numbered = lines.map((line, index) => ({ line, number: startLine + index }));
  const fitting = numbered.length <= shownLines ? numbered : numbered.filter(({ number }) => about(number));
  const shown = fitting.slice(0, shownLines);
  const rows: string[] = [];
  let previous = startLine - 1;
  for (const { line, number } of shown) {
    if (number > previous + 1) rows.push(paint('dim', `  ${' '.repeat(width + 2)} …`));
    const mark = about(number) ? paint('bold', '>') : ' ';
    rows.push(`  ${mark} ${paint('dim', `${String(number).padStart(width)} │`)} ${cut(line, lineLimit)}`.trimEnd());
    previous = number;
  }
  const left = fitting.length - shown.length;
  if (left > 0) rows.push(paint('dim', `  ${' '.repeat(width + 2)} … ${messages.text.linesCut(left)}`));
  return rows;
}

function change(finding: Finding, fix: Fix, messages: Messages, read: TextInput['read'], paint: Paint): string[] {
  const { terms } = messages;
  const what = messages.rule(finding.rule).suggestion(finding.values) ?? messages.review.suggestion;
  const intro = fix.safe ? messages.text.safe(what) : what;
  const undecided = !fix.safe && fix.doubts.length > 0;
  const lines = visibleLines(patchToRead(fix.edits, read, finding.path))
    .split('\n')
    .slice(0, -1);
  const left = lines.length - shownChange;
  return [
    `  ${terminal(intro, paint)}${undecided ? `${terms.stop}${messages.text.personDecides}` : terms.colon}`,
    ...(undecided ? fix.doubts.map((doubt) => `  - ${terminal(messages.doubt(doubt), paint)}`) : []),
    ...lines.slice(0, shownChange).map((line) => `    ${diffLine(cut(line, lineLimit), paint)}`.trimEnd()),
    ...(left > 0 ? [paint('dim', `    … ${messages.text.linesCut(left)}`)] : []),
  ];
}

function diffLine(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  if (line.startsWith('-')) return paint('red', line);
  return line.startsWith('@@') || line.startsWith('\\') ? paint('dim', line) : line;
}

/** Null when there was nothing to look at. */
function totals(result: Result, { terms, text: words }: Messages): string | null {
  const counts = countBySeverity(result.findings);
  const files = terms.files(result.files.length);
  const found = presentSeverities(counts).map((severity) => terms.counts[severity](counts[severity]));
  const ignored = result.ignores.reduce((sum, { findings }) => sum + findings, 0);
  if (found.length === 0 && result.files.length === 0 && result.incomplete.length === 0) return null;
  return [
    found.length > 0 ? words.found(found.join(terms.separator), files) : words.nothing(files),
    ...(result.incomplete.length > 0 ? [words.incomplete(result.incomplete.length)] : []),
    ...(result.outOfScope > 0 ? [words.outOfScope(result.outOfScope)] : []),
    ...(ignored > 0 ? [words.ignored(ignored)] : []),
  ].join(terms.separator);
}
