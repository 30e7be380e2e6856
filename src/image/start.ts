import type { Stage, Start } from '../dockerfile/model.ts';

/** ENTRYPOINT and CMD as BuildKit leaves them in the configuration of the last stage of a chain. */
export interface StartInstructions {
  readonly entrypoint: Start | null;
  readonly cmd: Start | null;
  /** No ENTRYPOINT in the chain: the base image's, which this file does not show. */
  readonly entrypointInherited: boolean;
  /** No CMD in the chain, and no ENTRYPOINT that empties the base image's. */
  readonly cmdInherited: boolean;
}

/** The last of each counts; an ENTRYPOINT empties a CMD that was not set in its own stage. */
export function startOf(chain: readonly Stage[]): StartInstructions {
  let entrypoint: Start | null = null;
  let cmd: Start | null = null;
  let cmdInherited = true;
  for (const stage of chain) {
    let cmdOfStage = false;
    for (const instruction of stage.instructions) {
      if (instruction.onbuild) continue;
      if (instruction.keyword === 'CMD') {
        cmd = instruction;
        cmdOfStage = true;
        cmdInherited = false;
      } else if (instruction.keyword === 'ENTRYPOINT') {
        entrypoint = instruction;
        if (!cmdOfStage) {
          cmd = null;
          cmdInherited = false;
        }
      }
    }
  }
  return { entrypoint, cmd, entrypointInherited: entrypoint === null, cmdInherited };
}
