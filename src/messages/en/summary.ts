import { say, words, type Phrase } from '../phrase.ts';

/** The job summary. */
export const summary = {
  title: 'Dockerfile review',
  /** `counts`: "2 errors, 1 warning". */
  verdict: {
    failureByFindings: (counts: string, failOn: string): string =>
      `**Failed**: ${counts}. The job fails from the level “${failOn}” on.`,
    failureByIncomplete: (counts: string, files: number): string =>
      `**Failed**: ${files === 1 ? 'one file' : `${files} files`} could not be checked, so this is not a pass. Besides that: ${counts}.`,
    neutral: (counts: string): string =>
      `**Passed, with findings**: ${counts}, all below the level that fails the job.`,
    success: '**Passed**: no findings.',
  },
  noFindings: 'no findings',
  nothingToReview: 'Nothing to review: this change touches no Dockerfile and nothing that a Dockerfile is built from.',
  configurationChange: (path: string): Phrase =>
    say`This change edits ${path}. The check above used the version of the base branch; the new one takes effect after the merge.`,
  showConfiguration: 'What it changes',
  incomplete: 'Not checked',
  wholeChange: 'the change as a whole',
  incompleteColumns: { file: 'File', reason: 'Reason' },
  findings: 'Findings',
  findingColumns: { lines: 'Lines', level: 'Level', rule: 'Rule', what: 'What happens', change: 'Change' },
  builtFrom: (context: Phrase, how: Phrase): Phrase => say`Built from ${context}: ${how}`,
  contextFrom: {
    said: (place: string): Phrase => say`${place} says so`,
    sources: words('only there are all the files that it copies'),
    root: words('it lies at the root, and nothing says otherwise'),
    configuration: words('the configuration says so'),
    'command-line': words('given on the command line'),
  },
  contextUnknown: words('Build context not known'),
  fix: { safe: 'proved safe', unsafe: 'to decide', none: 'by hand' },
  cut: (counts: string, file: string): Phrase =>
    say`Left out here because of the length: ${words(counts)}. ${file} holds all.`,
  moreRows: (count: number): string => `… and ${count} more.`,
  outOfScope: (count: number): string =>
    count === 1
      ? 'One more finding is outside the scope of this check (it was there before, or is in an unchanged file) and does not count.'
      : `${count} more findings are outside the scope of this check (they were there before, or are in unchanged files) and do not count.`,
  ignores: 'Ignores in force',
  ignoreColumns: { place: 'Place', rules: 'Rules', reason: 'Reason', findings: 'Findings held back' },
  noReason: 'no reason given',
  checked: 'Checked files',
  fileColumns: { file: 'File', context: 'Build context', ecosystems: 'Ecosystems', stages: 'Stages' },
  next: 'What to do next',
  nextCommit: (count: number): string =>
    count === 1
      ? 'One change is proved safe: commit the suggestion in the review, or run `kasane fix --write`.'
      : `${count} changes are proved safe: commit the suggestions in the review, or run \`kasane fix --write\`.`,
  nextDecide: (count: number): string =>
    count === 1
      ? 'One change needs a person: the comment and the JSON file say why.'
      : `${count} changes need a person: the comments and the JSON file say why.`,
  nextIgnore: words('A finding that is fine here is ignored with `# kasane ignore=RULE reason` above the instruction.'),
  nextIncomplete: words('What could not be checked has to be readable, or left out by `paths`.'),
};
export type Summary = typeof summary;
