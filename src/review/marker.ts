/**
 * The hidden first line of what we write on a pull request, so that a later run finds it again. Anybody can write such a line: it
 * counts only where the author is us.
 */

export interface CommentMarker {
  /** The action's `id`: several jobs don't touch each other's comments. */
  readonly id: string;
  readonly rule: string;
  readonly fingerprint: string;
  readonly anchor: string;
  /** The commit in which the finding was gone; null while it is there. */
  readonly fixed: string | null;
}

export interface ReviewMarker {
  readonly id: string;
  readonly commit: string;
  /** Fingerprints of the findings that this review spoke about, on a line or not. */
  readonly findings: readonly string[];
}

export function commentMarker(marker: CommentMarker): string {
  return hidden('comment', { ...marker });
}

export function reviewMarker(marker: ReviewMarker): string {
  return hidden('review', { ...marker });
}

export function readCommentMarker(body: string): CommentMarker | null {
  const value = shown('comment', body);
  if (!value) return null;
  const { id, rule, fingerprint, anchor, fixed } = value;
  if (typeof id !== 'string' || typeof rule !== 'string' || typeof fingerprint !== 'string') return null;
  if (typeof anchor !== 'string' || (fixed !== null && typeof fixed !== 'string')) return null;
  return { id, rule, fingerprint, anchor, fixed };
}

export function readReviewMarker(body: string): ReviewMarker | null {
  const value = shown('review', body);
  if (!value) return null;
  const { id, commit, findings } = value;
  if (typeof id !== 'string' || typeof commit !== 'string' || !Array.isArray(findings)) return null;
  return { id, commit, findings: findings.filter((finding) => typeof finding === 'string') };
}

/** Nothing in the values can end the HTML comment. */
function hidden(kind: string, value: Readonly<Record<string, unknown>>): string {
  const json = JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('--', '-\\u002d');
  return `<!-- kasane ${kind} ${json} -->`;
}

function shown(kind: string, body: string): Readonly<Record<string, unknown>> | null {
  const start = `<!-- kasane ${kind} `;
  const end = body.indexOf(' -->');
  if (!body.startsWith(start) || end < start.length) return null;
  try {
    const value: unknown = JSON.parse(body.slice(start.length, end));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
