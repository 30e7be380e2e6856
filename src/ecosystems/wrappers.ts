import { basename } from '../repository/paths.ts';
import type { CommandWord } from './ecosystem.ts';

/** Programs that run the command behind them: operands of their own that come first, and their short options that take a value. */
const wrappers: ReadonlyMap<string, { readonly operands: number; readonly valued: string }> = new Map([
  ['sudo', { operands: 0, valued: 'ugCDhpRrTtU' }],
  ['doas', { operands: 0, valued: 'uC' }],
  ['env', { operands: 0, valued: 'uCS' }],
  ['time', { operands: 0, valued: 'fo' }],
  ['nice', { operands: 0, valued: 'n' }],
  ['ionice', { operands: 0, valued: 'cn' }],
  ['nohup', { operands: 0, valued: '' }],
  ['exec', { operands: 0, valued: 'a' }],
  ['command', { operands: 0, valued: '' }],
  ['eatmydata', { operands: 0, valued: '' }],
  ['corepack', { operands: 0, valued: '' }],
  ['gosu', { operands: 1, valued: '' }],
  ['su-exec', { operands: 1, valued: '' }],
  ['timeout', { operands: 1, valued: 'ks' }],
  ['dotenv', { operands: 0, valued: 'f' }],
]);

/** `sudo -E env X=1 npm ci` → `npm ci`. A wrapper called for itself (`corepack enable`, `env`) stays. */
export function unwrap(words: readonly CommandWord[]): readonly CommandWord[] {
  let at = 0;
  for (;;) {
    const name = basename(words[at]?.value ?? '');
    const wrapper = wrappers.get(name);
    if (!wrapper) return words.slice(at);
    let next = at + 1;
    while (/^-./.test(words[next]?.raw ?? '')) {
      const raw = words[next]?.raw ?? '';
      next += 1;
      if (raw === '--') break;
      if (/^-[^-]/.test(raw) && wrapper.valued.includes(raw.at(-1) ?? ' ')) next += 1;
    }
    next += wrapper.operands;
    if (name === 'env' || name === 'sudo') while (/^\w+=/.test(words[next]?.raw ?? '')) next += 1;
    const inner = words[next]?.value;
    if (inner == null || (name === 'corepack' && !/^(?:npm|yarn|pnpm)$/.test(inner)) || (name === 'command' && words[at + 1]?.raw === '-v')) {
      return words.slice(at);
    }
    at = next;
  }
}
