import type { Instruction, Stage } from '../dockerfile/model.ts';
import { type Distribution, distributionOf } from './known/bases.ts';
import type { ShellKind } from './model.ts';

const shells: Readonly<Record<Distribution, ShellKind>> = {
  debian: 'dash',
  redhat: 'bash',
  alpine: 'busybox',
  windows: 'windows',
  'shell-less': 'other',
};

/** What `/bin/sh` is in the image that a chain of stages makes. */
function shellOfChain(chain: readonly Stage[]): ShellKind {
  return shellAfterSteps(chain) ?? shellOfBase(chain[0]);
}

function shellOfBase(stage: Stage | undefined): ShellKind {
  if (stage?.base.kind !== 'image') return 'unknown';
  const platform = stage.from.platform?.value ?? '';
  if (platform.startsWith('windows')) return 'windows';
  const distribution = distributionOf(stage.base.name, stage.base.tag);
  return distribution === null ? 'unknown' : shells[distribution];
}

/** Steps that put another program in the place of `/bin/sh`: `ln -sf /bin/bash /bin/sh`, `dpkg-reconfigure dash`, a copied busybox. */
function shellAfterSteps(chain: readonly Stage[]): ShellKind | null {
  for (const stage of chain.toReversed()) {
    for (const instruction of stage.instructions.toReversed()) {
      if (instruction.onbuild) continue;
      if (instruction.keyword === 'RUN') {
        const link = /\bln\s+(?:-\w+\s+|--\w+\s+)*(\S+)\s+(?:\/usr)?\/bin\/sh(?=$|[\s;&|"'])/.exec(
          instruction.normalized,
        );
        if (link) return shellOfProgram(link[1] ?? '') ?? 'unknown';
        const { normalized } = instruction;
        const isReplaced =
          (normalized.includes('dpkg-reconfigure') && /\bdash\b/.test(normalized)) ||
          (normalized.includes('dpkg-divert') && normalized.includes('/bin/sh')) ||
          /\bmv\s+\S+\s+\/bin\/sh\b/.test(normalized);
        if (isReplaced) return 'unknown';
      }
      if (
        (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
        /^(?:\/usr)?\/bin\/sh$|^\/(?:usr\/)?bin\/?$/.test(instruction.destinationPath ?? '') &&
        instruction.from !== null &&
        instruction.sources.some(({ value }) => value !== null && /\/(?:bin|sh|busybox|bash)\/?$/.test(value))
      ) {
        return 'unknown';
      }
    }
  }
  return null;
}

/** `bash`, `/bin/busybox`: the shell that a program's name says; null for `sh`, which every image has its own of. */
function shellOfProgram(program: string): ShellKind | null {
  const name = program.slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1).toLowerCase();
  switch (name.replace(/\.exe$/, '')) {
    case 'bash':
    case 'rbash':
      return 'bash';
    case 'dash':
      return 'dash';
    case 'ash':
    case 'busybox':
      return 'busybox';
    case 'cmd':
    case 'powershell':
    case 'pwsh':
      return 'windows';
    case 'zsh':
    case 'ksh':
    case 'mksh':
    case 'fish':
    case 'tcsh':
    case 'csh':
      return 'other';
    default:
      return null;
  }
}

/** The shell that a program named in `["sh", "-c", …]` is, in this image. */
export function shellNamed(name: string, chain: readonly Stage[]): ShellKind {
  const program = name.slice(name.lastIndexOf('/') + 1);
  return program === 'sh' ? shellOfChain(chain) : (shellOfProgram(name) ?? 'other');
}

/** The shell of a shell form at this instruction: SHELL if set, else `/bin/sh` of the image. */
export function shellAt(instruction: Instruction, chain: readonly Stage[]): ShellKind {
  const words = instruction.scope.shell;
  if (words === null) return shellOfChain(chain);
  const program = words[0]?.endsWith('/env') ? words.slice(1).find((word) => !word.startsWith('-')) : words[0];
  return program === undefined ? 'unknown' : shellNamed(program, chain);
}
