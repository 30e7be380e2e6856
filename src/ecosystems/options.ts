import type { CommandWord } from './ecosystem.ts';

/** The arguments of a command line, taken apart by a table of the options that take a value. */
export interface Arguments {
  /** Words that are neither options nor their values, in order. */
  readonly operands: readonly CommandWord[];
  /** Every option with its value, in order; null: it has none. */
  readonly options: readonly { readonly name: string; readonly value: CommandWord | null }[];
}

export interface OptionTable {
  /** Long and short names (without dashes) that take a value. */
  readonly valued: ReadonlySet<string>;
  /** `-rfile` is `-r file`, `-qr file` is `-q -r file` (pip); otherwise `-ab` is a name of its own (npm). */
  readonly gluedShort: boolean;
}

export function takeApart(words: readonly CommandWord[], table: OptionTable): Arguments {
  const operands: CommandWord[] = [];
  const options: { name: string; value: CommandWord | null }[] = [];
  let onlyOperands = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (!word) break;
    const text = word.value ?? word.raw;
    if (onlyOperands || !/^-./.test(text)) {
      operands.push(word);
      continue;
    }
    if (text === '--') {
      onlyOperands = true;
      continue;
    }
    const long = /^--?([\w.-]+?)=([\s\S]*)$/.exec(text);
    if (long) {
      const value = long[2] ?? '';
      options.push({ name: long[1] ?? '', value: { raw: value, value: word.value === null ? null : value } });
      continue;
    }
    const name = text.replace(/^--?/, '');
    if (table.gluedShort && !text.startsWith('--') && name.length > 1) {
      // `-Ur list.txt`, `-Urlist.txt`: letters up to the first that takes a value.
      const at = name.split('').findIndex((letter) => table.valued.has(letter));
      for (const letter of at < 0 ? name : name.slice(0, at)) options.push({ name: letter, value: null });
      if (at < 0) continue;
      const glued = name.slice(at + 1);
      const value =
        glued === '' ? (words[index + 1] ?? null) : { raw: glued, value: word.value === null ? null : glued };
      options.push({ name: name.charAt(at), value });
      if (glued === '') index += 1;
      continue;
    }
    const takesNext = table.valued.has(name);
    options.push({ name, value: takesNext ? (words[index + 1] ?? null) : null });
    if (takesNext) index += 1;
  }
  return { operands, options };
}
