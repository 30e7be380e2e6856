import fc from 'fast-check';
import type { Item } from '../../src/cache/item.ts';
import { content, fits, ignoreLine, item, link, path, target } from './contexts.ts';
import { line } from './instructions.ts';
import { pick, placeIn } from './place.ts';
import type { StageText, State } from './state.ts';

/** What somebody does between two builds; null: it can't be done here. */
export type Change = (state: State) => State | null;

const number = fc.nat({ max: 30 });

type FileChange = (at: string, was: Item, files: Map<string, Item>) => boolean;

function toFile(arbitrary: fc.Arbitrary<FileChange>): fc.Arbitrary<Change> {
  return fc.tuple(number, arbitrary).map(([index, change]) => (state) => {
    const entry = pick([...state.files], index);
    const files = new Map(state.files);
    if (!entry || !change(...entry, files)) return null;
    // Of a folder's mode the builder keeps an old digest (cache-semantics 3.3).
    return { ...state, files, isFresh: state.isFresh || foldersIn(files) !== foldersIn(state.files) };
  });
}

function foldersIn(files: State['files']): string {
  const folders = [...files].filter(([, { kind }]) => kind === 'directory');
  return JSON.stringify(folders.map((folder) => JSON.stringify(folder)).sort((a, b) => (a < b ? -1 : 1)));
}

const edit: fc.Arbitrary<FileChange> = fc.tuple(content, target).map(([text, to]) => (at, was, files) => {
  if (was.kind === 'file') files.set(at, { ...was, content: text === was.content ? `${text}edited@\n` : text });
  else if (was.kind === 'symlink') files.set(at, link(to));
  return was.kind !== 'directory';
});

const setMode: fc.Arbitrary<FileChange> = fc
  .constantFrom('644', '755', '700', '600')
  .map((mode) => (at, was, files) => {
    if (was.kind === 'file') files.set(at, { ...was, mode });
    else if (was.kind === 'directory') files.set(at, { ...was, mode: mode === '644' ? '711' : mode });
    return was.kind !== 'symlink';
  });

const setFolderMode: fc.Arbitrary<FileChange> = fc.constantFrom('700', '711').map((mode) => (at, _, files) => {
  const folder = at.slice(0, at.lastIndexOf('/'));
  if (!at.includes('/')) return false;
  files.set(folder, { kind: 'directory', mode });
  return true;
});

const rename: fc.Arbitrary<FileChange> = fc.tuple(path, fc.boolean()).map(([to, keepsName]) => (at, was, files) => {
  const base = at.slice(at.lastIndexOf('/') + 1);
  const other = keepsName ? `${to.split('/', 1)[0] ?? ''}/${base}` : to;
  files.delete(at);
  if (!fits(files, other, was) || files.has(other)) return false;
  files.set(other, was);
  return true;
});

const becomeOther: fc.Arbitrary<FileChange> = fc.tuple(target, fc.boolean()).map(([to, isLink]) => (at, was, files) => {
  if (was.kind === 'directory') return false;
  files.delete(at);
  files.set(...(isLink ? ([at, link(to)] as const) : ([`${at}/a`, was] as const)));
  return true;
});

const add: fc.Arbitrary<Change> = fc.tuple(path, item).map(([at, value]) => (state) => {
  if (state.files.has(at) || !fits(state.files, at, value)) return null;
  return { ...state, files: new Map(state.files).set(at, value), isFresh: state.isFresh || value.kind === 'directory' };
});

const touch: fc.Arbitrary<Change> = number.map((index) => (state) => {
  const at = pick(
    [...state.files.keys()].filter((name) => state.files.get(name)?.kind === 'file'),
    index,
  );
  return at === undefined ? null : { ...state, touched: [...state.touched, at] };
});

const addIgnored: fc.Arbitrary<Change> = fc.tuple(number, ignoreLine).map(([index, text]) => (state) => ({
  ...state,
  ignore: state.ignore.toSpliced(index % (state.ignore.length + 1), 0, text),
}));

const removeIgnored: fc.Arbitrary<Change> = number.map(
  (index) => (state) =>
    state.ignore.length === 0 ? null : { ...state, ignore: state.ignore.toSpliced(index % state.ignore.length, 1) },
);

const otherIgnoreFile: fc.Arbitrary<Change> = fc.constant((state) => ({
  ...state,
  ignoreName: state.ignoreName === '.dockerignore' ? 'Dockerfile.dockerignore' : '.dockerignore',
}));

export const buildArgs = fc.constantFrom<Readonly<Record<string, string>>[]>(
  {},
  { V: 'x' },
  { V: 'y' },
  { V: 'x', G: 'g' },
  { U: 'u' },
  { HTTP_PROXY: 'p' },
);

const otherArgs: fc.Arbitrary<Change> = buildArgs.map((args) => (state) => ({ ...state, args }));

