/** What the history says of findings: each of their Dockerfiles as it is, and once with each suggestion, in one pass over the commits. */
import type { ReplayedStep } from '../cache/replay.ts';
import { layersOf } from '../cache/results.ts';
import { cacheExportOf } from '../context/discover/cache-export.ts';
import { declaredBuilds } from '../context/discover/discover.ts';
import type { DeclaredBuild, Place } from '../context/model.ts';
import type { ContextSettings } from '../context/resolve.ts';
import { countsOf, savedBy, type Evidence, type StepInQuestion, type WorseStep } from '../findings/evidence.ts';
import { bySeverity, type Finding } from '../findings/finding.ts';
import type { HistoryProblem } from '../findings/history-problem.ts';
import type { FoundHistory } from '../sources/history.ts';
import type { Source } from '../sources/source.ts';
import { pairSteps, workOf } from './pairs.ts';
import { namedPaths } from './presence.ts';
import { loaded, type Results, runOver } from './replay.ts';
import { type KnownContexts, type Subjects, subjectsOf, withChanges } from './subjects.ts';
import { Turns } from './turns.ts';

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
/** Operations of all of them together. */
const mostNodes = 40_000;

interface Asked {
  readonly finding: Finding;
  readonly steps: readonly StepInQuestion[];
}

/** What is worked out once for all. */
interface Known {
  readonly declared: readonly DeclaredBuild[];
  readonly contexts: KnownContexts;
}

/** The builds of one Dockerfile, and where they stand among all. */
interface Part {
  readonly subjects: Subjects;
  readonly from: number;
  /** What it can't be built without. */
  readonly needed: readonly string[];
}

/** For `check` of the engine; never throws: what goes wrong is told. */
export async function askHistory(
  findings: readonly Finding[],
  question: WitnessQuestion,
): Promise<ReadonlyMap<string, Evidence>> {
  try {
    return await ask(findings, question);
  } catch (error) {
    question.tell({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) });
    return new Map();
  }
}

async function ask(findings: readonly Finding[], question: WitnessQuestion): Promise<ReadonlyMap<string, Evidence>> {
  const all = findings.flatMap((finding): readonly Asked[] =>
    finding.steps ? [{ finding, steps: finding.steps }] : [],
  );
  const asked = all.toSorted((a, b) => weight(a.finding, b.finding)).slice(0, mostVariants);
  const none = new Map<string, Evidence>();

  const { builds: declared } = await loaded(question.head, declaredBuilds);
  const known: Known = { declared, contexts: new Map() };
  const parts: Part[] = [];
  let nodes = 0;
  const add = (subjects: Subjects): Part => {
    const last = parts.at(-1);
    const from = last ? last.from + last.subjects.builds.length : 0;
    const part = { subjects, from, needed: subjects.builds.flatMap(({ plan }) => namedPaths(plan, subjects.context)) };
    parts.push(part);
    for (const { plan } of subjects.builds) nodes += plan.nodes.length;
    return part;
  };
  const today = new Map<string, Part>();
  const changed = new Map<Asked, Part>();
  const turns = new Turns(question.signal);
  let left = all.length - asked.length;
  for (const one of asked) {
    if (!(await turns.go())) {
      question.tell({ kind: 'stopped' });
      return none;
    }
    if (nodes > mostNodes) {
      left += 1;
      continue;
    }
    const { dockerfile, fix } = one.finding;
    if (!today.has(dockerfile)) {
      const subjects = await subjectsFor(question, known, dockerfile, null);
      if (subjects) today.set(dockerfile, add(subjects));
    }
    if (!fix || !today.has(dockerfile)) continue;
    const subjects = await subjectsFor(question, known, dockerfile, one.finding);
    if (subjects) changed.set(one, add(subjects));
  }
  if (parts.length === 0) return none;

  const opened = await question.open();
  if (!opened) return none;
  if (left > 0) question.tell({ kind: 'too-many', count: left });
  try {
    const { history, root } = opened;
    const ran = await runOver(
      parts.flatMap(({ subjects }) => subjects.builds),
      {
        head: question.head,
        history,
        root,
        cache: 'parent',
        needed: parts.flatMap(({ needed }) => needed),
        ...(question.signal ? { signal: question.signal } : {}),
      },
    );
    if (ran.kind !== 'results') {
      question.tell({ kind: ran.kind });
      return none;
    }
    const entries = asked.flatMap((one) => {
      const part = today.get(one.finding.dockerfile);
      if (!part) return [];
      const after = changed.get(one);
      const exported = cacheExportOf(declared.filter((build) => build.dockerfile === one.finding.dockerfile));
      const keptNot = exported?.mode === 'min' ? exported.at : null;
      const evidence = one.steps.flatMap((step) => evidenceOf(step, part, after ?? null, ran, keptNot) ?? []);
      const [most] = evidence.toSorted(byGain);
      return most ? [[one.finding.fingerprint, most] as const] : [];
    });
    return new Map(entries);
  } finally {
    opened.close();
  }
}

