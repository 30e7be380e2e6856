import * as util from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'cyan' | 'green';

/** Puts colour around a text, or nothing when colours are off. */
export interface Paint {
  (style: Style, text: string): string;
  readonly on: boolean;
}

/** Node has it from 20.12 on; before that there are no colours. */
const styleText: typeof util.styleText | undefined = util.styleText;

/** Whether colours are on was decided by the caller (option, NO_COLOR, terminal): Node's own guess is switched off. */
export function painter(on: boolean): Paint {
  const paint = (style: Style, text: string): string =>
    on && text !== '' && styleText ? styleText(style, text, { validateStream: false }) : text;
  return Object.assign(paint, { on });
}
