/**
 * The replay of real repositories against a real BuildKit: commits of the first-parent line, each built right after its parent with today's
 * Dockerfile, and step by step what was CACHED compared with what `replay` says of that commit.
 *
 *     node scripts/field-replay/build.ts CLONES [--only NAME] [--list FILE]
 *
 * CLONES: a folder with a clone `owner+name` of each repository. DOCKER names the client (`docker`), DOCKER_HOST the daemon. **All that its builder keeps is
 * deleted**: give it a daemon of its own. BUSYBOX names a static busybox for stand-ins. A row a range; exit status 1 if a step disagreed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { cloneOf, fillMissing, git, outputOf, type Reference } from './clones.ts';
import { kasane, type ReplayJson } from './kasane.ts';
import { needsOf, writeStandIn } from './stand-in.ts';
import { placesOf, type Printed, printedIn } from './steps.ts';

interface Range extends Reference {
  /** The newest commit that is built; the Dockerfile is that of `commit`. */
  readonly tip: string;
  readonly commits: number;
  /** `local`: images of these names are on the daemon. `stand-in`: one takes their place, in which every command succeeds. */
  readonly images: 'local' | 'stand-in';
  /** `max`: the builder has nothing but the build of the parent. `kept`: all builds of the range. */
  readonly cache: 'max' | 'kept';
  /** With the suggestions that are proved safe. */
  readonly suggested?: boolean;
}

class Tally {
  rebuilt = 0;
  cached = 0;
  unknownCached = 0;
  unknownRebuilt = 0;
  disagreed = 0;
  /** Printed once with an equal step of another stage, or part of another target. */
  notPrinted = 0;

  get compared(): number {
    return this.rebuilt + this.cached + this.unknownCached + this.unknownRebuilt + this.disagreed;
  }

  /** `model`: a letter of the strip. `real`: was it CACHED? Do they agree? */
  add(model: string, real: boolean): boolean {
    if (model === '?') this[real ? 'unknownCached' : 'unknownRebuilt'] += 1;
    else if ((model === 'c') === real) this[real ? 'cached' : 'rebuilt'] += 1;
    else this.disagreed += 1;
    return model === '?' || (model === 'c') === real;
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' }, list: { type: 'string' } },
});
const clones = positionals[0] ?? '';
if (clones === '') throw new Error('Usage: node scripts/field-replay/build.ts CLONES [--only NAME] [--list FILE]');
const docker = process.env['DOCKER'] ?? 'docker';
const busybox = process.env['BUSYBOX'] ?? '/bin/busybox';
const scratch = mkdtempSync(join(tmpdir(), 'field-replay-'));

/** A clone that borrows the objects of the one that is there. */
function checkout(range: Range, name: string): string {
  const folder = join(mkdtempSync(join(scratch, 'clone-')), name);
  outputOf('git', ['clone', '--quiet', '--shared', '--no-checkout', cloneOf(clones, range), folder]);
  fillMissing(folder, [range.commit, ...commitsOf(folder, range)]);
  return folder;
}

/** Oldest first, and in front of them the parent of the first. */
function commitsOf(clone: string, { tip, commits }: Range): readonly string[] {
  return git(clone, 'rev-list', '--first-parent', '--reverse', '-n', String(commits + 1), tip)
    .trim()
    .split('\n');
}

/** Builds a commit's tree with the Dockerfile and the ignore file of today, which stand outside of it. */
class Builds {
  readonly #context: string;
  readonly #directory: string;
  readonly #call: readonly string[];

  /** `today`: a work tree with the files of today. `directory`: the build context, from the root. */
  constructor(range: Range, today: string, directory: string) {
    this.#context = checkout(range, 'context');
    this.#directory = directory;
    const folder = mkdtempSync(join(scratch, 'dockerfile-'));
    const text = readFileSync(join(today, range.dockerfile), 'utf8');
    const ignore = [`${range.dockerfile}.dockerignore`, join(directory, '.dockerignore')]
      .map((path) => join(today, path))
      .find(existsSync);
    writeFileSync(join(folder, 'Dockerfile'), text);
    writeFileSync(join(folder, 'Dockerfile.dockerignore'), ignore === undefined ? '' : readFileSync(ignore));
    const flags = range.images === 'local' ? [] : standIn(folder, text);
    const fixed = ['--progress=rawjson', '--output=type=cacheonly', '--network=host'];
    this.#call = ['build', ...fixed, ...flags, '--file', join(folder, 'Dockerfile')];
  }

