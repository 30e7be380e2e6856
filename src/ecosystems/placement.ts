import picomatch from 'picomatch';
import type { BuildContext } from '../context/model.ts';
import type { CopyLike, Run, Word } from '../dockerfile/model.ts';
import { join, relativeTo } from '../repository/paths.ts';
import type { Entry } from '../repository/tree.ts';
import { commandsOf } from './commands.ts';
import type { ImageFiles } from './ecosystem.ts';
import { fromDirectory, isBelow, parentOf, resolve } from './image-path.ts';
import { destinationOf, type Step } from './steps.ts';

/** The files of the context in the image, and which step put each there. */
export interface Placement extends ImageFiles {
  /** The COPY, ADD or (for a bind mount) RUN that brought the file here; null when `find` finds none. */
  broughtBy(imagePath: string): CopyLike | Run | null;
  /** A WORKDIR or a copy surely made this directory. */
  exists(imageDirectory: string): boolean;
  /** The places that this copy fills: a directory stands for all below it. */
  filledBy(copy: CopyLike): readonly string[];
  /** The files that it brings from the context, and where it puts them. */
  filesOf(step: CopyLike | Run): readonly { readonly imagePath: string; readonly entry: Entry }[];
  /** A directory is among its sources, not only single files. */
  bringsDirectory(step: CopyLike | Run): boolean;
  /** Where in the context this copy takes what lands here from, whether or not it is there. */
  sourcesOf(copy: CopyLike, imagePath: string): readonly string[];
}

type Spot = { readonly by: CopyLike | Run } & (
  | { readonly kind: 'file'; readonly from: string; readonly to: string }
  | { readonly kind: 'tree'; readonly from: string; readonly to: string; readonly leavesOut: (path: string) => boolean }
  /** What lies here is not the context's, or can't be known. */
  | { readonly kind: 'other'; readonly to: string }
);

const archive = /\.(?:tar|tgz|tbz2?|txz|tar\.(?:gz|bz2|xz|zst))$/;

