import type { BuildContext } from '../context/model.ts';
import type { Dockerfile, Mount } from '../dockerfile/model.ts';
import { commandsOf } from '../ecosystems/commands.ts';
import { fromDirectory, isBelow } from '../ecosystems/image-path.ts';
import type { FoundInstall } from '../ecosystems/installs.ts';
import { contextPath } from '../ecosystems/placement.ts';
import type { Proposal } from '../findings/finding.ts';
import { join } from '../repository/paths.ts';
import { touches } from './effect.ts';
import { effectOf } from './effects.ts';
import type { LateInstall } from './install-first.ts';

/** Mounts only what the install reads, each file at its place, instead of the whole context. Null: other commands may need the rest. */
export function narrowMount(
  dockerfile: Dockerfile,
  context: BuildContext,
  workdir: string | null,
  mount: Mount,
  { found, inspection }: LateInstall,
): Proposal | null {
  const { target } = mount;
  const { run } = found;
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
  return {
    edits: [{ path: dockerfile.path, startLine, endLine, newText: text.replace(written, () => flags.join(' ')) }],
    doubts: [...(context.doubt ? [context.doubt] : []), ...inspection.hazards],
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
