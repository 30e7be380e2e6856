import type { BuildFacts } from '../context/model.ts';
import type { Dockerfile, Invocation } from '../dockerfile/model.ts';
import type { Tree } from '../repository/tree.ts';
import { filesOf, type ImageFiles } from './files.ts';
import type { ImageFacts, Process, Responsibility, ShellKind, Target } from './model.ts';
import { processOf, type ProcessSource, programsOfInvocation } from './process.ts';
import { responsibilityOf } from './responsibility.ts';
import { shellAt, shellNamed } from './shell.ts';
import { startOf } from './start.ts';

/** What facts about an image are worked out from; a `Build` is one. */
export interface ImageSource {
  readonly tree: Tree;
  readonly dockerfile: Dockerfile;
  readonly facts: BuildFacts;
}

/** Worked out on first use, and once. */
export function imageFacts({ tree, dockerfile, facts }: ImageSource, target: Target): ImageFacts {
  const { chain } = target;
  const start = startOf(chain);
  const files = once((): ImageFiles => filesOf({ tree, dockerfile, context: facts.context }, chain));
  const shells = new Map<string, ShellKind>();
  const shellOf = (key: string, work: () => ShellKind): ShellKind => {
    const known = shells.get(key) ?? work();
    shells.set(key, known);
    return known;
  };
  const source = once((): ProcessSource => ({
    dockerfile,
    chain,
    files: files(),
    shellAt: (instruction) => shellOf(JSON.stringify(instruction.scope.shell), () => shellAt(instruction, chain)),
    shellNamed: (name) => shellOf(name, () => shellNamed(name, chain)),
  }));
  const process = once((): Process => processOf(source(), start));
  const responsibility = once((): Responsibility => responsibilityOf(process(), chain));
  return {
    target,
    entrypoint: start.entrypoint,
    cmd: start.cmd,
    get process() {
      return process();
    },
    get responsibility() {
      return responsibility();
    },
    shellAt: (instruction) => shellOf(JSON.stringify(instruction.scope.shell), () => shellAt(instruction, chain)),
    shellNamed: (name) => shellOf(name, () => shellNamed(name, chain)),
    sourceOf: (imagePath) => files().sourceOf(imagePath),
    scriptAt: (imagePath) => files().scriptAt(imagePath),
    programsOf: (invocation: Invocation) => programsOfInvocation(source(), invocation),
  };
}

function once<Value>(work: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => (known ??= { value: work() }).value;
}
