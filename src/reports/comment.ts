import type { Doubt } from '../findings/doubt.ts';
import type { Finding } from '../findings/finding.ts';
import type { Messages } from '../messages/messages.ts';
import type { Phrase } from '../messages/phrase.ts';
import { evidenceOf, strips } from './evidence.ts';
import { codeBlock, codeSpan, markdown } from './phrase-markdown.ts';
import { rulePageUrl } from './rule-page.ts';
import { cut, visibleLines } from './visible.ts';

/** How a comment offers the change of a finding. */
export type Suggestion =
  /**
   * For committing. `lines` replace exactly the lines that the comment stands on (which GitHub takes from the comment's place), without line
   * ends: `[]` deletes them, `['']` leaves one empty line.
   */
  | { readonly kind: 'commit'; readonly lines: readonly string[] }
  /** To read: a unified diff, and why a person has to decide. */
  | { readonly kind: 'diff'; readonly patch: string; readonly doubts: readonly Doubt[] };

export interface CommentInput {
  readonly finding: Finding;
  readonly messages: Messages;
  readonly suggestion: Suggestion | null;
  /** See `rulePageUrl`. */
  readonly docsUrl: string | null;
}

/** A diff up to here is seen at a glance; a longer one is folded. */
const glance = 30;
/** A patch longer than this many lines, or this many characters, is cut: GitHub takes 65,536 characters a comment. */
const patchLines = 400;
const patchCharacters = 30_000;
const lineCharacters = 500;
const commitCharacters = 40_000;
const shownDoubts = 3;

/** The body of a review comment, without the marker that identifies it. At most 60,000 characters. */
export function renderComment(input: CommentInput): string {
  const { finding, messages } = input;
  const { review } = messages;
  const sections = [headline(input)];
  const about = [
    ...(finding.path === finding.dockerfile ? [] : [review.seenFrom(finding.dockerfile)]),
    ...evidenceOf(finding, messages),
  ];
  if (about.length > 0) sections.push(about.map((phrase) => markdown(phrase)).join(messages.terms.gap));
  if (input.suggestion) sections.push(...change(input, input.suggestion));
  sections.push(details(input));
  return `${sections.join('\n\n')}\n`;
}

function headline({ finding, messages, docsUrl }: CommentInput): string {
  const { rule, severity, values } = finding;
  const url = rulePageUrl(docsUrl, rule, messages.language);
  const name = url === null ? codeSpan(rule) : `[${codeSpan(rule)}](${url})`;
  return `**${messages.terms.Severity[severity]}** ${name}: ${markdown(messages.rule(rule).sentence(values))}`;
}

function change({ finding, messages }: CommentInput, suggestion: Suggestion): readonly string[] {
  const { review, terms } = messages;
  const what = messages.rule(finding.rule).suggestion(finding.values) ?? review.suggestion;
  const lead = `${markdown(what)}${terms.colon}`;
  if (suggestion.kind === 'commit') {
    const block = codeBlock('suggestion', suggestion.lines.map((line) => `${line}\n`).join(''));
    return [lead, block.length > commitCharacters ? markdown(review.tooLong) : block];
  }
  const { patch, doubts } = suggestion;
  return [doubts.length === 0 ? lead : undecided(messages, what, doubts), diff(messages, patch)];
}

function undecided(messages: Messages, what: Phrase, doubts: readonly Doubt[]): string {
  const { review, terms } = messages;
  const reasons = doubts.slice(0, shownDoubts).map((doubt) => messages.doubt(doubt));
  if (doubts.length > shownDoubts) reasons.push(review.more(doubts.length - shownDoubts));
  const intro = `${markdown(what)}${terms.stop}${review.personDecides}`;
  return [intro, '', ...reasons.map((phrase) => `- ${markdown(phrase)}`)].join('\n');
}

function diff({ review }: Messages, text: string): string {
  const lines = visibleLines(text)
    .split('\n')
    .map((line) => cut(line, lineCharacters));
  if (lines.at(-1) === '') lines.pop();
  const shown: string[] = [];
  let characters = 0;
  for (const line of lines) {
    characters += line.length + 1;
    if (shown.length === patchLines || characters > patchCharacters) break;
    shown.push(line);
  }
  const rest = lines.length - shown.length;
  const block = codeBlock('diff', shown.map((line) => `${line}\n`).join(''));
  const all = rest > 0 ? `${block}\n\n${review.linesCut(rest)}` : block;
  return lines.length > glance ? folded(review.showDiff(lines.length), all) : all;
}

function details({ finding, messages }: CommentInput): string {
  const { review, claims, factors } = messages;
  const { why, fine } = messages.rule(finding.rule);
  const sources = [
    ...named(review.guidance, finding.claims, claims),
    ...named(review.factors, finding.factors, factors),
  ];
  const { evidence } = finding;
  const history = evidence
    ? [
        `**${review.history}**`,
        codeBlock(
          '',
          strips(finding, messages)
            .map((line) => `${line}\n`)
            .join(''),
        ),
      ]
    : [];
  return folded(
    review.details,
    [
      ...history,
      `**${review.why}**`,
      why,
      ...(sources.length > 0 ? [sources.join('\n')] : []),
      `**${review.fine}**`,
      fine,
      `**${review.ignore}**`,
      markdown(review.ignoreHow),
      codeBlock('dockerfile', `# kasane ignore=${finding.rule} ${review.ignoreReason}`),
    ].join('\n\n'),
  );
}

function named(title: string, ids: readonly string[], names: Readonly<Record<string, string>>): readonly string[] {
  return ids.map((id) => `- ${title} ${id}: ${names[id] ?? ''}`);
}

function folded(title: string, content: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${content}\n\n</details>`;
}
