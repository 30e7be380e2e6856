/** Longest piece of a repository's text that a sentence quotes, in characters. */
const quoteLimit = 120;

/**
 * Text of a repository on one line, harmless for a reader's eye: line ends and tabs are blanks, what can't be seen or turns the reading
 * direction (Trojan Source) is spelt out as `\u202e`. Longer than `limit` characters: cut, with `…`.
 */
export function visible(text: string, limit = quoteLimit): string {
  return cut(text, limit)
    .replace(/\r\n|[\n\r\t\v\f\u2028\u2029]/g, ' ')
    .replace(unseen, spellOut);
}

/** Several lines of a repository's file, as they are but for what can't be seen; line ends are `\n`. */
export function visibleLines(text: string): string {
  return text.replace(/\r(?=\n|$)/g, '').replace(unseen, spellOut);
}

/** GitHub's runner takes `::` at the start of a line, behind blanks too, and `##[` anywhere in one for a command, in whatever a step prints. */
export function withoutCommands(text: string): string {
  return text.replace(/^([^\S\n]*)::/gm, '$1: :').replaceAll('##[', '## [');
}

/** At most `limit` characters (code points), never half of one. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const shown: string[] = [];
  for (const character of text) {
    if (shown.length === limit) return `${shown.slice(0, -1).join('')}…`;
    shown.push(character);
  }
  return text;
}

/** Controls but tab and line feed, format characters (zero width, direction, tags), halves of a surrogate pair. */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Cf}\p{Cs}\u2028\u2029]/gu;

function spellOut(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
