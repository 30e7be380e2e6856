import type { CopyLike, Run, Scope } from '../dockerfile/model.ts';
import { isSource, type StageView } from './code.ts';
import { commandsOf } from './commands.ts';
import type { Install } from './ecosystem.ts';
import { isBelow, parentOf, resolve } from './image-path.ts';
import { ecosystems } from './index.generated.ts';
import type { Placement } from './placement.ts';
import type { Step } from './steps.ts';

/** A RUN, and what it could find without being told: paths in the variables that hold there, and in its own words. */
export interface Seen {
  readonly workdir: string | null;
  readonly installs: readonly Install[];
  /** Packages of the system are installed, whose own scripts may read settings that are there before them. */
  readonly packages: boolean;
  readonly variables: readonly { readonly path: string; readonly isSearched: boolean }[];
  readonly words: ReadonlySet<string>;
  /** Files that variables name. */
  readonly named: ReadonlySet<string>;
}

/** Asked for each copy above it. */
const asked = new WeakMap<Run, Seen>();

export function seenFrom(run: Run, { steps, installs }: StageView): Seen {
  const before = asked.get(run);
  if (before) return before;
  const at = steps.findIndex(({ instruction }) => instruction === run);
  const workdir = steps[at]?.workdir ?? null;
  const { commands } = commandsOf(run, workdir);
  const directories = new Set([workdir, ...commands.map(({ directory }) => directory)]);
  const step = { instruction: run, workdir };
  const named = namedFiles(
    step,
    steps.slice(0, Math.max(0, at)),
    [...directories].flatMap((path) => path ?? []),
    '',
  );
  const seen: Seen = {
    workdir,
    installs: installs.flatMap(({ found }) => (found.run === run ? [found.install] : [])),
    packages: commands.some(({ words }) => managers.test(words[0]?.value ?? '')),
    variables: variablesAt(steps.slice(0, Math.max(0, at)), run.scope, workdir),
    words: new Set([...directories].flatMap((directory) => pathsIn(run.normalized, run.scope, directory, () => true))),
    named: new Set(named.map(({ path }) => path)),
  };
  asked.set(run, seen);
  return seen;
}

const managers = /(?:^|\/)(?:apt-get|apt|aptitude|dpkg|apk|dnf|yum|microdnf|rpm|zypper|pacman)$/;
/** Places where programs and settings of the system lie, or may lie. */
const system = /^\/(?:$|var$|(?:etc|usr|bin|sbin|lib\w*|opt|root|home|\u0000|var\/lib)(?:\/|$))/;
/** What programs that serve read. */
const ofServers =
  /^\/etc\/(?:nginx|apache2|httpd|supervisord?|php-fpm|uwsgi|gunicorn|haproxy|traefik|caddy|redis|mysql|postgresql|cron(?:\.\w+|tabs?)?|logrotate|rsyslog|init|my_init|systemd|s6[\w-]*|services|cont-init|service|prometheus|grafana)(?:\/|\.|$)/;
/** Scripts that start them, and projects: no install looks there by itself. */
const harmless: readonly RegExp[] = [
  /^\/usr\/(?:src|share\/nginx)\//,
  /\/(?:s?bin|local)\/[\w.-]*(?:entry-?point|start|run|wait|health|serve|launch|init)[\w.-]*$/,
  /^\/(?:opt|home)\/(?:[\w-]+\/)*(?:app|src|code|project|service|backend|server)\//,
];
/** Directories that hold nothing but a project. */
const project = /^\/(?:opt|home|root|usr\/src|usr\/app)\/./;
/** Keys and certificates, wherever they lie. */
const credentials =
  /(?:^|\/)(?:\.ssh\/|id_(?:rsa|dsa|ecdsa|ed25519)$|known_hosts$|sitecustomize\.py$|[^/]+\.(?:pem|crt|cer|gpg|asc|key)$)/i;
/** Settings of managers and of what they run on install, and versions of languages: found from below the directory that they lie in. */
const settings =
  /(?:^|\/)(?:pip\.(?:conf|ini)|[._]netrc|\.pypirc|\.git(?:config|-credentials)|\.[\w-]+rc(?:\.\w+)*|\.(?:python|node|ruby|tool)-versions?|\.?mise\.toml|runtime\.txt|nx\.json|lefthook\.\w+|[\w-]+\.config\.[cm]?[jt]s)$/i;

/** A place of the image that a step may read, and the variable that names it; null: its own words do. */
export interface Named {
  readonly variable: string | null;
  readonly path: string;
}

/** What the program reads that the image is for, never an install: `FLASK_APP=app.py`. */
const ofProgram =
  /^(?:FLASK|QUART|FASTAPI|DJANGO|GUNICORN|UWSGI|UVICORN|HYPERCORN|DAPHNE|SANIC|CELERY|ALEMBIC|STREAMLIT|GRADIO|JUPYTER|AIRFLOW|PM2|NGINX|SUPERVISORD?|TS_NODE|DOTENV|DATABASE|DB|LOG|LOGGING|MODEL)_/;
/** Programs that installs start. */
const helpers = ['node', 'npm', 'python', 'python3', 'pip', 'git', 'sh'];

/**
 * Files that variables in force at a step name, or these words of it (`NODE_OPTIONS=--require /app/hook.js`, `--cafile=./ca.pem`): whether they are files
 * at all is for the caller to say.
 */
