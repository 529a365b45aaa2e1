// Numbers as Python writes them: float's repr, and the format mini-language of `format(x, '08.3f')` and f-strings.
// Source: https://docs.python.org/3/library/string.html#format-specification-mini-language (3.12). Knows no evaluator.

/** `1.0`, `1e-05`, `1e+16`, `inf`: the shortest digits that read back as the same double. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '0', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) return `${mantissa}e${exponentSign(exponent)}`;
  const plain =
    exponent >= 0 ? value.toString() : value.toFixed(Math.max(0, mantissa.replace(/[-.]/g, '').length - 1 - exponent));
  return plain.includes('.') ? plain : `${plain}.0`;
}

function exponentSign(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

export interface FormatSpec {
  readonly fill: string;
  readonly align: '<' | '>' | '^' | '=' | undefined;
  readonly sign: '+' | '-' | ' ';
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: ',' | '_' | '';
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

/** Undefined: not a specifier of numbers and strings. */
export function parseSpec(text: string): FormatSpec | undefined {
  const match = SPEC.exec(text);
  if (!match) return undefined;
  const [, fill, align, sign, , alternate, zero, width, grouping, precision, type] = match;
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align: (align ?? (zero ? '=' : undefined)) as FormatSpec['align'],
    sign: (sign ?? '-') as FormatSpec['sign'],
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping: (grouping ?? '') as FormatSpec['grouping'],
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? '',
  };
}

/** Undefined where Python raises ValueError: unknown format code. */
export function formatString(text: string, spec: FormatSpec): string | undefined {
  if (!['', 's'].includes(spec.type) || spec.grouping !== '' || (spec.align === '=' && spec.fill !== '0'))
    return undefined;
  const characters = [...text];
  const cut = spec.precision === undefined ? text : characters.slice(0, spec.precision).join('');
  return pad('', cut, { ...spec, align: spec.align === '=' ? '<' : spec.align }, '<');
}

const BASES: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
  d: [10, ''],
  n: [10, ''],
  '': [10, ''],
};

export function formatInteger(value: number | bigint, spec: FormatSpec): string | undefined {
  const { type } = spec;
  if (type === 'c')
    return spec.sign === '-' && spec.grouping === '' && value >= 0 && value < 0x110000
      ? pad('', String.fromCodePoint(Number(value)), spec, '<')
      : undefined;
  const base = BASES[type];
  if (!base) return formatFloat(Number(value), spec);
  if (spec.precision !== undefined) return undefined;
  if (spec.grouping === ',' && !'d'.includes(type)) return undefined;
  const [radix, prefix] = base;
  const magnitude = (value < 0 ? -value : value).toString(radix);
  const digits = type === 'X' ? magnitude.toUpperCase() : magnitude;
  const sign = signOf(value < 0, spec);
  return padNumber(sign + (spec.alternate ? prefix : ''), digits, '', spec, radix === 10 ? 3 : 4);
}

export function formatFloat(value: number, spec: FormatSpec): string | undefined {
  const { type } = spec;
  const magnitude = Math.abs(value);
  const sign = signOf(value < 0 || Object.is(value, -0), spec);
  if (!'eEfFgGn%'.includes(type) && type !== '') return undefined;
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? 'nan' : 'inf';
    return padNumber(sign, '', 'EFG'.includes(type) && type ? name.toUpperCase() : name, spec, 3);
  }
  const digits = digitsOf(magnitude, spec);
  // Asked for, the point is there without digits behind it.
  const text = spec.alternate && !digits.includes('.') ? digits.replace(/(?=e|$)/, '.') : digits;
  const cased = 'EG'.includes(type) && type ? text.toUpperCase() : text;
  const [, whole = '', rest = ''] = /^(\d*)(.*)$/s.exec(cased) ?? [];
  return padNumber(sign, whole, type === '%' ? `${rest}%` : rest, spec, 3);
}

function digitsOf(value: number, { type, precision, alternate }: FormatSpec): string {
  switch (type) {
    case 'e':
    case 'E':
      return exponential(value, precision ?? 6);
    case 'f':
    case 'F':
      return fixed(value, precision ?? 6);
    case '%':
      return fixed(value * 100, precision ?? 6);
    case '':
      return precision === undefined ? floatRepr(value) : general(value, precision, alternate, true);
    default:
      return general(value, precision ?? 6, alternate, false);
  }
}

