import type { Build } from '../build.ts';
import type { Mount } from '../dockerfile/model.ts';
import { commandsOf } from '../ecosystems/commands.ts';
import { fromDirectory, isBelow } from '../ecosystems/image-path.ts';
import type { FoundInstall } from '../ecosystems/installs.ts';
import { namedFiles } from '../ecosystems/implicit-inputs.ts';
import { contextPath, placementAfter } from '../ecosystems/placement.ts';
import { stepsOf } from '../ecosystems/steps.ts';
import type { Doubt } from '../findings/doubt.ts';
import type { Proposal } from '../findings/finding.ts';
import { join } from '../repository/paths.ts';
import { argumentDoubts } from './build-arguments.ts';
import { touches } from './effect.ts';
import { effectOf } from './effects.ts';
import { sameInstall, type LateInstall } from './install-first.ts';

/** Mounts only what the install reads, each file at its place, instead of the whole context. Null: other commands may need the rest. */
export function narrowMount(build: Build, mount: Mount, one: LateInstall): Proposal | null {
  const proposal = narrowed(build, mount, one);
  const { run } = one.found;
  if (proposal === null || run.stage === null) return proposal;
  const more = argumentDoubts(build, run.stage, proposal, ({ dockerfile }) => {
    const same = build.context ? sameInstall(one, dockerfile, build.context) : 'unknown';
    if (same === 'unknown') return 'unknown';
    const other = typeof same === 'object' ? same.found.run.mounts[run.mounts.indexOf(mount)] : undefined;
    return (typeof same === 'object' && other && narrowed({ ...build, dockerfile }, other, same)) || 'other';
  });
  return { edits: proposal.edits, doubts: [...proposal.doubts, ...more] };
}

function narrowed(
  { dockerfile, context }: Pick<Build, 'dockerfile' | 'context'>,
  mount: Mount,
  { found, inspection }: LateInstall,
): Proposal | null {
  const { target } = mount;
  const { run } = found;
  const steps = stepsOf(dockerfile, run.stage ?? 0);
  const index = steps.findIndex(({ instruction }) => instruction === run);
  const step = steps[index];
  if (context === null || !step) return null;
  const { workdir } = step;
  const flag = run.flags.find(({ name, value }) => name === 'mount' && value !== null && isFlagOf(value.raw, mount));
  if (target === null || !flag?.value || inspection.writes.some((path) => isBelow(path, target))) return null;
  if (!isAlone(found, workdir, target)) return null;

  const flags: string[] = [];
  for (const { imagePath } of inspection.reads) {
    const inside = fromDirectory(imagePath, target);
    const source = inside === null ? null : join(contextPath(mount.source?.value ?? ''), inside);
    if (source === null || source === '' || /[\s,"'$\\]/.test(source + imagePath)) return null;
    flags.push(`--mount=type=bind,source=${source},target=${imagePath}`);
  }
  const { startLine, endLine } = run.range;
  const text = dockerfile.lines.slice(startLine - 1, endLine).join('');
  const written = `--mount=${flag.value.raw}`;
  if (text.split(written).length !== 2) return null;
  const mounted = placementAfter([], context, run);
  const hidden = namedFiles(step, steps.slice(0, index), [found.install.directory], run.normalized).flatMap(
    ({ variable, path: imagePath }): Doubt[] => {
      const path = mounted.find(imagePath);
      const isRead = inspection.reads.some((read) => read.imagePath === imagePath);
      return path === null || isRead ? [] : [{ kind: 'named-file', path, variable }];
    },
  );
  return {
    edits: [{ path: dockerfile.path, startLine, endLine, newText: text.replace(written, () => flags.join(' ')) }],
    doubts: [...(context.doubt ? [context.doubt] : []), ...inspection.hazards, ...hidden],
  };
}

function isFlagOf(raw: string, mount: Mount): boolean {
  const words = raw.split(',');
  return (
    words.includes('type=bind') &&
    words.some((word) => /^(?:target|dst|destination)=/.test(word)) &&
    mount.from === null
  );
}

/** Only the install works below the mount. */
function isAlone({ run, command: own }: FoundInstall, workdir: string | null, target: string): boolean {
  const { commands, unreadable } = commandsOf(run, workdir);
  return !unreadable && commands.every((command) => command === own || !touches(effectOf(command), [target]));
}