export function namedFiles(
  { instruction: { scope }, workdir }: Step,
  above: readonly Step[],
  directories: readonly string[],
  text: string,
): readonly Named[] {
  const words = text.replaceAll(/(?:^|\s)--mount=\S+/g, ' ');
  return [...valuesInForce(above, scope), [null, words] as const].flatMap(([variable, value]) => {
    if (variable !== null && ofProgram.test(variable)) return [];
    const places = [...new Set([workdir, ...directories])].flatMap((from) => pathsIn(value, scope, from, isFileName));
    const beside = places.flatMap((place) => searched(variable).map((name) => resolve(place, name) ?? place));
    return [...new Set([...places, ...beside])].map((path) => ({ variable, path }));
  });
}

/** A bare name of a program says what is started later (`APP=server.js`). */
function isFileName(word: string): boolean {
  return word.includes('/') || (word.includes('.') && !isSource(word));
}

/** What is looked for in the directories of a search path. */
function searched(variable: string | null): readonly string[] {
  if (variable === 'PATH') return helpers;
  return variable === 'PYTHONPATH' ? ['sitecustomize.py', 'usercustomize.py'] : [];
}

/** Of a value that is known in part only (`/app/bin:$PATH`) that part. */
function valuesInForce(above: readonly Step[], scope: Scope): readonly (readonly [string, string])[] {
  const written = new Map<string, string>();
  for (const { instruction } of above) {
    if (instruction.keyword === 'ENV') for (const { name, value } of instruction.pairs) written.set(name, value.raw);
  }
  return scope.variables().map(({ name, value }) => [name, value ?? written.get(name) ?? ''] as const);
}

/**
 * May the copy bring what the RUN needs, and its command does not say: a program, a setting, a certificate, a manifest above its directory, a place that
 * a variable names?
 */
export function mayBeInput(copy: CopyLike, files: Placement, seen: Seen): boolean {
  const places = files.filledBy(copy);
  if (places.length === 0) return true;
  const brought = files.filesOf(copy).map(({ imagePath }) => imagePath);
  // Where it is not known what it brings, that may be anything that can lie there.
  const isKnown = copy.from === null && brought.length > 0;
  const paths = isKnown ? brought : places;
  if (!isKnown && places.some((place) => seen.installs.some(({ directory }) => isBelow(directory, place)))) return true;
  return (
    paths.some(
      (path) =>
        credentials.test(path) ||
        (system.test(path) && !isHarmless(path, seen)) ||
        seen.installs.some((install) => isFoundFrom(path, install)) ||
        isWord(path, seen) ||
        seen.named.has(path),
    ) || isInVariable(places, seen)
  );
}

function isHarmless(path: string, { packages, workdir }: Seen): boolean {
  if (workdir !== null && project.test(workdir) && isBelow(path, workdir)) return true;
  return (!packages && ofServers.test(path)) || harmless.some((pattern) => pattern.test(path));
}

/** A manager looks for its files in the directories above it too. */
function isFoundFrom(path: string, { ecosystem, directory }: Install): boolean {
  if (!isBelow(directory, parentOf(path))) return false;
  // A list (`requirements.txt`) is only read by who is told so.
  if (path.endsWith('.txt')) return settings.test(path);
  return settings.test(path) || (ecosystems.find(({ id }) => id === ecosystem)?.isManifest(path) ?? false);
}

/** `PIP_CONSTRAINT=constraints.txt pip install …`: the file, or a directory that it lies in. The project's own directory says nothing. */
function isWord(path: string, { words, workdir }: Seen): boolean {
  const isOwn = (place: string): boolean => workdir !== null && isBelow(workdir, place);
  for (let at = path; at !== '/' && !isOwn(at); at = parentOf(at)) if (words.has(at)) return true;
  return false;
}

function isInVariable(places: readonly string[], { variables, workdir }: Seen): boolean {
  return variables.some(
    ({ path, isSearched }) =>
      !(workdir !== null && isBelow(workdir, path)) &&
      places.some((place) => isBelow(path, place) || (isSearched && parentOf(place) === path)),
  );
}

/** Only a part of a value may be known (`/app/bin:$PATH`). */
function variablesAt(steps: readonly Step[], scope: Scope, workdir: string | null): Seen['variables'] {
  const written = steps.flatMap(({ instruction }) => {
    if (instruction.keyword === 'ENV') return instruction.pairs.map(({ name, value }) => [name, value.raw] as const);
    if (instruction.keyword !== 'ARG') return [];
    return instruction.args.map(({ name, value }) => [name, value?.raw ?? ''] as const);
  });
  const held = scope.variables().map(({ name, value }) => [name, value ?? ''] as const);
  return [...written, ...held].flatMap(([name, text]) =>
    pathsIn(text, scope, workdir, (word) => /^(?:\.{0,2}\/)/.test(word)).map((path) => ({
      path,
      isSearched: name.endsWith('PATH'),
    })),
  );
}

function pathsIn(
  text: string,
  scope: Scope,
  workdir: string | null,
  isPath: (word: string) => boolean,
): readonly string[] {
  const known = text.replaceAll(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (_, bare?: string, braced?: string) => scope.get(bare ?? braced ?? '')?.value ?? '',
  );
  return known.split(/[\s:;,=<>()|&"'`]+/).flatMap((written) => {
    // `-c/app/constraints.txt`
    const word = written.replace(/^-\w(?=[./])/, '');
    if (word === '' || !isPath(word) || (workdir === null && !word.startsWith('/'))) return [];
    return resolve(workdir ?? '/', word) ?? [];
  });
}
