import type { Finding } from '../findings/finding.ts';
import type { Result } from '../findings/result.ts';
import type { Messages } from '../messages/messages.ts';
import { jsonText } from './json-text.ts';
import { oneBlock } from './one-block.ts';
import { plainText } from './phrase-plain.ts';
import { rulePageUrl } from './rule-page.ts';

/** Reviewdog's diagnostic format (`proto/rdf` there; `schemas/rdjson.schema.json` here). Lines are 1-based; an end is exclusive. */
interface DiagnosticResult {
  readonly source: { readonly name: string; readonly url?: string };
  readonly severity: Severity;
  readonly diagnostics: readonly Diagnostic[];
}

interface Diagnostic {
  readonly message: string;
  readonly location: { readonly path: string; readonly range: Range };
  readonly severity: Severity;
  readonly code: { readonly value: string; readonly url?: string };
  readonly suggestions?: readonly { readonly range: Range; readonly text: string }[];
}

type Severity = 'ERROR' | 'WARNING' | 'INFO';

/** With columns left out it is whole lines, the end included, but without the last line end. */
interface Range {
  readonly start: { readonly line: number };
  readonly end: { readonly line: number };
}

const severities = { error: 'ERROR', warning: 'WARNING', notice: 'INFO' } as const;

export interface RdjsonInput {
  readonly result: Result;
  readonly messages: Messages;
  readonly read: (path: string) => string | null;
  /** See `rulePageUrl`. */
  readonly docsUrl: string | null;
}

export function rdjson(input: RdjsonInput): string {
  const { result } = input;
  const log: DiagnosticResult = {
    source: { name: 'kasane', ...(input.docsUrl === null ? {} : { url: input.docsUrl }) },
    severity: severities[result.findings[0]?.severity ?? 'notice'],
    diagnostics: result.findings.map((finding) => diagnostic(finding, input)),
  };
  return jsonText(log);
}

function diagnostic(finding: Finding, { messages, read, docsUrl }: RdjsonInput): Diagnostic {
  const { rule, path, severity, startLine, endLine, values } = finding;
  const url = rulePageUrl(docsUrl, rule, messages.language);
  const suggestion = suggested(finding, read);
  return {
    message: plainText(messages.rule(rule).sentence(values)),
    // Reviewdog offers a suggestion only where its range is the diagnostic's own.
    location: { path, range: suggestion?.range ?? lines(startLine, endLine) },
    severity: severities[severity],
    code: { value: rule, ...(url === null ? {} : { url }) },
    ...(suggestion ? { suggestions: [suggestion] } : {}),
  };
}

/** Only what may be committed without a person's thought, and only within the finding's file: reviewdog makes a button of it. */
function suggested({ path, fix }: Finding, read: RdjsonInput['read']) {
  const block = fix?.safe ? oneBlock(fix.edits, read) : null;
  if (!block || block.path !== path || block.newText === '') return null;
  const text = block.newText.replace(/\r?\n$/, '');
  if (block.endLine >= block.startLine) return { range: lines(block.startLine, block.endLine), text };
  // An insertion becomes a replacement of the line that it stands before.
  const line = (read(path) ?? '').split('\n')[block.startLine - 1];
  if (line === undefined || line === '') return null;
  return { range: lines(block.startLine, block.startLine), text: block.newText + line.replace(/\r$/, '') };
}

function lines(start: number, end: number): Range {
  return { start: { line: start }, end: { line: end } };
}
