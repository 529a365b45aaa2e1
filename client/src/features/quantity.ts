// Large counts as people in the field write them: 25.6 M parameters, 4.09 G multiply–accumulates; the decimal mark follows the
// user's language. Must not know VS Code.
import { type Quantity, shortBytes, shortCount } from '../../../server/src/base/quantity.ts';

/** Three significant digits and a prefix; small numbers as they are. */
export function compact(count: number, locale: string): string {
  return written(shortCount(count), locale);
}

export function exact(count: number, locale: string): string {
  return count.toLocaleString(locale);
}

/** `3.06 MiB`, `760 B`. */
export function bytes(count: number, locale: string): string {
  return written(shortBytes(count), locale);
}

function written({ value, unit }: Quantity, locale: string): string {
  return `${value.toLocaleString(locale, { maximumFractionDigits: 2 })} ${unit}`.trimEnd();
}
