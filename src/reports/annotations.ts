import { severities, type Finding, type Severity } from '../findings/finding.ts';
import type { Incomplete } from '../findings/result.ts';
import type { Messages } from '../messages/messages.ts';
import { evidenceOf } from './evidence.ts';
import { plainText } from './phrase-plain.ts';
import { countBySeverity, type Counts } from './verdict.ts';
import { cut } from './visible.ts';

/** One workflow annotation, for `core.error`, `core.warning` or `core.notice`, which escape it for the log. */
interface Annotation {
  readonly level: Severity;
  readonly message: string;
  readonly title: string;
  /** Null: not about a file. */
  readonly place: { readonly file: string; readonly startLine: number; readonly endLine: number } | null;
}

export interface Annotations {
  readonly shown: readonly Annotation[];
  /** Findings that found no place, by severity: the summary names them. */
  readonly rest: Counts;
}

/** The runner takes ten a level and step, and drops the others without a word. */
const perLevel = 10;
/** The runner cuts a longer message, in UTF-16 units. */
const messageLimit = 4096;

/**
 * What can't be checked first, then the findings (the most severe first; the order of one severity is kept), each level spread over the
 * files, so that one bad file does not hide the others.
 */
export function annotations(
  findings: readonly Finding[],
  incomplete: readonly Incomplete[],
  messages: Messages,
): Annotations {
  const missed = incomplete.slice(0, perLevel).map((one) => ofIncomplete(one, messages));
  const shown = severities.flatMap((level) =>
    spread(findings.filter(({ severity }) => severity === level)).slice(
      0,
      perLevel - (level === 'error' ? missed.length : 0),
    ),
  );
  const all = countBySeverity(findings);
  const placed = countBySeverity(shown);
  return {
    shown: [...missed, ...shown.map((finding) => ofFinding(finding, messages))],
    rest: {
      error: all.error - placed.error,
      warning: all.warning - placed.warning,
      notice: all.notice - placed.notice,
    },
  };
}

/** The first of each file, then the second of each, and so on. */
function spread(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, number>();
  const rows: Finding[][] = [];
  for (const finding of findings) {
    const row = seen.get(finding.path) ?? 0;
    seen.set(finding.path, row + 1);
    (rows[row] ??= []).push(finding);
  }
  return rows.flat();
}

function ofFinding(finding: Finding, messages: Messages): Annotation {
  const { rule, severity, path, startLine, endLine, values } = finding;
  const phrases = [messages.rule(rule).sentence(values), ...evidenceOf(finding, messages)];
  return {
    level: severity,
    title: rule,
    message: shorten(phrases.map(plainText).join(messages.terms.gap)),
    place: { file: path, startLine, endLine },
  };
}

function ofIncomplete({ path, reason }: Incomplete, messages: Messages): Annotation {
  const line = reason.kind === 'broken-file' && reason.line !== null ? reason.line : 1;
  return {
    level: 'error',
    title: messages.terms.notChecked,
    message: shorten(plainText(messages.incomplete(reason))),
    place: path === '' ? null : { file: path, startLine: line, endLine: line },
  };
}

function shorten(text: string): string {
  // Half the limit in code points never exceeds it in UTF-16 units.
  return text.length <= messageLimit ? text : cut(text, messageLimit / 2);
}
