import type { Build } from '../build.ts';
import type { Base, CopyLike, Dockerfile, Run } from '../dockerfile/model.ts';
import { isBelow, parentOf } from '../ecosystems/image-path.ts';
import type { Placement } from '../ecosystems/placement.ts';
import { destinationOf, type Step } from '../ecosystems/steps.ts';
import type { Doubt } from '../findings/doubt.ts';
import type { Proposal } from '../findings/finding.ts';
import { bringsNothingTo, isPlain } from '../image/known/accounts.ts';
import { missingAccounts } from './account.ts';
import type { Edit } from './edit.ts';
import { liftAccounts } from './lift-accounts.ts';
import { meansTheSameAt, ownerOf, type RecursiveChange } from './owner-change.ts';
import { shallowRun, type Shallow } from './shallow-run.ts';
import { writersBelow } from './writers-below.ts';

export interface ChownQuestion {
  readonly run: Run;
  /** All steps of the target, and where the RUN stands among them. */
  readonly steps: readonly Step[];
  readonly index: number;
  /** What the first of the steps is built on. */
  readonly base: Base;
  /** Of that RUN, what stores files twice. */
  readonly changes: readonly RecursiveChange[];
  /** Of all the steps; null: the context is not known. */
  readonly placement: Placement | null;
  /** The files that a copy brings from the context. */
  readonly filesOf: (copy: CopyLike) => ReturnType<Placement['filesOf']>;
}

/** A copy above the RUN that puts files below one of its paths, and nowhere else. */
interface Fitting {
  readonly copy: CopyLike;
  /** Absolute, in the image. */
  readonly to: string;
}

/**
 * Owner and mode given where the files are copied. The RUN keeps the command without `-R`, for the directories that were there before
 * (`--chown` and `--chmod` leave those alone). Null: no edit to show. Doubts as long as owner or mode of one file could differ.
 */
export function chownOnCopy(build: Build, question: ChownQuestion): Proposal | null {
  const { run, steps, index, changes, placement } = question;
  const before = steps.slice(0, index);
  const flags = new Map<CopyLike, Flags>();
  const shallow: Shallow[] = [];
  const doubts: Doubt[] = [];
  const missing = new Set<string>();
  for (const change of changes) {
    const paths = change.operands.flatMap(({ path }) => path ?? []);
    const copies = paths.length < change.operands.length ? null : fittingCopies(before, paths, question);
    const [first] = copies ?? [];
    if (!copies || !first) return null;
    for (const { copy } of copies) {
      const known = flags.get(copy) ?? {};
      const kind = change.program === 'chmod' ? 'chmod' : 'chown';
      const flag = known[kind] === undefined ? flagFor(change, copy, run) : null;
      if (flag === null) return null;
      flags.set(copy, { ...known, [kind]: flag.text });
      doubts.push(...flag.doubts);
    }
    const writers = writersBelow(build, question, change, paths);
    shallow.push({ change, directories: writers.directories, placement });
    if (change.program !== 'chmod') {
      for (const name of missingAccounts(change, first.copy, before, question.base)) missing.add(name);
    }
    doubts.push(
      ...writers.doubts,
      ...copies.flatMap((copy) => oddCopy(copy, change, paths)),
      ...baseDoubts(paths, copies, before, question.base),
    );
  }
  const { dockerfile } = build;
  const [top] = [...flags.keys()].toSorted((a, b) => a.index - b.index);
  if (!top) return null;
  const lift = missing.size === 0 ? null : liftAccounts(dockerfile, [...missing], { steps, run, copy: top });
  for (const name of lift ? [] : missing) doubts.push({ kind: 'account-needed', name, line: top.range.startLine });
  const edits = [...flags].map(([copy, wanted]) =>
    editOfCopy(dockerfile, copy, wanted, copy === top ? (lift?.text ?? '') : ''),
  );
  const edit = shallowRun(dockerfile, run, shallow, lift?.cuts ?? []);
  if (edit === null || edits.includes(null)) return null;
  const unknown = build.context ? build.context.doubt : build.facts.doubt;
  const all = [...doubts, ...(lift?.doubts ?? []), ...(unknown ? [unknown] : [])];
  return {
    edits: [...edits.flatMap((one) => one ?? []), ...(lift?.edits ?? []), edit],
    doubts: [...new Map(all.map((doubt) => [JSON.stringify(doubt), doubt])).values()],
  };
}

/** Null: a copy brings files there and elsewhere, or stands in another stage, so that no flag says the same. */
function fittingCopies(
  before: readonly Step[],
  paths: readonly string[],
  { run, filesOf }: ChownQuestion,
): readonly Fitting[] | null {
  const found: Fitting[] = [];
  for (const { instruction: copy, workdir } of before) {
    if (copy.keyword !== 'COPY' && copy.keyword !== 'ADD') continue;
    const to = destinationOf(copy, workdir)?.path;
    if (to === undefined) return null;
    const files = filesOf(copy);
    const inside = files.filter(({ imagePath }) => paths.some((path) => isBelow(imagePath, path)));
    const isInside = paths.some((path) => isBelow(to, path)) || (files.length > 0 && inside.length === files.length);
    if (isInside) {
      if (copy.stage !== run.stage) return null;
      found.push({ copy, to });
    } else if (inside.length > 0 || (files.length === 0 && paths.some((path) => isBelow(path, to)))) {
      return null;
    }
  }
  return found;
}

