import { readJsonList, splitAtBlanks } from './arguments.ts';
import { expand } from './expand.ts';
import { heredocOf } from './heredoc.ts';
import type { CopyLike, Word } from './model.ts';
import { destinationPath } from './paths.ts';
import { type Reading, refuse } from './reading.ts';
import type { Point } from './scope.ts';

type Parts = Omit<CopyLike, 'keyword' | keyof Common>;
type Common = Pick<
  CopyLike,
  'range' | 'comments' | 'innerComments' | 'stage' | 'index' | 'scope' | 'normalized' | 'onbuild'
>;

export function readCopy(reading: Reading): Parts {
  const list = readJsonList(reading.args);
  if (list.kind === 'not-strings') throw refuse('json-needs-strings', reading.args.text);
  const tokens = list.kind === 'list' ? list.words : splitAtBlanks(reading.args);
  const last = tokens.at(-1);
  if (!last || tokens.length < 2 || heredocOf(last.text)) throw refuse('copy-needs-destination', reading.args.text);
  const sources = tokens
    .slice(0, -1)
    .filter((token) => !heredocOf(token.text))
    .map((token) => reading.word(token));
  const destination = reading.word(last);
  const { heredocs } = reading.statement;
  for (const { quoted, body } of heredocs) if (!quoted) checkBody(reading, body, reading.scope);
  const parts: Parts = {
    flags: reading.modelFlags(),
    sources,
    destination,
    destinationPath: destination.value === null ? null : destinationPath(destination.value, reading.scope.workdir),
    heredocs,
    from: fromOf(reading),
    chown: reading.flag('chown', true),
    chmod: reading.flag('chmod', true),
    link: reading.isOn('link'),
    parents: reading.isOn('parents'),
    exclude: reading
      .flags()
      .filter(({ name }) => name === 'exclude')
      .map((flag) => reading.flagWord(flag))
      .filter((word) => word !== null),
    json: list.kind === 'list',
  };
  checkValues(reading, parts);
  return parts;
}

/** No variables: BuildKit refuses any word that would come out otherwise than it is written. */
function fromOf(reading: Reading): Word | null {
  const from = reading.keyword === 'COPY' ? reading.flag('from') : null;
  if (!from || from.value === null || from.value === '') return null;
  const plain = expand(from.value, { escape: reading.escape, lookup: () => ({ kind: 'unset' }) });
  if (plain.error !== null || plain.value !== from.value) throw refuse('bad-variable', from.value);
  return from;
}

function checkValues(reading: Reading, { chmod, sources }: Parts): void {
  const mode = chmod?.value ?? '';
  if (/^\d+$/.test(mode) && !/^0*[0-7]{1,4}$/.test(mode)) reading.complain('invalid-flag-value', mode);
  if (reading.keyword === 'COPY') {
    const address = sources.find(({ value }) => value !== null && /^https?:\/\//.test(value));
    if (address) reading.complain('copy-from-address', address.raw);
    return;
  }
  const checksum = reading.flag('checksum', true);
  if (!checksum?.value) return;
  const [source] = sources;
  const isPath = source?.value !== null && source?.value !== undefined && /^[\w./-]*$/.test(source.value);
  // `github.com/o/r` is a git source to some versions.
  if (sources.length !== 1 || (isPath && !source.value.startsWith('github.com/'))) {
    reading.complain('add-flags', checksum.raw);
  }
}

/** Variables of a body are expanded, but its quotes are text. */
function checkBody(reading: Reading, body: string, scope: Point): void {
  const { error } = expand(body, { escape: '\\', quotes: false, lookup: (name) => scope.lookup(name) });
  if (error !== null) reading.complain('bad-variable', body);
}
