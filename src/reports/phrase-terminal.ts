import type { Phrase } from '../messages/phrase.ts';
import type { Paint } from './paint.ts';
import { plainText } from './phrase-plain.ts';
import { visible } from './visible.ts';

/** A sentence for a terminal: code stands out by its colour, without colours by backticks. No escape sequence of a repository gets through. */
export function terminal(phrase: Phrase, paint: Paint): string {
  if (!paint.on) return plainText(phrase);
  return phrase
    .map((part) =>
      typeof part === 'string'
        ? part.replace(/`([^`]+)`/g, (_, code: string) => paint('cyan', code))
        : paint('cyan', visible(part.code)),
    )
    .join('');
}
