import type { Phrase } from '../messages/phrase.ts';
import { visible } from './visible.ts';

/** A sentence on one line without markup, code between backticks: JSON, SARIF, annotations. Escaping for a channel is the channel's. */
export function plainText(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? part : `\`${visible(part.code)}\``)).join('');
}
