import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { parseDockerfile } from '../dockerfile/parse.ts';
import { loaded } from '../replay/replay.ts';
import type { Source } from '../sources/source.ts';
import { BuildLog } from '../timings/build-log.ts';
import type { LoggedStep } from '../timings/logged-step.ts';
import { stepTimes, type StepTime } from '../timings/step-times.ts';
import { exitStatus, Refusal, type Surroundings } from './surroundings.ts';

/** A build's log. */
export interface Log {
  /** As the person names it. */
  readonly written: string;
  readonly steps: readonly LoggedStep[];
}

/** A file, or `-`. Throws `Refusal` when it can't be read or has no step. */
export async function readLog({ directory, stdin }: Surroundings, written: string): Promise<Log> {
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
  return { written, steps };
}

/** What the steps of the Dockerfile took, by line. Throws `Refusal` when none is in the log. */
export async function timesIn(
  { steps, written }: Log,
  { head, dockerfile }: { readonly head: Source; readonly dockerfile: string },
): Promise<ReadonlyMap<number, StepTime>> {
  const content = await loaded(head, (tree) => tree.read(dockerfile));
  const text = content.kind === 'text' ? content.text : '';
  const times = stepTimes(parseDockerfile(dockerfile, text), steps);
  if (times.size === 0) throw new Refusal(exitStatus.usage, ({ replay }) => replay.logOfOther(written, dockerfile));
  return times;
}
