import type { Doubt } from '../findings/doubt.ts';
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
  const taken: Place[] = [];
  let committable = 0;
  const wanted = input.findings.toSorted(byCost).map((finding): Wanted => {
    const file = changed.get(finding.path);
    const severe = bySeverity(finding.severity, input.commentOn) <= 0;
    const block = blockOf(finding, file, input, taken);
    if (block && severe) {
      taken.push(block.place);
      committable += 1;
    }
    const { rule, fingerprint, anchor, path } = finding;
    return {
      rule,
      fingerprint,
      anchor,
      path,
      severe,
      place: block?.place ?? bestPlace(file, finding),
      text: (offer) => {
        const suggestion = offer && block ? ({ kind: 'commit', lines: block.lines } as const) : diffOf(finding, input);
        return renderComment({ finding, messages: input.messages, suggestion, docsUrl: input.docsUrl });
      },
    };
  });
  return { wanted, committable };
}

/** The most severe first; of those, what was rebuilt most often for nothing; then as given. */
function byCost(a: Finding, b: Finding): number {
  return bySeverity(a.severity, b.severity) || wasted(b) - wasted(a);
}

function wasted({ evidence }: Finding): number {
  return evidence ? evidence.rebuilt - evidence.rebuiltAfterFix : 0;
}

/** Only one suggestion a line can be committed: a second one there is shown as a diff. */
function blockOf(
  { fix, path }: Finding,
  file: ChangedFile | undefined,
  { read }: CommentsInput,
  taken: readonly Place[],
): Block | null {
  const text = fix?.safe ? read(path) : null;
  const block = fix && text !== null ? suggestionBlock(fix.edits, file, text) : null;
  const overlaps = taken.some(
    (place) =>
      place.path === path && block && place.startLine <= block.place.line && block.place.startLine <= place.line,
  );
  return overlaps ? null : block;
}

function diffOf({ fix, path }: Finding, { read }: CommentsInput): Suggestion | null {
  if (!fix) return null;
  const other = fix.edits.find((edit) => edit.path !== path);
  const doubts: readonly Doubt[] = other && fix.safe ? [{ kind: 'needs-other-file', path: other.path }] : fix.doubts;
  return { kind: 'diff', patch: patchToRead(fix.edits, read, path), doubts };
}
