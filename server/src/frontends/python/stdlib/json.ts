// `json` on texts and values that are known; reading a file is unknown.

import { absorbedDeep, natives } from '../builtins/declare.ts';
import { makeDict } from '../builtins/iteration.ts';
import { floatRepr } from '../builtins/number-text.ts';
import { PyDict, PyFloat, PyList, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';
import { atRunTime, standardModule } from './module.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a number with a point becomes: a float in Python, and just a number in JavaScript. */
const FLOAT = '\u0000float';

function withFloats(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') || !/[.eE]/.test(token) ? token : JSON.stringify({ [FLOAT]: token }),
  );
}

function fromJson(runtime: Runtime, value: Json): Value {
  runtime.spendCells(1);
  if (value === null || typeof value !== 'object') return value;
  if (FLOAT in value) return new PyFloat(Number(value[FLOAT]));
  if (Array.isArray(value)) return new PyList(value.map((item) => fromJson(runtime, item)));
  return makeDict(
    runtime,
    Object.entries(value).map(([key, item]) => [key, fromJson(runtime, item)]),
  );
}

function load(runtime: Runtime, text: Value): Value {
  if (typeof text !== 'string') return runtime.lost(text);
  try {
    return fromJson(runtime, JSON.parse(withFloats(text)) as Json);
  } catch {
    return runtime.raise('ValueError', 'Expecting value');
  }
}

function floatText(value: number): string {
  if (Number.isFinite(value)) return floatRepr(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** In ASCII, as Python writes it. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Undefined where it has no JSON. */
function toJson(value: Value): string | undefined {
  if (value instanceof PyFloat) return floatText(value.value as number);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const list = (items: readonly (string | undefined)[], open: string, close: string): string | undefined =>
    items.includes(undefined) ? undefined : `${open}${items.join(', ')}${close}`;
  if (value instanceof PyList || value instanceof PyTuple) return list(value.items.map(toJson), '[', ']');
  if (!(value instanceof PyDict)) return undefined;
  const entries = [...value.entries.values()].map(([key, item]) => {
    const written = toJson(item);
    return written === undefined
      ? undefined
      : `${quoted(typeof key === 'string' ? key : (toJson(key) ?? ''))}: ${written}`;
  });
  return list(entries, '{', '}');
}

export const JSON_MODULE = standardModule('json', () =>
  natives({
    'loads(s, **options)': load,
    'load(fp, **options)': () => atRunTime('json.load'),
    'dumps(obj, **options)': (runtime, value, options) =>
      absorbedDeep(runtime, [value]) ??
      ((options as PyDict).entries.size > 0 ? undefined : toJson(value)) ??
      atRunTime('json.dumps'),
    'dump(obj, fp, **options)': () => null,
  }),
);