/** What lies where after these steps, in their order. `run`: a RUN whose bind mounts of the context lie on top. */
export function placementAfter(steps: readonly Step[], context: BuildContext, run: Run | null = null): Placement {
  const directories = new Set<string>(['/']);
  const addDirectory = (path: string): void => {
    for (let at = path; !directories.has(at); at = parentOf(at)) directories.add(at);
  };
  const spots: Spot[] = [];
  for (const { instruction, workdir } of steps) {
    if (workdir !== null) addDirectory(workdir);
    if (instruction.keyword === 'WORKDIR') {
      const path = instruction.path.value === null ? null : resolve(workdir ?? '/', instruction.path.value);
      if (path !== null) addDirectory(path);
    }
    if (instruction.keyword === 'RUN') for (const path of madeBy(instruction, workdir)) addDirectory(path);
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
    const fresh = spotsOf(instruction, workdir, context, (path) => directories.has(path));
    for (const spot of fresh) {
      spots.push(spot);
      addDirectory(spot.kind === 'tree' ? spot.to : parentOf(spot.to));
    }
  }
  if (run) spots.push(...mountsOf(run, context));
  const newestFirst = spots.toReversed();

  const locate = (imagePath: string): { path: string; by: CopyLike | Run } | null => {
    for (const spot of newestFirst) {
      if (spot.kind === 'other') {
        if (isBelow(imagePath, spot.to)) return null;
      } else if (spot.kind === 'file') {
        if (spot.to === imagePath) return { path: spot.from, by: spot.by };
      } else {
        const inside = fromDirectory(imagePath, spot.to);
        const path = inside === null ? null : join(spot.from, inside);
        if (path !== null && context.get(path) && !spot.leavesOut(path)) return { path, by: spot.by };
      }
    }
    return null;
  };

  const collect = (chosen: readonly Spot[], imageDirectory: string): { imagePath: string; entry: Entry }[] => {
    const found = new Map<string, Entry>();
    for (const spot of chosen) {
      if (spot.kind === 'file') {
        const entry = isBelow(spot.to, imageDirectory) ? context.get(spot.from) : undefined;
        if (entry) found.set(spot.to, entry);
      } else if (spot.kind === 'tree') {
        const inside = fromDirectory(imageDirectory, spot.to);
        const top = inside === null ? null : join(spot.from, inside);
        const from = isBelow(spot.to, imageDirectory) ? spot.from : top;
        if (from === null) continue;
        for (const entry of context.under(from)) {
          const imagePath = resolve(spot.to, relativeTo(entry.path, spot.from) ?? '');
          if (imagePath !== null && !spot.leavesOut(entry.path)) found.set(imagePath, entry);
        }
      }
    }
    return [...found].map(([imagePath, entry]) => ({ imagePath, entry }));
  };
  const byStep = new Map<CopyLike | Run, Spot[]>();
  for (const spot of spots) {
    const list = byStep.get(spot.by);
    if (list) list.push(spot);
    else byStep.set(spot.by, [spot]);
  }
  const spotsBy = (step: CopyLike | Run): readonly Spot[] => byStep.get(step) ?? [];

  return {
    find: (imagePath) => locate(imagePath)?.path ?? null,
    broughtBy: (imagePath) => locate(imagePath)?.by ?? null,
    read: (imagePath) => {
      const found = locate(imagePath);
      return found ? context.read(found.path) : { kind: 'absent' };
    },
    isDirectory: (imagePath) =>
      spots.some((spot) => {
        if (spot.kind === 'other') return false;
        if (spot.kind === 'file') return spot.to !== imagePath && isBelow(spot.to, imagePath);
        if (isBelow(spot.to, imagePath)) return context.isDirectory(spot.from);
        const inside = fromDirectory(imagePath, spot.to);
        const path = inside === null ? null : join(spot.from, inside);
        return path !== null && context.isDirectory(path);
      }),
    under: (imageDirectory) => collect(spots, imageDirectory),
    exists: (imageDirectory) => directories.has(imageDirectory),
    filledBy: (copy) => spotsBy(copy).map((spot) => spot.to),
    filesOf: (step) => collect(spotsBy(step), '/'),
    bringsDirectory: (step) => spotsBy(step).some((spot) => spot.kind === 'tree'),
    sourcesOf: (copy, imagePath) =>
      spotsBy(copy).flatMap((spot) => {
        if (spot.kind === 'other') return [];
        if (spot.kind === 'file') return isBelow(spot.to, imagePath) ? [spot.from] : [];
        if (isBelow(spot.to, imagePath)) return [spot.from];
        const inside = fromDirectory(imagePath, spot.to);
        const path = inside === null ? null : join(spot.from, inside);
        return path === null ? [] : [path];
      }),
  };
}

/** `mkdir -p /app/config`. */
function madeBy(run: Run, workdir: string | null): readonly string[] {
  return commandsOf(run, workdir).commands.flatMap(({ words: [program, ...rest], directory }) => {
    if (program?.value !== 'mkdir') return [];
    return rest.flatMap(({ value }) => {
      const path = value === null || value.startsWith('-') ? null : resolve(directory ?? '/', value);
      return path === null || (directory === null && !value?.startsWith('/')) ? [] : [path];
    });
  });
}

