import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheKind } from '../../src/cache/builder.ts';
import { NETWORK, type State } from './state.ts';

/** One line of a build's progress that stands for a step. */
export interface Printed {
  /** In lower case; `''`: the only one. */
  readonly stage: string;
  /** 1-based, in its stage. */
  readonly number: number;
  readonly text: string;
  /** A COPY --link is two operations. */
  readonly isMerge: boolean;
  readonly cached: boolean;
}

export type Built =
  | { readonly kind: 'built'; readonly printed: readonly Printed[] }
  | { readonly kind: 'failed'; readonly error: string };

const docker = process.env['DOCKER'] ?? 'docker';

/** What builds. */
export interface RealBuilder {
  readonly driver: string;
  /** As it says itself. */
  readonly version: string;
}

/** `docker buildx` with the builder that it takes by itself (BUILDX_BUILDER, DOCKER_HOST). Null: there is none. */
export async function findBuilder(): Promise<RealBuilder | null> {
  const { status, output } = await run(['buildx', 'inspect', '--bootstrap']);
  if (status !== 0) return null;
  const value = (name: string): string => new RegExp(`^ *${name}: +(.*)$`, 'm').exec(output)?.[1] ?? 'unknown';
  return { driver: value('Driver'), version: value('BuildKit version') };
}

/** A real builder for one case; `root`: where exported caches are kept. */
export class Docker {
  readonly #root: string;
  readonly #kind: CacheKind;
  #exported: string | null = null;
  #builds = 0;

  constructor(root: string, kind: CacheKind) {
    this.#root = root;
    this.#kind = kind;
  }

  async build(folder: string, { args, target, stages }: State): Promise<Built> {
    const call = ['buildx', 'build', '--progress=rawjson', '--output=type=cacheonly', `--network=${NETWORK}`];
    for (const [name, value] of Object.entries(args)) call.push('--build-arg', `${name}=${value}`);
    if (target !== null) call.push('--target', target);
    if (this.#kind !== 'kept') call.push(...(await this.#withCache()));
    const { status, output } = await run([...call, folder]);
    if (status !== 0 && /no space left|Unavailable|connection refused/i.test(errorIn(output))) {
      throw new Error(`The builder can't go on: ${errorIn(output)}`);
    }
    if (status !== 0) return { kind: 'failed', error: errorIn(output) };
    return { kind: 'built', printed: printedIn(output, stages.length === 1) };
  }

  /** A builder that has nothing but what the build before exported. */
  async #withCache(): Promise<readonly string[]> {
    const to = join(this.#root, `cache-${this.#builds % 2}`);
    this.#builds += 1;
    rmSync(to, { recursive: true, force: true });
    mkdirSync(this.#root, { recursive: true });
    await prune();
    const from = this.#exported;
    this.#exported = to;
    const mode = this.#kind === 'exported-max' ? 'max' : 'min';
    const imported = from === null ? [] : ['--cache-from', `type=local,src=${from}`];
    return ['--cache-to', `type=local,dest=${to},mode=${mode},compression=uncompressed`, ...imported];
  }
}

/** Takes from the builder all that it keeps. */
async function prune(): Promise<void> {
  const { status, output } = await run(['buildx', 'prune', '--all', '--force']);
  if (status !== 0) throw new Error(`The builder can't be emptied: ${errorIn(output)}`);
}

interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly cached?: boolean;
  readonly completed?: string;
}

interface Progress {
  readonly vertexes?: readonly Vertex[];
  readonly statuses?: readonly { readonly id: string; readonly vertex: string }[];
}

/**
 * The steps of a log. One is printed again and again, until it is known what became of it: CACHED may come first, because something on it was found,
 * and then it is made all the same, unless its result is fetched from an exported cache.
 */
function printedIn(log: string, isSingle: boolean): readonly Printed[] {
  const steps = new Map<string, Printed>();
  const fetched = new Set<string>();
  const lines = log.split('\n').filter((line) => line.startsWith('{'));
  for (const { vertexes = [], statuses = [] } of lines.map((line) => JSON.parse(line) as Progress)) {
    for (const { id, vertex } of statuses) if (/^(?:extracting )?sha256:/.test(id)) fetched.add(vertex);
    for (const { digest, name, cached = false, completed } of vertexes) {
      const [, stage = '', number, merge, text = ''] = /^\[(?:(\S+) +)?(\d+)\/\d+\] (LINK )?([^]*)$/.exec(name) ?? [];
      if (number === undefined) continue;
      const before = steps.get(digest)?.cached ?? false;
      steps.set(digest, {
        stage: isSingle ? '' : stage.toLowerCase(),
        number: Number(number),
        text,
        isMerge: merge !== undefined,
        cached: cached || (before && (completed === undefined || fetched.has(digest))),
      });
    }
  }
  return [...steps.values()];
}

function errorIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.startsWith('ERROR'));
  return lines.at(-1) ?? output.slice(-300);
}

interface Ran {
  readonly status: number | null;
  /** Both streams. */
  readonly output: string;
}

function run(args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const child = spawn(docker, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.on('error', (error) => resolve({ status: null, output: String(error) }));
    child.on('close', (status) => resolve({ status, output: Buffer.concat(parts).toString() }));
  });
}
