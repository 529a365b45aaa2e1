// `str`, `repr` and `format` of values. What a format specifier means is up to the `__format__` of the value's class.
import type { UnknownDim } from '../../../../graph/dim.ts';
import type { Interpreter } from '../interpreter.ts';
import { classOf, OBJECT } from '../objects/builtin-classes.ts';
import { lookUp } from '../objects/method-order.ts';
import { type PyBytes, PyDict, PyInstance, PyList, type PySet, type Value } from '../values.ts';
import { customMethod } from './dunder.ts';

export function str(interpreter: Interpreter, value: Value): string {
  if (typeof value === 'string') return value;
  const method = customMethod(value, '__str__');
  if (method !== undefined)
    return text(interpreter, interpreter.call(interpreter.bind(method, value, classOf(value)), []));
  if (value instanceof PyInstance && typeof value.primitive === 'string') return value.primitive;
  return repr(interpreter, value);
}

/** What the text under way shows, and is not known. */
let doubt: UnknownDim | undefined;

/** A text as a value: unknown where it shows what is not known. */
export function textOf(run: () => string): Value {
  const around = doubt;
  doubt = undefined;
  try {
    const shown = run();
    return doubt ?? shown;
  } finally {
    doubt = around;
  }
}

/** Stands for what is not known. */
function lost(interpreter: Interpreter, value: Value): string {
  doubt ??= interpreter.lost(value);
  return '?';
}

function text(interpreter: Interpreter, value: Value): string {
  return typeof value === 'string' ? value : lost(interpreter, value);
}

/** Printing these now: a list may hold itself. */
const underWay = new Set<Value>();

export function repr(interpreter: Interpreter, value: Value): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 'True' : 'False';
    default:
      return value === null ? 'None' : guarded(interpreter, value);
  }
}

type ObjectValue = Exclude<Value, string | number | bigint | boolean | null>;

function guarded(interpreter: Interpreter, value: ObjectValue): string {
  if (underWay.has(value)) return value instanceof PyList ? '[...]' : value instanceof PyDict ? '{...}' : '...';
  underWay.add(value);
  interpreter.spend(3);
  try {
    const method = customMethod(value, '__repr__');
    if (method !== undefined)
      return text(interpreter, interpreter.call(interpreter.bind(method, value, classOf(value)), []));
    return ofObject(interpreter, value);
  } finally {
    underWay.delete(value);
  }
}

/** Without `__repr__` methods. */
export function plainRepr(interpreter: Interpreter, value: Value): string {
  return typeof value === 'object' && value !== null ? ofObject(interpreter, value) : repr(interpreter, value);
}

function ofObject(interpreter: Interpreter, value: ObjectValue): string {
  const list = (items: Iterable<Value>) => [...items].map((item) => repr(interpreter, item)).join(', ');
  switch (value.kind) {
    case 'unknown':
      return lost(interpreter, value);
    case 'batch':
      lost(interpreter, value);
      return batchText(value.numerator, value.denominator);
    case 'float':
      return typeof value.value === 'number' ? floatText(value.value) : ofObject(interpreter, value.value);
    case 'list':
      return value.lost ? lost(interpreter, value) : `[${list(value.items)}]`;
    case 'tuple':
      return value.items.length === 1 ? `(${list(value.items)},)` : `(${list(value.items)})`;
    case 'dict':
      return value.lost ? lost(interpreter, value) : dictText(interpreter, value);
    case 'set':
      return value.lost ? lost(interpreter, value) : setText(value, list(value.entries.values()));
    case 'range': {
      const { start, stop, step } = value;
      return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
    }
    case 'slice':
      return `slice(${list([value.lower, value.upper, value.step])})`;
    case 'bytes':
      return bytesText(value);
    case 'class':
      return value.module === 'builtins' ? `<class '${value.name}'>` : `<class '${value.module}.${value.name}'>`;
    case 'function':
      return `<function ${value.qualifiedName}>`;
    case 'native':
      return `<built-in function ${value.name}>`;
    case 'bound-method':
      return `<bound method ${text(interpreter, interpreter.findAttribute(value, '__qualname__') ?? '?')}>`;
    case 'module':
      return `<module '${value.name}'>`;
    case 'singleton':
      return value.name;
    case 'instance':
      if (value.primitive !== undefined) return repr(interpreter, value.primitive);
      return `<${value.class.module}.${value.class.name} object>`;
    default:
      return `<${classOf(value).name} object>`;
  }
}

