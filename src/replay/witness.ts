/** What the history says of findings: each of their Dockerfiles as it is, and once with each suggestion, in one pass over the commits. */
import type { ReplayedStep, ReplayResult } from '../cache/replay.ts';
import { declaredBuilds } from '../context/discover/discover.ts';
import type { DeclaredBuild } from '../context/model.ts';
import type { ContextSettings } from '../context/resolve.ts';
import { countsOf, savedBy, type Evidence, type StepInQuestion } from '../findings/evidence.ts';
import { bySeverity, type Finding } from '../findings/finding.ts';
import type { HistoryProblem } from '../findings/history-problem.ts';
import type { FoundHistory } from '../sources/history.ts';
import type { Source } from '../sources/source.ts';
import { loaded, runOver } from './replay.ts';
import { type KnownContexts, type Subject, subjectsOf, withChanges } from './subjects.ts';

export interface OpenedHistory {
  readonly history: FoundHistory;
  /** The repository that it is of. */
  readonly root: string;
  /** Called when it is read. */
  close(): void;
}

export interface WitnessQuestion {
  /** The repository today. */
  readonly head: Source;
  readonly contextOf: (dockerfile: string) => ContextSettings;
  /** Called once, when there is something to ask. Null: there is none; why has been told. */
  readonly open: () => Promise<OpenedHistory | null>;
  /** Called when there is no answer, or not for all. */
  readonly tell: (problem: HistoryProblem) => void;
  readonly signal?: AbortSignal;
}

/** Each is a build at every commit; the most severe findings come first. */
const mostVariants = 200;

interface Asked {
  readonly finding: Finding;
  readonly steps: readonly StepInQuestion[];
}

/** What is worked out once for all. */
interface Known {
  readonly declared: readonly DeclaredBuild[];
  readonly contexts: KnownContexts;
}

/** Where the builds of one Dockerfile stand among all. */
interface Part {
  readonly from: number;
  readonly to: number;
}

/** For `check` of the engine; never throws. */
export async function askHistory(
  findings: readonly Finding[],
  question: WitnessQuestion,
): Promise<ReadonlyMap<string, Evidence>> {
  const all = findings.flatMap((finding): readonly Asked[] =>
    finding.steps ? [{ finding, steps: finding.steps }] : [],
  );
  const asked = all.toSorted((a, b) => weight(a.finding, b.finding)).slice(0, mostVariants);
  const none = new Map<string, Evidence>();

  const { builds: declared } = await loaded(question.head, declaredBuilds);
  const known: Known = { declared, contexts: new Map() };
  const subjects: Subject[] = [];
  const add = (builds: readonly Subject[]): Part => {
    const from = subjects.length;
    subjects.push(...builds);
    return { from, to: subjects.length };
  };
  const today = new Map<string, Part>();
  const changed = new Map<Asked, Part>();
  for (const one of asked) {
    const { dockerfile, fix } = one.finding;
    if (!today.has(dockerfile)) {
      const builds = await buildsOf(question, known, dockerfile, null);
      if (builds) today.set(dockerfile, add(builds));
    }
    if (!fix || !today.has(dockerfile)) continue;
    const builds = await buildsOf(question, known, dockerfile, one.finding);
    if (builds) changed.set(one, add(builds));
  }
  if (subjects.length === 0) return none;

  const opened = await question.open();
  if (!opened) return none;
  if (asked.length < all.length) question.tell({ kind: 'too-many', count: all.length - asked.length });
  try {
    const { history, root } = opened;
    const { signal } = question;
    const ran = await runOver(subjects, { history, root, cache: 'exported-max', ...(signal ? { signal } : {}) });
    if (ran.kind !== 'results') {
      question.tell({ kind: ran.kind });
      return none;
    }
    const slice = (part: Part | undefined): readonly ReplayResult[] | null =>
      part ? ran.results.slice(part.from, part.to) : null;
    const entries = asked.flatMap((one) => {
      const before = slice(today.get(one.finding.dockerfile));
      const after = slice(changed.get(one));
      const evidence = before ? one.steps.flatMap((step) => evidenceOf(step, before, after) ?? []) : [];
      const [most] = evidence.toSorted((a, b) => savedBy({ evidence: b }) - savedBy({ evidence: a }));
      return most ? [[one.finding.fingerprint, most] as const] : [];
    });
    return new Map(entries);
  } finally {
    opened.close();
  }
}

/** What only the history can bear out comes last: it may turn out to be nothing. */
function weight(a: Finding, b: Finding): number {
  return (
    Number(a.threshold !== undefined) - Number(b.threshold !== undefined) ||
    Number(b.introduced !== false) - Number(a.introduced !== false) ||
    bySeverity(a.severity, b.severity)
  );
}

async function buildsOf(
  { head, contextOf }: WitnessQuestion,
  { declared, contexts }: Known,
  dockerfile: string,
  finding: Finding | null,
): Promise<readonly Subject[] | null> {
  const edits = finding?.fix?.edits ?? [];
  // A suggestion changes what is built, not which builds there are.
  const isOwn = edits.every(({ path }) => path === dockerfile || path.endsWith('.dockerignore'));
  return loaded(head, (tree) => {
    const changed = edits.length > 0 ? withChanges(tree, [edits]) : tree;
    const builds = isOwn ? declared : undefined;
    const subjects = changed && subjectsOf(changed, dockerfile, contextOf(dockerfile), contexts, builds);
    return subjects?.kind === 'subjects' ? subjects.builds : null;
  });
}

/** Null: the step is in no build. */
function evidenceOf(
  step: StepInQuestion,
  today: readonly ReplayResult[],
  changed: readonly ReplayResult[] | null,
): Evidence | null {
  for (const [index, { steps }] of today.entries()) {
    const before = steps.find((one) => one.step.line === step.line);
    if (!before) continue;
    const after = changed ? sameWork(step, before, steps, changed[index]?.steps ?? []) : null;
    return {
      ...countsOf(before.strip, after?.strip ?? null),
      step: before.step.text,
      line: before.step.line,
      causes: before.causes.map(({ group, commits }) => ({ group, commits })),
      strip: before.strip,
      stripAfterFix: after?.strip ?? null,
    };
  }
  return null;
}

/** The step that does the work in the changed file: in the same stage, as often behind the same text as it was. */
function sameWork(
  { command }: StepInQuestion,
  before: ReplayedStep,
  all: readonly ReplayedStep[],
  changed: readonly ReplayedStep[],
): ReplayedStep | null {
  const own = changed.filter(({ step }) => step.stage === before.step.stage && step.keyword === before.step.keyword);
  if (command !== null) {
    const words = collapsed(command);
    return own.find(({ step }) => collapsed(step.text).includes(words)) ?? null;
  }
  const isTwin = ({ step }: ReplayedStep): boolean =>
    step.stage === before.step.stage && step.text === before.step.text;
  return own.filter(isTwin)[all.filter(isTwin).indexOf(before)] ?? null;
}

function collapsed(text: string): string {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
