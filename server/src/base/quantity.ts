// How large counts and sizes are shortened: one rule for hovers, lenses, status bar, panels and command line.
// Numbers only; who shows them writes them in the user's language.

export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

const COUNTS = ['', 'K', 'M', 'G', 'T', 'P'] as const;
const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Below it a count is short enough in full. */
const FULL_BELOW = 10_000;

/** `25.6 M`, `4.09 G`; below 10,000 as it is. */
export function shortCount(count: number): Quantity {
  return Math.abs(count) < FULL_BELOW ? { value: count, unit: '' } : scaled(count, 1000, COUNTS);
}

/** `3.06 MiB`, `760 B`: memory goes by powers of 1024. */
export function shortBytes(bytes: number): Quantity {
  return scaled(bytes, 1024, BYTES);
}

/** Three digits tell enough; 999,960 rounds up to 1,000 K, which is 1 M. */
function scaled(amount: number, base: number, units: readonly string[]): Quantity {
  let value = amount;
  let step = 0;
  while (Math.abs(rounded(value, step)) >= base && step + 1 < units.length) {
    value /= base;
    step++;
  }
  return { value: rounded(value, step), unit: units[step] ?? '' };
}

function rounded(value: number, step: number): number {
  return step === 0 || Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
