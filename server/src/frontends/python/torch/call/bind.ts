// How a call's arguments are bound to the signature of a torch function.
import type { Parameter } from '../../builtins/signature.ts';
import { type Arguments, PyTuple, type Runtime, type Value } from '../../evaluator/values.ts';

export interface Bound {
  readonly values: ReadonlyMap<string, Value>;
  /** Of each given argument: its position, or its keyword. */
  readonly places: ReadonlyMap<string, number | string>;
}

/** Raises Python's TypeErrors; with `**` in the signature, what it does not name passes. */
export function bind(
  runtime: Runtime,
  name: string,
  parameters: readonly Parameter[],
  { positional, keywords }: Arguments,
): Bound {
  const values = new Map<string, Value>();
  const places = new Map<string, number | string>();
  let next = 0;
  for (const { name: parameter, kind, required, fallback } of parameters) {
    const here = positional[next];
    if (kind === '**') return { values, places };
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
  if (next < positional.length) {
    runtime.raise(
      'TypeError',
      `${name}() takes ${parameters.length} positional arguments but ${positional.length} were given`,
    );
  }
  for (const keyword of keywords.keys())
    if (!parameters.some(({ name: own }) => own === keyword || OTHER_NAMES[own]?.includes(keyword)))
      runtime.raise('TypeError', `${name}() got an unexpected keyword argument '${keyword}'`);
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
