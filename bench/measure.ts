/** What the benchmarks share: repeated runs of rival programs, interleaved so that a busy machine hits all of them alike. */
export interface Rival {
  readonly name: string;
  /** One run; milliseconds. */
  run(): Promise<number> | number;
}

export interface Row {
  readonly name: string;
  /** Median, milliseconds. */
  readonly median: number;
  readonly min: number;
}

/** Runs every rival once to warm the disk, then `times` rounds of all of them in turn. */
export async function measure(rivals: readonly Rival[], times: number): Promise<readonly Row[]> {
  for (const rival of rivals) await rival.run();
  const samples = rivals.map((): number[] => []);
  for (let round = 0; round < times; round += 1) {
    for (const [index, rival] of rivals.entries()) samples[index]?.push(await rival.run());
  }
  return rivals.map(({ name }, index) => {
    const sorted = (samples[index] ?? []).toSorted((a, b) => a - b);
    return { name, median: sorted[sorted.length >> 1] ?? Number.NaN, min: sorted[0] ?? Number.NaN };
  });
}

/** A table on standard output; ratios are to the row called `to`. */
export function print(title: string, rows: readonly Row[], to: string): void {
  const reference = rows.find(({ name }) => name === to)?.median ?? Number.NaN;
  process.stdout.write(`\n${title}\n| what | median ms | min ms | ratio to "${to}" |\n| --- | --- | --- | --- |\n`);
  for (const { name, median, min } of rows) {
    process.stdout.write(
      `| ${name} | ${median.toFixed(1)} | ${min.toFixed(1)} | ${(median / reference).toFixed(2)} |\n`,
    );
  }
}