const otherTarget: fc.Arbitrary<Change> = number.map((index) => (state) => ({
  ...state,
  target: pick([null, ...state.stages.map(({ name }) => name)], index) ?? null,
}));

/** Of one stage; what all RUN need stays. */
function toLines(
  arbitrary: fc.Arbitrary<(lines: string[], stage: number, state: State) => boolean>,
): fc.Arbitrary<Change> {
  return fc.tuple(number, arbitrary).map(([index, change]) => (state) => {
    const stage = index % state.stages.length;
    const old = state.stages[stage];
    if (!old) return null;
    const start = old.lines[0]?.includes('busybox') ? 1 : 0;
    const lines = old.lines.slice(start);
    if (!change(lines, stage, state)) return null;
    const text: StageText = { ...old, lines: [...old.lines.slice(0, start), ...lines] };
    return { ...state, stages: state.stages.with(stage, text) };
  });
}

const removeLine = number.map((index) => (lines: string[]) => lines.splice(index % (lines.length || 1), 1).length > 0);

const insertLine = fc.tuple(number, line).map(([index, make]) => (lines: string[], stage: number, state: State) => {
  const text = make(placeIn(state, stage));
  if (text !== null) lines.splice(index % (lines.length + 1), 0, text);
  return text !== null;
});

const swapLines = number.map((index) => (lines: string[]) => {
  if (lines.length < 2) return false;
  const [moved = ''] = lines.splice(index % (lines.length - 1), 1);
  lines.splice((index % lines.length) + 1, 0, moved);
  return true;
});

/** Says the same in other letters; some of them count to the builder. */
const RESPELLED: readonly ((text: string) => string)[] = [
  (text) => text.replace(/^\w+/, (keyword) => keyword.toLowerCase()),
  (text) => text.replace(' ', '   '),
  (text) => text.replace(' ', ' \\\n  '),
  (text) => (text.includes('\n') ? text : `${text} `),
  (text) =>
    text.replace(
      /^((?:COPY|ADD) (?:--\S+ )*)([^<[\s]\S*) (\S+)$/,
      (_, flags: string, from: string, to: string) => `${flags}${JSON.stringify([from, to])}`,
    ),
  (text) => text.replace(/^((?:COPY|ADD) .*\S)\/$/, '$1'),
  (text) => text.replace(/^((?:COPY|ADD) (?:--\S+ )*)([\w.])/, '$1./$2'),
  (text) => `# a comment\n${text}`,
  (text) => text.replace(/^(ENV \w+)=(\w+)$/, '$1="$2"'),
  (text) => text.replace(/^ENV/, 'ARG').replace(/^(ARG \w+=\w+) .*/, '$1'),
  (text) => text.replace(/^(COPY|ADD) (?!--link)/, '$1 --link '),
  (text) => text.replace(/--link /, ''),
  (text) => text.replace(/^RUN : (\w+)$/, 'RUN : $1 again'),
];
const respell = fc.tuple(number, fc.constantFrom(...RESPELLED)).map(([index, change]) => (lines: string[]) => {
  const at = index % (lines.length || 1);
  const before = lines[at];
  if (before === undefined) return false;
  const after = change(before);
  // What stands on nothing would be found by other cases.
  if (after.includes('--link') && !after.includes('/@/')) return false;
  lines[at] = after;
  return after !== before;
});

const insertStage: fc.Arbitrary<Change> = fc
  .constantFrom<StageText[]>(
    { from: 'scratch', name: 'unused', lines: ['COPY busybox /bin/sh', 'RUN : unused'] },
    { from: 'scratch', name: 'unused', lines: ['COPY --chown=9 busybox /b'] },
  )
  .map(
    (stage) => (state) =>
      state.stages.some(({ name }) => name === 'unused') ? null : { ...state, stages: [stage, ...state.stages] },
  );

export const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 24, arbitrary: toFile(edit) },
  { weight: 4, arbitrary: touch },
  { weight: 9, arbitrary: add },
  { weight: 6, arbitrary: toFile(fc.constant<FileChange>((at, _, files) => files.delete(at))) },
  { weight: 7, arbitrary: toFile(rename) },
  { weight: 5, arbitrary: toFile(setMode) },
  { weight: 2, arbitrary: toFile(setFolderMode) },
  { weight: 4, arbitrary: toFile(becomeOther) },
  { weight: 5, arbitrary: addIgnored },
  { weight: 3, arbitrary: removeIgnored },
  { weight: 1, arbitrary: otherIgnoreFile },
  { weight: 5, arbitrary: otherArgs },
  { weight: 2, arbitrary: otherTarget },
  { weight: 5, arbitrary: toLines(removeLine) },
  { weight: 7, arbitrary: toLines(insertLine) },
  { weight: 4, arbitrary: toLines(swapLines) },
  { weight: 6, arbitrary: toLines(respell) },
  { weight: 1, arbitrary: insertStage },
);
