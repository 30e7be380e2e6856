import type { Comment, Dockerfile, Range } from '../dockerfile/model.ts';

/** An inline ignore as written. */
export interface Directive {
  readonly path: string;
  readonly line: number;
  /** Empty: it could not be understood. */
  readonly rules: readonly string[];
  /** Null: missing. */
  readonly reason: string | null;
  readonly reach: Reach;
}

/** What an ignore can hold back. `lost` and `not-at-top` hold back nothing. */
export type Reach =
  | { readonly kind: 'file' }
  | { readonly kind: 'lines'; readonly range: Range }
  /** No instruction (or line of a script) stands directly below. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'not-at-top' };

const name = String.raw`[\w./*-]+`;
const directive = new RegExp(
  String.raw`^kasane\s+(ignore|ignore-file)\s*=\s*(${name}(?:\s*,\s*${name})*):?(?:\s+(.*))?$`,
  'iu',
);
const misspelled = /^kasane\b[\s:]*(?:ignore|disable)/iu;

/**
 * The ignores of a Dockerfile: above an instruction (or inside it), above a FROM for its stage, `ignore-file` before the first
 * instruction.
 */
export function directivesOf(dockerfile: Dockerfile): readonly Directive[] {
  const reachOf = new Map<number, Range>();
  for (const instruction of dockerfile.instructions) {
    const stage =
      instruction.keyword === 'FROM' ? dockerfile.stages.find(({ from }) => from === instruction) : undefined;
    const range = stage?.range ?? instruction.range;
    for (const { line } of instruction.comments) reachOf.set(line, { startLine: line, endLine: range.endLine });
    for (const { line } of instruction.innerComments) reachOf.set(line, instruction.range);
  }
  const first = dockerfile.instructions[0]?.range.startLine ?? Infinity;
  return dockerfile.comments.flatMap((comment) => {
    const range = reachOf.get(comment.line);
    return read(dockerfile.path, comment, comment.line < first, range ?? null);
  });
}

/** The ignores of a script: in the comment lines directly above a line, or `ignore-file` before the first command. */
export function directivesOfScript(path: string, text: string): readonly Directive[] {
  const lines = text.split('\n');
  const directives: Directive[] = [];
  let block: Comment[] = [];
  let top = true;
  lines.forEach((content, index) => {
    const trimmed = content.trim();
    if (trimmed.startsWith('#')) {
      block.push({ line: index + 1, text: trimmed.slice(1).trim() });
      return;
    }
    const isTop = top;
    const below = trimmed === '' ? null : { startLine: index + 1, endLine: index + 1 };
    directives.push(
      ...block.flatMap((comment) => read(path, comment, isTop, below && { ...below, startLine: comment.line })),
    );
    block = [];
    if (below) top = false;
  });
  directives.push(...block.flatMap((comment) => read(path, comment, top, null)));
  return directives;
}

function read(path: string, comment: Comment, top: boolean, range: Range | null): readonly Directive[] {
  const match = directive.exec(comment.text);
  if (!match) {
    if (!misspelled.test(comment.text)) return [];
    return [{ path, line: comment.line, rules: [], reason: null, reach: { kind: 'lost' } }];
  }
  const [, keyword = '', names = '', rest = ''] = match;
  const reason = rest.replace(/^[\s:—–-]+/u, '').trim();
  const forFile = keyword.toLowerCase() === 'ignore-file';
  const reach: Reach = forFile
    ? { kind: top ? 'file' : 'not-at-top' }
    : range
      ? { kind: 'lines', range }
      : { kind: 'lost' };
  const rules = [...new Set(names.split(',').map((rule) => rule.trim().toLowerCase()))];
  return [{ path, line: comment.line, rules, reason: reason === '' ? null : reason, reach }];
}
