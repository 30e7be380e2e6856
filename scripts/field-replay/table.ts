/**
 * The replay of real repositories as a Markdown table: how often each install and build was made again, today and with the suggestions.
 *
 *     node scripts/field-replay/table.ts CLONES [LIST]
 *
 * CLONES: a folder with a clone `owner+name` of each repository, checked out at the commit of the list. LIST: `repositories.json` when not said.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cloneOf, git, type Reference } from './clones.ts';
import { type CheckJson, kasane, type ReplayJson, type ReplayStep } from './kasane.ts';

const [clones, list = fileURLToPath(new URL('repositories.json', import.meta.url))] = process.argv.slice(2);
if (!clones) throw new Error('Usage: node scripts/field-replay/table.ts CLONES [LIST]');

const HISTORY = 200;

/** What takes minutes, by the words that start it. */
const costly: readonly RegExp[] = [
  /\b(?:npm|pnpm|yarn|bun)(?: [a-z:]+)? (?:ci|i|install|fetch|build[a-z:-]*)\b/,
  /\b(?:npm ci|npm install|pnpm (?:install|fetch|deploy|build)|yarn (?:install|build)|yarn|bun (?:install|run build))\b/,
  /\bnpm run [a-z:-]+/,
  /\b(?:pip3?|uv pip|poetry|bundle|pipenv) (?:install|wheel|lock)\b|\buv (?:sync|build)\b/,
  /\bgo (?:mod (?:download|tidy)|build)\b|\bcargo (?:chef cook|chef prepare|build|install)\b/,
  /\bmvn [a-z: -]*?(?:prepare-package|package|install|go-offline)\b/,
  /\bmix (?:deps\.get|deps\.compile|assets\.deploy|compile|release)\b/,
  /\bapt(?:-get)?(?: -\S+)* install\b|\bapk(?: -\S+)* add\b/,
  /\b(?:rails assets:precompile|manage\.py collectstatic|make)\b/,
];

/** The first command of that kind; null: the step is cheap. Only letters, blanks and `.:-` come out of the repository's text. */
function commandOf({ instruction }: ReplayStep): string | null {
  if (!instruction.toUpperCase().startsWith('RUN')) return null;
  const found = costly.flatMap((pattern) => pattern.exec(instruction) ?? []);
  return found.toSorted((a, b) => instruction.indexOf(a) - instruction.indexOf(b) || b.length - a.length)[0] ?? null;
}

function count(rebuilt: number | null, unknown: number | null): string {
  if (rebuilt === null) return '—';
  return unknown ? `${rebuilt} to ${rebuilt + unknown}` : String(rebuilt);
}

/** Of how many, where fewer commits count than were asked for. */
function among(counted: string, commits: number): string {
  return commits === HISTORY ? counted : `${counted} of ${commits}`;
}

/** Snapshots leave out large files; one that a Dockerfile copies would count as not in the repository. */
function fillDeleted(clone: string): void {
  for (const path of git(clone, 'ls-files', '-z', '--deleted').split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), path);
  }
}

function rowsOf(reference: Reference, { commits, steps }: ReplayJson): readonly string[] {
  const hasSuggestions = steps.some(
    ({ rebuiltAfterFix, stepsAfterFix }) => rebuiltAfterFix !== null || stepsAfterFix.length > 0,
  );
  return steps.flatMap((step) => {
    const command = commandOf(step);
    if (command === null) return [];
    seen += 1;
    if (step.rebuilt + step.unknown + (step.rebuiltAfterFix ?? 0) + (step.unknownAfterFix ?? 0) === 0) return [];
    // Of a step that was split, the part with the command.
    const part = step.stepsAfterFix.find(({ instruction }) => instruction.includes(command));
    const later = step.rebuiltAfterFix === null && part ? part : null;
    const causes = step.causes.slice(0, 2).map((cause) => `${cause.group} ${cause.commits}`);
    return [
      [
        `${reference.repository} \`${reference.dockerfile}\``,
        `${step.line}: \`${command}\``,
        among(count(step.rebuilt, step.unknown), commits),
        hasSuggestions ? count(later?.rebuilt ?? step.rebuiltAfterFix, later?.unknown ?? step.unknownAfterFix) : '',
        causes.join(', '),
      ].join(' | '),
    ];
  });
}

/** What the findings say: the step that they are about, also where the suggestion splits it. */
function findingRowsOf(reference: Reference, { findings }: CheckJson): readonly string[] {
  return findings.flatMap(({ rule, severity, startLine, endLine, evidence, fix }) => {
    if (!evidence) return [];
    const place = `${reference.repository} \`${reference.dockerfile}:${startLine}-${endLine}\``;
    const kind = fix ? (fix.safe ? 'safe' : 'a person decides') : 'none';
    const rebuilt = among(String(evidence.rebuilt), evidence.commits);
    return [[place, rule, severity, kind, rebuilt, evidence.rebuiltAfterFix ?? '—'].join(' | ')];
  });
}

const findings: string[] = [];
console.log('| Dockerfile | line: step | made again | with the suggestions | files that caused it |');
console.log('| --- | --- | --- | --- | --- |');
let seen = 0;
let rowCount = 0;
const references = JSON.parse(readFileSync(list, 'utf8')) as readonly Reference[];
const repositories = new Set<string>();
for (const reference of references) {
  const clone = cloneOf(clones, reference);
  const head = git(clone, 'rev-parse', 'HEAD').trim();
  if (head !== reference.commit) throw new Error(`${clone} is at ${head}, not at ${reference.commit}`);
  fillDeleted(clone);
  const replay = JSON.parse(
    kasane(
      clone,
      'replay',
      reference.dockerfile,
      '--history',
      String(HISTORY),
      '--cache',
      'parent',
      '--format',
      'json',
    ),
  ) as ReplayJson;
  const rows = rowsOf(reference, replay);
  for (const row of rows) console.log(`| ${row} |`);
  const checked = kasane(
    clone,
    'check',
    reference.dockerfile,
    '--history',
    String(HISTORY),
    '--fail-on',
    'never',
    '--format',
    'json',
  );
  findings.push(...findingRowsOf(reference, JSON.parse(checked) as CheckJson));
  repositories.add(reference.repository);
  rowCount += rows.length;
}
console.log('\n| finding | rule | severity | suggestion | made again | with it |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const row of findings) console.log(`| ${row} |`);
console.error(
  `${repositories.size} repositories, ${references.length} Dockerfiles, ${seen} installs and builds, ${seen - rowCount} of them never made again`,
);
