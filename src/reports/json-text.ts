/**
 * A value as JSON, for a program or for a terminal: what a terminal or a runner obeys (`##[error]`) and what no reader sees (controls, direction marks,
 * tags) is written as `\u202e`, and so reads back as the same text.
 */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(unseen, escaped)}\n`;
}

/** `JSON.stringify` itself escapes the controls below the blank, and halves of a surrogate pair. */
const unseen = /[\u007f-\u009f\p{Cf}\u2028\u2029]|(?<=#)#(?=\[)/gu;

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
