import { join, relativeTo } from '../../repository/paths.ts';
import type { Tree } from '../../repository/tree.ts';
import type { DeclaredBuild } from '../model.ts';
import { isAddress, readArgs, unknown } from './build-command.ts';
import { ALWAYS, changingArgs, changingExpression, PERHAPS } from './changing-args.ts';
import { cacheExport } from './cache-export.ts';
import { declare } from './declare.ts';
import { linesFrom, mentionsBuild, shellBuilds } from './shell-builds.ts';
import type { Yaml } from './yaml.ts';

export function isWorkflow(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

/** Values of `${{ … }}` by their expression: `matrix.image`, `env.FILE`. */
type Values = ReadonlyMap<string, string>;

/** GitHub runs at most so many jobs of one matrix. */
const mostCombinations = 256;
/** Characters of scripts that are parsed for one job, over all combinations of its matrix. */
const mostText = 1_000_000;

/** Builds that a workflow of GitHub Actions runs: docker/build-push-action and its likes, and `docker build` in `run:`. */
export function workflowBuilds(tree: Tree, path: string, root: Yaml): readonly DeclaredBuild[] {
  const inputs = inputDefaults(root);
  const outer = new Map([...inputs, ...environment(root, inputs)]);
  return (root.get('jobs')?.entries() ?? []).flatMap(([, job]) => {
    const steps = job.get('steps')?.items() ?? [];
    if (!steps.some(buildsSomething)) return [];
    const length = steps.reduce((sum, step) => sum + (step.get('run')?.text?.length ?? 0), 1);
    const jobs = combinations(job.get('strategy')?.get('matrix')).slice(0, Math.ceil(mostText / length));
    const builds = jobs.flatMap((matrix) => {
      const values = new Map([...outer, ...matrix]);
      for (const [name, value] of environment(job, values)) values.set(name, value);
      const checkout = checkoutDirectory(steps, values);
      const directory =
        text(job.get('defaults')?.get('run')?.get('working-directory'), values) ??
        text(root.get('defaults')?.get('run')?.get('working-directory'), values) ??
        '';
      return steps.flatMap((step) => stepBuilds(tree, path, step, { values, checkout, directory }));
    });
    return distinct(builds);
  });
}

/** Most combinations of a matrix build the same. */
function distinct(builds: readonly DeclaredBuild[]): readonly DeclaredBuild[] {
  const found = new Map<string, DeclaredBuild>();
  for (const build of builds) {
    const key = JSON.stringify({ ...build, args: [...build.args], contexts: [...build.contexts] });
    if (!found.has(key)) found.set(key, build);
  }
  return [...found.values()];
}

function buildsSomething(step: Yaml): boolean {
  return isBuildAction(step.get('uses')?.text ?? '') || mentionsBuild(step.get('run')?.text ?? '');
}

/** All have `context` and `file` with the meaning of docker/build-push-action. */
function isBuildAction(uses: string): boolean {
  return /^[\w.-]+\/(?:docker-)?build-push-action@/.test(uses);
}

interface Job {
  readonly values: Values;
  /** Where actions/checkout puts the repository, from the workspace. */
  readonly checkout: string;
  readonly directory: string;
}

function stepBuilds(tree: Tree, path: string, step: Yaml, job: Job): readonly DeclaredBuild[] {
  const values = new Map([...job.values, ...environment(step, job.values)]);
  const run = step.get('run');
  if (run?.text) return runBuilds(tree, path, run, { ...job, values }, text(step.get('working-directory'), values));
  return isBuildAction(step.get('uses')?.text ?? '') ? actionBuilds(tree, path, step, { ...job, values }) : [];
}

/** https://github.com/docker/build-push-action: no `context` is a Git context, `{{defaultContext}}:sub` a directory of it. */
function actionBuilds(tree: Tree, path: string, step: Yaml, { values, checkout }: Job): readonly DeclaredBuild[] {
  const settings = step.get('with');
  const said = settings?.get('context');
  const context = said?.text ? text(said, values) : '';
  const file = settings?.get('file');
  const fileName = file?.text ? text(file, values) : '';
  if (context === null || fileName === null) return [];
  const clone = /^\{\{\s*defaultContext\s*\}\}(?::([^]*))?$/.exec(context);
  const isGit = context === '' || clone !== null;
  if (!isGit && isAddress(context)) return [];
  const directory = isGit ? (clone?.[1] ?? '.') : inRepository(context, checkout);
  if (directory === null) return [];
  const filled = (text(settings?.get('build-args'), values, true) ?? '').split('\n');
  const args = readArgs(filled.filter((line) => line.trim()));
  const written = (settings?.get('build-args')?.text ?? '').trim().split('\n');
  const cacheTo = settings?.get('cache-to');
  return declare(tree, {
    kind: 'workflow',
    path,
    line: (said ?? step).line,
    cacheExport: cacheExport([text(cacheTo, values, true) ?? '', cacheTo?.text ?? ''], {
      path,
      line: (cacheTo ?? step).line,
    }),
    from: [''],
    context: { kind: isGit ? 'git' : 'local', directory },
    file: fileName === '' ? null : isGit ? fileName : inRepository(fileName, checkout),
    fileFrom: 'directory',
    target: text(settings?.get('target'), values),
    args,
    changingArgs: changingArgs(
      written.filter((_, at) => (filled[at] ?? '').includes(unknown)),
      changingExpression,
    ),
    contexts: new Map(
      [
        ...readArgs((text(settings?.get('build-contexts'), values) ?? '').split('\n').filter((line) => line.trim())),
      ].flatMap(([name, value]) => (value === null ? [] : [[name.trim(), value] as const])),
    ),
  });
}

function runBuilds(tree: Tree, path: string, run: Yaml, job: Job, own: string | null): readonly DeclaredBuild[] {
  const written = run.text ?? '';
  if (!mentionsBuild(written)) return [];
  const directory = inRepository(own ?? job.directory, job.checkout);
  if (directory === null) return [];
  // What is not known becomes a variable that nothing sets, so the shell reader does not know it either.
  const script = fill(written, job.values, (expression) => {
    const changing = changingExpression(expression);
    return changing === null ? '$KASANE_UNKNOWN' : changing === 'always' ? ALWAYS : PERHAPS;
  });
  // A block scalar (`run: |`) begins on the line below its key.
  const first = written.includes('\n') ? run.line + 1 : run.line;
  return shellBuilds(tree, {
    kind: 'workflow',
    path,
    text: script,
    from: [join(directory) ?? ''],
    lineOf: linesFrom(script, first),
  });
}

/** A path of the workspace in the repository; null when it lies beside it. */
function inRepository(path: string, checkout: string): string | null {
  if (checkout === '') return path;
  const clean = join(path);
  return clean === null ? null : relativeTo(clean, checkout);
}

function checkoutDirectory(steps: readonly Yaml[], values: Values): string {
  const own = steps.find(
    (step) => step.get('uses')?.text?.startsWith('actions/checkout@') && !step.get('with')?.get('repository'),
  );
  return join(text(own?.get('with')?.get('path'), values) ?? '') ?? '';
}

/** Null: absent, or with a value that only the run knows; with `partly` such values are left in as `unknown`. */
function text(node: Yaml | undefined, values: Values, partly = false): string | null {
  if (node?.text === null || node?.text === undefined) return null;
  const filled = fill(node.text, values, () => unknown);
  return partly || !filled.includes(unknown) ? filled.trim() : null;
}

function fill(written: string, values: Values, otherwise: (expression: string) => string): string {
  const filled = written.replace(/\$\{\{((?:[^}\n]|\}(?!\})){0,500})\}\}/g, (_, expression: string) => {
    const name = expression.trim();
    if (name === 'github.workspace') return '.';
    const constant = /^'([^']*)'$/.exec(name);
    return constant?.[1] ?? values.get(name) ?? otherwise(name);
  });
  return filled.replaceAll('${{', otherwise('${{'));
}

