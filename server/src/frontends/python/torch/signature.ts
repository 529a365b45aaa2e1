// Signatures of torch functions as tables write them, and how a call's arguments are bound to them.
import { type Arguments, PyFloat, PyTuple, type Runtime, type Value } from '../evaluator/values.ts';

export interface Parameter {
  readonly name: string;
  readonly kind: 'normal' | 'keyword-only' | '*';
  readonly required: boolean;
  readonly fallback: Value | undefined;
}

const CONSTANTS: Readonly<Record<string, Value>> = { None: null, True: true, False: false };

export function parseSignature(inner: string): {
  readonly parameters: readonly Parameter[];
  readonly lenient: boolean;
} {
  const parameters: Parameter[] = [];
  let kind: 'normal' | 'keyword-only' = 'normal';
  let lenient = false;
  for (const part of inner.split(', ').filter((each) => each !== '')) {
    if (part === '**') lenient = true;
    else if (part === '*') kind = 'keyword-only';
    else if (part.startsWith('*')) {
      parameters.push({ name: part.slice(1), kind: '*', required: false, fallback: undefined });
      kind = 'keyword-only';
    } else {
      const [name = '', fallback] = part.split('=');
      parameters.push({ name, kind, required: fallback === undefined, fallback: constant(fallback) });
    }
  }
  return { parameters, lenient };
}

function constant(text: string | undefined): Value | undefined {
  if (text === undefined || text === '...') return undefined;
  if (text in CONSTANTS) return CONSTANTS[text];
  if (text.startsWith("'")) return text.slice(1, -1);
  return /[.e]/.test(text) ? new PyFloat(Number(text)) : Number(text);
}

export interface Bound {
  readonly values: ReadonlyMap<string, Value>;
  /** Of each given argument: its position, or its keyword. */
  readonly places: ReadonlyMap<string, number | string>;
}

export function bind(
  runtime: Runtime,
  name: string,
  parameters: readonly Parameter[],
  lenient: boolean,
  { positional, keywords }: Arguments,
): Bound {
  const values = new Map<string, Value>();
  const places = new Map<string, number | string>();
  let next = 0;
  for (const { name: parameter, kind, required, fallback } of parameters) {
    const here = positional[next];
    if (kind === '*') {
      const rest = positional.slice(next);
      const keyword = keywords.get(parameter);
      values.set(parameter, keyword ?? new PyTuple(rest));
      places.set(parameter, keyword === undefined ? next : parameter);
      next = positional.length;
    } else if (kind === 'normal' && here !== undefined) {
      if (keywords.has(parameter))
        runtime.raise('TypeError', `${name}() got multiple values for argument '${parameter}'`);
      values.set(parameter, here);
      places.set(parameter, next++);
    } else {
      // Functions in C++ take NumPy's names too, and a power's second operand is its exponent.
      const spelled = [parameter, ...(OTHER_NAMES[parameter] ?? [])].find((each) => keywords.has(each));
      const keyword = spelled === undefined ? undefined : keywords.get(spelled);
      if (keyword !== undefined) {
        values.set(parameter, keyword);
        places.set(parameter, spelled ?? parameter);
      } else if (required) {
        runtime.raise('TypeError', `${name}() missing 1 required positional argument: '${parameter}'`);
      } else if (fallback !== undefined) values.set(parameter, fallback);
    }
  }
  if (next < positional.length && !lenient) {
    runtime.raise(
      'TypeError',
      `${name}() takes ${parameters.length} positional arguments but ${positional.length} were given`,
    );
  }
  if (!lenient) {
    for (const keyword of keywords.keys())
      if (!parameters.some(({ name: own }) => own === keyword || OTHER_NAMES[own]?.includes(keyword)))
        runtime.raise('TypeError', `${name}() got an unexpected keyword argument '${keyword}'`);
  }
  return { values, places };
}

const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  dim: ['axis'],
  keepdim: ['keepdims'],
  input: ['self', 'tensor', 'x'],
  other: ['exponent'],
  split_size: ['split_size_or_sections'],
  shape: ['size', 'sizes'],
  size: ['shape'],
  repeats: ['dims', 'sizes'],
};
