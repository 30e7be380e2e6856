import type { Phrase } from './phrase.ts';

/** One sentence for each kind of a union: a kind without one does not compile. */
export type TextsByKind<Value extends { readonly kind: string }> = {
  readonly [Kind in Value['kind']]: (value: Extract<Value, { readonly kind: Kind }>) => Phrase;
};

/** The sentence of a value. The table has one for its kind, which TypeScript can't see through the union. */
export function phraseOf<Value extends { readonly kind: string }>(texts: TextsByKind<Value>, value: Value): Phrase {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table pairs kinds and values
  const text = texts[value.kind as Value['kind']] as (value: Value) => Phrase;
  return text(value);
}
