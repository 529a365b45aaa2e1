// Large counts as people in the field write them: 25.6 M parameters, 4.09 G multiply–accumulates; the decimal mark follows the
// user's language. Must not know VS Code.

const PREFIXES = ['', 'K', 'M', 'G', 'T', 'P'] as const;

/** Three significant digits and a prefix; small numbers as they are. */
export function compact(count: number, locale: string): string {
  const step = Math.min(Math.max(Math.floor(Math.log10(Math.max(count, 1)) / 3), 0), PREFIXES.length - 1);
  const scaled = Number((count / 1000 ** step).toPrecision(3));
  // 999,960 rounds up to 1,000 K, which is 1 M.
  const [value, prefix] = scaled >= 1000 && step + 1 < PREFIXES.length ? [scaled / 1000, step + 1] : [scaled, step];
  return `${value.toLocaleString(locale, { maximumFractionDigits: 2 })} ${PREFIXES[prefix] ?? ''}`.trimEnd();
}

export function exact(count: number, locale: string): string {
  return count.toLocaleString(locale);
}

/** `41 KB`, `760 B`. */
export function bytes(count: number, locale: string): string {
  const text = compact(count, locale);
  return /[A-Z]$/.test(text) ? `${text}B` : `${text} B`;
}
