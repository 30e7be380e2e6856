import picomatch from 'picomatch';
import { absolutePath } from '../../dockerfile/paths.ts';
import type { Dockerfile, Volume } from '../../dockerfile/model.ts';
import type { Edit } from '../../fixes/edit.ts';
import { placeOf } from '../../image/known/places.ts';
import { isWithin } from '../../repository/paths.ts';
import { defineRule } from '../rule.ts';

export interface Values {
  /** Absolute paths in the image, at least one. */
  readonly paths: readonly string[];
  /** The line declares others too; they stay. */
  readonly others: boolean;
}

/**
 * VOLUME for data of the application. Silent: temporary, log and working directories, settings, an engine's layers; images whose one job is to
 * keep data, and development images; what can't be known. A base image's VOLUME can't be undone.
 */
export default defineRule<Values>({
  id: 'state/volume',
  severity: 'warning',
  claims: ['S2'],
  factors: ['VI'],
  fix: 'diff',
  *check(build, allow = []) {
    const targets = build.targets.filter(
      (target) => !target.development && build.image(target).responsibility.kind === 'application',
    );
    const instructions = new Set(targets.flatMap(({ chain }) => chain.flatMap((stage) => stage.instructions)));
    for (const instruction of instructions) {
      if (instruction.keyword !== 'VOLUME') continue;
      const paths = dataOf(instruction, allow);
      if (paths.length === 0) continue;
      yield {
        ...instruction.range,
        values: { paths, others: paths.length < instruction.paths.length },
        fix: {
          edits: [without(build.dockerfile, instruction, paths)],
          doubts: paths.map((path) => ({ kind: 'data-may-depend', path })),
        },
        anchor: ['VOLUME', ...paths],
        subjects: paths,
      };
    }
  },
});

function dataOf(volume: Volume, allow: readonly string[]): readonly string[] {
  const paths = volume.paths.flatMap(({ value }) => {
    const path = value === null || value === '' ? null : absolutePath(value, '/');
    return path === null || path === '/' || placeOf(path) !== null || isAllowed(path, allow) ? [] : [path];
  });
  return [...new Set(paths)];
}

/** The path itself, one above it, or a glob. */
function isAllowed(path: string, allow: readonly string[]): boolean {
  return allow.some(
    (entry) => isWithin(path, entry.replace(/(?<=.)\/+$/u, '')) || picomatch(entry, { dot: true })(path),
  );
}

/** The instruction without these paths; gone when none is left. */
function without({ path, lines, eol }: Dockerfile, volume: Volume, paths: readonly string[]): Edit {
  const gone = new Set(paths);
  const kept = volume.paths.filter(({ value }) => value === null || !gone.has(absolutePath(value, '/') ?? ''));
  const first = lines[volume.range.startLine - 1] ?? '';
  const keyword = /^\s*\S+/u.exec(first)?.[0] ?? 'VOLUME';
  const words = kept.map(({ raw }) => (volume.json ? JSON.stringify(raw) : raw));
  const text = `${keyword} ${volume.json ? `[${words.join(', ')}]` : words.join(' ')}${eol}`;
  return { path, ...volume.range, newText: kept.length === 0 ? '' : text };
}
