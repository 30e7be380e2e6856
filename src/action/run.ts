import { phraseOf } from '../messages/by-kind.ts';
import type { RunNote } from '../messages/run-note.ts';
import { plainText } from '../reports/phrase-plain.ts';
import type { Conclusion } from '../reports/verdict.ts';
import { connect, explain } from '../sources/github-api.ts';
import { contentsOf } from '../sources/github-contents.ts';
import { readInputs, readLanguage } from './inputs.ts';
import { judge } from './judge.ts';
import { ActionError } from './problem.ts';
import { report } from './report.ts';
import { review } from './review.ts';
import { subjectOf } from './subject.ts';
import type { Surroundings } from './surroundings.ts';
import { wantedFiles, writeProblem, writeReports } from './write-reports.ts';

/** The action from its inputs to its conclusion. Throws nothing: whatever goes wrong is a failure that says so. */
export async function run(around: Surroundings): Promise<Conclusion> {
  try {
    return await inspect(around);
  } catch (error) {
    const problem =
      error instanceof ActionError ? error.problem : ({ kind: 'failed', detail: explain(error) } as const);
    const messages = (await around.engine()).messagesIn(languageFor(around));
    const said = phraseOf(messages.action.problem, problem);
    around.runner.annotate('error', plainText(said), null, null);
    around.runner.output('conclusion', 'failure');
    // Where even these files can't be written, the annotation stands.
    await writeProblem(around, said, messages).catch(() => {});
    return 'failure';
  }
}

async function inspect(around: Surroundings): Promise<Conclusion> {
  const inputs = readInputs((name) => around.input(name));
  const subject = subjectOf(around.event, inputs.mode);
  const files = wantedFiles(inputs, around.workspace);
  const github = connect(inputs.token, around.repository, around.addresses);
  const places = { github, contents: contentsOf(github) };

  const judgement = await judge(places, subject, inputs, around);
  const isReview = subject.kind === 'pull' && subject.review;
  const reviewed = await review(places, judgement, inputs, around, isReview);

  const noReport: readonly RunNote[] = files.report === null ? [] : [{ kind: 'no-report' }];
  const notes = [...judgement.notes, ...reviewed.notes, ...noReport];
  const conclusion = report(around.runner, { ...judgement, ...reviewed, notes });
  await writeReports(around, judgement, { files, category: inputs.id ?? around.job, notes });
  return conclusion;
}

/** For what is wrong with the inputs, of which the language is one. */
function languageFor(around: Surroundings): 'en' | 'ja' {
  try {
    return readLanguage((name) => around.input(name)) ?? 'en';
  } catch {
    return 'en';
  }
}