/** What each source of a copy brings from the context, at its place. Nothing when the destination is not known. */
function spotsOf(
  copy: CopyLike,
  workdir: string | null,
  context: BuildContext,
  exists: (path: string) => boolean,
): readonly Spot[] {
  const destination = destinationOf(copy, workdir);
  if (destination === null) return [];
  const to = destination.path;
  if (copy.from !== null || copy.sources.some(({ value }) => value === null)) return [{ by: copy, kind: 'other', to }];
  const intoDirectory = destination.isDirectory || copy.sources.length + copy.heredocs.length > 1 || exists(to);
  const leavesOut = exclusion(copy.exclude);
  const spots: Spot[] = [];
  for (const { value } of copy.sources) {
    const source = value ?? '';
    if (copy.keyword === 'ADD' && /^(?:https?:|git@|git:|ssh:)/.test(source)) {
      const name = source.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? '';
      spots.push({ by: copy, kind: 'other', to: intoDirectory ? (resolve(to, name) ?? to) : to });
      continue;
    }
    const pivot = copy.parents ? source.lastIndexOf('/./') : -1;
    for (const top of topMatches(source, context)) {
      const kept = copy.parents
        ? (join(pivot < 0 ? top.path : top.path.slice((join(source.slice(0, pivot)) ?? '').length)) ?? '')
        : null;
      if (top.kind === 'tree') {
        const at = kept === null ? to : (resolve(to, kept) ?? to);
        spots.push({ by: copy, kind: 'tree', from: top.path, to: at, leavesOut: leavesOut(top.path) });
      } else if (copy.keyword === 'ADD' && archive.test(top.path)) {
        spots.push({ by: copy, kind: 'other', to });
      } else if (!leavesOut('')(top.path)) {
        const name = kept ?? top.path.slice(top.path.lastIndexOf('/') + 1);
        const at = intoDirectory || kept !== null || /[*?[]/.test(source) ? (resolve(to, name) ?? to) : to;
        spots.push({ by: copy, kind: 'file', from: top.path, to: at });
      }
    }
  }
  for (const heredoc of copy.heredocs) {
    spots.push({ by: copy, kind: 'other', to: intoDirectory ? (resolve(to, heredoc.name) ?? to) : to });
  }
  return spots;
}

/** The files and directories that a source names, as the builder matches them: a directory's content lands in the destination. */
function topMatches(source: string, context: BuildContext): readonly { kind: 'file' | 'tree'; path: string }[] {
  const path = contextPath(source);
  if (!/[*?[]/.test(path)) {
    if (context.get(path)) return [{ kind: 'file', path }];
    return path === '' || context.isDirectory(path) ? [{ kind: 'tree', path }] : [];
  }
  const depth = path.split('/').length;
  const tops = new Map<string, 'file' | 'tree'>();
  for (const entry of context.select(source) ?? []) {
    const names = entry.path.split('/');
    tops.set(names.slice(0, depth).join('/'), names.length === depth ? 'file' : 'tree');
  }
  return [...tops].map(([top, kind]) => ({ kind, path: top }));
}

/** As BuildKit cleans a source: `..` never climbs above the context. */
export function contextPath(source: string): string {
  const names: string[] = [];
  for (const name of source.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}

/** `--exclude`: patterns are relative to the source; a pattern that matches a directory takes what is below. */
function exclusion(patterns: readonly Word[]): (source: string) => (path: string) => boolean {
  const known = patterns.flatMap(({ value }) => (value === null ? [] : [join(value) ?? value]));
  if (known.length === 0) return () => () => false;
  const matches = picomatch(
    known.flatMap((pattern) => [pattern, `${pattern}/**`]),
    { dot: true },
  );
  return (source) => (path) => matches(relativeTo(path, source) ?? path);
}

function mountsOf(run: Run, context: BuildContext): Spot[] {
  return run.mounts.flatMap((mount): Spot[] => {
    if (mount.type !== 'bind' || mount.target === null) return [];
    const source = mount.source === null ? '' : mount.source.value;
    const path = source === null ? null : contextPath(source);
    if (mount.from !== null || path === null) return [{ by: run, kind: 'other', to: mount.target }];
    return context.get(path)
      ? [{ by: run, kind: 'file', from: path, to: mount.target }]
      : [{ by: run, kind: 'tree', from: path, to: mount.target, leavesOut: () => false }];
  });
}
