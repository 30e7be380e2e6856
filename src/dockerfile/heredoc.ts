import { expand } from './expand.ts';

/** A heredoc as its opening word says it, before its body is read. */
export interface HeredocOpening {
  readonly name: string;
  readonly quoted: boolean;
  readonly chomp: boolean;
  readonly fileDescriptor: number;
}

const UNSET = { kind: 'unset' } as const;
const lookup = (): typeof UNSET => UNSET;

/** The heredocs that a statement opens, in order (`heredocsFromLine`). Quotes and escapes are those of a shell, whatever the directive says. */
export function heredocsOf(text: string): readonly HeredocOpening[] {
  if (!text.includes('<<')) return [];
  const { words } = expand(text, { escape: '\\', lookup, rawQuotes: true, rawEscapes: true, skipUnset: true });
  return words.map(heredocOf).filter((heredoc) => heredoc !== null);
}

/** null: the word opens no heredoc. */
export function heredocOf(word: string): HeredocOpening | null {
  const match = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/.exec(word);
  const rest = match?.[3] ?? '';
  if (!match || rest === '') return null;
  const options = { escape: '\\', lookup, skipUnset: true };
  const [name, ...more] = expand(rest, options).words;
  if (name === undefined || more.length > 0) return null;
  const raw = expand(rest, { ...options, rawQuotes: true }).words[0] ?? '';
  return {
    name,
    quoted: quotes(name) !== quotes(raw),
    chomp: match[2] === '-',
    fileDescriptor: Number(match[1] || 0),
  };
}

function quotes(text: string): number {
  return text.match(/['"]/g)?.length ?? 0;
}
