// How numbers, volumes and names are written in messages, in the user's language and the dialect's order.
import { t } from '@vscode/l10n';
import { type Quantity, shortBytes, shortCount } from '../base/quantity.ts';
import { type Dim, isBatch, isKnown } from '../graph/dim.ts';
import type { Volume } from '../graph/volume.ts';

export interface Words {
  /** `2.33`, `2,33` in Portuguese; at most two decimals. */
  number(value: number): string;
  /** `1,234,567`, grouped as the language does. */
  count(value: number): string;
  /** `11.2 M`, `560`. */
  short(value: number): string;
  /** `3.06 MiB`, `760 B`. */
  bytes(value: number): string;
  percent(share: number): string;
  dim(dim: Dim): string;
  /** `32×32×10` in a spec, `[N, 10, 32, 32]` in framework files. */
  volume(volume: Volume): string;
  /** Dimensions in the framework's order, batch left out: `10×32×32`. */
  dims(dims: readonly Dim[]): string;
  /** One number per axis: `7×7`. */
  size(values: readonly number[]): string;
  /** `a, b and c`. */
  list(items: readonly string[]): string;
  /** `a, b or c`. */
  oneOf(items: readonly string[]): string;
  /** An attribute as the dialect spells it: `in_channels`, `filters`. */
  attribute(operator: string, name: string): string;
  /** The framework whose run-time errors the file would meet, where there is one. */
  readonly framework: string | undefined;
}

export interface Manner {
  readonly locale: string;
  readonly display: 'channels-last' | 'framework';
  readonly framework?: string;
  readonly spell: (operator: string, attribute: string) => string;
  /** Volumes of three axes are steps × features, and written in that order. */
  readonly sequences?: boolean;
}

/** Making them costs more than the analysis of a small model, so each language's are made once. */
const formats = new Map<string, ReturnType<typeof makeFormats>>();

function formatsOf(locale: string): ReturnType<typeof makeFormats> {
  const made = formats.get(locale) ?? makeFormats(locale);
  formats.set(locale, made);
  return made;
}

function makeFormats(locale: string) {
  // `1, 2 or 4`: without the comma that American English puts before the last one.
  const lists = locale.startsWith('en') ? 'en-GB' : locale;
  return {
    decimals: new Intl.NumberFormat(locale, { maximumFractionDigits: 2, useGrouping: false }),
    grouped: new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }),
    percents: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
    conjunction: new Intl.ListFormat(lists, { type: 'conjunction' }),
    disjunction: new Intl.ListFormat(lists, { type: 'disjunction' }),
  };
}

export function wordsFor({ locale, display, framework, spell, sequences = false }: Manner): Words {
  const { decimals, grouped, percents, conjunction, disjunction } = formatsOf(locale);

  // A minus sign, not a hyphen.
  const number = (value: number) => decimals.format(value).replace('-', '−');
  const dim = (value: Dim): string => {
    if (isKnown(value)) return number(value);
    if (!isBatch(value)) return '?';
    const { numerator, denominator } = value;
    return `${numerator === 1 ? '' : numerator}N${denominator === 1 ? '' : `/${denominator}`}`;
  };
  const written = ({ value, unit }: Quantity) => `${grouped.format(value)}${unit === '' ? '' : ` ${unit}`}`;
  const cross = (dims: readonly Dim[]) => dims.map(dim).join('×');
  const brackets = (dims: readonly Dim[]) => `[${dims.map(dim).join(', ')}]`;

  return {
    number,
    count: (value) => grouped.format(value),
    short: (value) => written(shortCount(value)),
    bytes: (value) => written(shortBytes(value)),
    percent: (share) => percents.format(share),
    dim,
    dims: cross,
    size: (values) => values.map(number).join('×'),
    list: (items) => conjunction.format(items),
    oneOf: (items) => disjunction.format(items),
    attribute: spell,
    framework,
    volume({ dims }) {
      if (!dims) return t('unknown shape');
      const [batch, channels, ...spatial] = dims;
      // On a blackboard the batch is left out; a volume that does not begin with it has lost its order.
      if (display === 'framework' || batch === undefined || isKnown(batch)) return brackets(dims);
      if (channels === undefined) return dim(batch);
      if (isBatch(batch) && batch.numerator !== batch.denominator) return brackets(dims);
      return cross(sequences && spatial.length === 1 ? [channels, ...spatial] : [...spatial, channels]);
    },
  };
}
