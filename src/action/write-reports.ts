import { phraseOf } from '../messages/by-kind.ts';
import type { Messages } from '../messages/messages.ts';
import type { RunNote } from '../messages/run-note.ts';
import type { Phrase } from '../messages/phrase.ts';
import { jsonText } from '../reports/json-text.ts';
import { json, jsonReport } from '../reports/json.ts';
import { markdown } from '../reports/phrase-markdown.ts';
import { plainText } from '../reports/phrase-plain.ts';
import { sarif } from '../reports/sarif.ts';
import { renderSummary, type SummaryInput } from '../reports/summary.ts';
import { formatHunks } from '../repository/changes.ts';
import { textOf, type Gathered } from './gather.ts';
import type { Inputs } from './inputs.ts';
import type { Judgement } from './judge.ts';
import type { Surroundings } from './surroundings.ts';
import { insideWorkspace, writeInside, writeTemporary } from './write-files.ts';

/** Where the workflow wants files; absolute. */
export interface WantedFiles {
  readonly sarif: string | null;
  readonly report: string | null;
}

/** @throws ActionError for a path outside the workspace */
export function wantedFiles({ sarifFile, reportFile }: Inputs, workspace: string): WantedFiles {
  return {
    sarif: sarifFile === null ? null : insideWorkspace(workspace, 'sarif-file', sarifFile),
    report: reportFile === null ? null : insideWorkspace(workspace, 'report-file', reportFile),
  };
}

/** The JSON file, the job summary, and the files that were asked for. */
export async function writeReports(
  around: Surroundings,
  { result, messages, failOn, engine, gathered, configurationPath }: Judgement,
  run: { readonly files: WantedFiles; readonly category: string; readonly notes: readonly RunNote[] },
): Promise<void> {
  const { runner, version, docsUrl } = around;
  const jsonFile = writeTemporary(around.temporary, 'kasane.json', json(result, messages, version));
  runner.output('json-file', jsonFile);
  if (run.files.sarif !== null) {
    const read = (path: string): string | null => (gathered ? textOf(gathered.head, path) : null);
    const { category } = run;
    writeInside(run.files.sarif, sarif({ result, messages, version, rules: engine.rules, read, docsUrl, category }));
    runner.output('sarif-file', run.files.sarif);
  }
  await runner.summary(
    renderSummary({
      result,
      messages,
      failOn,
      docsUrl,
      jsonFile,
      fileUrl: gathered && fileUrl(around, gathered.headSha),
      configurationChange: gathered && (await configurationChange(gathered, configurationPath)),
      notes: run.notes.map((note) => phraseOf(messages.action.note, note)),
    }),
  );
}

/** The JSON file and the job summary of a run that could not even begin, or broke off. */
export async function writeProblem(around: Surroundings, said: Phrase, messages: Messages): Promise<void> {
  const nothing = { files: [], findings: [], incomplete: [], outOfScope: 0, ignores: [] };
  const report = jsonReport(nothing, messages, around.version);
  const text = jsonText({ ...report, incomplete: [{ path: '', reason: plainText(said) }] });
  around.runner.output('json-file', writeTemporary(around.temporary, 'kasane.json', text));
  await around.runner.summary(`## ${messages.summary.title}\n\n> [!CAUTION]\n> ${markdown(said)}\n`);
}

function fileUrl({ serverUrl, repository }: Surroundings, sha: string): NonNullable<SummaryInput['fileUrl']> {
  return (path, startLine, endLine) => {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    const lines = startLine === endLine ? `L${startLine}` : `L${startLine}-L${endLine}`;
    return `${serverUrl}/${repository}/blob/${sha}/${encoded}#${lines}`;
  };
}

async function configurationChange(gathered: Gathered, path: string): Promise<SummaryInput['configurationChange']> {
  const touches = (file: { readonly path: string; readonly previousPath: string | null }): boolean =>
    file.path === path || file.previousPath === path;
  if (!gathered.changes?.files.some(touches)) return null;
  const { files } = await gathered.withHunks(new Set([path]));
  const hunks = files.find(touches)?.hunks;
  return { path, patch: hunks ? formatHunks(hunks) : null };
}