function exponential(value: number, precision: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential(Math.min(precision, 100)).split('e');
  return `${mantissa}e${exponentSign(Number(exponent))}`;
}

/** Half to even on the exact value, as C does; toFixed alone rounds halves up. */
export function fixed(value: number, precision: number): string {
  if (value >= 1e21) return `${BigInt(value)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
  const places = Math.min(precision, 100);
  const text = value.toFixed(places);
  if (places > 70) return text;
  const exact = value.toFixed(places + 30);
  const tail = exact.slice(exact.length - 30);
  if (!/^50*$/.test(tail)) return text;
  const down = exact.slice(0, exact.length - 30).replace(/\.$/, '');
  return Number(down.at(-1)) % 2 === 0 ? down : text;
}

/** `g`: so many significant digits, trailing zeros dropped. Without a type there is always a digit after the point. */
function general(value: number, precision: number, alternate: boolean, isPlain: boolean): string {
  const digits = Math.max(1, precision);
  const exponent = value === 0 ? 0 : Number(value.toExponential(Math.min(digits - 1, 100)).split('e')[1]);
  const isExponential = exponent < -4 || exponent >= digits - (isPlain ? 1 : 0);
  const text = isExponential ? exponential(value, digits - 1) : fixed(value, digits - 1 - exponent);
  if (alternate) return text;
  const trimmed = text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');
  return isPlain && !isExponential && !trimmed.includes('.') ? `${trimmed}.0` : trimmed;
}

function signOf(isNegative: boolean, { sign }: FormatSpec): string {
  if (isNegative) return '-';
  return sign === '-' ? '' : sign;
}

function padNumber(prefix: string, whole: string, rest: string, spec: FormatSpec, group: number): string {
  const { grouping, fill, align, width } = spec;
  if (!grouping) return pad(prefix, whole + rest, spec, '>');
  let digits = whole;
  if (fill === '0' && align === '=') {
    while (prefix.length + grouped(digits, grouping, group).length + rest.length < width) digits = `0${digits}`;
    const text = grouped(digits, grouping, group);
    return prefix + text + rest;
  }
  return pad(prefix, grouped(digits, grouping, group) + rest, spec, '>');
}

function grouped(digits: string, separator: string, size: number): string {
  return digits.replace(new RegExp(`(?<=.)(?=(?:.{${size}})+$)`, 'g'), separator);
}

function pad(prefix: string, text: string, { fill, align, width }: FormatSpec, natural: '<' | '>'): string {
  const missing = Math.max(0, width - [...prefix].length - [...text].length);
  const side = align ?? natural;
  if (side === '=') return prefix + fill.repeat(missing) + text;
  if (side === '<') return prefix + text + fill.repeat(missing);
  if (side === '>') return fill.repeat(missing) + prefix + text;
  const left = Math.floor(missing / 2);
  return fill.repeat(left) + prefix + text + fill.repeat(missing - left);
}

/** `'%-5.2f %s' % values`: the parts of a printf text. */
export interface PrintfField {
  readonly key: string | undefined;
  readonly flags: string;
  /** `*`: taken from the values. */
  readonly width: string;
  readonly precision: string | undefined;
  readonly type: string;
}

const FIELD = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?([a-zA-Z%])/g;

export function printfFields(text: string): (string | PrintfField)[] {
  const parts: (string | PrintfField)[] = [];
  let end = 0;
  for (const match of text.matchAll(FIELD)) {
    const [whole, key, flags = '', width = '', precision, type = ''] = match;
    parts.push(text.slice(end, match.index), { key, flags, width, precision, type });
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return parts;
}

export function printfSpec({ flags, width, precision, type }: PrintfField): FormatSpec {
  const isNumber = 'diouxXeEfFgG'.includes(type);
  const isZero = flags.includes('0') && !flags.includes('-') && isNumber;
  return {
    fill: isZero ? '0' : ' ',
    align: flags.includes('-') ? '<' : isZero ? '=' : '>',
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '-',
    alternate: flags.includes('#'),
    width: Number(width || 0),
    grouping: '',
    precision: precision === undefined ? undefined : Number(precision || 0),
    type: 'diu'.includes(type) ? 'd' : 'sra'.includes(type) ? 's' : type,
  };
}
