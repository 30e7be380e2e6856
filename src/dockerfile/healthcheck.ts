import { readInvocation } from './invocation.ts';
import type { Healthcheck, Invocation } from './model.ts';
import { type Reading, refuse } from './reading.ts';
import { isSpace, skipSpace } from './white-space.ts';

/** `NONE`, or flags and `CMD …`. */
export function readHealthcheck(reading: Reading): Pick<Healthcheck, 'command' | 'flags'> {
  const { text, start } = reading.args;
  if (text === '') throw refuse('missing-arguments', reading.command.keyword);
  let end = 0;
  while (end < text.length && !isSpace(text.charAt(end))) end += 1;
  const type = text.slice(0, end).toUpperCase();
  const from = skipSpace(text, end, text.length);
  const rest = { text: text.slice(from), start: start + from };
  const command = readInvocation(reading, rest);
  const isEmpty = command.form === 'exec' ? command.words.length === 0 : command.text === '';
  if (type === 'NONE') {
    if (!isEmpty) throw refuse('healthcheck-arguments', text);
    return { command: null, flags: reading.modelFlags() };
  }
  if (type !== 'CMD' || isEmpty) throw refuse('healthcheck-arguments', text);
  checkFlags(reading);
  return { command: command satisfies Invocation, flags: reading.modelFlags() };
}

function checkFlags(reading: Reading): void {
  for (const { name, value } of reading.flags()) {
    if (value === null || value === '') continue;
    const isRight = name === 'retries' ? isCount(value) : isInterval(value);
    if (!isRight) throw refuse('invalid-flag-value', value);
  }
}

function isCount(value: string): boolean {
  return /^\+?\d+$|^-0+$/.test(value) && Number(value) < 2 ** 31;
}

const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  h: 3.6e12,
};

/** Go's `time.ParseDuration`, and at least a millisecond unless it is nothing. */
function isInterval(value: string): boolean {
  if (/^[-+]?0$/.test(value)) return true;
  if (!/^[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(value)) return false;
  let total = 0;
  for (const [, amount = '', unit = ''] of value.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    total += Number(amount) * (NANOSECONDS[unit] ?? 0);
  }
  return Math.trunc(total) === 0 || (!value.startsWith('-') && total >= 1e6);
}
