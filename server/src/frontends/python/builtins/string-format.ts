// `'{}'.format(…)` and `'%d' % …`. A value that is not known makes the whole text unknown.
import { inAscii } from '../evaluator/protocols/printing.ts';
import { nativeMethod, PyDict, PyFloat, PyInstance, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { absorbedDeep } from './declare.ts';
import { double, integer, plain } from './iteration.ts';
import {
  type FormatSpec,
  formatFloat,
  formatInteger,
  formatString,
  type PrintfField,
  parseSpec,
  printfFields,
  printfSpec,
} from './number-text.ts';
import { wholeOf } from './rounding.ts';

/** `format(value, specifier)` for Python's own values; undefined: not a number or string, or not such a specifier. */
function formatPlain(given: Value, specifier: string): string | undefined {
  const spec = parseSpec(specifier);
  if (!spec) return undefined;
  const value = plain(given);
  if (typeof value === 'string') return formatString(value, spec);
  if (typeof value === 'boolean') return formatInteger(value ? 1 : 0, spec);
  if (typeof value === 'number' || typeof value === 'bigint') return formatInteger(value, spec);
  return value instanceof PyFloat && typeof value.value === 'number' ? formatFloat(value.value, spec) : undefined;
}

/** `__format__` of numbers and strings. */
export const specifierMethod = nativeMethod('__format__', (runtime, { positional: [value = null, specifier = ''] }) => {
  const unknown = absorbedDeep(runtime, [value, specifier]);
  if (unknown !== undefined) return unknown;
  if (specifier === '') return runtime.str(value);
  const text = formatPlain(value, specifier as string);
  if (text !== undefined) return text;
  const type = runtime.typeOf(value).name;
  return runtime.raise('ValueError', complaint(String(specifier), value, type));
});

/** What Python says of a specifier that it does not take. */
function complaint(specifier: string, given: Value, type: string): string {
  const spec = parseSpec(specifier);
  if (!spec) return `Invalid format specifier '${specifier}' for object of type '${type}'`;
  const isText = typeof plain(given) === 'string';
  if (isText && spec.grouping !== '') return `Cannot specify '${spec.grouping}' with 's'.`;
  const takes = isText ? 's' : plain(given) instanceof PyFloat ? 'eEfFgGn%' : 'bcdoxXneEfFgG%';
  if (spec.type !== '' && !takes.includes(spec.type))
    return `Unknown format code '${spec.type}' for object of type '${type}'`;
  if (isText) return "'=' alignment not allowed in string format specifier";
  if (spec.precision !== undefined) return 'Precision not allowed in integer format specifier';
  if (spec.type === 'c' && spec.sign !== '-' && spec.grouping === '')
    return "Sign not allowed with integer format specifier 'c'";
  return `Cannot specify '${spec.grouping}' with '${spec.type}'.`;
}

/** What `%d` writes of a number of a class of one's own. */
function whole(runtime: Runtime, type: string, value: Value): Value {
  const special = value instanceof PyInstance ? runtime.special(value, '__int__') : undefined;
  if (special !== undefined) return runtime.call(special, []);
  const isNumber =
    value instanceof PyInstance || value instanceof PyFloat || /^(number|bigint|boolean)$/.test(typeof value);
  if (isNumber) return value;
  return runtime.raise('TypeError', `%${type} format: a real number is required, not ${runtime.typeOf(value).name}`);
}

interface Cursor {
  next: number;
  /** Whether fields have been numbered by hand: one text does not do both. */
  byHand?: boolean;
}

interface FormatArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

/** `template.format(*positional, **keywords)`. */
export function formatTemplate(runtime: Runtime, template: string, given: FormatArguments): Value {
  return expand(runtime, template, given, { next: 0 }, 2);
}

function expand(runtime: Runtime, template: string, given: FormatArguments, cursor: Cursor, depth: number): Value {
  let text = '';
  for (let at = 0; at < template.length; at++) {
    const character = template[at] as string;
    if ((character === '{' || character === '}') && template[at + 1] === character) {
      text += character;
      at++;
    } else if (character === '}') {
      return runtime.raise('ValueError', "Single '}' encountered in format string");
    } else if (character === '{') {
      const end = closing(template, at);
      if (end === undefined || depth === 0)
        return runtime.raise('ValueError', "Single '{' encountered in format string");
      const field = formatField(runtime, template.slice(at + 1, end), given, cursor, depth);
      if (typeof field !== 'string') return field;
      text += field;
      at = end;
    } else text += character;
  }
  runtime.spendCells(text.length);
  return text;
}

function closing(template: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < template.length; at++) {
    if (template[at] === '{') depth++;
    else if (template[at] === '}' && --depth === 0) return at;
  }
  return undefined;
}

const FIELD = /^([^!:]*)(?:!([rsa]))?(?::(.*))?$/s;

