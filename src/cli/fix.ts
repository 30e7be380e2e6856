import type { Finding } from '../findings/finding.ts';
import type { Edit } from '../fixes/edit.ts';
import { realPath } from '../repository/links.ts';
import { isWithin } from '../repository/paths.ts';
import type { Tree } from '../repository/tree.ts';
import { words, type Phrase } from '../messages/phrase.ts';
import { editedFiles, type EditedFile } from '../reports/edited.ts';
import { patch } from '../reports/patch.ts';
import { terminal } from '../reports/phrase-terminal.ts';
import { textIncomplete } from '../reports/text.ts';
import { visibleLines } from '../reports/visible.ts';
import { checkFolder, type Checked } from './check.ts';
import { painters } from './colors.ts';
import type { Command } from './command.ts';
import { deliver } from './output.ts';
import { readerOf, tellHistory } from './report.ts';
import { exitStatus, type ExitStatus, type Surroundings } from './surroundings.ts';
import { writeEdited } from './write-files.ts';

/** `kasane fix`: only what is proved safe; the rest is counted. */
export async function fix(around: Surroundings, command: Extract<Command, { name: 'fix' }>): Promise<ExitStatus> {
  const checked = await checkFolder(around, command);
  const { result, messages, show } = checked;
  const { err } = painters(around, command);
  const tell = (phrase: Phrase): unknown => around.stderr.write(`${terminal(phrase, err)}\n`);
  const read = readerOf(checked.tree);
  const safe = result.findings.filter((finding) => finding.fix?.safe);
  const edits = safeEdits(safe, checked.tree);
  const files = new Set(edits.map(({ path }) => path));
  const { root, prefix } = checked.workspace;
  const { cli } = messages;

  around.stderr.write(textIncomplete({ result, messages, read, show, paint: err }));
  tellHistory(around, messages, checked.history, err);
  let unwritten = false;
  if (command.write) {
    for (const file of editedFiles(edits, read)) {
      const problem = write(checked, file);
      unwritten ||= problem !== null;
      tell(problem ?? cli.written(show(file.path)));
    }
  } else {
    const text = patch(edits, read);
    // To read, not to apply: a terminal would obey escape sequences in the lines around a change.
    const toRead = command.output === null && around.stdout.isTTY;
    deliver(around, command.output, toRead ? visibleLines(text) : text);
  }
  if (safe.length === 0) tell(cli.noSafeFix);
  else if (!command.write) tell(words(cli.safeFixes(safe.length, files.size)));
  if (!command.write && [...files].some((path) => !isWithin(path, prefix))) tell(cli.filesAbove(root));
  const unsafe = result.findings.filter((finding) => finding.fix && !finding.fix.safe).length;
  if (unsafe > 0) tell(words(cli.unsafeFixes(unsafe)));
  return result.incomplete.length > 0 || unwritten ? exitStatus.unchecked : exitStatus.clean;
}

/** Of the files that links lead to: git patches no link. A file that several Dockerfiles link to is changed for the first of them. */
function safeEdits(findings: readonly Finding[], tree: Tree): readonly Edit[] {
  const firsts = new Map<string, string>();
  return findings
    .flatMap(({ fix: change }) => change?.edits ?? [])
    .flatMap((edit) => {
      const path = realPath(tree, edit.path) ?? edit.path;
      const first = firsts.get(path) ?? edit.path;
      firsts.set(path, first);
      return first === edit.path ? [{ ...edit, path }] : [];
    });
}

/** Null when it was written. */
function write({ workspace, messages, show }: Checked, file: EditedFile): Phrase | null {
  const { cli } = messages;
  const name = show(file.path);
  try {
    const said = {
      written: null,
      'changed-meanwhile': cli.changedMeanwhile(name),
      'not-a-regular-file': cli.notARegularFile(name),
    };
    return said[writeEdited(workspace.root, file)];
  } catch (error) {
    return cli.notWritten(name, error instanceof Error && 'code' in error ? String(error.code) : String(error));
  }
}