interface Flags {
  readonly chown?: string;
  readonly chmod?: string;
}

/** The value of the flag; null when it can't be written. */
function flagFor(
  { program, what }: RecursiveChange,
  copy: CopyLike,
  run: Run,
): { readonly text: string; readonly doubts: readonly Doubt[] } | null {
  const text = what.raw.replace(/^(["'])(.*)\1$/su, '$2');
  if (!/^(?:[\w.:,=+-]|\$\{\w+\}|\$\w+)+$/u.test(text)) return null;
  const doubts: Doubt[] = [];
  if (what.value === null || !meansTheSameAt(text, run, copy)) {
    doubts.push({ kind: 'unknown-value', word: text, line: run.range.startLine });
  }
  const changes: Doubt = { kind: 'owner-or-mode-changes', path: copy.destination.value ?? copy.destination.raw };
  if (program === 'chmod') {
    // Symbolic modes depend on the mode before, and on the builder's version.
    return { text, doubts: /^0?[0-7]{3}$/u.test(text) ? doubts : [...doubts, changes] };
  }
  const owner = ownerOf(program === 'chgrp' ? `:${text}` : text);
  const today = copy.chown ? ownerOf(copy.chown.raw) : { user: '0', group: '0' };
  // `chown user` leaves the group; `--chown=user` does not.
  const user = owner.user === '' ? today.user : owner.user;
  const group = owner.group ?? today.group;
  if (copy.chown && (owner.user === '' || owner.group === null)) doubts.push(changes);
  return { text: group === null || group === '' ? user : `${user}:${group}`, doubts };
}

/** Copies whose flag does not say the same as the command after them. */
function oddCopy(
  { copy, to }: Fitting,
  { program, what, options }: RecursiveChange,
  paths: readonly string[],
): readonly Doubt[] {
  const isOdd =
    copy.link ||
    // An archive keeps its own owners; an address may be one.
    (copy.keyword === 'ADD' &&
      copy.sources.some(({ value }) => value === null || /:|\.(?:tar|t[abgx]z\w*|gz|bz2|xz|zst)$/u.test(value))) ||
    options.some(({ raw }) => /^(?:--(?:from|dereference|no-deref|preserve)|-[a-zA-Z]*[hHLP])/u.test(raw)) ||
    // Directories on the way to the destination get 755.
    (program === 'chmod' && !paths.includes(to) && !/^0?755$/u.test(what.value ?? ''));
  return isOdd ? [{ kind: 'owner-or-mode-changes', path: to }] : [];
}

function baseDoubts(
  paths: readonly string[],
  copies: readonly Fitting[],
  before: readonly Step[],
  base: Base,
): readonly Doubt[] {
  const taken = paths.find((path) => !bringsNothingTo(base, path));
  if (taken !== undefined) {
    if (isPlain(base)) return [{ kind: 'owner-or-mode-changes', path: taken }];
    return [
      { kind: 'base-unknown', image: base.kind === 'image' ? base.reference : base.kind === 'unknown' ? base.raw : '' },
    ];
  }
  // Where the copy makes its directory, it makes those above it too, and gives them the same owner.
  return copies.flatMap(({ copy, to }): readonly Doubt[] => {
    let above = to;
    while (paths.some((path) => isBelow(above, path))) above = parentOf(above);
    const isThere =
      standard.has(above) ||
      before.some(
        ({ instruction, workdir }) => instruction.index <= copy.index && workdir !== null && isBelow(workdir, above),
      );
    return isThere ? [] : [{ kind: 'owner-or-mode-changes', path: above }];
  });
}

/** In every Linux distribution's image. */
const standard = new Set([
  '/',
  '/opt',
  '/srv',
  '/home',
  '/usr',
  '/usr/local',
  '/usr/share',
  '/usr/lib',
  '/var',
  '/var/lib',
  '/mnt',
  '/media',
]);

/** Null: the line is not what it seems. No edit: it says so already. */
function editOfCopy({ path, lines }: Dockerfile, copy: CopyLike, flags: Flags, above: string): readonly Edit[] | null {
  const { startLine } = copy.range;
  const first = above === '' ? startLine : Math.min(startLine, ...copy.comments.map(({ line }) => line));
  let text = lines[startLine - 1] ?? '';
  for (const name of ['chmod', 'chown'] as const) {
    const value = flags[name];
    if (value === undefined || copy[name]?.raw === value) continue;
    const today = copy[name];
    const before = text;
    if (today) text = text.replace(`--${name}=${today.raw}`, () => `--${name}=${value}`);
    else text = text.replace(/^(\s*(?:COPY|ADD))(?=\s)/iu, (keyword) => `${keyword} --${name}=${value}`);
    if (text === before) return null;
  }
  if (text === lines[startLine - 1] && above === '') return [];
  const newText = above + lines.slice(first - 1, startLine - 1).join('') + text;
  return [{ path, startLine: first, endLine: startLine, newText }];
}
