import type { Doubt } from '../findings/doubt.ts';
import { wastedBy } from '../findings/evidence.ts';
import { bySeverity, type Finding, type Severity } from '../findings/finding.ts';
import type { Messages } from '../messages/messages.ts';
import { renderComment, type Suggestion } from '../reports/comment.ts';
import { patchToRead } from '../reports/patch.ts';
import type { ChangedFile } from '../repository/changes.ts';
import { bestPlace, type Place } from './place.ts';
import type { Wanted } from './plan.ts';
import { suggestionBlock, type Block } from './suggestion.ts';

export interface CommentsInput {
  readonly findings: readonly Finding[];
  readonly files: readonly ChangedFile[];
  /** Least severity that gets a comment. */
  readonly commentOn: Severity;
  readonly messages: Messages;
  readonly docsUrl: string | null;
  /** The history was to be read, and could not be. */
  readonly lacksHistory: boolean;
  /** Text of a file on the head side; null when it can't be had, or is not there. */
  readonly read: (path: string) => string | null;
}

export interface Comments {
  /** The most costly first. */
  readonly wanted: readonly Wanted[];
  /** How many of them offer a change that a click commits. */
  readonly committable: number;
}

/** The comments that findings would have on a pull request, with their texts and places. */
export function commentsFor(input: CommentsInput): Comments {
  const changed = new Map(input.files.map((file) => [file.path, file]));
  const offered: Offered[] = [];
  const wanted = input.findings.toSorted(byCost).map((finding): Wanted => {
    const file = changed.get(finding.path);
    const severe = bySeverity(finding.severity, input.commentOn) <= 0;
    const offer = offerOf(finding, file, input, offered);
    const block = offer && 'lines' in offer ? offer : null;
    if (block && severe) offered.push({ finding, place: block.place });
    const { rule, fingerprint, anchor, path, steps } = finding;
    return {
      rule,
      fingerprint,
      anchor,
      path,
      severe,
      lacksHistory: input.lacksHistory && steps !== undefined,
      place: block?.place ?? bestPlace(file, finding),
      text: (here, withEvidence = true) => {
        const suggestion: Suggestion | null =
          here && block
            ? { kind: 'commit', lines: block.lines }
            : diffOf(finding, input, offer && 'kind' in offer ? offer : { kind: 'outside-diff' });
        const said = withEvidence ? finding : { ...finding, evidence: null };
        return renderComment({ finding: said, messages: input.messages, suggestion, docsUrl: input.docsUrl });
      },
    };
  });
  return { wanted, committable: offered.length };
}

/** The most severe first; of those, what was rebuilt most often for nothing; then as given. */
function byCost(a: Finding, b: Finding): number {
  return bySeverity(a.severity, b.severity) || wastedBy(b) - wastedBy(a);
}

interface Offered {
  readonly finding: Finding;
  readonly place: Place;
}

/** What a click commits, or why a safe change can't be; null: there is no safe change. */
function offerOf(
  { fix, path }: Finding,
  file: ChangedFile | undefined,
  { read }: CommentsInput,
  offered: readonly Offered[],
): Block | Doubt | null {
  if (!fix?.safe) return null;
  const other = fix.edits.find((edit) => edit.path !== path);
  if (other) return { kind: 'needs-other-file', path: other.path };
  const text = read(path);
  if (text === null) return { kind: 'unreadable-file', path };
  const block = suggestionBlock(fix.edits, file, text);
  if (!block) return { kind: text.includes('\r') ? 'windows-line-ends' : 'outside-diff' };
  // Only one suggestion a line can be committed.
  const before = offered.find(
    ({ place }) => place.path === path && place.startLine <= block.place.line && block.place.startLine <= place.line,
  );
  if (!before) return block;
  return { kind: 'after-other-suggestion', rule: before.finding.rule, line: before.finding.startLine };
}

/** @param unoffered why a safe change is not offered here */
function diffOf({ fix, path }: Finding, { read }: CommentsInput, unoffered: Doubt): Suggestion | null {
  if (!fix) return null;
  const doubts = fix.safe ? [unoffered] : fix.doubts;
  return { kind: 'diff', patch: patchToRead(fix.edits, read, path), doubts };
}
