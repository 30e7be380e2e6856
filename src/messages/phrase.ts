/**
 * A sentence before it is Markdown, terminal text or a workflow command. What comes from a repository is always a `Code` part, so that each
 * report can quote it by its own rules: hostile text never becomes markup by being in a sentence.
 */
export type Part = string | Code;
export interface Code {
  readonly code: string;
}
export type Phrase = readonly Part[];

export function code(text: string): Code {
  return { code: text };
}

type Slot = string | number | Code | Phrase;

/** `say\`The install on line ${12} reads ${path}\``: strings are quoted as code, numbers are plain, phrases are spliced in. */
export function say(strings: TemplateStringsArray, ...slots: readonly Slot[]): Phrase {
  const parts: Part[] = [];
  strings.forEach((text, index) => {
    if (text !== '') parts.push(text);
    const slot = slots[index];
    if (slot === undefined) return;
    if (typeof slot === 'string') parts.push(code(slot));
    else if (typeof slot === 'number') parts.push(String(slot));
    else if ('code' in slot) parts.push(slot);
    else parts.push(...slot);
  });
  return parts;
}

/** Words of our own, never of a repository. */
export function words(text: string): Phrase {
  return [text];
}

/** Something long from the repository, by which a reader still knows it. */
export function shortened(text: string, limit = 60): Code {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return code(line.length > limit ? `${line.slice(0, limit - 1)}…` : line);
}

/** `a`, `b` and `c`; at most `limit` of them, the rest counted by `more`. */
export function list(
  items: readonly (string | Phrase)[],
  grammar: { readonly separator: string; readonly last: string; more(count: number): string },
  limit = 4,
): Phrase {
  const shown = items.length > limit ? items.slice(0, limit - 1) : items;
  const rest = items.length - shown.length;
  const parts: Part[] = [];
  shown.forEach((item, index) => {
    if (index > 0) parts.push(index === shown.length - 1 && rest === 0 ? grammar.last : grammar.separator);
    if (typeof item === 'string') parts.push(code(item));
    else parts.push(...item);
  });
  if (rest > 0) parts.push(grammar.last, grammar.more(rest));
  return parts;
}

/** Without any markup, code parts bare: for fingerprints and tests. */
export function plain(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? part : part.code)).join('');
}
