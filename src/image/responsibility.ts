import type { Stage } from '../dockerfile/model.ts';
import { jobOfBase, isRuntime, serverKind } from './known/servers.ts';
import type { Process, Responsibility } from './model.ts';

/** The process's program, or the base image's when the process is not replaced. */
export function responsibilityOf(process: Process, chain: readonly Stage[]): Responsibility {
  const receives = receivesCode(chain);
  if (process.kind === 'inherited') return ofBase(chain, receives);
  if (process.kind === 'unknown') return { kind: 'unknown' };
  const running = process.programs.filter(({ longRunning }) => longRunning);
  const application = running.find(({ name }) => (serverKind(name) ?? 'application') === 'application');
  if (application)
    return receives || isRuntime(application.name)
      ? { kind: 'application', program: application.name }
      : { kind: 'unknown' };
  const last = running.at(-1);
  const kind = last ? serverKind(last.name) : null;
  if (!last || kind === null || kind === 'application')
    return receives ? { kind: 'application', program: process.programs.at(-1)?.name ?? null } : { kind: 'unknown' };
  return { kind, program: last.name };
}

function ofBase(chain: readonly Stage[], receives: boolean): Responsibility {
  const base = chain[0]?.base;
  const job = base?.kind === 'image' ? jobOfBase(base.name, base.tag) : null;
  if (job && job.kind !== 'application') return { kind: job.kind, program: job.program };
  return receives && base?.kind === 'scratch' ? { kind: 'application', program: null } : { kind: 'unknown' };
}

/** Code is copied, comes from a builder, or is cloned. */
function receivesCode(chain: readonly Stage[]): boolean {
  return chain.some(({ instructions }) =>
    instructions.some(
      (instruction) =>
        instruction.keyword === 'COPY' ||
        instruction.keyword === 'ADD' ||
        (instruction.keyword === 'RUN' &&
          /\bgit clone\b|\bpip\d? install\b|\bnpm (?:ci|install|i)\b/.test(instruction.normalized)),
    ),
  );
}