function formatField(runtime: Runtime, field: string, given: FormatArguments, cursor: Cursor, depth: number): Value {
  const match = FIELD.exec(field);
  if (!match) return runtime.raise('ValueError', "expected ':' after conversion specifier");
  const [, name = '', conversion, specifier = ''] = match;
  const value = fieldValue(runtime, name, given, cursor);
  const spec = specifier.includes('{') ? expand(runtime, specifier, given, cursor, depth - 1) : specifier;
  const unknown = absorbedDeep(runtime, [value, spec]);
  if (unknown !== undefined) return unknown;
  return runtime.textOf(() => runtime.format(value, spec as string, conversion));
}

/** `0.shape[1]`, `name`, or the next one where it is empty. */
function fieldValue(runtime: Runtime, path: string, { positional, keywords }: FormatArguments, cursor: Cursor): Value {
  const [, head = '', tail = ''] = /^([^.[]*)(.*)$/s.exec(path) ?? [];
  let value: Value | undefined;
  if (head === '' || /^\d+$/.test(head)) {
    const byHand = head !== '';
    if ((cursor.byHand ?? byHand) !== byHand) {
      const [from, to] = ['manual field specification', 'automatic field numbering'];
      const change = byHand ? `${to} to ${from}` : `${from} to ${to}`;
      return runtime.raise('ValueError', `cannot switch from ${change}`);
    }
    cursor.byHand = byHand;
    const index = byHand ? Number(head) : cursor.next++;
    value = positional[index];
    if (value === undefined)
      return runtime.raise('IndexError', `Replacement index ${index} out of range for positional args tuple`);
  } else {
    value = keywords.get(head);
    if (value === undefined) return runtime.raise('KeyError', head);
  }
  for (const [, attribute, index = ''] of tail.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    if (attribute !== undefined) value = runtime.getAttribute(value, attribute);
    else value = runtime.getItem(value, /^\d+$/.test(index) ? Number(index) : index);
  }
  return value;
}

/** `template % values`. */
export function formatPercent(runtime: Runtime, template: string, values: Value): Value {
  const given = values instanceof PyTuple ? values.items : [values];
  const unknown = absorbedDeep(runtime, given);
  if (unknown !== undefined) return unknown;
  let next = 0;
  const take = (): Value => {
    const value = given[next++];
    return value === undefined ? runtime.raise('TypeError', 'not enough arguments for format string') : value;
  };
  let text = '';
  for (const part of printfFields(template)) {
    const shown = runtime.textOf(() => {
      if (typeof part === 'string') return part;
      return part.type === '%' ? '%' : formatPart(runtime, part, take, values);
    });
    if (typeof shown !== 'string') return shown;
    text += shown;
  }
  if (next < given.length && !(values instanceof PyDict) && !template.includes('%(')) {
    return runtime.raise('TypeError', 'not all arguments converted during string formatting');
  }
  runtime.spendCells(text.length);
  return text;
}

function formatPart(runtime: Runtime, field: PrintfField, take: () => Value, values: Value): string {
  const width = field.width === '*' ? String(integer(runtime, take()) ?? '') : field.width;
  const precision = field.precision === '*' ? String(integer(runtime, take()) ?? '') : field.precision;
  const value = field.key === undefined ? take() : runtime.getItem(values, field.key);
  const spec: FormatSpec = printfSpec({ ...field, width: width.replace('-', ''), precision });
  const written = writePart(runtime, field.type, value, spec);
  return written ?? runtime.raise('ValueError', `unsupported format character '${field.type}'`);
}

function writePart(runtime: Runtime, type: string, value: Value, spec: FormatSpec): string | undefined {
  switch (type) {
    case 's':
      return formatString(runtime.str(value), spec);
    case 'a':
      return formatString(inAscii(runtime.repr(value)), spec);
    case 'r':
      return formatString(runtime.repr(value), spec);
    case 'c':
      if (typeof value !== 'string' && typeof value !== 'number' && !(value instanceof PyInstance))
        return runtime.raise('TypeError', '%c requires int or char');
      return formatString(typeof value === 'string' ? value : String.fromCodePoint(integer(runtime, value) ?? 0), {
        ...spec,
        type: 's',
      });
    case 'd':
    case 'i':
    case 'u': {
      const number = whole(runtime, type, plain(value));
      if (number instanceof PyFloat)
        return formatInteger(wholeOf(Math.trunc(number.value as number)), { ...spec, precision: undefined });
      return formatInteger(typeof number === 'bigint' ? number : (integer(runtime, number) ?? 0), {
        ...spec,
        precision: undefined,
      });
    }
    case 'x':
    case 'X':
    case 'o':
      if (plain(value) instanceof PyFloat || typeof plain(value) === 'string')
        return runtime.raise('TypeError', `%${type} format: an integer is required, not ${runtime.typeOf(value).name}`);
      return formatInteger(integer(runtime, value) ?? 0, { ...spec, precision: undefined });
    default:
      return formatFloat(double(runtime, value) ?? 0, spec);
  }
}
