import { join } from 'node:path';
import { contextSettings } from '../findings/settings.ts';
import type { Messages } from '../messages/messages.ts';
import type { Phrase } from '../messages/phrase.ts';
import {
  type NoReplay,
  type Replayed,
  replay as replayHistory,
  type ReplayQuestion,
  whyCommit,
} from '../replay/replay.ts';
import { terminal } from '../reports/phrase-terminal.ts';
import { replayJson, replayText, whyJson, whyText } from '../reports/replay.ts';
import { textIncomplete } from '../reports/text.ts';
import type { NoHistoryReason } from '../repository/history.ts';
import { commitId, openRevision, whyNoWorkTree, workTreeRoot } from '../sources/git.ts';
import { type FoundHistory, openHistory } from '../sources/history.ts';
import { cacheOf } from './cache-kind.ts';
import { type Checked, checkFolder } from './check.ts';
import { painters } from './colors.ts';
import type { Command } from './command.ts';
import { deliver } from './output.ts';
import { readerOf } from './report.ts';
import { exitStatus, Refusal, type ExitStatus, type Surroundings } from './surroundings.ts';
import { type Log, readLog, timesIn } from './timings.ts';
import { contextDirectory, select, shownFrom, workspaceFor } from './workspace.ts';

type ReplayCommand = Extract<Command, { name: 'replay' }>;

/** `kasane replay`: the commits before HEAD, with the Dockerfile of the working tree. */
export async function replay(around: Surroundings, command: ReplayCommand): Promise<ExitStatus> {
  const log = command.timings === null ? null : await readLog(around, command.timings);
  const written = command.dockerfile ?? (await onlyDockerfile(around));
  const checked = await checkFolder(around, {
    ...command,
    // The suggestions, of which some come from the history; `--why` has no use for them.
    history: command.why === null ? command.history : 0,
    paths: [written],
  });
  const { result, workspace, messages, show } = checked;
  const { err } = painters(around, command);
  const tell = (phrase: Phrase): unknown => around.stderr.write(`${terminal(phrase, err)}\n`);
  const dockerfile = result.files[0]?.path;
  if (dockerfile === undefined) {
    const read = readerOf(checked.tree);
    around.stderr.write(textIncomplete({ result, messages, read, show, paint: err }));
    if (result.incomplete.length === 0) tell(messages.replay.noDockerfileBelow(written));
    return exitStatus.unchecked;
  }
  // A folder was named.
  if (result.files.length > 1) {
    const paths = result.files.map(({ path }) => show(path));
    throw new Refusal(exitStatus.usage, ({ replay: texts }) => texts.whichDockerfile(paths));
  }

  const history = await openHistory(workspace.root, {
    tip: command.why ?? 'HEAD',
    commits: command.why === null ? command.history : 1,
  });
  if (history.kind === 'none') {
    tell(whyNone(history.reason, command.why, messages));
    return exitStatus.unchecked;
  }
  const said = command.context === null ? null : contextDirectory(workspace, around.directory, command.context);
  const settings = contextSettings(dockerfile, { context: said, settings: checked.settings });
  const question = { head: checked.source, dockerfile, settings, root: workspace.root, history };
  const asked: Asked = { around, command, checked, question, tell };
  return command.why === null ? replayAll(asked, log) : tellWhy(asked, command.why);
}

interface Asked {
  readonly around: Surroundings;
  readonly command: ReplayCommand;
  readonly checked: Checked;
  readonly question: Omit<ReplayQuestion, 'cache' | 'suggestions'>;
  /** On standard error. */
  readonly tell: (phrase: Phrase) => unknown;
}

async function tellWhy({ around, command, checked, question, tell }: Asked, commit: string): Promise<ExitStatus> {
  const { messages, result, show } = checked;
  const id = await commitId(question.root, commit);
  const [after, before] = [await openRevision(question.root, id), await openRevision(question.root, `${id}^1`)];
  const steps = await whyCommit({ ...question, after, before });
  if ('kind' in steps && steps.kind === 'no-dockerfile') {
    tell(messages.replay.noDockerfileAt(show(question.dockerfile), commit));
    return exitStatus.unchecked;
  }
  if ('kind' in steps) return refuse(steps, tell, messages);
  const context = result.files[0]?.context ?? '';
  if (command.format === 'text' && steps.length === 0) tell(messages.replay.noSteps);
  const { out } = painters(around, command);
  const lead = steps.length === 0 ? [] : [messages.replay.commit(show(question.dockerfile), context, commit)];
  const text = command.format === 'json' ? whyJson(steps, messages) : whyText(steps, messages, out, lead);
  deliver(around, command.output, text);
  return exitStatus.clean;
}

