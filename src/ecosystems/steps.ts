import type { Base, CopyLike, Dockerfile, Instruction } from '../dockerfile/model.ts';
import { resolve } from './image-path.ts';

/** An instruction of a stage, or of a stage that it is built on, with the directory it works in. */
export interface Step {
  readonly instruction: Instruction;
  /** Absolute and clean; below `ofBase` while only the base image knows it; null when a WORKDIR can't be known. */
  readonly workdir: string | null;
}

/** Stands for the base image's own WORKDIR: relative paths agree with each other even where nobody says what they are relative to. */
export const ofBase = '/\u0000';

/** Official images whose own Dockerfiles set no WORKDIR, or this one (github.com/docker-library, November 2026). */
const workdirs: ReadonlyMap<string, string> = new Map([
  ...[
    'alpine',
    'debian',
    'ubuntu',
    'fedora',
    'centos',
    'buildpack-deps',
    'busybox',
    'python',
    'node',
    'ruby',
    'rust',
  ].map((name) => [name, '/'] as const),
  ['golang', '/go'],
  ['php', '/var/www/html'],
]);

function startOf(base: Base): string {
  if (base.kind === 'scratch') return '/';
  return (base.kind === 'image' ? workdirs.get(base.name) : undefined) ?? ofBase;
}

/** All that makes a stage, in order: the stages it is built FROM first, FROM itself left out. */
export function stepsOf(dockerfile: Dockerfile, stage: number): readonly Step[] {
  const chain: number[] = [];
  for (let at: number | null = stage; at !== null;) {
    chain.unshift(at);
    const base: Dockerfile['stages'][number]['base'] | undefined = dockerfile.stages[at]?.base;
    // BuildKit only knows stages above.
    at = base?.kind === 'stage' && base.stage < at ? base.stage : null;
  }
  const first = dockerfile.stages[chain[0] ?? stage];
  let workdir: string | null = first ? startOf(first.base) : ofBase;
  const steps: Step[] = [];
  for (const index of chain) {
    for (const instruction of dockerfile.stages[index]?.instructions ?? []) {
      steps.push({ instruction, workdir });
      if (instruction.keyword !== 'WORKDIR') continue;
      const { value } = instruction.path;
      if (value === null || (workdir === null && !value.startsWith('/'))) workdir = null;
      else workdir = resolve(workdir ?? '/', value);
    }
  }
  return steps;
}

/** Where a copy puts things: an absolute path, and whether it is written as a directory (`./`, `/app/`, `.`); null when not known. */
export function destinationOf(copy: CopyLike, workdir: string | null): { path: string; isDirectory: boolean } | null {
  const { value } = copy.destination;
  if (value === null || (workdir === null && !value.startsWith('/'))) return null;
  const path = resolve(workdir ?? '/', value);
  return path === null ? null : { path, isDirectory: /(?:^|\/)\.{0,2}$/.test(value) };
}
