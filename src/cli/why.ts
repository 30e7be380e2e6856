import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BuildCall } from '../cache/call.ts';
import { type BuildState, whyRebuilt } from '../cache/compare.ts';
import { planBuild } from '../cache/plan.ts';
import { readIgnoreFile } from '../context/ignore.ts';
import { whyJson, whyText } from '../reports/replay.ts';
import { contentOf } from '../sources/content.ts';
import { readDiskContext } from '../sources/disk-context.ts';
import { painters } from './colors.ts';
import type { Command } from './command.ts';
import { deliver } from './output.ts';
import { exitStatus, Refusal, type ExitStatus, type Surroundings } from './surroundings.ts';

type WhyCommand = Extract<Command, { name: 'why' }>;

/** `kasane why`: two folders as they are on the disk, each the context of a build. */
export function why(around: Surroundings, command: WhyCommand): ExitStatus {
  const { before, after, buildArgs, beforeBuildArgs } = command;
  const first = stateOf(around, command, before, new Map([...buildArgs, ...beforeBuildArgs]));
  const second = stateOf(around, command, after, buildArgs);
  const steps = whyRebuilt(first, second);
  // Each was asked above.
  if (!steps) throw new Refusal(exitStatus.unchecked, ({ replay }) => replay.notBuildable(after));
  const messages = around.engine.messagesIn(command.language ?? 'en');
  const { out } = painters(around, command);
  deliver(around, command.output, command.format === 'json' ? whyJson(steps, messages) : whyText(steps, messages, out));
  return exitStatus.clean;
}

function stateOf({ directory }: Surroundings, command: WhyCommand, folder: string, args: ReadonlyMap<string, string>) {
  const root = resolve(directory, folder);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw new Refusal(exitStatus.usage, ({ replay }) => replay.noFolder(folder));
  const file = command.file ?? 'Dockerfile';
  const text = textAt(resolve(root, file));
  if (text === null) throw new Refusal(exitStatus.usage, ({ replay }) => replay.noDockerfileIn(folder, file));
  const call: BuildCall = { args, ...(command.target === null ? {} : { target: command.target }) };
  if (!planBuild({ path: file, text }, call))
    throw new Refusal(exitStatus.unchecked, ({ replay }) => replay.notBuildable(join(folder, file)));
  const ignore = readIgnoreFile(
    textAt(resolve(root, `${file}.dockerignore`)) ?? textAt(join(root, '.dockerignore')) ?? '',
  );
  const isIgnored = (path: string): boolean => ignore.ignores(path);
  const state: BuildState = {
    dockerfile: { path: file, text },
    call,
    items: readDiskContext(root, isIgnored),
    isIgnored,
  };
  return state;
}

/** Null: not there. */
function textAt(path: string): string | null {
  try {
    const content = contentOf(readFileSync(path));
    return content.kind === 'text' ? content.text : null;
  } catch {
    return null;
  }
}
