import { readJsonList, splitAtBlanks } from './arguments.ts';
import type { From, Volume, Word } from './model.ts';
import { type Reading, refuse } from './reading.ts';
import type { Point } from './scope.ts';

/** Instructions whose arguments are words without a grammar of their own. */

/** USER, WORKDIR, STOPSIGNAL: all that stands there is one word, blanks included. */
export function readOneWord(reading: Reading): Word {
  return reading.word(oneArgument(reading));
}

export function oneArgument(reading: Reading): Reading['args'] {
  if (reading.args.text === '') throw refuse('one-argument-only', reading.command.keyword);
  return reading.args;
}

export function readVolume(reading: Reading): Pick<Volume, 'paths' | 'json'> {
  const list = readJsonList(reading.args);
  if (list.kind === 'not-strings') throw refuse('json-needs-strings', reading.args.text);
  const tokens = list.kind === 'list' ? list.words : splitAtBlanks(reading.args);
  if (tokens.length === 0 || tokens.some(({ text }) => text.trim() === '')) {
    throw refuse('missing-arguments', reading.command.keyword);
  }
  const paths = tokens.map((token) => reading.word({ ...token, text: token.text.trim() }));
  if (paths.some(({ value }) => value === '')) reading.complain('missing-arguments', reading.args.text);
  return { paths, json: list.kind === 'list' };
}

/** A variable may stand for several ports. */
export function readPorts(reading: Reading): readonly Word[] {
  const tokens = splitAtBlanks(reading.args);
  if (tokens.length === 0) throw refuse('missing-arguments', reading.command.keyword);
  return tokens.flatMap((token): Word[] => {
    const line = reading.lineOf(token.start);
    const { value, words } = reading.expand(token.text);
    if (value === null) return [{ raw: token.text, value: null, line }];
    for (const word of words) if (!isPort(word)) reading.complain('invalid-port', word);
    return words.map((word) => ({ raw: token.text, value: word, line }));
  });
}

/** `[[ip:]public:]port[-port][/protocol]`; the parts in front of the port are allowed, and of no use. */
function isPort(word: string): boolean {
  const parts = word.split(':');
  const [range = '', protocol = ''] = (parts.at(-1) ?? '').split(/\/(.*)/s);
  if (!/^(?:tcp|udp|sctp|)$/i.test(protocol) || !isPortRange(range)) return false;
  const [outer = ''] = parts;
  return parts.length !== 2 || outer === '' || isPortRange(outer);
}

function isPortRange(range: string): boolean {
  const [start = '', end = start] = range.split(/-(.*)/s);
  return isPortNumber(start) && isPortNumber(end) && Number(end) >= Number(start);
}

function isPortNumber(text: string): boolean {
  return /^[-+]?\d+$/.test(text) && Number(text) >= 0 && Number(text) <= 65_535;
}

const SIGNALS =
  /^(?:SIG)?(?:ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|URG|USR1|USR2|VTALRM|WINCH|XCPU|XFSZ|RTMIN(?:\+(?:[1-9]|1[0-5]))?|RTMAX(?:-(?:[1-9]|1[0-4]))?)$/i;

export function readSignal(reading: Reading): Word {
  const signal = readOneWord(reading);
  const { value } = signal;
  if (value !== null && !SIGNALS.test(value) && !(/^[-+]?\d+$/.test(value) && Number(value) !== 0)) {
    reading.complain('invalid-signal', value);
  }
  return signal;
}

export function readFrom(reading: Reading, global: Point): Pick<From, 'image' | 'platform' | 'name'> {
  const [image, as, name, ...more] = splitAtBlanks(reading.args);
  const isNamed = as?.text.toUpperCase() === 'AS' && name !== undefined && more.length === 0;
  if (!image || (as && !isNamed)) throw refuse('from-arguments', reading.args.text);
  const stageName = isNamed ? name.text.toLowerCase() : null;
  if (stageName !== null && !/^[a-z][a-z0-9\-_.]*$/.test(stageName)) {
    throw refuse('invalid-stage-name', name?.text ?? '');
  }
  const lookup = global.lookup.bind(global);
  const platform = reading.flag('platform');
  return {
    image: reading.word(image, lookup),
    platform: platform && { ...platform, value: reading.expand(platform.value ?? '', lookup).value },
    name: stageName,
  };
}
