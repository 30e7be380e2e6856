import type { Mount, Word } from './model.ts';
import { absolutePath } from './paths.ts';
import { type Reading, refuse } from './reading.ts';

const TYPES: ReadonlySet<string> = new Set(['bind', 'cache', 'tmpfs', 'secret', 'ssh']);
const SHARING: ReadonlySet<string> = new Set(['shared', 'private', 'locked']);
const BOOLEAN = /^(?:1|0|t|f|true|false|T|F|TRUE|FALSE|True|False)$/;
const TRUE = /^(?:1|t|true|T|TRUE|True)$/;
const FLAGS_ALONE: ReadonlySet<string> = new Set(['readonly', 'ro', 'readwrite', 'rw', 'required']);

/** `type=cache,target=/x`: one value of `--mount`, as parseMount reads it (frontend/dockerfile/instructions/commands_runmount.go at v0.32). */
export function readMount(reading: Reading, word: Word): Mount {
  const text = word.value ?? '';
  const fields = csvFields(text);
  if (!fields) throw refuse('invalid-mount', text);
  const invalid = (about: string): void => reading.complain('invalid-mount', about);
  const options = new Map<string, string>();
  const known = new Map<string, Word>();
  for (const field of fields) {
    const equals = field.indexOf('=');
    const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
    if (equals === -1) {
      if (!FLAGS_ALONE.has(key)) invalid(field);
      options.set(key, '');
      known.set(key, { raw: '', value: '', line: word.line });
      continue;
    }
    const raw = field.slice(equals + 1);
    const dollar = raw.indexOf('$');
    if (key === 'from' && dollar !== -1 && dollar !== raw.length - 1) throw refuse('invalid-mount', field);
    const { value } = reading.expand(raw);
    if (value !== null && !isValid(key, value)) invalid(field);
    options.set(key, value ?? raw);
    known.set(key, { raw, value, line: word.line });
  }
  const first = (...keys: string[]): Word | null => lastOf(options, known, keys);
  const typeWord = known.get('type');
  const type = typeWord ? mountType(typeWord.value) : 'bind';
  const targetWord = first('target', 'dst', 'destination');
  const target = targetWord?.value ? absolutePath(targetWord.value, reading.scope.workdir) : null;
  // Without a target it is the working directory, which may not be the root.
  const where = targetWord ? target : reading.scope.workdir;
  if (where === '/' && (type === 'bind' || type === 'cache' || type === 'tmpfs')) invalid(text);
  if (type === 'secret' && !isSecret(options)) invalid(text);
  if (type !== 'cache' && type !== 'unknown' && options.has('sharing')) invalid(text);
  if (type !== 'tmpfs' && type !== 'unknown' && options.has('size')) invalid(text);
  if ((type === 'bind' || type === 'tmpfs') && (options.has('mode') || options.has('uid') || options.has('gid')))
    invalid(text);
  if (type !== 'secret' && type !== 'ssh' && type !== 'unknown' && options.has('required')) invalid(text);
  return {
    type,
    target,
    source: first('source', 'src'),
    from: known.get('from') ?? null,
    readOnly: isReadOnly(type, options),
    options,
  };
}

/** It needs a name, and has but one. */
function isSecret(options: ReadonlyMap<string, string>): boolean {
  const has = (...keys: readonly string[]): boolean => keys.some((key) => (options.get(key) ?? '') !== '');
  const source = has('source', 'src');
  if (has('from') || (source && has('id'))) return false;
  return source || has('id', 'target', 'dst', 'destination');
}

/** The one that is written last counts, under whichever of its names. */
function lastOf(
  options: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, Word>,
  keys: readonly string[],
): Word | null {
  const key = [...options.keys()].findLast((candidate) => keys.includes(candidate));
  return key === undefined ? null : (known.get(key) ?? null);
}

function mountType(value: string | null): Mount['type'] {
  const type = value?.toLowerCase();
  return type === 'bind' || type === 'cache' || type === 'tmpfs' || type === 'secret' || type === 'ssh'
    ? type
    : 'unknown';
}

function isReadOnly(type: Mount['type'], options: ReadonlyMap<string, string>): boolean {
  const key = [...options.keys()].findLast((candidate) => /^(?:ro|readonly|rw|readwrite)$/.test(candidate));
  if (key === undefined) return type !== 'cache' && type !== 'tmpfs';
  const value = options.get(key) ?? '';
  return key.startsWith('ro') || key === 'readonly'
    ? value === '' || TRUE.test(value)
    : !(value === '' || TRUE.test(value));
}

function isValid(key: string, value: string): boolean {
  switch (key) {
    case 'type':
      return TYPES.has(value.toLowerCase());
    case 'readonly':
    case 'ro':
    case 'readwrite':
    case 'rw':
    case 'required':
      return BOOLEAN.test(value);
    case 'sharing':
      return SHARING.has(value.toLowerCase());
    case 'mode':
      return /^[0-7]{1,11}$/.test(value);
    case 'uid':
    case 'gid':
      return /^\d{1,10}$/.test(value);
    case 'size':
    case 'from':
    case 'source':
    case 'src':
    case 'target':
    case 'dst':
    case 'destination':
    case 'id':
    case 'env':
      return true;
    default:
      return false;
  }
}

/** One line of comma-separated values; quotes only around a whole field. null: not such a line. */
function csvFields(text: string): readonly string[] | null {
  if (text === '') return null;
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text.charAt(at) === '"') {
      const quoted = /"((?:[^"]|"")*)"(,|$)/y;
      quoted.lastIndex = at;
      const match = quoted.exec(text);
      if (!match) return null;
      fields.push((match[1] ?? '').replaceAll('""', '"'));
      if (match[2] === '') return fields;
      at = quoted.lastIndex;
    } else {
      const comma = text.indexOf(',', at);
      const field = text.slice(at, comma === -1 ? undefined : comma);
      if (field.includes('"')) return null;
      fields.push(field);
      if (comma === -1) return fields;
      at = comma + 1;
    }
  }
}
