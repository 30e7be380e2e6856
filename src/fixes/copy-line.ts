import type { CopyLike, Dockerfile, Scope } from '../dockerfile/model.ts';
import { fromDirectory, parentOf } from '../ecosystems/image-path.ts';
import { ofBase, type Step } from '../ecosystems/steps.ts';
import { writtenSource } from '../ecosystems/written-source.ts';

/** A file or directory of the context that has to lie at a place of the image. */
export interface Placed {
  readonly from: string;
  /** Absolute path in the image. */
  readonly to: string;
  readonly kind: 'file' | 'directory';
  /** The copy that brings it today: owner, mode and the way it is written are taken from it. */
  readonly like: CopyLike;
}

/** COPY lines that bring these for a step, directly above it; null: a name or a place that can't be written. */
export function copyLines(
  dockerfile: Dockerfile,
  placed: readonly Placed[],
  { instruction: { scope }, workdir }: Step,
): readonly string[] | null {
  const groups = new Map<string, Placed[]>();
  for (const one of placed) {
    const renamed = one.kind === 'file' && lastName(one.from) !== lastName(one.to);
    const target = one.kind === 'directory' || renamed ? one.to : parentOf(one.to);
    const key = [one.kind, renamed ? 'renamed' : '', target, flagsOf(one.like)].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const lines: string[] = [];
  for (const group of groups.values()) {
    const line = copyLine(dockerfile, group, workdir, scope);
    if (line === null) return null;
    lines.push(line);
  }
  return lines;
}

function copyLine(
  dockerfile: Dockerfile,
  group: readonly Placed[],
  workdir: string | null,
  scope: Scope,
): string | null {
  const [first] = group;
  if (!first) return null;
  const renamed = first.kind === 'file' && lastName(first.from) !== lastName(first.to);
  const target = destination(first.kind === 'directory' || renamed ? first.to : parentOf(first.to), workdir);
  if (target === null) return null;
  const into = renamed
    ? target
    : target === '.'
      ? group.length === 1 && first.kind === 'file'
        ? '.'
        : './'
      : `${target.replace(/\/$/, '')}/`;
  const sources = group.map(({ from }) => (from === '' ? '.' : from));
  // Wildcards, variables and quotes would be read as such.
  if (
    [...sources, into].some(
      (word) => /[*?[\]\\$"'`<\p{Cc}]/u.test(word) || word.startsWith('-') || word.startsWith('#'),
    )
  )
    return null;
  // A variable of the copy stays one: a build may pass another value.
  const words = [
    ...group.map(({ from, like }, index) => writtenSource(like, from, scope) ?? sources[index] ?? ''),
    into,
  ];
  const source = dockerfile.lines[first.like.range.startLine - 1] ?? '';
  const written = /^(\s*)(\S*)/.exec(source);
  const keyword = written?.[2] !== undefined && /^[a-z]+$/.test(written[2]) ? 'copy' : 'COPY';
  const flags = flagsOf(first.like);
  const list = words.some((word) => /\s/.test(word))
    ? JSON.stringify(words).replaceAll('","', '", "')
    : words.join(' ');
  return [(written?.[1] ?? '') + keyword, ...(flags === '' ? [] : [flags]), list].join(' ');
}

function flagsOf({ flags }: CopyLike): string {
  return flags
    .filter(({ name }) => name === 'chown' || name === 'chmod' || name === 'link')
    .map(({ name, value }) => (value === null ? `--${name}` : `--${name}=${value.raw}`))
    .join(' ');
}

/** `.` for the directory itself, `./web` below it, else the absolute path. */
function destination(path: string, workdir: string | null): string | null {
  const inside = workdir === null ? null : fromDirectory(path, workdir);
  if (inside === '') return '.';
  if (inside !== null && workdir !== '/') return `./${inside}`;
  return path === ofBase || path.startsWith(`${ofBase}/`) ? null : path;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
