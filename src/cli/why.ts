import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BuildCall } from '../cache/call.ts';
import { type BuildState, whyRebuilt } from '../cache/compare.ts';
import { planBuild } from '../cache/plan.ts';
import { readIgnoreFile } from '../context/ignore.ts';
import { terminal } from '../reports/phrase-terminal.ts';
import { whyJson, whyText } from '../reports/replay.ts';
import type { UnreadableReason } from '../repository/tree.ts';
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
  const { out, err } = painters(around, command);
  if (steps.length === 0 && command.format === 'text')
    around.stderr.write(`${terminal(messages.replay.noSteps, err)}\n`);
  deliver(around, command.output, command.format === 'json' ? whyJson(steps, messages) : whyText(steps, messages, out));
  return exitStatus.clean;
}

function stateOf({ directory }: Surroundings, command: WhyCommand, folder: string, args: ReadonlyMap<string, string>) {
  const root = resolve(directory, folder);
  if (!isDirectory(root)) throw new Refusal(exitStatus.usage, ({ replay }) => replay.noFolder(folder));
  const file = command.file ?? 'Dockerfile';
  const shown = join(folder, file);
  const content = read(resolve(root, file));
  if (content.kind === 'absent')
    throw new Refusal(exitStatus.usage, ({ replay }) => replay.noDockerfileIn(folder, file));
  if (content.kind === 'unreadable') {
    throw new Refusal(exitStatus.usage, (messages) => messages.replay.notReadable(shown, messages.incomplete(content)));
  }
  const { text } = content;
  const { target } = command;
  const call: BuildCall = { args, ...(target === null ? {} : { target }) };
  if (!planBuild({ path: file, text }, call)) {
    const hasNoTarget = target !== null && planBuild({ path: file, text }, { args }) !== null;
    throw new Refusal(exitStatus.unchecked, ({ replay }) =>
      hasNoTarget ? replay.noTarget(shown, target) : replay.notBuildable(shown),
    );
  }
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

/** A path that nobody could look at (a link to itself, too long a name) is none. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

type Read = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'absent' } | Unreadable;

interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: UnreadableReason;
}

function read(path: string): Read {
  try {
    const status = statSync(path);
    if (status.isDirectory()) return { kind: 'unreadable', reason: 'directory' };
    if (!status.isFile()) return { kind: 'unreadable', reason: 'special' };
    const content = contentOf(readFileSync(path));
    return content.kind === 'pending' ? { kind: 'absent' } : content;
  } catch (error) {
    const isForbidden = error instanceof Error && 'code' in error && error.code === 'EACCES';
    return isForbidden ? { kind: 'unreadable', reason: 'permission' } : { kind: 'absent' };
  }
}

/** Null: there is no text there. */
function textAt(path: string): string | null {
  const content = read(path);
  return content.kind === 'text' ? content.text : null;
}
