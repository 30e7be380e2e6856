import { changedFiles } from '../sources/git-changes.ts';
import { commitId, mergeBase, openRevision, whyNoWorkTree, workTreeRoot } from '../sources/git.ts';
import { SourceError, type Source } from '../sources/source.ts';
import { terminal } from '../reports/phrase-terminal.ts';
import { painters } from './colors.ts';
import type { Command } from './command.ts';
import { witnessOn } from './history.ts';
import { report, statusOf } from './report.ts';
import { configurationPath, settingsOfFile, settingsOfSource } from './settings.ts';
import { exitStatus, Refusal, type ExitStatus, type Surroundings } from './surroundings.ts';
import { contextDirectory, shownFrom, workspaceFor } from './workspace.ts';

/** Where a pull request most likely goes; the first that is there. */
const defaultBases = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/** `kasane review`: the commits of a branch, checked as the action would. */
export async function review(around: Surroundings, command: Extract<Command, { name: 'review' }>): Promise<ExitStatus> {
  const { directory, engine } = around;
  const rules = engine.rules.map(({ id }) => id);
  const root = await workTreeRoot(directory);
  if (root === null) throw await noWorkTree(directory);
  const workspace = await workspaceFor(directory, []);
  const headName = command.head ?? 'HEAD';
  const head = await commit(root, headName, command.head === null ? ({ cli }) => cli.noCommits : undefined);
  const baseName = command.base ?? (await defaultBase(root));
  const base = await commit(root, baseName);
  const ancestor = await mergeBase(root, base, head);
  if (ancestor === null) throw new Refusal(exitStatus.unchecked, ({ cli }) => cli.noCommonAncestor(baseName, headName));

  const headSource = await openRevision(root, head);
  const changes = { files: await changedFiles(root, ancestor, head), complete: true };
  const settings =
    command.config === null
      ? await settingsOfSource(await openRevision(root, base), rules)
      : settingsOfFile(directory, command.config, rules);
  const context = command.context === null ? null : contextDirectory(workspace, directory, command.context);
  const history = witnessOn({ root, head: headSource, tip: ancestor, commits: command.history, context, settings });
  const result = await engine.check({
    head: headSource,
    base: await openRevision(root, ancestor),
    changes,
    scope: 'introduced',
    settings,
    dockerfiles: null,
    paths: null,
    context,
    only: command.only,
    witness: history.witness,
  });
  await headSource.load(shownPaths(result.findings, headSource));
  const messages = engine.messagesIn(command.language ?? settings.language ?? 'en');
  report(around, command, {
    result,
    tree: headSource.tree,
    messages,
    show: shownFrom(workspace),
    ofChange: true,
    history: history.problems,
  });

  const { err } = painters(around, command);
  const { cli } = messages;
  if (changes.files.some(({ path, previousPath }) => path === configurationPath || previousPath === configurationPath))
    around.stderr.write(`${terminal(cli.configurationChanges(configurationPath), err)}\n`);
  if (command.format === 'text') around.stderr.write(`${terminal(cli.reviewed(baseName, headName), err)}\n`);
  return statusOf(result, command.failOn ?? settings.failOn ?? 'error');
}

async function noWorkTree(directory: string): Promise<Refusal> {
  const why = await whyNoWorkTree(directory);
  if (why === 'no-repository') return new Refusal(exitStatus.usage, ({ cli }) => cli.noRepository);
  if (why === 'no-work-tree') return new Refusal(exitStatus.usage, ({ cli }) => cli.noWorkTree);
  return new Refusal(exitStatus.unchecked, ({ cli }) => cli.failed(why.detail));
}

/** A name that names no commit is a mistake of the person, not of the repository. */
async function commit(root: string, name: string, say: Refusal['say'] = ({ cli }) => cli.noCommit(name)) {
  try {
    return await commitId(root, name);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new Refusal(exitStatus.usage, say);
  }
}

async function defaultBase(root: string): Promise<string> {
  for (const name of defaultBases) {
    try {
      await commitId(root, name);
      return name;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
    }
  }
  throw new Refusal(exitStatus.usage, ({ cli }) => cli.noBase);
}

/** Files whose lines a report shows; a revision reads only what it is asked for. */
function shownPaths(
  findings: readonly {
    readonly path: string;
    readonly fix: { readonly edits: readonly { readonly path: string }[] } | null;
  }[],
  { tree }: Source,
): readonly string[] {
  const paths = new Set(findings.flatMap(({ path, fix }) => [path, ...(fix?.edits ?? []).map((edit) => edit.path)]));
  return [...paths].filter((path) => tree.get(path));
}
