import type { Log, Region, Replacement, ReportingDescriptor, Result as SarifResult } from 'sarif';
import type { Finding, Severity } from '../findings/finding.ts';
import type { Incomplete, Result } from '../findings/result.ts';
import type { Edit } from '../fixes/edit.ts';
import type { Messages } from '../messages/messages.ts';
import { jsonText } from './json-text.ts';
import { lineHashes } from './line-hash.ts';
import { plainText } from './phrase-plain.ts';
import { rulePageUrl } from './rule-page.ts';

/** What a report needs to know of the rules that can speak. */
export interface RuleFacts {
  readonly id: string;
  readonly severity: Severity;
  readonly claims: readonly string[];
  readonly factors: readonly string[];
}

export interface SarifInput {
  readonly result: Result;
  readonly messages: Messages;
  /** Of this program. */
  readonly version: string;
  /** Those that findings carry are described in the file. */
  readonly rules: readonly RuleFacts[];
  /** Text of a checked file, for columns and fingerprints; null when it can't be had. */
  readonly read: (path: string) => string | null;
  /** See `rulePageUrl`. */
  readonly docsUrl: string | null;
  /** Keeps several analyses of one commit apart in code scanning. */
  readonly category: string;
}

/** GitHub rejects a file with more than 25,000 results a run and keeps the 5,000 most severe. */
const resultLimit = 5000;
const descriptionLimit = 1024;
const levels = { error: 'error', warning: 'warning', notice: 'note' } as const;
const problemSeverities = { error: 'error', warning: 'warning', notice: 'recommendation' } as const;

/** SARIF 2.1.0 as GitHub code scanning wants it. */
export function sarif(input: SarifInput): string {
  return jsonText(sarifLog(input));
}

export function sarifLog(input: SarifInput): Log {
  const { result, messages, rules, version, docsUrl, category } = input;
  const findings = result.findings.slice(0, resultLimit);
  const spoken = new Set(findings.map(({ rule }) => rule));
  const described = rules.filter(({ id }) => spoken.has(id));
  const index = new Map(described.map(({ id }, position) => [id, position]));
  const files = fileReader(input.read);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kasane',
            semanticVersion: version,
            rules: described.map((rule) => descriptor(rule, messages, docsUrl)),
          },
        },
        // GitHub takes what stands before the last slash.
        automationDetails: { id: `${category}/` },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
        invocations: [
          {
            executionSuccessful: result.incomplete.length === 0,
            toolExecutionNotifications: result.incomplete.map((one) => notification(one, messages)),
          },
        ],
        results: findings.map((finding) => ofFinding(finding, messages, index.get(finding.rule), files)),
      },
    ],
  };
}

function descriptor(rule: RuleFacts, messages: Messages, docsUrl: string | null): ReportingDescriptor {
  const { title, why, fine } = messages.rule(rule.id);
  const { review } = messages;
  const url = rulePageUrl(docsUrl, rule.id, messages.language);
  const text = `${why}\n\n${review.fine}: ${fine}`;
  const page = url === null ? [] : [`[${rule.id}](${url})`];
  return {
    id: rule.id,
    name: rule.id,
    shortDescription: { text: title.slice(0, descriptionLimit) },
    fullDescription: { text: why.slice(0, descriptionLimit) },
    help: { text, markdown: [why, `**${review.fine}**`, fine, ...page].join('\n\n') },
    ...(url === null ? {} : { helpUri: url }),
    defaultConfiguration: { level: levels[rule.severity] },
    properties: {
      // GitHub keeps ten.
      tags: ['docker', ...rule.claims, ...rule.factors.map((factor) => `factor-${factor}`)].slice(0, 10),
      precision: 'high',
      'problem.severity': problemSeverities[rule.severity],
    },
  };
}

function ofFinding(
  finding: Finding,
  messages: Messages,
  ruleIndex: number | undefined,
  files: (path: string) => TextFile,
): SarifResult {
  const { rule, path, severity, startLine, endLine, values, fix } = finding;
  const file = files(path);
  const hash = file.hash(startLine);
  const texts = messages.rule(rule);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text: plainText(texts.sentence(values)) },
    locations: [{ physicalLocation: { artifactLocation: location(path), region: file.region(startLine, endLine) } }],
    partialFingerprints: {
      ...(hash === null ? {} : { primaryLocationLineHash: hash }),
      'kasane/v1': finding.fingerprint,
    },
    ...(fix?.safe && fix.edits.every((edit) => files(edit.path).takes(edit))
      ? {
          fixes: [
            {
              description: { text: plainText(texts.suggestion(values) ?? messages.review.suggestion) },
              artifactChanges: changesByFile(fix.edits, files),
            },
          ],
        }
      : {}),
  };
}

function changesByFile(edits: readonly Edit[], files: (path: string) => TextFile) {
  return [...new Set(edits.map(({ path }) => path))].map((path) => ({
    artifactLocation: location(path),
    replacements: edits.filter((edit) => edit.path === path).map((edit) => files(path).replacement(edit)),
  }));
}

function notification({ path, reason }: Incomplete, messages: Messages) {
  return {
    level: 'error' as const,
    message: { text: plainText(messages.incomplete(reason)) },
    ...(path === '' ? {} : { locations: [{ physicalLocation: { artifactLocation: location(path) } }] }),
  };
}

/** A path as a relative URI reference; the same spelling in each run. */
function location(path: string) {
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

interface TextFile {
  /** Null when the file can't be read. */
  hash(line: number): string | null;
  /** Whole lines, without the last line end. */
  region(startLine: number, endLine: number): Region;
  /** Can the edit's lines be found in it? A file that is not there yet takes new lines. */
  takes(edit: Edit): boolean;
  /** Whole lines with their line ends; an empty region where the edit only inserts. */
  replacement(edit: Edit): Replacement;
}

/** Each file is read and split once, however many findings it has. */
function fileReader(read: (path: string) => string | null): (path: string) => TextFile {
  const known = new Map<string, TextFile>();
  return (path) => {
    const file = known.get(path) ?? textFile(read(path));
    known.set(path, file);
    return file;
  };
}

function textFile(text: string | null): TextFile {
  const lines = (text ?? '').split('\n');
  const width = (line: number): number => (lines[line - 1] ?? '').replace(/\r$/, '').length;
  let hashes: readonly string[] | undefined;
  return {
    hash: (line) => (text === null ? null : ((hashes ??= lineHashes(text))[line - 1] ?? null)),
    region: (startLine, endLine) => ({ startLine, startColumn: 1, endLine, endColumn: width(endLine) + 1 }),
    takes: ({ endLine }) => text !== null || endLine === 0,
    replacement: ({ startLine, endLine, newText }) => {
      const last = lines.length;
      const behind = { endLine: last, endColumn: width(last) + 1 };
      if (startLine > last) {
        // After a last line that has no line end.
        const deletedRegion = { startLine: last, startColumn: width(last) + 1, ...behind };
        return { deletedRegion, insertedContent: { text: `\n${newText}` } };
      }
      const end = endLine < last ? { endLine: endLine + 1, endColumn: 1 } : behind;
      return { deletedRegion: { startLine, startColumn: 1, ...end }, insertedContent: { text: newText } };
    },
  };
}