async function replayAll({ around, command, checked, question, tell }: Asked, log: Log | null): Promise<ExitStatus> {
  const { messages, result, show } = checked;
  const { dockerfile, history } = question;
  // Before the work: who named another log need not wait for it.
  const times = log && (await timesIn(log, question));
  const cache = await cacheOf(command.cache, { head: question.head, dockerfile, messages });
  const suggestions = result.findings.flatMap(({ fix, steps = [] }) => (fix ? [{ edits: fix.edits, steps }] : []));
  const isNew = !history.listed.get(dockerfile);
  const progress = progressOn(around, history, messages.replay.progress);
  let replayed: Replayed | NoReplay;
  try {
    replayed = await replayHistory({ ...question, cache: cache.kind, suggestions, onCommit: progress.show });
  } finally {
    progress.clear();
  }
  if (replayed.kind !== 'replayed') return refuse(replayed, tell, messages);
  const { subjects, commits, rows, missing, outside } = replayed;
  const { directory } = subjects.context;
  const table = { ...replayed, cache: cache.kind, times };
  if (history.cut) tell(messages.replay.fewer[history.cut](history.count, command.history));
  if (isNew) tell(messages.replay.newDockerfile(show(dockerfile)));
  for (const { path, commits: count } of missing) tell(messages.replay.notThere(show(path), count, commits));
  for (const how of ['always', 'perhaps'] as const) {
    if (outside[how].length > 0) tell(messages.replay.outside[how](outside[how]));
  }
  if (command.format === 'json') {
    deliver(around, command.output, replayJson(table, { dockerfile, context: directory, cache: cache.name }));
    return exitStatus.clean;
  }
  if (rows.length === 0) tell(messages.replay.noSteps);
  const { out } = painters(around, command);
  const lead = [messages.replay.subject(show(dockerfile), directory, commits), cache.phrase];
  deliver(around, command.output, rows.length === 0 ? '' : replayText(table, messages, out, lead));
  return exitStatus.clean;
}

function whyNone(reason: NoHistoryReason, commit: string | null, { replay: texts }: Messages): Phrase {
  const isOwn = reason === 'no-commit' || reason === 'one-commit' || reason === 'shallow';
  return commit !== null && isOwn ? texts.noWhy[reason](commit) : texts.noHistory[reason];
}

function refuse(none: NoReplay, tell: (phrase: Phrase) => unknown, messages: Messages): ExitStatus {
  if (none.kind === 'no-context' && none.doubt) tell(messages.doubt(none.doubt));
  tell(messages.replay.noReplay[none.kind]);
  return exitStatus.unchecked;
}

/** The one that stands here, else the only one below. */
async function onlyDockerfile({ directory, stdin }: Surroundings): Promise<string> {
  const isBare = (await workTreeRoot(directory)) === null && (await whyNoWorkTree(directory)) === 'no-work-tree';
  if (isBare) throw new Refusal(exitStatus.usage, ({ replay: texts }) => texts.noWorkTree);
  const workspace = await workspaceFor(directory, []);
  const { dockerfiles } = await select(workspace, directory, [], stdin);
  const own = [workspace.prefix, 'Dockerfile'].filter(Boolean).join('/');
  const [first] = dockerfiles;
  if (first === undefined) throw new Refusal(exitStatus.usage, ({ replay: texts }) => texts.noDockerfile);
  if (dockerfiles.length > 1 && !dockerfiles.includes(own))
    throw new Refusal(exitStatus.usage, ({ replay: texts }) =>
      texts.whichDockerfile(dockerfiles.map(shownFrom(workspace))),
    );
  return join(workspace.root, dockerfiles.includes(own) ? own : first);
}

/** One line that is written over, where a person looks; a percent at a time, since a terminal is slower than a replay. */
function progressOn({ stderr }: Surroundings, { count }: FoundHistory, text: (done: number, all: number) => string) {
  const every = stderr.isTTY ? Math.max(1, Math.floor(count / 100)) : Infinity;
  return {
    show: (done: number): void => {
      if (done % every === 0) stderr.write(`\r${text(done, count)}`);
    },
    clear: (): void => {
      if (stderr.isTTY) stderr.write('\r\u001b[K');
    },
  };
}
