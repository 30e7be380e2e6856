import type { DeclaredBuild } from '../context/model.ts';
import type { Stage } from '../dockerfile/model.ts';
import { basename, isWithin } from '../repository/paths.ts';
import { isTestRunner } from './known/jobs.ts';
import type { DevelopmentReason } from './model.ts';
import { startOf } from './start.ts';

const sayings = new Set(
  'dev devel develop development developer local debug debugger test tests testing tester e2e lint linter ci'.split(
    ' ',
  ),
);

/** `web-dev`, `Dockerfile.test.alpine`; not `devices` or `localstack`. */
function saysDevelopment(name: string): boolean {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((part) => sayings.has(part));
}

/** `Dockerfile.dev`, `test.Dockerfile`, a file in `.devcontainer/`, one for Gitpod. */
export function developmentOfFile(path: string): DevelopmentReason | null {
  const names = path.toLowerCase().split('/');
  const directory = names.find((name) => name === '.devcontainer' || name.startsWith('.gitpod'));
  if (directory !== undefined) return { kind: 'directory', name: directory };
  const name = basename(path);
  const rest = name.toLowerCase().replace(/dockerfile|containerfile/, ' ');
  if (/\bgitpod\b|\bdevcontainer\b/.test(rest)) return { kind: 'directory', name };
  return saysDevelopment(rest) ? { kind: 'file-name', name } : null;
}

export function developmentOfStage(stage: Stage): DevelopmentReason | null {
  return stage.name !== null && saysDevelopment(stage.name) ? { kind: 'stage-name', name: stage.name } : null;
}

/** A compose service that is named so, or that mounts its source over what the image brought. */
export function developmentOfBuild(chain: readonly Stage[], build: DeclaredBuild): DevelopmentReason | null {
  const { service } = build;
  if (service === null) return null;
  if (saysDevelopment(service)) return { kind: 'service-name', name: service };
  const workdir = chain.at(-1)?.end.workdir ?? null;
  if (workdir === null || workdir === '/') return null;
  const copied = copiedDirectories(chain, build);
  const overSource = build.mounts.some(({ source, target }) => {
    const place = target.length > 1 ? target.replace(/\/+$/, '') : target;
    if (place === '/' || !(workdir === place || workdir.startsWith(`${place}/`))) return false;
    return isWithin(build.directory, source) || copied.has(source);
  });
  return overSource ? { kind: 'mounts-source', name: service } : null;
}

/** Directories of the repository that the chain copies by name (`COPY backend /app`). */
function copiedDirectories(chain: readonly Stage[], build: DeclaredBuild): Set<string> {
  const found = new Set<string>();
  for (const stage of chain) {
    for (const instruction of stage.instructions) {
      if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
      if (instruction.from) continue;
      for (const { value } of instruction.sources) {
        const name = value?.replace(/^\.?\/+/, '').replace(/\/+\.?$/, '');
        if (name) found.add(build.directory === '' ? name : `${build.directory}/${name}`);
      }
    }
  }
  return found;
}

/** The process is a test runner: `CMD ["pytest"]`, `CMD npm test`. */
export function developmentOfProcess(chain: readonly Stage[]): DevelopmentReason | null {
  const { entrypoint, cmd } = startOf(chain);
  const words = [entrypoint, cmd].flatMap((start) => {
    if (!start) return [];
    return start.command.form === 'exec' ? start.command.words : start.command.text.trim().split(/\s+/);
  });
  const runner = isTestRunner(words);
  return runner === null ? null : { kind: 'test-runner', name: runner };
}
