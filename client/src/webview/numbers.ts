// Numbers as a panel shows them, in the user's language. Pure; the server writes its own for hovers, in the same manner.

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

const UNITS = [
  ['T', 1e12],
  ['G', 1e9],
  ['M', 1e6],
  ['K', 1e3],
] as const;

const BYTES = [
  ['TiB', 2 ** 40],
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;

const FULL_BELOW = 10_000;
const LEAST_SHARE = 0.001;

export function numbersFor(language: string): Numbers {
  const locale = supported(language);
  const decimals = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, useGrouping: false });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const compact = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, useGrouping: false });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  return {
    count: (value) => whole.format(value),
    short(value) {
      const unit = value < FULL_BELOW ? undefined : UNITS.find(([, size]) => value >= size);
      return unit ? `${compact.format(value / unit[1])} ${unit[0]}` : whole.format(value);
    },
    bytes(value) {
      const unit = BYTES.find(([, size]) => value >= size);
      return unit ? `${decimals.format(value / unit[1])} ${unit[0]}` : `${decimals.format(value)} B`;
    },
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