/** What the suggestion saves most counts; then what it may save, then what is built again. */
function byGain(a: Evidence, b: Evidence): number {
  return savedBy({ evidence: b }) - savedBy({ evidence: a }) || b.mostSaved - a.mostSaved || b.rebuilt - a.rebuilt;
}

/** What only the history can bear out comes last: it may turn out to be nothing. */
function weight(a: Finding, b: Finding): number {
  return (
    Number(a.threshold !== undefined) - Number(b.threshold !== undefined) ||
    Number(b.introduced !== false) - Number(a.introduced !== false) ||
    bySeverity(a.severity, b.severity)
  );
}

async function subjectsFor(
  { head, contextOf }: WitnessQuestion,
  { declared, contexts }: Known,
  dockerfile: string,
  finding: Finding | null,
): Promise<Subjects | null> {
  const edits = finding?.fix?.edits ?? [];
  // A suggestion changes what is built, not which builds there are.
  const isOwn = edits.every(({ path }) => path === dockerfile || path.endsWith('.dockerignore'));
  return loaded(head, (tree) => {
    const changed = edits.length > 0 ? withChanges(tree, [edits]) : tree;
    const builds = isOwn ? declared : undefined;
    const subjects = changed && subjectsOf(changed, dockerfile, contextOf(dockerfile), contexts, builds);
    return subjects?.kind === 'subjects' ? subjects : null;
  });
}

/** Null: the step is in no build, or in no commit was there what it needs. `keptNot`: where it is said that only the final image is kept. */
function evidenceOf(
  question: StepInQuestion,
  part: Part,
  changed: Part | null,
  ran: Results,
  keptNot: Place | null,
): Evidence | null {
  for (const [index, { plan }] of part.subjects.builds.entries()) {
    if (!plan.steps.some(({ line }) => line === question.line)) continue;
    const all = ran.resultOf(part.from + index).steps;
    const whole = all.find(({ step }) => step.line === question.line);
    if (!whole) continue;
    const other = changed && index < changed.subjects.builds.length ? changed : null;
    const later = other ? ran.resultOf(other.from + index).steps : null;
    const work = later && workOf(whole, question, all, later);
    const without = ran.presence.without([
      ...needsOf(part, index, whole),
      ...(other && work ? needsOf(other, index, work) : []),
    ]);
    const { steps, commits } = ran.resultOf(part.from + index, without);
    // What it names is new, or comes from another place: its history is not here.
    if (commits === 0) return null;
    const others = other ? ran.resultOf(other.from + index, without).steps : null;
    const before = steps[all.indexOf(whole)];
    const after = work && later ? (others?.[later.indexOf(work)] ?? null) : null;
    if (!before) continue;
    const isKept = before.step.nodes.every((node) => layersOf(plan).has(node));
    return {
      ...countsOf(before.strip, after?.strip ?? null),
      worse: others ? worseThan(before, steps, others) : [],
      notKept: isKept ? null : keptNot,
      step: before.step.text,
      line: before.step.line,
      causes: before.causes.map(({ group, commits: count }) => ({ group, commits: count })),
      strip: before.strip,
      stripAfterFix: after?.strip ?? null,
    };
  }
  return null;
}

function needsOf({ subjects: { builds, context } }: Part, index: number, { step }: ReplayedStep): readonly string[] {
  const plan = builds[index]?.plan;
  return plan ? namedPaths(plan, context, step) : [];
}

/** Commands of the same text that run more often now; what is only copied costs little. */
function worseThan(
  { step: own }: ReplayedStep,
  today: readonly ReplayedStep[],
  changed: readonly ReplayedStep[],
): readonly WorseStep[] {
  const pairs = pairSteps(today, changed, []);
  return today.flatMap((one): readonly WorseStep[] => {
    const other = pairs.get(one);
    const most = one.rebuilt + one.unknown;
    const { keyword, text, line } = one.step;
    if (keyword !== 'RUN' || line === own.line || other?.step.text !== text || other.rebuilt <= most) return [];
    return [{ line, step: text, rebuilt: most, rebuiltAfterFix: other.rebuilt }];
  });
}