function batchText(numerator: number, denominator: number): string {
  const times = numerator === 1 ? 'N' : `${numerator}*N`;
  return denominator === 1 ? times : `${times}/${denominator}`;
}

function dictText(interpreter: Interpreter, dict: PyDict): string {
  const entries = [...dict.entries.values()];
  return `{${entries.map(([key, item]) => `${repr(interpreter, key)}: ${repr(interpreter, item)}`).join(', ')}}`;
}

function setText(set: PySet, listed: string): string {
  const name = set.frozen ? 'frozenset' : 'set';
  if (set.entries.size === 0) return `${name}()`;
  return set.frozen ? `frozenset({${listed}})` : `{${listed}}`;
}

function bytesText({ value }: PyBytes): string {
  return `b${quoted(value).replace(/[\x80-\xff]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`)}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

function quoted(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Python escapes exactly these.
  const escaped = value.replace(/[\x00-\x1f\x7f\\]|(?! )[\p{C}\p{Z}]/gu, (character) => {
    return ESCAPES[character] ?? escapedCode(character.codePointAt(0) ?? 0);
  });
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}

function escapedCode(code: number): string {
  const [letter, digits] = code < 0x100 ? ['x', 2] : code < 0x10000 ? ['u', 4] : ['U', 8];
  return `\\${letter}${code.toString(16).padStart(digits, '0')}`;
}

/** What `ascii` makes of a text that `repr` gave. */
export function inAscii(text: string): string {
  return text.replace(/\P{ASCII}/gu, (character) => escapedCode(character.codePointAt(0) ?? 0));
}

/** Shortest text that reads back the same; with an exponent below 1e-4 and from 1e16. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16)) {
    const sign = power < 0 ? '-' : '+';
    return `${mantissa}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const plain = power >= 16 || !Number.isInteger(value) ? String(value) : value.toFixed(1);
  return /e/.test(plain) ? value.toFixed(mantissa.replace(/[-.]/g, '').length - 1 - power) : plain;
}

export function format(interpreter: Interpreter, value: Value, specifier: string, conversion?: string): string {
  const shown = converted(interpreter, value, conversion);
  const method = lookUp(classOf(shown), '__format__');
  const custom = method !== undefined && method !== OBJECT.namespace.get('__format__');
  if (specifier === '' && !(custom && shown instanceof PyInstance)) return str(interpreter, shown);
  if (!custom) return takesNoSpecifier(shown) ? unsupported(interpreter, shown) : str(interpreter, shown);
  return text(interpreter, interpreter.call(method, [shown, specifier]));
}

/** Their `__format__` is `object`'s, and nothing that we do not know of. */
function takesNoSpecifier(value: Value): boolean {
  if (value === null) return true;
  if (value instanceof PyInstance)
    return value.class.definition !== undefined && !value.class.open && value.native === undefined;
  return typeof value === 'object' && FORMATLESS.has(value.kind);
}

const FORMATLESS: ReadonlySet<string> = new Set([
  'list',
  'tuple',
  'dict',
  'set',
  'bytes',
  'function',
  'class',
  'range',
]);

function unsupported(interpreter: Interpreter, value: Value): never {
  const { name } = classOf(value);
  return interpreter.raise('TypeError', `unsupported format string passed to ${name}.__format__`);
}

function converted(interpreter: Interpreter, value: Value, conversion: string | undefined): Value {
  if (conversion === 'r') return repr(interpreter, value);
  if (conversion === 'a') return inAscii(repr(interpreter, value));
  return conversion === 's' ? str(interpreter, value) : value;
}
