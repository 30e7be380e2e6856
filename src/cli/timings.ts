import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Dockerfile } from '../dockerfile/model.ts';
import { BuildLog } from '../timings/build-log.ts';
import type { LoggedStep } from '../timings/logged-step.ts';
import { stepTimes, type StepTime } from '../timings/step-times.ts';
import { exitStatus, Refusal, type Surroundings } from './surroundings.ts';

/** The steps of a build's log: a file, or `-`. Throws `Refusal` when it can't be read or has none. */
export async function readLog({ directory, stdin }: Surroundings, written: string): Promise<readonly LoggedStep[]> {
  const log = new BuildLog();
  if (written === '-') log.take(await stdin());
  else {
    try {
      for await (const chunk of createReadStream(resolve(directory, written))) {
        if (chunk instanceof Uint8Array) log.take(chunk);
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw new Refusal(exitStatus.usage, ({ cli, replay }) =>
        code === 'ENOENT' ? replay.noLog(written) : cli.notRead(written, code),
      );
    }
  }
  const steps = log.steps();
  if (steps.length === 0) throw new Refusal(exitStatus.usage, ({ replay }) => replay.notALog(written));
  return steps;
}

/** Throws `Refusal` when no step is one of this Dockerfile. */
export function timesIn(
  steps: readonly LoggedStep[],
  written: string,
  dockerfile: Dockerfile,
): ReadonlyMap<number, StepTime> {
  const times = stepTimes(dockerfile, steps);
  if (times.size === 0)
    throw new Refusal(exitStatus.usage, ({ replay }) => replay.logOfOther(written, dockerfile.path));
  return times;
}