  build(commit: string): Printed {
    git(this.#context, 'checkout', '--quiet', '--force', '--detach', commit);
    git(this.#context, 'clean', '-ffdxq');
    const { status, stdout, stderr } = spawnSync(docker, [...this.#call, join(this.#context, this.#directory)], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const log = `${stdout}${stderr}`;
    if (status === 0) return printedIn(log);
    const said = log.split('\n').filter((line) => !line.startsWith('{'));
    throw new Error(`${commit} can't be built: ${said.join('\n').slice(-800)}`);
  }
}

/** Named contexts that put one image in the place of all. */
function standIn(folder: string, text: string): readonly string[] {
  const needs = needsOf(parseDockerfile('Dockerfile', text));
  const image = join(folder, 'stand-in');
  mkdirSync(image);
  writeStandIn(image, needs, busybox);
  const name = `kasane-field-replay/stand-in:${Date.now()}`;
  outputOf(docker, ['build', '--quiet', '--network=host', '--tag', name, image]);
  return [...needs.images].flatMap((replaced) => ['--build-context', `${replaced}=docker-image://${name}`]);
}

function prune(): void {
  outputOf(docker, ['buildx', 'prune', '--all', '--force']);
}

function compare(range: Range): Tally {
  const today = checkout(range, 'today');
  git(today, 'checkout', '--quiet', '--detach', range.commit);
  if (range.suggested) kasane(today, 'fix', range.dockerfile, '--write');
  // The files of today, and a history that ends with the tip.
  git(today, 'reset', '--quiet', '--soft', range.tip);
  const options = ['--history', String(range.commits), '--cache', range.cache, '--format', 'json'];
  const replay = JSON.parse(kasane(today, 'replay', range.dockerfile, ...options)) as ReplayJson;
  const dockerfile = parseDockerfile(range.dockerfile, readFileSync(join(today, range.dockerfile), 'utf8'));
  const places = placesOf(dockerfile, range.images === 'stand-in');
  const builds = new Builds(range, today, replay.context);

  const tally = new Tally();
  const [start = '', ...commits] = commitsOf(today, range);
  prune();
  builds.build(start);
  for (const [index, commit] of commits.entries()) {
    if (range.cache === 'max' && index > 0) {
      prune();
      builds.build(commits[index - 1] ?? '');
    }
    const printed = builds.build(commit);
    for (const { line: at, instruction, strip } of replay.steps) {
      const real = printed.get(places.get(at) ?? '');
      // Older commits than those that count have no answer.
      const model = strip.at(index - commits.length);
      if (model === undefined) continue;
      if (real === undefined) tally.notPrinted += 1;
      else if (!tally.add(model, real)) {
        const builder = real ? 'CACHED' : 'made again';
        console.error(
          `${range.repository} ${commit} line ${at} ${instruction.slice(0, 60)}: ${model}, builder: ${builder}`,
        );
      }
    }
  }
  return tally;
}

const list = values.list ?? fileURLToPath(new URL('ranges.json', import.meta.url));
const all = JSON.parse(readFileSync(list, 'utf8')) as readonly Range[];
const ranges = all.filter(({ repository }) => repository.includes(values.only));
if (ranges.length === 0) throw new Error('There is nothing to build.');
console.log('| Dockerfile | images | cache | commits | steps compared | made again | CACHED | unknown | disagreed |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const range of ranges) {
  let tally: Tally;
  try {
    tally = compare(range);
  } catch (error) {
    console.error(`${range.repository}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
    continue;
  }
  const { compared, rebuilt, cached, unknownCached, unknownRebuilt, disagreed, notPrinted } = tally;
  const name = `${range.repository} \`${range.dockerfile}\`${range.suggested ? ', suggested' : ''}`;
  const unknown = `${unknownCached + unknownRebuilt} (${unknownCached} CACHED)`;
  const cells = [name, range.images, range.cache, range.commits, compared, rebuilt, cached, unknown, disagreed];
  console.log(`| ${cells.join(' | ')} |`);
  if (notPrinted > 0) console.error(`${range.repository}: ${notPrinted} steps were not printed`);
  if (disagreed > 0) process.exitCode = 1;
}
rmSync(scratch, { recursive: true, force: true });
