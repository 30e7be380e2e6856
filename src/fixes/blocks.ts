import type { BuildContext } from '../context/model.ts';
import type { CopyLike, Dockerfile, Instruction } from '../dockerfile/model.ts';
import { placementAfter } from '../ecosystems/placement.ts';
import { destinationOf, ofBase, stepsOf, type Step } from '../ecosystems/steps.ts';
import type { Edit } from './edit.ts';

/** Lines of the new order, with the blank and detached lines that stand above them. */
export interface Block {
  readonly lead: readonly string[];
  readonly lines: readonly string[];
  /** One for each instruction in it; null: a new one. */
  readonly origins: readonly (Instruction | null)[];
  /** Where a RUN that goes below the install has to run. */
  readonly workdir?: string | null;
}

/** What an edit that puts instructions into another order makes of them. */
export interface Reordered {
  /** The first instruction that the edit replaces, how many, and what each of the new ones is (null: new). */
  readonly first: Instruction;
  readonly replaced: number;
  readonly order: readonly (Instruction | null)[];
}

/** Which instruction of the old file each of the new one is; empty when the new one was not read as it was meant. */
export function originsOf(
  before: Dockerfile,
  after: Dockerfile,
  { first, replaced, order }: Reordered,
): ReadonlyMap<Instruction, Instruction> {
  const start = before.instructions.indexOf(first);
  const olds: readonly (Instruction | null)[] = [
    ...before.instructions.slice(0, start),
    ...order,
    ...before.instructions.slice(start + replaced),
  ];
  if (olds.length !== after.instructions.length) return new Map();
  return new Map(
    after.instructions.flatMap((instruction, index) => {
      const old = olds[index];
      return old ? [[instruction, old] as const] : [];
    }),
  );
}

/** A WORKDIR stays where it was; a RUN that went below it gets its own one back. */
export function inTheirDirectories(lower: readonly Block[], last: string | null): readonly Block[] {
  const blocks: Block[] = [];
  let current = last;
  const enter = (path: string | null, lead: readonly string[]): void => {
    if (path === current || path === null || !/^\/[\w./-]*$/.test(path)) return;
    blocks.push({ lead, lines: [`WORKDIR ${path}`], origins: [null] });
    current = path;
  };
  for (const block of lower) {
    const before = blocks.length;
    if (block.workdir !== undefined) enter(block.workdir, block.lead);
    blocks.push(blocks.length > before ? { ...block, lead: [] } : block);
  }
  enter(last, []);
  return blocks;
}

export function blockOf(dockerfile: Dockerfile, previous: Instruction | null, instruction: Instruction): Block {
  const own = instruction.comments[0]?.line ?? instruction.range.startLine;
  const from = previous ? previous.range.endLine + 1 : own;
  return {
    lead: linesOf(dockerfile, from, own - 1),
    lines: linesOf(dockerfile, own, instruction.range.endLine),
    origins: [instruction],
  };
}

/** Below another WORKDIR a relative destination is written out. */
export function withDestination(
  block: Block,
  copy: CopyLike,
  oldWorkdir: string | null,
  newWorkdir: string | null,
): Block {
  const destination = destinationOf(copy, oldWorkdir);
  const { raw } = copy.destination;
  const last = block.lines.at(-1) ?? '';
  const isRelative = !(copy.destination.value ?? '/').startsWith('/');
  if (oldWorkdir === newWorkdir || !isRelative || !destination || destination.path.startsWith(ofBase)) return block;
  if (copy.json || copy.heredocs.length > 0 || !last.trimEnd().endsWith(raw)) return block;
  const path = destination.isDirectory && destination.path !== '/' ? `${destination.path}/` : destination.path;
  if (/[\s$"'\\]/.test(path)) return block;
  const line = last.trimEnd().slice(0, -raw.length) + path;
  return { ...block, lines: [...block.lines.slice(0, -1), line] };
}

function linesOf({ lines }: Dockerfile, first: number, last: number): readonly string[] {
  return lines.slice(first - 1, last).map((line) => line.replace(/\r?\n$/, ''));
}

export function rangeLength({ range }: Instruction): number {
  return range.endLine - range.startLine + 1;
}

export function editOf(
  dockerfile: Dockerfile,
  between: readonly Step[],
  upper: readonly Block[],
  lower: readonly Block[],
): Edit {
  const [first] = between;
  const last = between.at(-1);
  const startLine = first?.instruction.comments[0]?.line ?? first?.instruction.range.startLine ?? 1;
  const endLine = last?.instruction.range.endLine ?? startLine;
  // The first block had nothing above it; where it went it stands apart as its neighbours do.
  const gap = blanksOf([...upper, ...lower].find(({ lead }) => lead.length > 0));
  const spaced = lower.map((block): Block => ({
    lead: block.lead.length === 0 ? gap : block.lead,
    lines: block.lines,
    origins: block.origins,
  }));
  const blocks = [...upper, ...spaced];
  const lines = blocks.flatMap(({ lead, lines: own }, index) => {
    const above = index === 0 ? lead.filter((line) => line.trim() !== '') : lead;
    return above.concat(own);
  });
  const ended = dockerfile.lines[endLine - 1]?.endsWith('\n') ?? false;
  const newText = lines.join(dockerfile.eol) + (ended ? dockerfile.eol : '');
  return { path: dockerfile.path, startLine, endLine, newText };
}

function blanksOf(block: Block | undefined): readonly string[] {
  return block?.lead.filter((line) => line.trim() === '').slice(0, 1) ?? [];
}

/** Directories of the context that a copy would lay over what an install above it made. */
export function overwritten(
  dockerfile: Dockerfile,
  context: BuildContext,
  stage: number,
  fills: readonly string[],
  below: readonly CopyLike[],
): readonly string[] {
  const placement = placementAfter(stepsOf(dockerfile, stage), context);
  return below.flatMap((copy) => fills.flatMap((place) => placement.sourcesOf(copy, place)));
}
