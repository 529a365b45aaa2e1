// Numbers as a panel shows them, in the user's language. Pure.
import { type Quantity, shortBytes, shortCount } from '../../../server/src/base/quantity.ts';

export interface Numbers {
  /** `25,557,032`. */
  count(value: number): string;
  /** `4.09 G`; below 10,000 in full. */
  short(value: number): string;
  /** `3.06 MiB`. */
  bytes(value: number): string;
  /** `12.3%`; `<0.1%` rather than a zero that is none. */
  percent(share: number): string;
}

const LEAST_SHARE = 0.001;

export function numbersFor(language: string): Numbers {
  const locale = supported(language);
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const written = ({ value, unit }: Quantity) => `${whole.format(value)} ${unit}`.trimEnd();
  return {
    count: (value) => whole.format(value),
    short: (value) => written(shortCount(value)),
    bytes: (value) => written(shortBytes(value)),
    percent: (share) =>
      share > 0 && share < LEAST_SHARE ? `<${percents.format(LEAST_SHARE)}` : percents.format(share),
  };
}

/** The editor's language ids are almost, but not always, BCP 47. */
function supported(language: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
