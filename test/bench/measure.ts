// Times and how they are spread. Nothing is asserted here: numbers depend on the machine.

export interface Spread {
  readonly median: number;
  readonly p95: number;
}

/** Milliseconds, over all runs but the first ones, in which the machine warms up. */
export async function timed(
  run: (turn: number) => unknown,
  { runs, warmUp }: { readonly runs: number; readonly warmUp: number },
): Promise<Spread> {
  const times: number[] = [];
  for (let turn = 0; turn < warmUp + runs; turn++) {
    const start = performance.now();
    await run(turn);
    if (turn >= warmUp) times.push(performance.now() - start);
  }
  return spread(times);
}

/** Two runs in turn, so that what slows the machine for a moment slows both. */
export async function interleaved(
  first: () => unknown,
  second: () => unknown,
  { runs, warmUp }: { readonly runs: number; readonly warmUp: number },
): Promise<readonly [Spread, Spread]> {
  const times: [number[], number[]] = [[], []];
  for (let turn = 0; turn < warmUp + runs; turn++) {
    const start = performance.now();
    await first();
    const middle = performance.now();
    await second();
    const end = performance.now();
    if (turn < warmUp) continue;
    times[0].push(middle - start);
    times[1].push(end - middle);
  }
  return [spread(times[0]), spread(times[1])];
}

export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}

export function table(title: string, rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [`\n${title}`, ...rows.map((row) => `  ${line(row).trimEnd()}`)].join('\n');
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

export function kilobytes(bytes: number): string {
  return bytes >= 2 ** 20 ? `${(bytes / 2 ** 20).toFixed(1)} MB` : `${(bytes / 1024).toFixed(1)} KB`;
}