function environment(scope: Yaml, values: Values): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of scope.get('env')?.entries() ?? []) {
    const known = text(value, values);
    if (known !== null) found.set(`env.${name}`, known);
  }
  return found;
}

function inputDefaults(root: Yaml): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const trigger of ['workflow_dispatch', 'workflow_call']) {
    for (const [name, input] of root.get('on')?.get(trigger)?.get('inputs')?.entries() ?? []) {
      const standard = input.get('default')?.text;
      if (standard) found.set(`inputs.${name}`, standard).set(`github.event.inputs.${name}`, standard);
    }
  }
  return found;
}

/** The jobs of a matrix: each combination of its lists, completed by `include`. A matrix that is computed gives one job that knows nothing. */
function combinations(matrix: Yaml | undefined): readonly Values[] {
  const names = matrix?.entries() ?? [];
  let jobs: Map<string, string>[] = [new Map()];
  for (const [name, list] of names) {
    if (name === 'include' || name === 'exclude' || list.items().length === 0) continue;
    jobs = jobs
      .flatMap((job) => list.items().map((item) => new Map([...job, ...named(`matrix.${name}`, item)])))
      .slice(0, mostCombinations);
  }
  const includes = (matrix?.get('include')?.items() ?? []).map(
    (item) => new Map(item.entries().flatMap(([key, value]) => named(`matrix.${key}`, value))),
  );
  const hasLists = jobs.length > 1 || (jobs[0]?.size ?? 0) > 0;
  const alone: Values[] = [];
  for (const include of includes.slice(0, mostCombinations)) {
    const fitting = hasLists
      ? jobs.filter((job) => [...include].every(([name, value]) => !job.has(name) || job.get(name) === value))
      : [];
    const shares = fitting.some((job) => [...include.keys()].some((name) => job.has(name)));
    if (fitting.length === 0 || !shares) alone.push(include);
    if (fitting.length > 0) for (const job of fitting) for (const [name, value] of include) job.set(name, value);
  }
  return hasLists ? [...jobs, ...alone] : alone.length > 0 ? alone : jobs;
}

/** `matrix.image`, or `matrix.image.file` for each text of a map. */
function named(name: string, value: Yaml): (readonly [string, string])[] {
  if (value.text !== null) return [[name, value.text]];
  return value.entries().flatMap(([key, own]) => (own.text === null ? [] : [[`${name}.${key}`, own.text] as const]));
}
